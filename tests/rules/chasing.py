"""Policies, and a sweep of every day that sends what is owed."""

import dataclasses
from datetime import date, timedelta

from rules.reminders import Owed, ReminderPolicy, owed
from rules.standing import InvitationFact, LetterFact
from rules.words import LetterKind, LetterState
from tests.rules.facts import CALENDAR, at

REMINDER, ESCALATION = LetterKind.REMINDER, LetterKind.ESCALATION
DAILY = ReminderPolicy(after_sending=(1, 2, 3), before_due=(), on_due=False, after_due=(), escalate_after=None)
USUAL = ReminderPolicy()
LATE_DUE = "2026-12-31 18:00"


def write(fact: InvitationFact, due: Owed, moment: str, state: LetterState = LetterState.SENT) -> InvitationFact:
    return dataclasses.replace(fact, letters=(*fact.letters, LetterFact(due.kind, due.turn, state, at(moment))))


def chase(fact: InvitationFact, policy: ReminderPolicy, first: str, last: str) -> list[str]:
    """Sweep every day at nine from `first` to `last`, sending what is owed: the days and kinds sent."""
    sent, day = [], date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        due = owed(fact, policy, CALENDAR, at(f"{day} 09:00"))
        if due is not None:
            fact = write(fact, due, f"{day} 09:00")
            sent.append(f"{day} {due.kind} {due.turn}")
        day += timedelta(days=1)
    return sent
