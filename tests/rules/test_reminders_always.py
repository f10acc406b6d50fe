"""What holds for the reminders of any policy, on whatever days and hours the run happened or failed to."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.calls import to_call
from rules.reminders import ReminderPolicy, ladder, owed
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.words import LetterKind, LetterState
from tests.rules.facts import CALENDAR
from tests.rules.strategies import START, moments, policies, replies, silent_invitations

thorough = settings(max_examples=200, deadline=None, database=None)
# Minutes into the round at which a run happened; days without one were missed, some days saw several.
runs = st.lists(st.integers(0, 100 * 24 * 60), max_size=60).map(sorted)


@thorough
@given(silent_invitations(), policies, runs, st.none() | st.tuples(moments, replies))
def test_no_unit_is_ever_chased_twice_a_day_on_a_day_off_outside_hours_above_the_cap_or_after_its_answer(
    fact: InvitationFact,
    policy: ReminderPolicy,
    minutes: list[int],
    answer: tuple[object, ReplyFact] | None,
) -> None:
    reply = replace(answer[1], withdrawn=False) if answer else None
    for now in (START + timedelta(minutes=minute) for minute in minutes):
        known = replace(fact, replies=(reply,)) if reply and reply.received <= now else fact
        due = owed(known, policy, CALENDAR, now)
        if due is not None:
            fact = replace(fact, letters=(*fact.letters, LetterFact(due.kind, due.turn, LetterState.SENT, now)))
    chasers = fact.letters[1:]
    days = Counter(CALENDAR.day_of(letter.at) for letter in chasers)
    assert set(days.values()) <= {1}
    assert [day for day in days if not CALENDAR.is_working(day)] == []
    times = [letter.at.astimezone(CALENDAR.zone).time() for letter in chasers]
    assert [time for time in times if not policy.hours[0] <= time <= policy.hours[1]] == []
    assert sum(letter.kind is LetterKind.REMINDER for letter in chasers) <= policy.cap
    assert [letter for letter in chasers if reply and letter.at >= reply.received] == []
    assert len({(letter.kind, letter.turn) for letter in chasers}) == len(chasers)


@thorough
@given(silent_invitations(), policies, runs)
def test_a_run_never_writes_more_than_the_rungs_that_have_passed(
    fact: InvitationFact, policy: ReminderPolicy, minutes: list[int]
) -> None:
    rungs = ladder(fact, policy, CALENDAR)
    for now in (START + timedelta(minutes=minute) for minute in minutes):
        due = owed(fact, policy, CALENDAR, now)
        if due is not None:
            fact = replace(fact, letters=(*fact.letters, LetterFact(due.kind, due.turn, LetterState.SENT, now)))
            passed = [rung for rung in rungs if rung.day <= CALENDAR.day_of(now)]
            assert len(fact.letters) - 1 <= len(passed)


@thorough
@given(st.lists(silent_invitations(), max_size=4), policies, runs)
def test_the_office_is_told_whom_to_telephone_at_most_once_a_day_and_never_without_news(
    facts: list[InvitationFact], policy: ReminderPolicy, minutes: list[int]
) -> None:
    told: list[datetime] = []
    sizes = [0]
    for now in (START + timedelta(minutes=minute) for minute in minutes):
        listed = to_call(facts, policy, CALENDAR, now, told)
        if listed:
            told.append(now)
            sizes.append(len(listed))
    assert all(CALENDAR.is_working(CALENDAR.day_of(now)) for now in told)
    assert len({CALENDAR.day_of(now) for now in told}) == len(told)
    assert sizes == sorted(set(sizes))
