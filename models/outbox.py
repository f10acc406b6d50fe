"""The outbox: letters are written once, claimed by one worker, and end in the state the server's word supports."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from operator import itemgetter

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select, update

from models.claims import claiming_again, claiming_new, heads, marking, put_off, queued
from models.files import refuse_removed
from models.prepared import run
from models.races import add_unless_there, hold
from models.rounds import CHASING
from models.tables import Head, Letter, Reply
from rules.words import Fault, LetterKind, LetterState, RoundState

GREYLIST_MINUTES = (5, 15, 30, 60, 120)
SPREAD = 0.2
GIVE_UP_AFTER = timedelta(hours=48)
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter to queue; `key` says once and for all which letter this is."""

    key: str
    round_id: int
    invitation_id: int | None
    kind: LetterKind
    turn: int
    sender: str
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    head: bytes
    tail_sha256: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """A letter this worker alone may send now."""

    id: int
    sender: str
    recipients: tuple[str, ...]
    head: bytes
    tail_sha256: str
    message_id: str
    round_id: int


@dataclass(frozen=True, slots=True)
class Word:
    """What the server said to a letter, and the state that leaves it in."""

    letter: int
    state: LetterState
    answer: str
    fault: Fault | None = None


def letter_key(round_name: str, unit_number: int, kind: LetterKind, turn: int) -> str:
    """`2026-001:7:reminder:2`; number 0 is the office itself."""
    return f"{round_name}:{unit_number}:{kind}:{turn}"


def queue(session: Session, letters: Iterable[NewLetter], now: datetime) -> int:
    """Queue letters; one whose key is already there is left as it is. Returns how many were new.

    Letters that are only written as they are asked for never lie in memory all at once.
    """
    left, new = iter(letters), 0
    while some := list(islice(left, AT_ONCE)):
        new += add_unless_there(session, Letter, [_row(letter, now) for letter in some], "key")
        heads_of = [{"letter_key": letter.key, "content": letter.head} for letter in some]
        add_unless_there(session, Head, heads_of, "letter_key")
    return new


def head_of(session: Session, letter: Letter) -> bytes:
    """A letter's own bytes, which the round's shared tail ends.

    Raises:
        Refused: they were removed when their term was over.
    """
    content = session.get_one(Head, letter.key).content
    if not content:
        refuse_removed(session, "head", letter.key)
    return content


def claim(session: Session, worker: str, now: datetime, account: str = "", most: int = 1) -> tuple[Claimed, ...]:
    """Take the next letters that are due, in one statement, so that no two workers ever hold the same one.

    Letters of a held round are passed over; while `account` is in trouble and not yet tried again, there is none.
    """
    given = {"worker": worker, "now": now, "account": account}
    rows = run(session, claiming_new, given | {"most": most}).all()
    if len(rows) < most:
        rows = [*rows, *run(session, claiming_again, given | {"most": most - len(rows)})]
    own = dict(run(session, heads, {"worker": worker}).tuples().all()) if rows else {}
    # RETURNING promises no order.
    rows = sorted(rows, key=itemgetter(0))
    return tuple(Claimed(row[0], row[1], tuple(row[2].split()), own[row[3]], *row[4:]) for row in rows)


def mark(session: Session, words: Sequence[Word], now: datetime) -> None:
    """Record the server's word on letters this worker holds; one put off for more than two days fails.

    A letter nobody wants any more, its round having ended meanwhile, is cancelled instead of tried again.
    """
    if words:
        run(session, marking, *(_put_off(session, word, now) or _marked(word, now) for word in words))


def wait_of(key: str, attempts: int) -> timedelta:
    """How long a letter put off for the nth time waits: up to a fifth more or less, so that a crowd spreads out."""
    place = int.from_bytes(hashlib.sha256(f"{key}:{attempts}".encode()).digest()[:4]) / 2**32
    minutes = GREYLIST_MINUTES[min(attempts, len(GREYLIST_MINUTES)) - 1]
    return timedelta(minutes=minutes * (1 - SPREAD + 2 * SPREAD * place))


def release(session: Session, letter_id: int) -> None:
    """Put back a letter that certainly did not leave, because the account and not the letter was refused."""
    letter = session.get_one(Letter, letter_id)
    letter.state = _while_wanted(session, letter, LetterState.QUEUED)
    letter.worker, letter.next_at, letter.attempts = None, None, letter.attempts - 1


def abandoned(session: Session, is_alive: Callable[[str, datetime], bool]) -> int:
    """Letters whose worker died while sending may or may not have left: they become uncertain, never queued."""
    rows = session.exec(select(Letter).where(Letter.state == LetterState.SENDING)).all()
    dead = [row for row in rows if row.claimed and not is_alive(row.worker or "", row.claimed)]
    for row in dead:
        row.state, row.answer, row.worker = LetterState.UNCERTAIN, "发送进程中断，结果待核实", None
    return len(dead)


