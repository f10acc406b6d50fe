"""The reminder engine, day by day on the real calendar of 2026."""

import dataclasses
from datetime import date

import pytest

from rules.reminders import Owed, ReminderPolicy, Rung, escalated_on, foreseen, ladder, owed
from rules.words import LetterState, Stance
from tests.rules.chasing import DAILY, ESCALATION, LATE_DUE, REMINDER, USUAL, chase, write
from tests.rules.facts import CALENDAR, UNIT, asked, at, letter, reply


@pytest.mark.parametrize(
    ("friday", "days"),
    [
        ("2026-08-21", ["2026-08-24", "2026-08-25", "2026-08-26"]),  # Monday, Tuesday, Wednesday
        ("2026-09-18", ["2026-09-20", "2026-09-21", "2026-09-22"]),  # that Sunday is worked
        ("2026-10-09", ["2026-10-10", "2026-10-12", "2026-10-13"]),  # that Saturday is worked
        ("2026-02-13", ["2026-02-14", "2026-02-24", "2026-02-25"]),  # the Spring Festival between
    ],
)
def test_a_ladder_of_one_two_three_days_counts_working_days_only(friday: str, days: list[str]) -> None:
    fact = asked(letter(friday), due=LATE_DUE)
    assert [str(rung.day) for rung in ladder(fact, DAILY, CALENDAR)] == days
    assert chase(fact, DAILY, friday, "2026-11-30") == [f"{day} reminder {n}" for n, day in enumerate(days, 1)]


def test_the_usual_policy_reminds_before_on_and_after_the_due_day_and_then_escalates() -> None:
    fact = asked(letter("2026-09-18"))
    assert chase(fact, USUAL, "2026-09-18", "2026-11-30") == [
        "2026-09-24 reminder 1",
        "2026-09-29 reminder 2",
        "2026-09-30 reminder 3",
        "2026-10-09 reminder 4",
        "2026-10-12 escalation 1",
    ]


def test_a_due_day_that_is_off_is_reminded_of_on_the_last_working_day_before() -> None:
    policy = ReminderPolicy(before_due=(), after_due=(), escalate_after=None)
    fact = asked(letter("2026-09-18"), due="2026-09-27 18:00")
    assert ladder(fact, policy, CALENDAR) == (Rung(date(2026, 9, 24), REMINDER),)


def test_two_rungs_on_one_day_are_one_letter() -> None:
    policy = ReminderPolicy(after_sending=(4,), before_due=(2,), on_due=False, after_due=(), escalate_after=None)
    fact = asked(letter("2026-09-18"))
    assert ladder(fact, policy, CALENDAR) == (Rung(date(2026, 9, 23), REMINDER), Rung(date(2026, 9, 24), REMINDER))
    same = dataclasses.replace(policy, after_sending=(5,))
    assert ladder(fact, same, CALENDAR) == (Rung(date(2026, 9, 24), REMINDER),)


@pytest.mark.parametrize("stance", Stance)
def test_a_reply_a_minute_before_the_sweep_stops_the_reminder(stance: Stance) -> None:
    silent = asked(letter("2026-09-18"))
    answered = asked(letter("2026-09-18"), reply("2026-09-29 16:59", stance))
    assert owed(silent, USUAL, CALENDAR, at("2026-09-29 17:00")) == Owed(UNIT, REMINDER, 1)
    assert owed(answered, USUAL, CALENDAR, at("2026-09-29 17:00")) is None


def test_a_withdrawn_reply_resumes_the_chase() -> None:
    fact = asked(letter("2026-09-18"), reply("2026-09-22", withdrawn=True))
    assert owed(fact, USUAL, CALENDAR, at("2026-09-24")) == Owed(UNIT, REMINDER, 1)


def test_a_withdrawn_invitation_is_left_in_peace() -> None:
    assert chase(asked(letter("2026-09-18"), withdrawn=True), USUAL, "2026-09-18", "2026-10-31") == []


@pytest.mark.parametrize("state", [state for state in LetterState if state is not LetterState.SENT])
def test_nobody_is_reminded_of_a_letter_that_is_not_known_to_have_left(state: LetterState) -> None:
    fact = asked(letter("2026-09-18", state=state))
    assert ladder(fact, USUAL, CALENDAR) == ()
    assert chase(fact, USUAL, "2026-09-18", "2026-10-31") == []


def test_an_address_that_bounced_is_never_chased() -> None:
    assert chase(asked(letter("2026-09-18", bounced=True)), USUAL, "2026-09-18", "2026-10-31") == []


