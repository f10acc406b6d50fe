"""Negotiations over opinions that units maintain, and the disputes that remain; both are only added to."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.tables import Dispute, Negotiation, Opinion, Round
from rules.disputes import Form, Negotiated, Parts, check_negotiated, check_parts


@dataclass(frozen=True, slots=True)
class History:
    """What followed on an opinion: its negotiations, oldest first, and the dispute that stands, if any.

    A dispute stands until a later negotiation ends in agreement.  disputed: when it was written down, and
    at: when the last of all this was.
    """

    negotiations: tuple[Negotiated, ...] = ()
    dispute: Parts | None = None
    disputed: datetime | None = None
    at: datetime | None = None

    @property
    def agreed(self) -> bool | None:
        """What the last negotiation came to, None where there was none."""
        return self.negotiations[-1].agreed if self.negotiations else None


def negotiated(session: Session, opinion: Opinion, told: Negotiated, by: str, now: datetime) -> None:
    """Keep a negotiation over an opinion.

    Raises:
        ReasonMissing: it does not say who took part, or with what result.
    """
    check_negotiated(told, opinion.number)
    known = select(func.max(Negotiation.ordinal)).where(Negotiation.opinion_id == opinion.id)
    session.add(
        Negotiation(
            opinion_id=opinion.id or 0,
            ordinal=(session.exec(known).one() or 0) + 1,
            form=told.form,
            held=told.held,
            people=told.people.strip(),
            result=told.result.strip(),
            agreed=told.agreed,
            by=by,
            at=now,
        )
    )
    session.flush()


def dispute(session: Session, opinion: Opinion, parts: Parts, by: str, now: datetime) -> None:
    """Keep a dispute, or a new version of it.

    Raises:
        ReasonMissing: one of its four parts is missing.
    """
    check_parts(parts, opinion.number)
    known = select(func.max(Dispute.version)).where(Dispute.opinion_id == opinion.id)
    session.add(
        Dispute(
            opinion_id=opinion.id or 0,
            version=(session.exec(known).one() or 0) + 1,
            question=parts.question.strip(),
            theirs=parts.theirs.strip(),
            ours=parts.ours.strip(),
            grounds=parts.grounds.strip(),
            by=by,
            at=now,
        )
    )
    session.flush()


def histories_in(session: Session, asked: Round) -> dict[int, History]:
    """By the number of the opinion, what followed on it; those on which nothing did are left out."""
    talks = session.exec(
        select(Opinion.number, Negotiation)
        .join(Negotiation, col(Negotiation.opinion_id) == col(Opinion.id))
        .where(Opinion.round_id == asked.id)
        .order_by(col(Negotiation.ordinal))
    )
    found: dict[int, list[Negotiation]] = {}
    for number, row in talks:
        found.setdefault(number, []).append(row)
    rows = session.exec(
        select(Opinion.number, Dispute)
        .join(Dispute, col(Dispute.opinion_id) == col(Opinion.id))
        .where(Opinion.round_id == asked.id)
        .order_by(col(Dispute.version))
    )
    last = dict(rows.all())
    return {number: _history(found.get(number, []), last.get(number)) for number in sorted({*found, *last})}


def _history(talks: list[Negotiation], row: Dispute | None) -> History:
    ended = any(talk.agreed and (row is None or talk.at >= row.at) for talk in talks)
    stands = None if row is None or ended else Parts(row.question, row.theirs, row.ours, row.grounds)
    told = tuple(Negotiated(Form(one.form), one.held, one.people, one.result, one.agreed) for one in talks)
    return History(
        told,
        stands,
        row.at if row and stands else None,
        max([*(talk.at for talk in talks), *([row.at] if row else [])]),
    )
