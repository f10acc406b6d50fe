"""The end of a round: its ledger fixed at the due moment and sent to the office; closed when nothing is left."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk import reporting
from desk.office import Desk
from desk.view import RoundView, view_of
from models import outbox, rounds
from models.queries import round_named, what_happened, who_was_invited
from models.tables import Round
from rules.ledger import Ledger
from rules.policy import policy_of
from rules.reminders import ladder
from rules.standing import effective_reply
from rules.words import LetterKind


@dataclass(frozen=True, slots=True)
class Due:
    """A round whose due moment has come: its ledger as of then, and whether it could be closed."""

    name: str
    ledger: Ledger
    closed: bool


def close_due(desk: Desk, now: datetime) -> tuple[Due, ...]:
    """Sum up every open round past its last due moment, once for each such moment, and close those with nothing open.

    A round stays open while an opinion has no verdict or a silent unit has a reminder ahead of it. Each has a
    transaction of its own: drawing the reports of many takes longer than anybody should wait to write.
    """
    come = reporting.in_each_open(desk, lambda session, asked: _come_due(desk, session, asked, now))
    return tuple(due for due in come if due)


def owes_summary(desk: Desk, name: str, now: datetime) -> bool:
    """Whether a round's due moment has come and nothing has told the office yet."""
    with desk.store.read() as session:
        return _owes_summary(session, round_named(session, name), now)


def close(desk: Desk, name: str, now: datetime) -> RoundView:
    """Close a round by hand and send the office its summary.

    Raises:
        Refused: opinions without a verdict block it.
    """
    with desk.store.write() as session:
        closing = rounds.close(session, name, now)
        return reporting.write_summary(desk, session, closing, now, now)


def _come_due(desk: Desk, session: Session, asked: Round, now: datetime) -> Due | None:
    due = _last_due(session, asked)
    if due > now:
        return None
    then = view_of(session, asked, due)
    if _owes_summary(session, asked, now):
        reporting.write_summary(desk, session, asked, due, now)
    finished = view_of(session, asked, now).settled and not _still_chasing(desk, session, asked, now)
    if finished:
        rounds.close(session, asked.name, now)
    return Due(asked.name, then.ledger, finished)


def _owes_summary(session: Session, asked: Round, now: datetime) -> bool:
    due = _last_due(session, asked)
    return due <= now and not outbox.written_since(session, asked.id or 0, LetterKind.SUMMARY, due)


def _last_due(session: Session, asked: Round) -> datetime:
    dues = [row.due for row in who_was_invited(session, asked) if row.withdrawn is None]
    return max(dues, default=asked.due)


def _still_chasing(desk: Desk, session: Session, asked: Round, now: datetime) -> bool:
    policy, today = policy_of(asked.policy).reminders, desk.calendar.day_of(now)
    silent = [
        fact for fact in what_happened(session, asked) if not fact.withdrawn and not effective_reply(fact.replies)
    ]
    return any(rung.day >= today for fact in silent for rung in ladder(fact, policy, desk.calendar))
