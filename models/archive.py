"""Everything the record holds about one round, kind by kind, and the files it refers to."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from models.chain import KINDS, Kind, rows_of, values_of
from models.tables import (
    Act,
    ChosenProcedure,
    Dispute,
    Edit,
    Extension,
    Head,
    Invitation,
    Letter,
    Link,
    Message,
    Negotiation,
    Opinion,
    Outcome,
    Rejoinder,
    Remark,
    Removal,
    Reply,
    Round,
    StepTaken,
    Voice,
    VoiceOutcome,
)
from rules.chain import plain

Condition = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a round as the archive keeps it, with its place in the chain."""

    kind: str
    key: str
    number: int
    digest: str
    values: Mapping[str, object]


def _invited(round_id: int) -> Any:  # noqa: ANN401 - a subquery
    return select(Invitation.id).where(Invitation.round_id == round_id)


def _opinions(round_id: int) -> Any:  # noqa: ANN401 - a subquery
    return select(Opinion.id).where(Opinion.round_id == round_id)


def _outcomes(round_id: int) -> Any:  # noqa: ANN401 - a subquery
    return select(Outcome.id).where(col(Outcome.opinion_id).in_(_opinions(round_id)))


def _answering(round_id: int) -> ColumnElement[bool]:
    """Mail filed under the round, and mail a reply was read from."""
    read_from = select(Reply.message_id).where(col(Reply.invitation_id).in_(_invited(round_id)))
    return or_(
        col(Message.invitation_id).in_(_invited(round_id)),
        col(Message.id).in_(read_from.where(col(Reply.message_id).is_not(None))),
    )


OF_ROUND: Mapping[str, Condition] = {
    "round": lambda number: col(Round.id) == number,
    "invitation": lambda number: col(Invitation.round_id) == number,
    "extension": lambda number: col(Extension.invitation_id).in_(_invited(number)),
    "letter": lambda number: col(Letter.round_id) == number,
    "head": lambda number: col(Head.letter_key).in_(select(Letter.key).where(Letter.round_id == number)),
    "message": _answering,
    "reply": lambda number: col(Reply.invitation_id).in_(_invited(number)),
    "opinion": lambda number: col(Opinion.round_id) == number,
    "outcome": lambda number: col(Outcome.opinion_id).in_(_opinions(number)),
    "remark": lambda number: col(Remark.outcome_id).in_(_outcomes(number)),
    "edit": lambda number: col(Edit.opinion_id).in_(_opinions(number)),
    "rejoinder": lambda number: col(Rejoinder.opinion_id).in_(_opinions(number)),
    "negotiation": lambda number: col(Negotiation.opinion_id).in_(_opinions(number)),
    "dispute": lambda number: col(Dispute.opinion_id).in_(_opinions(number)),
    "chosen_procedure": lambda number: col(ChosenProcedure.round_id) == number,
    "step_taken": lambda number: col(StepTaken.round_id) == number,
    "voice": lambda number: col(Voice.round_id) == number,
    "voice_outcome": lambda number: col(VoiceOutcome.voice_id).in_(select(Voice.id).where(Voice.round_id == number)),
    "act": lambda number: col(Act.round_id) == number,
    "removal": lambda number: col(Removal.round_id) == number,
}


def facts_of(session: Session, asked: Round) -> Iterator[Fact]:
    """Every sealed fact of a round, kind by kind in the order they came about; files are not among them."""
    for kind in KINDS:
        if kind.name in OF_ROUND:
            yield from _facts(session, kind, OF_ROUND[kind.name](asked.id or 0))


def letters_of(session: Session, asked: Round) -> Iterator[Letter]:
    """The letters of a round, one by one."""
    wanted = select(Letter).where(Letter.round_id == asked.id).order_by(col(Letter.id))
    yield from session.exec(wanted.execution_options(yield_per=100))


def head_left(session: Session, letter: Letter) -> bytes:
    """A letter's own bytes, none where they were removed after their term."""
    return session.get_one(Head, letter.key).content


def messages_of(session: Session, asked: Round) -> tuple[Message, ...]:
    """The mail that answers a round."""
    return tuple(session.exec(select(Message).where(_answering(asked.id or 0)).order_by(col(Message.id))))


def replies_of(session: Session, asked: Round) -> tuple[tuple[Reply, str], ...]:
    """Every reply of a round with its unit, in the order they were recorded."""
    wanted = select(Reply, Invitation.unit_name).join(Invitation).where(Invitation.round_id == asked.id)
    return tuple(session.exec(wanted.order_by(col(Reply.id))))


def _facts(session: Session, kind: Kind, wanted: ColumnElement[bool]) -> Iterator[Fact]:
    links = {link.row: link for link in session.exec(select(Link).where(Link.kind == kind.name))}
    rows = session.connection().execute(rows_of(kind).where(wanted).order_by(getattr(kind.table, kind.key)))
    for row in rows.mappings():
        link = links.get(str(row[kind.key]))
        # Without its bytes a fact is no more what its digest says: the removal stands in its place.
        if link and row.get("content", True):
            yield Fact(kind.name, link.row, link.number, link.digest, plain(values_of(kind, row)))
