"""One opinion with its whole history: who gave it and how, its parts or its whole, every outcome and remark."""

from dataclasses import dataclass
from datetime import datetime

from desk.office import Desk
from desk.work_items import Item, everything, items
from documents.outline import Outline
from models.clauses import Received
from models.outcomes import Given, all_given, given_in
from models.queries import opinion_numbered, round_named
from models.splitting import parts_of
from models.tables import Invitation, Opinion, Reply
from rules.words import Channel, Formality, RoundState


@dataclass(frozen=True, slots=True)
class OpinionFile:
    """An opinion of a round, counting or not.

    item: as it is worked on, None where it does not count.  parts: the numbers it is split into.  whole: the number
    it was split from.  labels: how the clauses of the draft are cited.  edited: the clause
    of each edit read out of it.
    """

    name: str
    title: str
    state: RoundState
    unit: str
    received: Received
    channel: Channel
    formality: Formality
    came: datetime
    item: Item | None
    parts: tuple[int, ...]
    whole: int | None
    joined: bool
    history: tuple[Given, ...]
    labels: tuple[str, ...]
    edited: tuple[str, ...]


def opinion_file(desk: Desk, name: str, number: int, now: datetime) -> OpinionFile:
    """Everything kept about one opinion as of `now`.

    Raises:
        RoundUnknown, OpinionUnknown, DraftUnreadable.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        row = opinion_numbered(session, asked, number)
        reply = session.get_one(Reply, row.reply_id)
        whole = session.get_one(Opinion, row.parent_id) if row.parent_id else None
        all_ = everything(session, asked, now)
        shown = [opinion for opinion in all_.opinions if opinion.number == number]
        item = next(items(shown, all_, given_in(session, asked, [number])), None)
        outline = all_.read.finder.outline
        return OpinionFile(
            name=asked.name,
            title=asked.title,
            state=RoundState(asked.state),
            unit=session.get_one(Invitation, reply.invitation_id).unit_name,
            received=all_.received[number],
            channel=Channel(reply.channel),
            formality=Formality(reply.formality),
            came=reply.received,
            item=item,
            parts=tuple(part.number for part in parts_of(session, row)),
            whole=whole.number if whole else None,
            joined=row.joined is not None,
            history=all_given(session, row),
            labels=tuple(clause.label for clause in outline.clauses[1:] if clause.label),
            edited=tuple(_label(outline, edit.anchor) for edit in item.read.edits) if item else (),
        )


def _label(outline: Outline, anchor: str) -> str:
    return outline.clauses[outline.at[anchor]].label if anchor in outline.at else ""
