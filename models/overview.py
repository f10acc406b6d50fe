"""What a round's page asks of the record: units as they stand and verdicts counted, without a word of any opinion."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func as sql
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.tables import Invitation, Letter, Opinion, Outcome, Remark, Reply, Round
from rules.settling import Outcome as Given
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.words import Formality, LetterKind, LetterState, Stage, Stance, Verdict


@dataclass(frozen=True, slots=True)
class Stood:
    """A unit of a round: its invitation, its number there, and what happened to it."""

    id: int
    number: int
    fact: InvitationFact


@dataclass(frozen=True, slots=True)
class Tallied:
    """How many opinions of a reply have one and the same outcome; `back` those a leader sent back."""

    reply: int
    outcome: Given | None
    count: int
    back: int


def stood_in(session: Session, asked: Round) -> tuple[Stood, ...]:
    """Every unit of a round that is still asked, in round order, in three queries."""
    letters: dict[int, list[LetterFact]] = defaultdict(list)
    for to, kind, turn, state, sent, written, bounced in session.execute(
        select(  # type: ignore[call-overload]
            *(Letter.invitation_id, Letter.kind, Letter.turn, Letter.state),
            *(Letter.sent, Letter.written, Letter.bounced),
        )
        .where(Letter.round_id == asked.id)
        .order_by(col(Letter.id))
    ):
        fact = LetterFact(LetterKind(kind), turn, LetterState(state), sent or written, bounced is not None)
        letters[to].append(fact)
    replies: dict[int, list[ReplyFact]] = defaultdict(list)
    for of, number, stance, formality, received, withdrawn in session.execute(
        select(  # type: ignore[call-overload]
            *(Reply.invitation_id, Reply.id, Reply.stance, Reply.formality, Reply.received, Reply.withdrawn)
        )
        .join(Invitation, col(Invitation.id) == col(Reply.invitation_id))
        .where(Invitation.round_id == asked.id)
        .order_by(col(Reply.version))
    ):
        answer = ReplyFact(number, Stance(stance), Formality(formality), received, withdrawn is not None)
        replies[of].append(answer)
    rows = session.execute(
        select(Invitation.id, Invitation.number, Invitation.unit_name, Invitation.due, Invitation.begun)  # type: ignore[call-overload]
        .where(Invitation.round_id == asked.id, col(Invitation.withdrawn).is_(None))
        .order_by(col(Invitation.number))
    )
    return tuple(
        Stood(
            id_,
            number,
            InvitationFact(unit, due, tuple(letters[id_]), tuple(replies[id_]), begun=begun is not None),
        )
        for id_, number, unit, due, begun in rows
    )


def tallied(session: Session, asked: Round) -> tuple[Tallied, ...]:
    """The opinions of each reply by their latest outcome; of a split one its parts."""
    part = select(Opinion.parent_id).where(
        Opinion.round_id == asked.id, col(Opinion.joined).is_(None), col(Opinion.parent_id).is_not(None)
    )
    every = aliased(Outcome)
    last = select(sql.max(every.version)).where(every.opinion_id == Opinion.id).scalar_subquery()
    rows = session.execute(
        select(  # type: ignore[call-overload]
            *(Opinion.reply_id, Outcome.verdict, Outcome.stage),
            *(sql.count(col(Opinion.id)), sql.count(col(Remark.outcome_id))),
        )
        .select_from(Opinion)
        .join(
            Outcome,
            (col(Outcome.opinion_id) == col(Opinion.id)) & (Outcome.version == last),
            isouter=True,
        )
        .join(Remark, col(Remark.outcome_id) == col(Outcome.id), isouter=True)
        .where(Opinion.round_id == asked.id, col(Opinion.joined).is_(None), col(Opinion.id).not_in(part))
        .group_by(Opinion.reply_id, Outcome.verdict, Outcome.stage)
    )
    return tuple(
        Tallied(reply, Given(Verdict(verdict), Stage(stage)) if verdict else None, count, back)
        for reply, verdict, stage, count, back in rows
    )
