"""What a person confirmed an opinion changes in the draft: versions are only added, the last one counts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.queries import counted, opinions_that_count
from models.races import hold
from models.tables import Edit, Opinion, Round
from rules.anchors import Laid
from rules.edits import LaidEdit
from rules.errors import RoundNotOpen
from rules.words import RoundState


def confirmed_edits(session: Session, asked: Round) -> dict[int, tuple[LaidEdit, ...]]:
    """The edits that count, by the number of their opinion; opinions nobody has confirmed any for are left out."""
    wanted = (Opinion.number, Edit.version, Edit.kind, Edit.anchor, Edit.start, Edit.end, Edit.old, Edit.new)
    rows = session.execute(
        select(*wanted)  # type: ignore[call-overload]
        .join(Opinion, col(Opinion.id) == col(Edit.opinion_id))
        .where(Opinion.round_id == asked.id)
        .order_by(col(Edit.version), col(Edit.ordinal))
    )
    versions: dict[int, dict[int, list[LaidEdit]]] = defaultdict(lambda: defaultdict(list))
    for number, version, kind, *rest in rows:
        versions[number][version].append(LaidEdit(Laid(kind), *rest))
    return {number: tuple(of_opinion[max(of_opinion)]) for number, of_opinion in versions.items()}


def keep_edits(session: Session, asked: Round, chosen: Mapping[int, Sequence[LaidEdit]], by: str, now: datetime) -> int:
    """Write the confirmed edits of opinions by number, all or none; returns how many were changed.

    Raises:
        OpinionUnknown: no such opinion, or one that counts no more.
        RoundNotOpen: the round was cancelled.
    """
    held = held_for_editing(session, asked)
    counting = {opinion.number for opinion in opinions_that_count(session, held)}
    before = confirmed_edits(session, held)
    changed = 0
    for number, edits in chosen.items():
        opinion = counted(session, held, number, counting)
        if before.get(number) == tuple(edits):
            continue
        last = session.exec(select(func.max(Edit.version)).where(Edit.opinion_id == opinion.id)).one() or 0
        session.add_all(_rows(opinion.id or 0, last + 1, edits, by, now))
        changed += 1
    session.flush()
    return changed


def held_for_editing(session: Session, asked: Round) -> Round:
    """The round, held until the transaction ends, or RoundNotOpen where it was cancelled."""
    held = hold(session, asked.id or 0)
    if held.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{held.name} 已取消，不再认定修改。")
    return held


def _rows(opinion_id: int, version: int, edits: Sequence[LaidEdit], by: str, now: datetime) -> list[Edit]:
    return [
        Edit(
            opinion_id=opinion_id,
            version=version,
            ordinal=ordinal,
            kind=edit.kind,
            anchor=edit.anchor,
            start=edit.start,
            end=edit.end,
            old=edit.old,
            new=edit.new,
            by=by,
            at=now,
        )
        for ordinal, edit in enumerate(edits, 1)
    ]
