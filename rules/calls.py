"""Whom the office must telephone: the silent with whom letters have failed and above whom nobody can be written to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from rules.deadlines import Calendar
from rules.reminders import ReminderPolicy, escalated_on, once_sent, opening
from rules.standing import InvitationFact, standing_of
from rules.words import SILENT, Standing


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the 催办单.

    contact, phone: whom to ask for, several joined by 、.  since: the day the unit was first reached, None where it
    never was.  due: its own due moment.  reminders: how many it was sent.  why: no letter reaches it, and for what
    reason.
    """

    unit: str
    contact: str
    phone: str
    since: date | None
    due: datetime
    reminders: int
    why: str = ""


def is_silent(fact: InvitationFact, now: datetime) -> bool:
    """Whether a unit was reached, is still asked, and has not answered."""
    return not fact.withdrawn and standing_of(fact, now) in SILENT


def is_cut_off(fact: InvitationFact, now: datetime) -> bool:
    """Whether no letter has reached a unit that is still asked: only the telephone is left."""
    return not fact.withdrawn and standing_of(fact, now) is Standing.UNDELIVERABLE


def to_call(
    facts: Iterable[InvitationFact],
    policy: ReminderPolicy,
    calendar: Calendar,
    now: datetime,
    told: Iterable[datetime] = (),
) -> tuple[InvitationFact, ...]:
    """The units to telephone if the office is to be told so now; none where its last list holds them all.

    Args:
        facts: the units above whom nobody can be written to.
        policy: its `escalate_after` is when telephoning begins; nothing is told on a day off or outside its hours.
        calendar: the office's working days.
        now: the moment of asking.
        told: when the office was given its earlier lists.
    """
    if opening(policy, calendar, now) != now:
        return ()
    today, last = calendar.day_of(now), max(map(calendar.day_of, told), default=date.min)
    failed = [(fact, escalated_on(fact, policy, calendar)) for fact in facts if is_silent(fact, now)]
    since = [(fact, day) for fact, day in failed if day is not None and day <= today]
    return tuple(fact for fact, _ in since) if any(day > last for _, day in since) else ()


def calls_foreseen(
    facts: Sequence[InvitationFact],
    policy: ReminderPolicy,
    calendar: Calendar,
    now: datetime,
    told: Sequence[datetime] = (),
) -> tuple[tuple[date, tuple[InvitationFact, ...]], ...]:
    """Every list the office will get from `now` on if nobody answers: its day and the units on it.

    A letter still under way is taken to arrive.
    """
    facts = [once_sent(fact) for fact in facts]
    first = opening(policy, calendar, now)
    days = {day for fact in facts if (day := escalated_on(fact, policy, calendar))}
    later = sorted(day for day in days if day > calendar.day_of(first))
    found = []
    for moment in (first, *(datetime.combine(day, policy.hours[0], tzinfo=calendar.zone) for day in later)):
        listed = to_call(facts, policy, calendar, moment, told)
        if listed:
            found.append((calendar.day_of(moment), listed))
            told = (*told, moment)
    return tuple(found)
