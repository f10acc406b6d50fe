"""What the tests of chasing do and look at: answers, daily runs, mended addresses, letters by their days."""

from datetime import datetime

from desk import chasing, filing, sheets
from desk.filing import Entered
from desk.office import Desk
from rules.policy import Policy
from rules.reminders import ReminderPolicy
from rules.words import Channel
from tests.desk.office import (
    FEW,
    ROUND,
    address,
    caught,
    letters,
    send,
    units_sheet,
)


def answers(desk: Desk, unit: str, now: datetime) -> None:
    filing.enter_reply(desk, ROUND, unit, Entered(now, Channel.PAPER, no_comment=True), now)


def chase(desk: Desk, now: datetime) -> int:
    """What the daily run does: mended addresses first, then the silent, then the post."""
    count = chasing.invite_again(desk, now) + chasing.write_reminders(desk, now)
    send(desk, now)
    return count


def days_of(desk: Desk, unit: str) -> list[tuple[str, str, int]]:
    """Every letter to a unit: its day, kind and turn."""
    of_unit = (letter for letter in letters(desk) if address(unit) in letter.recipients.split())
    return [(f"{desk.local(one.written):%m-%d}", one.kind, one.turn) for one in of_unit]


def mend(desk: Desk, unit: str, email: str) -> None:
    sheets.import_units(desk, units_sheet(desk.settings.home / "mended.csv", FEW, **{unit: email}))


def arrivals(desk: Desk, unit: str) -> list[str]:
    """The days on which letters arrived in a unit's mailbox, by their Date."""
    return [letter["Date"].datetime.strftime("%a, %d %b") for letter in caught(desk, address(unit))]


DAILY = Policy(ReminderPolicy((1, 2, 3), (), on_due=False, after_due=(), escalate_after=None))
LADDER = [
    ("09-28", "invitation", 1),
    ("10-10", "reminder", 1),
    ("10-13", "reminder", 2),
    ("10-14", "reminder", 3),
    ("10-16", "reminder", 4),
    ("10-20", "escalation", 1),
]