def bounce(session: Session, message_id: str, recipient: str, why: str, now: datetime) -> Letter | None:
    """Mark the letter a hard bounce speaks of, by its Message-ID, else as the last one sent to that address.

    The bounce of a mere copy proves that the letter left, and says nothing about the unit's own address.
    """
    sent = select(Letter).where(col(Letter.state).in_((LetterState.SENT, LetterState.UNCERTAIN)))
    found = session.exec(sent.where(Letter.message_id == message_id)).first() if message_id else None
    if found is None and recipient:
        found = session.exec(sent.where(_first_to(recipient)).order_by(col(Letter.id).desc())).first()
    if found is not None:
        found.state, found.sent = LetterState.SENT, found.sent or now
        if found.bounced is None:
            found.answer = why[:500]
            found.bounced = None if recipient.lower() in found.recipients.lower().split()[1:] else now
    return found


def proven(session: Session, *invitations: int) -> None:
    """Units that answer had their letters: what was uncertain about those is settled."""
    uncertain = col(Letter.invitation_id).in_(invitations) & (col(Letter.state) == LetterState.UNCERTAIN)
    arrived = func.coalesce(col(Letter.claimed), col(Letter.written))
    session.exec(update(Letter).where(uncertain).values(state=LetterState.SENT, sent=arrived))


def letters_of(session: Session, round_id: int) -> tuple[Letter, ...]:
    """Every letter of a round in the order they were written."""
    wanted = select(Letter).where(Letter.round_id == round_id).order_by(col(Letter.id))
    return tuple(session.exec(wanted))


def keys_of(session: Session, round_id: int, kind: LetterKind) -> frozenset[str]:
    """The keys of the letters of one kind that have been written in a round."""
    return frozenset(session.exec(select(Letter.key).where(Letter.round_id == round_id, Letter.kind == kind)))


def waiting(session: Session, now: datetime, account: str = "") -> int:
    """How many letters could be sent right now."""
    due = or_(queued(account, now), put_off(account, now))
    return session.exec(select(func.count()).select_from(Letter).where(due)).one()


def _put_off(session: Session, word: Word, now: datetime) -> dict[str, object] | None:
    """What to record of a letter the server wants later; None for any other."""
    if word.state is not LetterState.RETRY:
        return None
    letter = session.get_one(Letter, word.letter)
    letter.put_off = letter.put_off or now
    again = now + wait_of(letter.key, letter.attempts)
    if again - letter.put_off > GIVE_UP_AFTER:
        word = replace(word, state=LetterState.FAILED, fault=Fault.PATIENCE)
    else:
        word = replace(word, state=_while_wanted(session, letter, word.state))
    session.flush()
    return _marked(word, now, again if word.state is LetterState.RETRY else None)


def _marked(word: Word, now: datetime, again: datetime | None = None) -> dict[str, object]:
    sent = now if word.state is LetterState.SENT else None
    what = {"letter": word.letter, "state": word.state, "answer": word.answer[:500], "fault": word.fault}
    return what | {"next_at": again, "sent": sent}


def _first_to(recipient: str) -> ColumnElement[bool]:
    recipients = func.lower(col(Letter.recipients))
    return or_(recipients == recipient.lower(), recipients.startswith(f"{recipient.lower()} ", autoescape=True))


def _while_wanted(session: Session, letter: Letter, state: LetterState) -> LetterState:
    """The state of a letter that did not leave: none for a cancelled round, no chasing after its close or an answer."""
    its_round = RoundState(hold(session, letter.round_id).state)
    answered = select(Reply.id).where(Reply.invitation_id == letter.invitation_id, col(Reply.withdrawn).is_(None))
    unwanted = its_round is RoundState.CLOSED or session.exec(answered).first() is not None
    over = its_round is RoundState.CANCELLED or (letter.kind in CHASING and unwanted)
    return LetterState.CANCELLED if over else state


def written_since(session: Session, round_id: int, kind: LetterKind, moment: datetime) -> bool:
    """Whether a letter of this kind was written in a round at or after a moment."""
    wanted = select(Letter.id).where(Letter.round_id == round_id, Letter.kind == kind, Letter.written >= moment)
    return session.exec(wanted).first() is not None


def _row(letter: NewLetter, now: datetime) -> dict[str, object]:
    return {
        "key": letter.key,
        "round_id": letter.round_id,
        "invitation_id": letter.invitation_id,
        "kind": letter.kind,
        "turn": letter.turn,
        "sender": letter.sender,
        "recipients": " ".join(letter.recipients),
        "subject": letter.subject,
        "message_id": letter.message_id,
        "tail_sha256": letter.tail_sha256,
        "written": now,
        "state": LetterState.QUEUED,
        "attempts": 0,
        "answer": "",
    }
