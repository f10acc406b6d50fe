"""The clause an opinion speaks of, once a person has said so; until then the record holds none."""

from sqlmodel import Session, col, select

from models.queries import opinion_numbered, opinions_that_count
from models.races import hold
from models.tables import Opinion, Round
from rules.errors import OpinionUnknown, RoundNotOpen
from rules.words import RoundState


def confirm_clauses(session: Session, asked: Round, chosen: dict[int, str]) -> int:
    """Write the confirmed clause of opinions by number, all or none; returns how many were changed.

    Args:
        session: a writing transaction.
        asked: the round.
        chosen: by the opinion's number, the label of the clause as the table may print it; empty takes it back.

    Raises:
        OpinionUnknown: no such opinion, or one that a later reply has replaced.
        RoundNotOpen: the round was cancelled.
    """
    held = hold(session, asked.id or 0)
    if held.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{held.name} 已取消，不再认定条款。")
    counting = {opinion.number for opinion in opinions_that_count(session, held)}
    changed = 0
    for number, label in chosen.items():
        opinion = opinion_numbered(session, held, number)
        if number not in counting:
            raise OpinionUnknown(f"{held.name} 第 {number} 条意见已被该单位后来的反馈取代，不再认定条款。")
        changed += opinion.clause != label
        opinion.clause = label
    session.flush()
    return changed


def opinions_as_received(session: Session, asked: Round) -> tuple[tuple[Opinion, str], ...]:
    """The opinions that count with their columns as received and their unit, by number."""
    units = {opinion.number: opinion.unit for opinion in opinions_that_count(session, asked)}
    rows = session.exec(select(Opinion).where(Opinion.round_id == asked.id).order_by(col(Opinion.number)))
    return tuple((row, units[row.number]) for row in rows if row.number in units)
