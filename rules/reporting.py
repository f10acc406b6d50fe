"""When the office is told, unasked, how a round stands: each working morning, once a week, or never."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.deadlines import Calendar
from rules.reminders import ReminderPolicy, opening


class Pace(StrEnum):
    """How often the office gets the status report of an open round."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


def report_owed(  # noqa: PLR0913 - what it depends on
    pace: Pace, hours: ReminderPolicy, calendar: Calendar, opened: datetime, now: datetime, told: Iterable[datetime]
) -> date | None:
    """The day or the Monday whose report the office is owed at `now`, or None.

    A week's report goes out on its first working day, or on the next one after an outage; none in the week, or on the
    day, the round opened in, and none where the office has been written to about it since.

    Args:
        pace: how often.
        hours: its `hours` are when letters are written; nothing is owed on a day off.
        calendar: the office's working days.
        opened: when the round opened.
        now: the moment of asking.
        told: when the office was given earlier reports of the round.
    """
    if pace is Pace.NEVER or opening(hours, calendar, now) != now:
        return None
    today = calendar.day_of(now)
    first = today if pace is Pace.DAILY else today - timedelta(days=today.weekday())
    known = [calendar.day_of(opened), *map(calendar.day_of, told)]
    return first if max(known) < first else None
