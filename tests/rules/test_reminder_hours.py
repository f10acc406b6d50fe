"""When a reminder may go out: on working days, in the office's hours and zone."""

from datetime import UTC, datetime, time

import pytest

from rules.reminders import Owed, ReminderPolicy, opening, owed
from tests.rules.chasing import REMINDER, USUAL
from tests.rules.facts import CALENDAR, UNIT, asked, at, letter


@pytest.mark.parametrize("day_off", ["2026-09-25", "2026-09-26", "2026-10-01", "2026-10-11"])
def test_nothing_is_owed_on_a_day_off(day_off: str) -> None:
    fact = asked(letter("2026-09-18"))
    assert owed(fact, USUAL, CALENDAR, at(day_off)) is None


@pytest.mark.parametrize(
    ("moment", "may"),
    [("08:29", False), ("08:30", True), ("12:15", True), ("17:30", True), ("17:31", False), ("23:00", False)],
)
def test_nothing_is_owed_outside_office_hours(moment: str, *, may: bool) -> None:
    fact = asked(letter("2026-09-18"))
    assert owed(fact, USUAL, CALENDAR, at(f"2026-09-24 {moment}")) == (Owed(UNIT, REMINDER, 1) if may else None)


def test_office_hours_are_those_of_the_offices_zone() -> None:
    fact = asked(letter("2026-09-18"))
    assert owed(fact, USUAL, CALENDAR, datetime(2026, 9, 24, 0, 29, tzinfo=UTC)) is None
    assert owed(fact, USUAL, CALENDAR, datetime(2026, 9, 24, 0, 30, tzinfo=UTC)) == Owed(UNIT, REMINDER, 1)


def test_what_fell_due_outside_hours_is_caught_up_by_the_next_run_inside() -> None:
    fact = asked(letter("2026-09-18"))
    assert owed(fact, USUAL, CALENDAR, at("2026-09-24 20:00")) is None
    assert owed(fact, USUAL, CALENDAR, at("2026-09-28 09:00")) == Owed(UNIT, REMINDER, 1)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("2026-09-24 06:00", "2026-09-24 08:30"),
        ("2026-09-24 10:11", "2026-09-24 10:11"),
        ("2026-09-24 18:00", "2026-09-28 08:30"),  # 中秋 and a weekend between
        ("2026-10-09 17:31", "2026-10-10 08:30"),  # that Saturday is worked
        ("2026-10-03 10:00", "2026-10-08 08:30"),
    ],
)
def test_the_silent_may_be_written_to_again_when_the_office_opens(now: str, then: str) -> None:
    assert opening(USUAL, CALENDAR, at(now)) == at(then)


def test_an_office_may_choose_its_hours() -> None:
    fact, evening = asked(letter("2026-09-18")), ReminderPolicy(hours=(time(19), time(21)))
    assert owed(fact, evening, CALENDAR, at("2026-09-24 10:00")) is None
    assert owed(fact, evening, CALENDAR, at("2026-09-24 20:00")) == Owed(UNIT, REMINDER, 1)
