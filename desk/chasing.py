"""Chasing the silent: who is owed which letter today, written once; and the rehearsal of all that would come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from desk.addressed import Addressed, addressed_in
from desk.office import Desk
from desk.scribe import Scribe
from models import outbox
from models.outbox import NewLetter
from models.queries import open_rounds, round_named, what_happened
from models.rounds import open_only
from models.tables import Round
from rules.policy import policy_of
from rules.reminders import Owed, ladder, owed
from rules.standing import InvitationFact, LetterFact, standing_of
from rules.words import LetterKind, Standing


@dataclass(frozen=True, slots=True)
class Planned:
    """A letter of the rehearsal: on `day` this unit would get it, to these addresses."""

    day: date
    round: str
    unit: str
    kind: LetterKind
    addresses: tuple[str, ...]


def write_reminders(desk: Desk, now: datetime, name: str | None = None) -> int:
    """Queue what every open round, or the one named, owes its silent units now; returns how many letters."""
    with desk.store.write() as session:
        return sum(
            outbox.queue(session, list(_letters(desk, session, asked, now)), now) for asked in _chosen(session, name)
        )


def owed_now(desk: Desk, now: datetime, name: str | None = None) -> tuple[Planned, ...]:
    """Who would be written to if the reminders ran at `now`; nothing is written."""
    today = desk.calendar.day_of(now)
    with desk.store.read() as session:
        return tuple(
            _planned(today, asked, addressed, due.kind)
            for asked in _chosen(session, name)
            for addressed, due, _ in _owed(desk, session, asked, now)
        )


def rehearsal(desk: Desk, now: datetime, name: str) -> tuple[Planned, ...]:
    """Every letter the units still silent would get from `now` on if they stayed so, by day."""
    today = desk.calendar.day_of(now)
    with desk.store.read() as session:
        asked = round_named(session, name)
        policy = policy_of(asked.policy).reminders
        return tuple(
            sorted(
                (
                    _planned(rung.day, asked, addressed, rung.kind)
                    for addressed, fact in _paired(session, asked)
                    if not fact.withdrawn and not fact.replies
                    for rung in ladder(fact, policy, desk.calendar)
                    if rung.day >= today
                ),
                key=lambda planned: (planned.day, planned.kind),
            )
        )


def invite_again(desk: Desk, now: datetime) -> int:
    """Write a new invitation to units whose letter bounced or failed and whose address has been mended since."""
    with desk.store.write() as session:
        written = 0
        for asked in open_rounds(session):
            scribe = Scribe(desk, session, asked, now)
            tried = outbox.addresses_tried(session, asked.id or 0)
            again = [
                scribe.invitation(addressed, turn=len(_invitations(fact)) + 1)
                for addressed, fact in _paired(session, asked)
                if not fact.withdrawn
                and standing_of(fact, now) is Standing.UNDELIVERABLE
                and addressed.recipients(LetterKind.INVITATION)[0].email.lower()
                not in tried.get(addressed.invitation.id or 0, frozenset())
            ]
            written += outbox.queue(session, again, now)
        return written


def _chosen(session: Session, name: str | None) -> tuple[Round, ...]:
    return (open_only(round_named(session, name)),) if name else open_rounds(session)


def _letters(desk: Desk, session: Session, asked: Round, now: datetime) -> Iterator[NewLetter]:
    scribe = Scribe(desk, session, asked, now)
    for addressed, due, fact in _owed(desk, session, asked, now):
        yield scribe.chaser(addressed, due, fact)


def _owed(
    desk: Desk, session: Session, asked: Round, now: datetime
) -> Iterator[tuple[Addressed, Owed, InvitationFact]]:
    policy = policy_of(asked.policy).reminders
    for addressed, fact in _paired(session, asked):
        due = owed(fact, policy, desk.calendar, now)
        if due is not None:
            yield addressed, due, fact


def _paired(session: Session, asked: Round) -> Iterator[tuple[Addressed, InvitationFact]]:
    return zip(addressed_in(session, asked).values(), what_happened(session, asked), strict=True)


def _invitations(fact: InvitationFact) -> list[LetterFact]:
    return [letter for letter in fact.letters if letter.kind is LetterKind.INVITATION]


def _planned(day: date, asked: Round, addressed: Addressed, kind: LetterKind) -> Planned:
    addresses = tuple(contact.email for contact in addressed.recipients(kind))
    return Planned(day, asked.name, addressed.invitation.unit_name, kind, addresses)


def open_names(desk: Desk) -> list[str]:
    """The short names of the open rounds, oldest first."""
    with desk.store.read() as session:
        return [asked.name for asked in open_rounds(session)]
