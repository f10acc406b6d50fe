"""Whom the office telephones: the silent above whom nobody stands, told once, and again only when there is news."""

from datetime import date

import pytest

from rules.calls import calls_foreseen, to_call
from rules.reminders import ReminderPolicy
from rules.standing import InvitationFact
from rules.words import LetterKind, LetterState
from tests.rules.facts import CALENDAR, asked, at, letter, reply

USUAL = ReminderPolicy()
DAY = "2026-10-12"  # five working days after the due day
FINANCE = asked(letter("2026-09-18"), unit="市财政局")
TAX = asked(letter("2026-09-18"), unit="市税务局", due="2026-10-13 18:00")


def called(*facts: InvitationFact, now: str = DAY, told: tuple[str, ...] = ()) -> list[str]:
    return [fact.unit for fact in to_call(facts, USUAL, CALENDAR, at(now), map(at, told))]


def test_the_silent_are_listed_when_reminders_have_failed_and_not_before() -> None:
    assert [called(FINANCE, TAX, now=now) for now in ("2026-10-10", DAY)] == [[], ["市财政局"]]


def test_a_list_that_was_given_is_not_given_again_until_another_unit_joins_it() -> None:
    assert called(FINANCE, TAX, told=(f"{DAY} 09:00",)) == []
    assert called(FINANCE, TAX, now="2026-10-19", told=(DAY,)) == []
    assert called(FINANCE, TAX, now="2026-10-20", told=(DAY,)) == ["市财政局", "市税务局"]
    assert called(FINANCE, TAX, now="2026-10-20", told=(DAY, "2026-10-20 08:30")) == []


def test_a_missed_day_is_caught_up() -> None:
    assert called(FINANCE, now="2026-10-15") == ["市财政局"]


@pytest.mark.parametrize("now", ["2026-10-12 08:29", "2026-10-12 17:31", "2026-10-17"])
def test_nobody_is_listed_outside_hours_or_on_a_day_off(now: str) -> None:
    assert called(FINANCE, now=now) == []


def test_who_answered_was_withdrawn_or_never_reached_is_not_telephoned_as_silent() -> None:
    answered = asked(letter("2026-09-18"), reply("2026-09-21"))
    withdrawn = asked(letter("2026-09-18"), withdrawn=True)
    bounced = asked(letter("2026-09-18", bounced=True))
    waiting = asked(letter("2026-09-18", state=LetterState.QUEUED))
    assert called(answered, withdrawn, bounced, waiting) == []


def test_a_unit_whose_reminder_bounced_is_telephoned_all_the_same() -> None:
    fact = asked(letter("2026-09-18"), letter("2026-09-24", LetterKind.REMINDER, bounced=True))
    assert called(fact) == [fact.unit]


def test_every_list_to_come_is_foreseen_with_all_who_will_stand_on_it() -> None:
    lists = calls_foreseen((FINANCE, TAX), USUAL, CALENDAR, at("2026-09-18"))
    assert [(day, [fact.unit for fact in listed]) for day, listed in lists] == [
        (date(2026, 10, 12), ["市财政局"]),
        (date(2026, 10, 20), ["市财政局", "市税务局"]),
    ]
    missed = calls_foreseen((FINANCE,), USUAL, CALENDAR, at("2026-10-16 18:00"))
    assert [day for day, _ in missed] == [date(2026, 10, 19)]
    assert calls_foreseen((FINANCE,), USUAL, CALENDAR, at("2026-10-16"), [at(DAY)]) == ()
