"""What holds in every round, however it went."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.deadlines import due_moment
from rules.errors import BadInput
from rules.ledger import ledger
from rules.reminders import ReminderPolicy, ladder, owed
from rules.settling import Opinion
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.summary import table_of
from rules.words import LetterKind, LetterState, Stance
from tests.rules.facts import CALENDAR
from tests.rules.strategies import (
    START,
    chased_invitations,
    days,
    moments,
    policies,
    replies,
    rounds,
    silent_invitations,
)

quick = settings(max_examples=150, deadline=None, database=None)


def recounted(fact: InvitationFact) -> str:
    """Where a unit belongs in the ledger, told once more from the facts and in another way."""
    kept = sorted((r for r in fact.replies if not r.withdrawn), key=lambda r: (r.received, r.id))
    formal = [r for r in kept if r.formality in ("sealed", "signed")]
    if kept:
        return "no_comment" if (formal or kept)[-1].stance is Stance.NO_COMMENT else "with_opinions"
    states = [(str(it.state), it.bounced) for it in fact.letters if it.kind is LetterKind.INVITATION]
    if ("sent", False) in states:
        return "no_reply"
    if any((state, False) in states for state in ("queued", "sending", "retry", "uncertain")):
        return "unsent"
    return "undeliverable" if any(bounced or state == "failed" for state, bounced in states) else "unsent"


@quick
@given(rounds(), moments)
def test_the_ledger_balances_and_equals_an_independent_recount(
    facts: tuple[list[InvitationFact], list[Opinion]], now: datetime
) -> None:
    units, opinions = facts
    tally = ledger(units, opinions, now)
    stood = Counter(recounted(fact) for fact in units if not fact.withdrawn)
    counted = dataclasses.asdict(tally.units)
    assert counted.pop("invited") == stood.total()
    assert counted.pop("late") <= stood["with_opinions"] + stood["no_comment"]
    assert counted == {name: stood[name] for name in counted}
    assert tally.opinions == len(opinions) == sum(tally.verdicts.values())
    assert Counter(opinion.verdict for opinion in opinions) == Counter(dict(tally.verdicts))


@quick
@given(rounds(), moments)
def test_the_table_loses_no_unit_and_no_opinion(
    facts: tuple[list[InvitationFact], list[Opinion]], now: datetime
) -> None:
    units, opinions = facts
    table = table_of("办法", units, opinions, now)
    closing = [unit for _, names in table.closing for unit in names.split("、") if names != "无"]
    named = [group.unit for group in table.groups] + closing
    assert sorted(named) == sorted(fact.unit for fact in units if not fact.withdrawn)
    printed = [row.opinion for group in table.groups for row in group.rows]
    assert sorted(printed) == sorted(opinion.text for opinion in opinions)


def sweep(
    fact: InvitationFact, policy: ReminderPolicy, state: LetterState
) -> Iterator[tuple[InvitationFact, datetime]]:
    """Sweep at noon for 130 days; whenever a letter was owed and written, the unit as it then is and the moment."""
    for n in range(130):
        now = START + timedelta(days=n, hours=12)
        due = owed(fact, policy, CALENDAR, now)
        if due is not None:
            assert due.turn not in [letter.turn for letter in fact.letters if letter.kind is due.kind]
            written = LetterFact(due.kind, due.turn, state, now)
            fact = dataclasses.replace(fact, letters=(*fact.letters, written))
            yield fact, now


@quick
@given(silent_invitations() | chased_invitations(), policies, replies)
def test_nobody_who_answered_bounced_or_was_withdrawn_is_owed_anything(
    fact: InvitationFact, policy: ReminderPolicy, reply: ReplyFact
) -> None:
    answered = dataclasses.replace(fact, replies=(dataclasses.replace(reply, withdrawn=False),))
    bounced = dataclasses.replace(fact, letters=tuple(dataclasses.replace(it, bounced=True) for it in fact.letters))
    withdrawn = dataclasses.replace(fact, withdrawn=True)
    for left_alone in (answered, bounced, withdrawn):
        assert list(sweep(left_alone, policy, LetterState.SENT)) == []


@quick
@given(silent_invitations() | chased_invitations(), policies, st.sampled_from(LetterState))
def test_once_the_owed_letter_is_written_nothing_more_is_owed_that_day(
    fact: InvitationFact, policy: ReminderPolicy, state: LetterState
) -> None:
    for after, now in sweep(fact, policy, state):
        assert owed(after, policy, CALENDAR, now) is None
        assert owed(after, policy, CALENDAR, now + timedelta(minutes=59)) is None


@quick
@given(silent_invitations(), policies)
def test_a_silent_unit_gets_its_ladder_and_no_letter_more(fact: InvitationFact, policy: ReminderPolicy) -> None:
    ran = [fact, *(after for after, _ in sweep(fact, policy, LetterState.SENT))][-1]
    rungs = ladder(fact, policy, CALENDAR)
    got = Counter(letter.kind for letter in ran.letters[1:])
    assert got[LetterKind.REMINDER] <= min(policy.cap, sum(rung.kind is LetterKind.REMINDER for rung in rungs))
    assert got[LetterKind.ESCALATION] <= 1
    assert bool(got) is bool(rungs)
    on = [CALENDAR.day_of(letter.at) for letter in ran.letters]
    assert all(CALENDAR.working_days(a, b) >= max(policy.gap, 1) for a, b in pairwise(on))
    assert all(CALENDAR.is_working(day) for day in on[1:])


@quick
@given(days, st.integers(0, 60))
def test_adding_working_days_and_counting_them_are_each_others_reverse(day: date, count: int) -> None:
    end = CALENDAR.add(day, count)
    assert CALENDAR.working_days(day, end) == count
    assert count == 0 or CALENDAR.is_working(end)


@quick
@given(days, st.integers(0, 60))
def test_a_natural_period_never_ends_early_or_on_a_day_off(day: date, count: int) -> None:
    end, plain = CALENDAR.add_natural(day, count), day + timedelta(days=count)
    assert CALENDAR.is_working(end)
    assert CALENDAR.working_days(plain - timedelta(days=1), end) == 1


@quick
@given(days.map(str) | st.integers(0, 999).map("+{}wd".format) | st.integers(0, 999).map("{}天".format), moments)
def test_a_due_moment_is_never_in_the_past_and_always_in_the_offices_zone(text: str, now: datetime) -> None:
    try:
        due = due_moment(text, CALENDAR, now, time(18))
    except BadInput:
        return
    assert due.moment > now
    assert due.moment.tzinfo is CALENDAR.zone
