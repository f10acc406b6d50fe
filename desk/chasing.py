"""Chasing the silent: who is owed which letter now, written once; and new letters to addresses that were mended."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from desk import calling
from desk.addressed import asked_in
from desk.office import Desk
from desk.scribe import Scribe
from models import outbox
from models.outbox import NewLetter
from models.queries import addresses_lost, open_rounds, round_named
from models.races import hold
from models.rounds import open_only
from models.tables import Round
from rules.policy import policy_of
from rules.reminders import opening, owed
from rules.standing import InvitationFact, effective_reply, lost, reachable, standing_of
from rules.words import SILENT, LetterKind, RoundState, Standing


def write_reminders(desk: Desk, now: datetime, name: str | None = None) -> int:
    """Queue what every open round, or the one named, owes its silent units now; returns how many letters."""
    with desk.store.write() as session:
        # An answer that is being filed is waited for: on PostgreSQL it would not be seen, and its unit chased.
        held = (hold(session, asked.id or 0) for asked in chosen(session, name))
        return sum(
            outbox.queue(session, _letters(Scribe(desk, session, asked, now), now), now)
            for asked in held
            if asked.state == RoundState.OPEN
        )


def opens(desk: Desk, now: datetime, name: str | None = None) -> datetime:
    """From when the silent of the open rounds, or of the one named, may be written to: `now` where they may already."""
    with desk.store.read() as session:
        policies = [policy_of(asked.policy).reminders for asked in chosen(session, name)]
    return min((opening(policy, desk.calendar, now) for policy in policies), default=now)


def invite_again(desk: Desk, now: datetime) -> int:
    """Write a new invitation to units a letter came back from, once they have a contact it has not been tried at.

    At any hour: whoever mends an address expects the letter to go out. Reminders start again from the new letter.
    """
    with desk.store.write() as session:
        written = 0
        for asked in open_rounds(session):
            if not addresses_lost(session, asked):
                continue  # before every unit of the round is looked at, since letters go out every few minutes
            scribe = Scribe(desk, session, hold(session, asked.id or 0), now)
            again = [
                scribe.invitation(addressed, turn=_invitations(fact) + 1)
                for addressed, fact in asked_in(session, asked)
                if _came_back(fact, now) and addressed.reachable
            ]
            written += outbox.queue(session, again, now)
        return written


def chosen(session: Session, name: str | None) -> tuple[Round, ...]:
    """The open rounds, or the one named if it is open.

    Raises:
        RoundUnknown, RoundNotOpen.
    """
    return (open_only(round_named(session, name)),) if name else open_rounds(session)


def open_names(desk: Desk) -> list[str]:
    """The short names of the open rounds, oldest first."""
    with desk.store.read() as session:
        return [asked.name for asked in open_rounds(session)]


def _letters(scribe: Scribe, now: datetime) -> Iterator[NewLetter]:
    units = asked_in(scribe.session, scribe.round)
    policy = policy_of(scribe.round.policy).reminders
    for addressed, fact in units:
        due = owed(fact, calling.by_letter(addressed.unit, policy), scribe.desk.calendar, now)
        if due is not None:
            yield scribe.chaser(addressed, due, fact)
    to_office = calling.letter_to_office(scribe, units, now)
    if to_office is not None:
        yield to_office


def _came_back(fact: InvitationFact, now: datetime) -> bool:
    """Whether a unit that has not answered can no longer be written to, at the address tried last."""
    if fact.withdrawn or effective_reply(fact.replies):
        return False
    standing = standing_of(fact, now)
    return standing is Standing.UNDELIVERABLE or (standing in SILENT and not reachable(fact) and lost(fact) is not None)


def _invitations(fact: InvitationFact) -> int:
    return max((letter.turn for letter in fact.letters if letter.kind is LetterKind.INVITATION), default=0)