def test_an_address_whose_reminder_bounced_is_chased_no_further() -> None:
    fact = asked(letter("2026-09-18"), letter("2026-09-24", REMINDER, bounced=True))
    assert chase(fact, USUAL, "2026-09-25", "2026-10-31") == []


def test_a_mended_address_arms_the_ladder_anew_from_its_own_sending() -> None:
    fact = asked(letter("2026-08-20", bounced=True), letter("2026-08-21", turn=2), due=LATE_DUE)
    assert chase(fact, DAILY, "2026-08-21", "2026-08-31") == [
        "2026-08-24 reminder 1",
        "2026-08-25 reminder 2",
        "2026-08-26 reminder 3",
    ]


def test_an_invitation_sent_a_second_time_does_not_start_the_ladder_over() -> None:
    once = asked(letter("2026-08-21"), due=LATE_DUE)
    twice = asked(letter("2026-08-21"), letter("2026-08-25", turn=2), due=LATE_DUE)
    assert ladder(twice, DAILY, CALENDAR) == ladder(once, DAILY, CALENDAR)


def test_a_mended_address_is_chased_again_after_a_reminder_bounced() -> None:
    fact = asked(letter("2026-09-18"), letter("2026-09-24", REMINDER, bounced=True), letter("2026-09-28", turn=2))
    assert owed(fact, USUAL, CALENDAR, at("2026-09-29")) == Owed(UNIT, REMINDER, 2)


def test_after_a_bounced_reminder_the_ladder_waits_for_the_mended_address_and_starts_from_it() -> None:
    bounced = asked(letter("2026-08-21"), letter("2026-08-24", REMINDER, bounced=True), due=LATE_DUE)
    assert ladder(bounced, DAILY, CALENDAR) == ()
    mended = dataclasses.replace(bounced, letters=(*bounced.letters, letter("2026-08-28", turn=2)))
    assert chase(mended, DAILY, "2026-08-28", "2026-09-30") == [
        "2026-08-31 reminder 2",
        "2026-09-01 reminder 3",
        "2026-09-02 reminder 4",
    ]


def test_a_bounced_escalation_says_nothing_about_the_units_own_address() -> None:
    fact = asked(letter("2026-09-18"), letter("2026-10-12", ESCALATION, bounced=True))
    assert ladder(fact, USUAL, CALENDAR) == ladder(asked(letter("2026-09-18")), USUAL, CALENDAR)


def test_a_unit_first_reached_after_the_due_day_is_not_escalated_for_days_it_knew_nothing_of() -> None:
    fact = asked(letter("2026-09-18", bounced=True), letter("2026-10-13", turn=2))
    assert ladder(fact, USUAL, CALENDAR) == ()
    assert chase(fact, USUAL, "2026-10-13", "2026-10-31") == []


def test_after_an_outage_one_letter_catches_up_for_all_that_were_missed() -> None:
    fact = asked(letter("2026-09-18"))
    assert chase(fact, USUAL, "2026-09-30", "2026-10-12") == [
        "2026-09-30 reminder 1",
        "2026-10-09 reminder 2",
        "2026-10-12 escalation 1",
    ]
    assert chase(fact, USUAL, "2026-10-20", "2026-10-31") == ["2026-10-20 escalation 1"]


def test_a_letter_still_in_the_outbox_is_not_joined_by_a_second() -> None:
    fact = asked(letter("2026-09-18"))
    first = owed(fact, USUAL, CALENDAR, at("2026-09-24"))
    assert first == Owed(UNIT, REMINDER, 1)
    for state in (LetterState.QUEUED, LetterState.SENDING, LetterState.RETRY):
        stuck = write(fact, first, "2026-09-24", state)
        assert owed(stuck, USUAL, CALENDAR, at("2026-09-29")) is None
    for state in (LetterState.FAILED, LetterState.UNCERTAIN, LetterState.CANCELLED, LetterState.SENT):
        over = write(fact, first, "2026-09-24", state)
        assert owed(over, USUAL, CALENDAR, at("2026-09-29")) == Owed(UNIT, REMINDER, 2)


def test_an_extension_moves_the_ladder_with_the_due_moment() -> None:
    fact = asked(letter("2026-09-18"), letter("2026-09-24", REMINDER), due="2026-10-13 18:00")
    assert chase(fact, USUAL, "2026-09-25", "2026-11-30") == [
        "2026-10-10 reminder 2",
        "2026-10-13 reminder 3",
        "2026-10-14 reminder 4",
        "2026-10-16 reminder 5",
        "2026-10-20 escalation 1",
    ]


