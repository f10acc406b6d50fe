"""A process that opens a round, and may be killed at any moment."""

import sys
from pathlib import Path

from desk import opening
from desk.office import open_desk
from office.settings import load
from tests.desk.office import OFFICE, OPENED, UNITS, asking


def main() -> None:
    """Open the round in the office of this folder and database, where units and draft are ready."""
    home, database = Path(sys.argv[1]), sys.argv[2]
    desk = open_desk(load(home=home, database=database, office_email=OFFICE))
    opening.open_round(desk, asking(desk, UNITS, content=(home / "draft.docx").read_bytes()), OPENED)
