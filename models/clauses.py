"""The clause an opinion speaks of, once a person has said so; until then the record holds none."""

from typing import NamedTuple

from sqlmodel import Session, select

from models.queries import counted, opinions_that_count
from models.races import hold
from models.tables import Opinion, Round
from rules.errors import RoundNotOpen
from rules.words import RoundState


def confirm_clauses(session: Session, asked: Round, chosen: dict[int, str]) -> int:
    """Write the confirmed clause of opinions by number, all or none; returns how many were changed.

    Args:
        session: a writing transaction.
        asked: the round.
        chosen: by the opinion's number, the label of the clause as the table may print it; empty takes it back.

    Raises:
        OpinionUnknown: no such opinion, or one that does not count any more.
        RoundNotOpen: the round was cancelled.
    """
    held = hold(session, asked.id or 0)
    if held.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{held.name} 已取消，不再认定条款。")
    counting = {opinion.number for opinion in opinions_that_count(session, held)}
    changed = 0
    for number, label in chosen.items():
        opinion = counted(session, held, number, counting)
        changed += opinion.clause != label
        opinion.clause = label
    session.flush()
    return changed


class Received(NamedTuple):
    """An opinion with its columns as received; `clause` is what a person has confirmed."""

    number: int
    text: str
    place: str
    original: str
    proposal: str
    grounds: str
    clause: str


def opinions_as_received(session: Session, asked: Round) -> tuple[tuple[Received, str], ...]:
    """The opinions that count with their columns as received and their unit, a split one's parts in its place."""
    counting = opinions_that_count(session, asked)
    rows = received_in(session, asked)
    return tuple((rows[opinion.number], opinion.unit) for opinion in counting)


def received_in(session: Session, asked: Round) -> dict[int, Received]:
    """Every opinion of a round by number, counting or not."""
    wanted = (getattr(Opinion, name) for name in Received._fields)
    return {row[0]: Received(*row) for row in session.execute(select(*wanted).where(Opinion.round_id == asked.id))}
