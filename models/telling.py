"""What the units were told of their outcomes and when, and when each outcome last changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case
from sqlmodel import Session, col, func, select

from models.tables import Letter, Opinion, Outcome, Round
from rules.words import LetterKind, LetterState


@dataclass(frozen=True, slots=True)
class Told:
    """How many letters were written to tell a unit, and when the last was that has not failed or come back."""

    times: int = 0
    last: datetime | None = None


def told_in(session: Session, asked: Round) -> dict[int, Told]:
    """By the id of the invitation, what its unit was told in a round; those never written to are left out."""
    in_vain = col(Letter.state).in_((LetterState.FAILED, LetterState.CANCELLED)) | col(Letter.bounced).is_not(None)
    rows = session.exec(
        select(Letter.invitation_id, func.count(), func.max(case((~in_vain, Letter.written))))
        .where(Letter.round_id == asked.id, Letter.kind == LetterKind.RESULT)
        .group_by(col(Letter.invitation_id))
    )
    return {invitation_id or 0: Told(times, last) for invitation_id, times, last in rows}


def changed_in(session: Session, asked: Round) -> dict[int, datetime]:
    """By the number of the opinion, when its last outcome was given."""
    rows = session.exec(
        select(Opinion.number, Outcome.at)
        .join(Outcome, col(Outcome.opinion_id) == col(Opinion.id))
        .where(Opinion.round_id == asked.id)
        .order_by(col(Outcome.version))
    )
    return dict(rows.all())
