"""Collecting and reading the office's mail in one process that may be killed at any line."""

import sys
from datetime import timedelta
from pathlib import Path

from desk import collecting, taking_in
from desk.office import open_desk
from office.settings import load
from tests.desk.office import OFFICE, day

MONDAY = day(10, 12)


def main() -> None:
    """Run in the office of the folder and database named first, with the IMAP mailbox of the port and user after."""
    home, database, port, user = sys.argv[1:]
    mailbox = {"imap_host": "127.0.0.1", "imap_port": port, "imap_tls": "none", "imap_user": user}
    kept = {"imap_password": "secret", "imap_kept": "move"}
    office = {"database": database, "office_name": "市水利局", "office_email": OFFICE}
    desk = open_desk(load(home=Path(home), **office, **mailbox, **kept))
    taking_in.take_in(desk, collecting.sources_of(desk.settings), MONDAY)
    taking_in.acknowledge(desk, MONDAY + timedelta(minutes=1))
