"""Splitting an opinion into numbered parts, which count in its place, and joining them again."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.outcomes import held_for_settling, is_final
from models.queries import counted, latest_outcomes, opinion_numbered, opinions_that_count
from models.tables import Opinion
from rules.errors import AlreadySettled, Refused
from rules.splitting import pieces


def split(session: Session, name: str, number: int, parts: Sequence[str]) -> tuple[int, ...]:
    """Split an opinion into parts of its own words; they get the next numbers of the round, which are returned.

    A proposal made for the whole stays in its history and speaks for no part; a confirmed clause likewise.

    Raises:
        OpinionUnknown, Refused: not its own words, as of `rules.splitting.pieces`, or the round was cancelled.
        AlreadySettled: its outcome is approved.
    """
    asked = held_for_settling(session, name)
    counting = {opinion.number for opinion in opinions_that_count(session, asked)}
    whole = counted(session, asked, number, counting)
    outcome = latest_outcomes(session, asked).get(whole.id or 0)
    if outcome and is_final(outcome):
        raise AlreadySettled(f"{name} 第 {number} 条意见已经审定，不能再拆分；请先说明原因重新处理为“待定”。")
    last = session.exec(select(func.max(Opinion.number)).where(Opinion.round_id == asked.id)).one() or 0
    rows = [
        Opinion(
            round_id=whole.round_id,
            reply_id=whole.reply_id,
            number=at,
            parent_id=whole.id,
            text=text,
            place=whole.place,
        )
        for at, text in enumerate(pieces(whole.text, parts, number), last + 1)
    ]
    session.add_all(rows)
    session.flush()
    return tuple(row.number for row in rows)


def unsplit(session: Session, name: str, number: int, now: datetime) -> tuple[int, ...]:
    """Join the parts of an opinion again; returns the numbers that count no more, and are given to no other.

    Raises:
        OpinionUnknown.
        Refused: it is not split, or one of its parts has an outcome or is split itself.
    """
    asked = held_for_settling(session, name)
    whole = opinion_numbered(session, asked, number)
    parts = parts_of(session, whole)
    if not parts:
        raise Refused(f"{name} 第 {number} 条意见没有拆分过，无须合并。")
    settled = latest_outcomes(session, asked)
    for part in parts:
        if part.id in settled:
            raise Refused(f"{name} 第 {number} 条意见拆出的第 {part.number} 条已经处理，不能再合并。")
        if parts_of(session, part):
            raise Refused(f"{name} 第 {part.number} 条意见又拆成了几条；请先合并第 {part.number} 条。")
    for part in parts:
        part.joined = now
    return tuple(part.number for part in parts)


def parts_of(session: Session, whole: Opinion) -> tuple[Opinion, ...]:
    """The parts an opinion is split into now, by number."""
    parts = select(Opinion).where(Opinion.parent_id == whole.id, col(Opinion.joined).is_(None))
    return tuple(session.exec(parts.order_by(col(Opinion.number))))
