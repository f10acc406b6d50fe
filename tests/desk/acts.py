"""A round's acts in one process that may be killed at any line: open, post, read mail, answer, chase, sum up."""

import sys
from pathlib import Path

from desk import chasing, closing, collecting, opening, sheets, taking_in
from desk.office import open_desk
from mail.intake import FolderSource
from office.settings import load
from tests.desk.office import DAY, DUE, OFFICE, OPENED, UNITS, asking, day, send, units_sheet

INVITED = UNITS[:8]
ASKED = "asked"
EVERYTHING = "everything"


def main() -> None:
    """Run in the office of the folder and database named first; `everything`, or only until the units are `asked`."""
    home, database, how_far = Path(sys.argv[1]), *sys.argv[2:]
    desk = open_desk(load(home=home, database=database, office_name="市水利局", office_email=OFFICE))
    sheets.import_units(desk, units_sheet(home / "units.csv", INVITED))
    asked = asking(desk, INVITED, content=(home / "draft.docx").read_bytes())
    opening.open_round(desk, asked, OPENED)
    send(desk, OPENED)
    if how_far == ASKED:
        return
    collecting.keep_new(desk, FolderSource(desk.settings.inbox), OPENED + DAY)
    for message in taking_in.to_read(desk):
        taking_in.read_message(desk, message, OPENED + DAY)
    taking_in.acknowledge(desk, OPENED + DAY)
    send(desk, OPENED + DAY)
    chasing.write_reminders(desk, day(10, 10))
    send(desk, day(10, 10))
    closing.close_due(desk, DUE)
    send(desk, DUE)
