"""The rehearsal: every letter on every day that a round, opened or about to be, will send if its units stay silent."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, datetime

from desk import calling
from desk.addressed import asked_in, recipients_of
from desk.chasing import chosen
from desk.office import Desk
from desk.opening import Request
from models.register import Registered, registered
from rules.calls import calls_foreseen
from rules.policy import policy_of
from rules.register import ContactEntry
from rules.reminders import ReminderPolicy, foreseen
from rules.standing import InvitationFact, LetterFact
from rules.words import LetterKind, LetterState, Role


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter of the rehearsal: on `day` it would go to these addresses of a unit.

    round: the round's short name, empty before it has one.  calls: the units on the office's list of whom to
    telephone, where the letter is that; `unit` is then the office.
    """

    day: date
    round: str
    unit: str
    kind: LetterKind
    addresses: tuple[str, ...]
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Silent:
    """A unit supposed to stay silent."""

    unit: Registered
    fact: InvitationFact
    lost: AbstractSet[str] = frozenset()


def rehearse(desk: Desk, request: Request, now: datetime) -> tuple[Planned, ...]:
    """What opening this round at `now` would send, by day and then in register order; nothing is written."""
    today, sent = desk.calendar.day_of(now), LetterFact(LetterKind.INVITATION, 1, LetterState.SENT, now)
    with desk.store.read() as session:
        units = [unit for unit in registered(session) if unit.name in request.units]
    silent = [_Silent(unit, InvitationFact(unit.name, request.due, (sent,))) for unit in units]
    invitations = [
        Planned(today, "", unit.name, LetterKind.INVITATION, _emails(recipients_of(unit, LetterKind.INVITATION)))
        for unit in units
    ]
    to_come = _to_come(desk, silent, policy_of(request.policy).reminders, now)
    return tuple(sorted([*invitations, *to_come], key=lambda letter: letter.day))


def rehearsal(desk: Desk, now: datetime, name: str | None = None) -> tuple[Planned, ...]:
    """Every letter the silent units of the open rounds, or of the one named, would get from `now` on, by day."""
    planned: list[Planned] = []
    with desk.store.read() as session:
        for asked in chosen(session, name):
            silent = [_Silent(addressed.unit, fact, addressed.lost) for addressed, fact in asked_in(session, asked)]
            policy, told = policy_of(asked.policy).reminders, calling.told(session, asked)
            planned += (replace(letter, round=asked.name) for letter in _to_come(desk, silent, policy, now, told))
    return tuple(sorted(planned, key=lambda letter: letter.day))


def owed_today(desk: Desk, now: datetime, name: str | None = None) -> tuple[Planned, ...]:
    """Who would be written to today if the reminders ran from `now` on; nothing is written."""
    today = desk.calendar.day_of(now)
    return tuple(letter for letter in rehearsal(desk, now, name) if letter.day == today)


def _to_come(
    desk: Desk, silent: Sequence[_Silent], policy: ReminderPolicy, now: datetime, told: Sequence[datetime] = ()
) -> Iterator[Planned]:
    for one in silent:
        for rung in foreseen(one.fact, calling.by_letter(one.unit, policy), desk.calendar, now):
            to = recipients_of(one.unit, rung.kind, one.lost)
            yield Planned(rung.day, "", one.fact.unit, rung.kind, _emails(to))
    office = desk.settings
    alone = [one.fact for one in silent if not one.unit.to(Role.ESCALATION)]
    for day, listed in calls_foreseen(alone, policy, desk.calendar, now, told):
        units = tuple(fact.unit for fact in listed)
        yield Planned(day, "", office.office_name, LetterKind.ESCALATION, (office.office_email,), units)


def _emails(contacts: Iterable[ContactEntry]) -> tuple[str, ...]:
    return tuple(contact.email for contact in contacts)
