"""When the office is owed a report of how a round stands."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.deadlines import Calendar
from rules.reminders import ReminderPolicy
from rules.reporting import Pace, report_owed

ZONE = ZoneInfo("Asia/Shanghai")
# The National Day of 2026: Thursday to Wednesday off, the Saturday after made up for.
OFF = {date(2026, 10, day): False for day in (1, 2, 5, 6, 7)}
CALENDAR = Calendar(ZONE, OFF | {date(2026, 10, 10): True})
OPENED = datetime(2026, 9, 23, 9, 30, tzinfo=ZONE)  # a Wednesday
DAY = timedelta(days=1)


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, 30, tzinfo=ZONE)


def owed(pace: Pace, now: datetime, *told: datetime) -> date | None:
    return report_owed(pace, ReminderPolicy(), CALENDAR, OPENED, now, told)


def sent(pace: Pace, days: int, *away: date) -> list[date]:
    """The mornings on which a report goes out if the office asks every day but those it is away."""
    mornings = [morning(OPENED.date() + n * DAY) for n in range(days)]
    told = list[datetime]()
    for now in mornings:
        if now.date() not in away and owed(pace, now, *told):
            told.append(now)
    return [moment.date() for moment in told]


def test_a_weekly_report_goes_out_on_the_first_working_day_of_each_week_after_the_opening() -> None:
    assert sent(Pace.WEEKLY, 28) == [date(2026, 9, 28), date(2026, 10, 8), date(2026, 10, 12), date(2026, 10, 19)]


def test_a_daily_report_goes_out_every_working_day_after_the_opening() -> None:
    assert sent(Pace.DAILY, 19) == [
        *(date(2026, 9, day) for day in (24, 25, 28, 29, 30)),
        *(date(2026, 10, day) for day in (8, 9, 10)),
    ]


def test_nothing_goes_out_where_nobody_wants_it() -> None:
    assert sent(Pace.NEVER, 28) == []


def test_after_an_outage_the_week_is_caught_up_with_once() -> None:
    away = [date(2026, 9, 28), date(2026, 9, 29)]
    assert sent(Pace.WEEKLY, 12, *away) == [date(2026, 9, 30)]
    assert owed(Pace.WEEKLY, morning(date(2026, 9, 30))) == date(2026, 9, 28)


def test_a_summary_of_the_same_week_is_report_enough() -> None:
    assert owed(Pace.WEEKLY, morning(date(2026, 10, 14)), morning(date(2026, 10, 13))) is None


@pytest.mark.parametrize("hour", [7, 18])
def test_nothing_is_owed_outside_office_hours(hour: int) -> None:
    assert owed(Pace.DAILY, morning(date(2026, 9, 28)).replace(hour=hour)) is None
