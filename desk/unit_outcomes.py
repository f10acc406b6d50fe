"""What became of a unit's own opinions: in this round, and in the one whose draft this one revises."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from models.answers import invited_before, parts_of, replies_of
from models.rejoinders import Word, approved_in, last_words, word_of
from models.tables import Invitation, Opinion, Outcome, Rejoinder, Reply, Round
from rules.settling import Outcome as Decision
from rules.standing import ReplyFact, effective_reply
from rules.summary import note, plain_title
from rules.words import Formality, Stage, Stance, Verdict, printed


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of an opinion, as approved, with the unit's last word on it.

    outcome: the word an office prints, empty while nothing is approved; `note` its reason, condition and wording.
    stale: the word was given on an earlier outcome.
    """

    number: int
    text: str
    outcome: str
    note: str
    word: Word | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Before:
    """The round before: its title, and of the unit's own opinions there those whose outcome is approved."""

    title: str
    said: tuple[Decided, ...]


def counting(replies: Sequence[Reply]) -> Reply | None:
    """The reply of a unit that counts."""
    fact = effective_reply(map(_fact, replies))
    return next((reply for reply in replies if fact and reply.id == fact.id), None)


def decided(session: Session, reply: Reply) -> tuple[Decided, ...]:
    """The opinions of a reply by number, split ones by their parts, each with what became of it."""
    rows = parts_of(session, reply)
    ids = [row.id or 0 for row in rows]
    outcomes = approved_in(session, ids)
    words = last_words(session, ids) if outcomes else {}
    return tuple(_one(row, outcomes.get(row.id or 0), words.get(row.id or 0)) for row in rows)


def decided_before(session: Session, asked: Round, invitation: Invitation) -> Before | None:
    """What became of the same unit's opinions in the round before; None where nothing of theirs was approved there."""
    found = invited_before(session, asked, invitation)
    if found is None:
        return None
    before, then = found
    reply = counting(replies_of(session, then))
    said = tuple(one for one in decided(session, reply) if one.outcome) if reply else ()
    return Before(plain_title(before.title), said) if said else None


def _fact(reply: Reply) -> ReplyFact:
    formality = Formality(reply.formality)
    return ReplyFact(reply.id or 0, Stance(reply.stance), formality, reply.received, reply.withdrawn is not None)


def _one(row: Opinion, outcome: Outcome | None, said: Rejoinder | None) -> Decided:
    if outcome is None:
        return Decided(row.number, row.text, "", "")
    verdict = Verdict(outcome.verdict)
    decision = Decision(verdict, Stage.APPROVED, outcome.reason, outcome.condition, outcome.final_text)
    stale = said is not None and said.outcome_id != outcome.id
    return Decided(
        row.number, row.text, printed(verdict, Stage.APPROVED), note(decision), word_of(said) if said else None, stale
    )
