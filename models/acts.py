"""The record of who did what when: added to, never changed."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.tables import Act, Round


def note(session: Session, who: str, what: str, words: str, now: datetime, round_id: int | None = None) -> None:  # noqa: PLR0913 - who did what when, where
    """Add what somebody did, within the transaction that does it."""
    session.add(Act(at=now, who=who, what=what, words=words, round_id=round_id))


def last_among(session: Session, what: str, words: Collection[str], own: tuple[str, str]) -> str:
    """The words of the last of these acts, whoever did them, or of `own`: who, and their words; empty for none."""
    who, said = own
    theirs = (col(Act.who) == who) & (col(Act.words) == said)
    wanted = select(Act.words).where(Act.what == what, col(Act.words).in_(words) | theirs)
    return session.exec(wanted.order_by(col(Act.id).desc()).limit(1)).first() or ""


def count(session: Session, round_id: int | None) -> int:
    """How many acts a round has, or all of them there are."""
    wanted = select(func.count(col(Act.id)))
    return session.exec(wanted.where(Act.round_id == round_id) if round_id else wanted).one()


def newest(session: Session, round_id: int | None, skip: int, most: int) -> tuple[tuple[Act, str], ...]:
    """Acts with the short name of their round, the newest first."""
    joined = select(Act, func.coalesce(Round.name, "")).join(Round, col(Round.id) == col(Act.round_id), isouter=True)
    wanted = joined.where(Act.round_id == round_id) if round_id else joined
    rows = session.exec(wanted.order_by(col(Act.id).desc()).offset(skip).limit(most))
    return tuple((act, name) for act, name in rows)
