"""What a round's page asks of the record: units as they stand and verdicts counted, without a word of any opinion."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case
from sqlalchemy import func as sql
from sqlalchemy import select as sa_select
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from models.tables import Invitation, Letter, Opinion, Outcome, Remark, Reply, Round
from rules.settling import Outcome as Given
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.words import FORMAL, Formality, LetterKind, LetterState, Stage, Stance, Verdict


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


@dataclass(frozen=True, slots=True)
class Summed:
    """A round among others: units still asked, those that have replied, opinions by their latest outcome."""

    invited: int
    answered: int
    opinions: tuple[Tallied, ...]


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
    rows = session.execute(_by_outcome(col(Opinion.reply_id), [asked.id or 0]))
    return tuple(Tallied(reply, _given(verdict, stage), count, back) for reply, verdict, stage, count, back in rows)


def summed(session: Session, rounds: Sequence[int]) -> dict[int, Summed]:
    """By the round's id, its units still asked, those with a reply that counts, and the opinions of these replies."""
    asked = col(Invitation.round_id).in_(rounds), col(Invitation.withdrawn).is_(None)
    speaking = _speaking(*asked).subquery()
    heard = _by_outcome(col(Opinion.round_id), rounds).where(
        col(Opinion.reply_id).in_(select(speaking.c.id).where(speaking.c.place == 1))
    )
    tallies: dict[int, list[Tallied]] = defaultdict(list)
    for of, verdict, stage, count, back in session.execute(heard):
        tallies[of].append(Tallied(0, _given(verdict, stage), count, back))
    invited = select(Invitation.round_id, sql.count()).where(*asked).group_by(col(Invitation.round_id))
    answered = select(speaking.c.round_id, sql.count()).where(speaking.c.place == 1).group_by(speaking.c.round_id)
    units, replies = dict(session.execute(invited).tuples().all()), dict(session.execute(answered).tuples().all())
    return {of: Summed(units.get(of, 0), replies.get(of, 0), tuple(tallies[of])) for of in rounds}


def _speaking(*asked: ColumnElement[bool]) -> Select[tuple[int, int, int]]:
    """Replies not withdrawn, those at place 1 the ones that count: see `rules.standing.effective_reply`."""
    formal = case((col(Reply.formality).in_(FORMAL), 1), else_=0)
    order = (formal.desc(), col(Reply.received).desc(), col(Reply.id).desc())
    place = sql.row_number().over(partition_by=col(Reply.invitation_id), order_by=order)
    chosen = sa_select(col(Reply.id), col(Invitation.round_id), place.label("place"))
    joined = chosen.join(Invitation, col(Invitation.id) == col(Reply.invitation_id))
    return joined.where(*asked, col(Reply.withdrawn).is_(None))


def _by_outcome(by: Mapped[int], rounds: Sequence[int]) -> Select[tuple[int, str, str, int, int]]:
    """How many opinions have which latest outcome, and how many of these were sent back."""
    of_rounds = col(Opinion.round_id).in_(rounds), col(Opinion.joined).is_(None)
    part = select(Opinion.parent_id).where(*of_rounds, col(Opinion.parent_id).is_not(None))
    every = aliased(Outcome)
    last = select(sql.max(every.version)).where(every.opinion_id == Opinion.id).scalar_subquery()
    latest = (col(Outcome.opinion_id) == col(Opinion.id)) & (col(Outcome.version) == last)
    sums = sql.count(col(Opinion.id)), sql.count(col(Remark.outcome_id))
    return (
        sa_select(by, col(Outcome.verdict), col(Outcome.stage), *sums)
        .select_from(Opinion)
        .join(Outcome, latest, isouter=True)
        .join(Remark, col(Remark.outcome_id) == col(Outcome.id), isouter=True)
        .where(*of_rounds, col(Opinion.id).not_in(part))
        .group_by(by, col(Outcome.verdict), col(Outcome.stage))
    )


def _given(verdict: str | None, stage: str | None) -> Given | None:
    return Given(Verdict(verdict), Stage(stage)) if verdict and stage else None
