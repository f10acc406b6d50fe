"""The rehearsal: every letter a round would send on every day if all its units stayed silent."""

from datetime import datetime

from desk.addressed import recipients_of
from desk.chasing import Planned
from desk.office import Desk
from desk.opening import Request
from models.register import registered
from rules.policy import policy_of
from rules.reminders import ladder
from rules.standing import InvitationFact, LetterFact
from rules.words import LetterKind, LetterState


def rehearse(desk: Desk, request: Request, now: datetime) -> tuple[Planned, ...]:
    """What opening this round at `now` would send, by day and then in register order; nothing is written."""
    policy = policy_of(request.policy).reminders
    today = desk.calendar.day_of(now)
    with desk.store.read() as session:
        units = [unit for unit in registered(session) if unit.name in request.units]
    planned = []
    for unit in units:
        sent = LetterFact(LetterKind.INVITATION, 1, LetterState.SENT, now)
        fact = InvitationFact(unit.name, request.due, (sent,))
        days = [(today, LetterKind.INVITATION), *((r.day, r.kind) for r in ladder(fact, policy, desk.calendar))]
        for day, kind in days:
            addresses = tuple(contact.email for contact in recipients_of(unit, kind))
            planned.append(Planned(day, "", unit.name, kind, addresses))
    return tuple(sorted(planned, key=lambda letter: letter.day))
