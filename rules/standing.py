"""Where a unit stands in a round, derived from the letters that went out and the replies that came back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rules.words import FORMAL, UNDER_WAY, Formality, LetterKind, LetterState, Stance, Standing

# An escalation goes to somebody else: its bounce says nothing about the unit's own address.
_TO_THE_UNIT = frozenset({LetterKind.INVITATION, LetterKind.REMINDER})


@dataclass(frozen=True, slots=True)
class LetterFact:
    """A letter of one invitation. `at` is when it was sent, or written where it has not been sent."""

    kind: LetterKind
    turn: int
    state: LetterState
    at: datetime
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class ReplyFact:
    """A reply of one invitation; `id` orders replies received at the same moment."""

    id: int
    stance: Stance
    formality: Formality
    received: datetime
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class InvitationFact:
    """A unit in a round with all that happened to it.

    due: its own due moment where extended.  begun: whether it has started to answer without sending it off.
    """

    unit: str
    due: datetime
    letters: tuple[LetterFact, ...] = ()
    replies: tuple[ReplyFact, ...] = ()
    withdrawn: bool = False
    begun: bool = False


def effective_reply(replies: Iterable[ReplyFact]) -> ReplyFact | None:
    """The reply that counts: the last formal one, or the last of all while none is formal."""
    standing = [reply for reply in replies if not reply.withdrawn]
    formal = [reply for reply in standing if reply.formality in FORMAL]
    return max(formal or standing, key=lambda reply: (reply.received, reply.id), default=None)


def delivered(fact: InvitationFact) -> bool:
    """Whether some invitation letter is known to have been accepted and has not bounced."""
    return bool(arrived(fact))


def arrived(fact: InvitationFact) -> tuple[datetime, ...]:
    """When the invitations that were accepted and have not bounced were sent."""
    good = (letter for letter in _invitations(fact) if letter.state is LetterState.SENT and not letter.bounced)
    return tuple(letter.at for letter in good)


def lost(fact: InvitationFact) -> datetime | None:
    """When the last letter to the unit's own address that came back was sent."""
    back = (letter.at for letter in fact.letters if letter.kind in _TO_THE_UNIT and letter.bounced)
    return max(back, default=None)


def reachable(fact: InvitationFact) -> bool:
    """Whether the unit can still be written to: delivered to, and its last letter has not come back."""
    came = [letter for letter in fact.letters if letter.kind in _TO_THE_UNIT and _left(letter)]
    last = max(came, key=lambda letter: (letter.at, letter.turn), default=None)
    return delivered(fact) and last is not None and not last.bounced


def as_of(fact: InvitationFact, moment: datetime) -> InvitationFact:
    """The same unit as it stood at an earlier moment: without what was sent or received since."""
    return replace(
        fact,
        letters=tuple(letter for letter in fact.letters if letter.at <= moment),
        replies=tuple(reply for reply in fact.replies if reply.received <= moment),
    )


def standing_of(fact: InvitationFact, now: datetime) -> Standing:
    """The standing of one unit at `now`. A bounce never looks like waiting; a reply outranks every letter."""
    reply = effective_reply(fact.replies)
    if reply is not None:
        return Standing.NO_COMMENT if reply.stance is Stance.NO_COMMENT else Standing.WITH_OPINIONS
    if delivered(fact):
        return Standing.OVERDUE if now > fact.due else Standing.AWAITING
    letters = _invitations(fact)
    still_going = UNDER_WAY | {LetterState.UNCERTAIN}
    if any(letter.state in still_going and not letter.bounced for letter in letters):
        return Standing.UNSENT
    if any(letter.bounced or letter.state is LetterState.FAILED for letter in letters):
        return Standing.UNDELIVERABLE
    return Standing.UNSENT


def is_late(fact: InvitationFact) -> bool:
    """Whether the reply that counts arrived after the unit's due moment."""
    reply = effective_reply(fact.replies)
    return reply is not None and reply.received > fact.due


def is_provisional(fact: InvitationFact) -> bool:
    """Whether the reply that counts is neither sealed nor signed: it stands, and the formal one is still to come."""
    reply = effective_reply(fact.replies)
    return reply is not None and reply.formality not in FORMAL


def _left(letter: LetterFact) -> bool:
    return letter.bounced or letter.state is LetterState.SENT


def _invitations(fact: InvitationFact) -> list[LetterFact]:
    return [letter for letter in fact.letters if letter.kind is LetterKind.INVITATION]
