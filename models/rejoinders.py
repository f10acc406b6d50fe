"""A unit's word on what became of its opinions: accepted, or maintained with why; words are only added."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.queries import replies_that_count, who_was_invited
from models.tables import Invitation, Opinion, Outcome, Rejoinder, Reply, Round
from rules.errors import ReasonMissing
from rules.words import Accord, Channel, Stage, Stance, Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """A unit's word on an outcome; `why` is needed where it maintains its opinion.

    sender: who gave it, as far as is known.
    """

    accord: Accord
    why: str = ""
    channel: Channel = Channel.WEB
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Rejoined:
    """The last word of a unit on an opinion; `stale` where the outcome it speaks of has been replaced since."""

    number: int
    unit: str
    word: Word
    at: datetime
    stale: bool = False


def approved_in(session: Session, opinions: Sequence[int]) -> dict[int, Outcome]:
    """By the id of the opinion, the outcome a leader has approved, where that is the last one given."""
    rows = session.exec(select(Outcome).where(col(Outcome.opinion_id).in_(opinions)).order_by(col(Outcome.version)))
    last = {row.opinion_id: row for row in rows}
    return {key: row for key, row in last.items() if row.stage == Stage.APPROVED and row.verdict != Verdict.PENDING}


def last_words(session: Session, opinions: Sequence[int]) -> dict[int, Rejoinder]:
    """By the id of the opinion, the last word on it."""
    of_these = select(Rejoinder).where(col(Rejoinder.opinion_id).in_(opinions))
    return {row.opinion_id: row for row in session.exec(of_these.order_by(col(Rejoinder.version)))}


def add_words(session: Session, outcomes: Sequence[Outcome], word: Word, now: datetime) -> int:
    """Keep a unit's word on these outcomes; one that repeats the last changes nothing. Returns how many were new.

    Raises:
        ReasonMissing: an opinion is maintained without saying why.
    """
    if word.accord is Accord.MAINTAINED and not word.why.strip():
        raise ReasonMissing("坚持原意见的，请写明理由，以便进一步研究和沟通。")
    before = last_words(session, [row.opinion_id for row in outcomes])
    rows = [_row(outcome, before.get(outcome.opinion_id), word, now) for outcome in outcomes]
    new = [row for row in rows if row is not None]
    session.add_all(new)
    session.flush()
    return len(new)


def rejoinders_in(session: Session, asked: Round) -> tuple[Rejoined, ...]:
    """The last word on every opinion of a round that has one, by number."""
    newest = (
        select(Outcome.opinion_id, func.max(Outcome.id))
        .join(Opinion, col(Opinion.id) == col(Outcome.opinion_id))
        .where(Opinion.round_id == asked.id)
        .group_by(col(Outcome.opinion_id))
    )
    current = dict(session.exec(newest).all())
    rows = session.exec(
        select(Rejoinder, Opinion.number, Invitation.unit_name)
        .join(Opinion, col(Opinion.id) == col(Rejoinder.opinion_id))
        .join(Reply, col(Reply.id) == col(Opinion.reply_id))
        .join(Invitation, col(Invitation.id) == col(Reply.invitation_id))
        .where(Opinion.round_id == asked.id)
        .order_by(col(Opinion.number), col(Rejoinder.version))
    )
    last = {number: (row, unit) for row, number, unit in rows}
    return tuple(
        Rejoined(number, unit, word_of(row), row.at, current[row.opinion_id] != row.outcome_id)
        for number, (row, unit) in last.items()
    )


def without_comment(session: Session, asked: Round) -> frozenset[int]:
    """The ids of the units whose answer that counts is that they have no comment."""
    quiet = {key for key, reply in replies_that_count(session, asked).items() if reply.stance == Stance.NO_COMMENT}
    return frozenset(row.unit_id for row in who_was_invited(session, asked) if row.id in quiet)


def called_in(session: Session, asked: Round, units: Collection[int]) -> frozenset[str]:
    """What the units with these ids were called in a round."""
    return frozenset(row.unit_name for row in who_was_invited(session, asked) if row.unit_id in units)


def word_of(row: Rejoinder) -> Word:
    """A kept word as the floors above speak of it."""
    return Word(Accord(row.word), row.why, Channel(row.channel), row.sender)


def _row(outcome: Outcome, before: Rejoinder | None, word: Word, now: datetime) -> Rejoinder | None:
    why = word.why.strip() if word.accord is Accord.MAINTAINED else ""
    if before and (before.outcome_id, before.word, before.why) == (outcome.id, word.accord, why):
        return None
    return Rejoinder(
        opinion_id=outcome.opinion_id,
        outcome_id=outcome.id or 0,
        version=before.version + 1 if before else 1,
        word=word.accord,
        why=why,
        channel=word.channel,
        sender=word.sender,
        at=now,
    )