def test_the_cap_counts_every_reminder_ever_written_and_leaves_the_escalation() -> None:
    policy = dataclasses.replace(USUAL, cap=2)
    fact = asked(letter("2026-09-18"))
    sent = ["2026-09-24 reminder 1", "2026-09-29 reminder 2", "2026-10-12 escalation 1"]
    assert chase(fact, policy, "2026-09-18", "2026-11-30") == sent
    extended = asked(
        letter("2026-09-18"), letter("2026-09-24", REMINDER), letter("2026-09-29", REMINDER, turn=2), due=LATE_DUE
    )
    assert owed(extended, policy, CALENDAR, at("2026-12-31 09:00")) is None


def test_a_cap_of_nothing_sends_no_reminder() -> None:
    policy = ReminderPolicy(cap=0, escalate_after=None)
    assert chase(asked(letter("2026-09-18")), policy, "2026-09-18", "2026-11-30") == []


def test_the_gap_keeps_letters_apart() -> None:
    policy = dataclasses.replace(USUAL, gap=3)
    assert chase(asked(letter("2026-09-18")), policy, "2026-09-18", "2026-11-30") == [
        "2026-09-24 reminder 1",
        "2026-09-30 reminder 2",  # what fell due on 09-29 waited a day, and took the next rung with it
        "2026-10-10 reminder 3",
        "2026-10-14 escalation 1",
    ]


def test_a_letter_sent_on_the_due_day_itself_is_not_followed_by_a_reminder_that_day() -> None:
    fact = asked(letter("2026-09-29 09:00"))
    assert chase(fact, USUAL, "2026-09-29", "2026-09-30") == ["2026-09-30 reminder 1"]


@pytest.mark.parametrize("policy", [USUAL, DAILY, dataclasses.replace(USUAL, gap=3), dataclasses.replace(USUAL, cap=2)])
@pytest.mark.parametrize("first", ["2026-09-18", "2026-09-29", "2026-10-09"])
def test_what_is_foreseen_is_what_daily_runs_then_send(policy: ReminderPolicy, first: str) -> None:
    fact = asked(letter("2026-09-18"))
    told = [f"{rung.day} {rung.kind}" for rung in foreseen(fact, policy, CALENDAR, at(f"{first} 09:00"))]
    assert told == [sent.rpartition(" ")[0] for sent in chase(fact, policy, first, "2026-12-31")]


def test_what_is_foreseen_takes_letters_under_way_as_sent() -> None:
    queued = asked(letter("2026-09-18", state=LetterState.QUEUED))
    assert foreseen(queued, USUAL, CALENDAR, at("2026-09-18")) == ladder(asked(letter("2026-09-18")), USUAL, CALENDAR)
    assert foreseen(asked(), USUAL, CALENDAR, at("2026-09-18")) == ()


def test_after_hours_the_missed_letter_is_foreseen_for_the_next_working_day() -> None:
    fact = asked(letter("2026-09-18"))
    assert foreseen(fact, USUAL, CALENDAR, at("2026-09-24 18:00"))[0] == Rung(date(2026, 9, 28), REMINDER)


def test_reminders_have_failed_when_the_escalation_is_due_wherever_they_went() -> None:
    bounced = asked(letter("2026-09-18"), letter("2026-09-24", REMINDER, bounced=True))
    day = date(2026, 10, 12)
    assert [escalated_on(fact, USUAL, CALENDAR) for fact in (asked(letter("2026-09-18")), bounced)] == [day, day]
    never = (asked(letter("2026-09-18", bounced=True)), asked(letter("2026-10-12")), asked())
    assert [escalated_on(fact, USUAL, CALENDAR) for fact in never] == [None] * 3
    assert escalated_on(asked(letter("2026-09-18")), DAILY, CALENDAR) is None


def test_running_twice_writes_nothing_new() -> None:
    fact = asked(letter("2026-09-18"))
    first = owed(fact, USUAL, CALENDAR, at("2026-09-24 09:00"))
    assert first == Owed(UNIT, REMINDER, 1)
    assert owed(write(fact, first, "2026-09-24 09:00"), USUAL, CALENDAR, at("2026-09-24 09:01")) is None
    assert owed(write(fact, first, "2026-09-24 09:00"), USUAL, CALENDAR, at("2026-09-24 17:30")) is None


def test_a_turn_is_never_given_twice_even_where_one_is_missing() -> None:
    fact = asked(letter("2026-09-18"), letter("2026-09-24", REMINDER, turn=4))
    assert owed(fact, USUAL, CALENDAR, at("2026-09-29")) == Owed(UNIT, REMINDER, 5)
