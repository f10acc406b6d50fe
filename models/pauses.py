"""What stops letters from going out: an account in trouble for a while, a round until a person says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlmodel import Session, col, delete, func, or_, select

from models.claims import clearing
from models.prepared import run
from models.races import add_unless_there, hold
from models.tables import Blob, Head, Hold, Letter, Round, Trouble
from rules.words import Fault, LetterState

# A minute less than 10, 20, 40, 60: the sweep every ten minutes is never quite punctual.
BACK_OFF_MINUTES = (9, 19, 39, 59)


@dataclass(frozen=True, slots=True)
class Pause:
    """Letters that do not go out: since when, in whose words; `next_at` when they are tried again by themselves."""

    since: datetime
    words: str
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """Something the office has not been told yet; `round` the short name of the round held, None for an account."""

    words: str
    round: str | None = None


def note_trouble(session: Session, account: str, words: str, now: datetime) -> None:
    """Pause an account, each time longer; several workers that run into the same trouble count once."""
    row = session.get(Trouble, account, with_for_update=True)
    if row is None:
        first = Trouble(account=account, since=now, words=words, next_at=now + _back_off(1))
        add_unless_there(session, Trouble, [first.model_dump()], "account")
    elif row.next_at <= now:
        row.words, row.tries = words, row.tries + 1
        row.next_at = now + _back_off(row.tries)


def clear_trouble(session: Session, account: str) -> bool:
    """A letter has passed: whatever was wrong with the account is over. Returns whether anything was."""
    return run(session, clearing, {"account": account}).rowcount > 0


def try_now(session: Session, account: str, now: datetime) -> None:
    """Somebody has mended something: the account need not be waited for."""
    row = session.get(Trouble, account, with_for_update=True)
    if row is not None:
        row.next_at = min(row.next_at, now)


def trouble_with(session: Session, account: str) -> Pause | None:
    """What an account is in trouble with, if it is."""
    row = session.get(Trouble, account)
    return Pause(row.since, row.words, row.next_at) if row else None


def hold_round(session: Session, round_id: int, words: str, now: datetime) -> None:
    """Let no more letters of a round go out; the first reason stays."""
    held = Hold(round_id=round_id, since=now, words=words)
    add_unless_there(session, Hold, [held.model_dump()], "round_id")


def hold_on(session: Session, round_id: int) -> Pause | None:
    """Why a round is held, if it is."""
    row = session.get(Hold, round_id)
    return Pause(row.since, row.words) if row else None


def release_round(session: Session, round_id: int) -> int | None:
    """Let a held round go on and queue again what was refused for its content; None where it was not held.

    Returns how many letters were queued again.
    """
    hold(session, round_id)
    if session.exec(delete(Hold).where(col(Hold.round_id) == round_id)).rowcount == 0:
        return None
    refused = select(Letter).where(Letter.round_id == round_id, Letter.fault == Fault.CONTENT)
    rows = session.exec(refused).all()
    for row in rows:
        queue_again(row)
    return len(rows)


def queue_again(letter: Letter) -> None:
    """As if it had never been tried; its bytes and its Message-ID stay."""
    letter.state, letter.fault, letter.answer = LetterState.QUEUED, None, ""
    letter.attempts, letter.next_at, letter.put_off, letter.worker = 0, None, None, None


def refused_in_a_row(session: Session, round_id: int) -> int:
    """How many letters of a round the server has refused for their content since it last took one."""
    judged = or_(col(Letter.state) == LetterState.SENT, col(Letter.fault) == Fault.CONTENT)
    newest = select(Letter.fault).where(Letter.round_id == round_id, judged)
    faults = session.exec(newest.order_by(col(Letter.claimed).desc(), col(Letter.id).desc()))
    return len(list(takewhile(lambda fault: fault == Fault.CONTENT, faults)))


def largest_waiting(session: Session, round_id: int) -> int:
    """The bytes of the largest letter of a round that has still to go out."""
    going = (LetterState.QUEUED, LetterState.RETRY, LetterState.SENDING)
    size = func.length(Head.content) + func.length(Blob.content)
    own = select(func.max(size)).select_from(Letter).join(Head, col(Head.letter_key) == col(Letter.key))
    joined = own.join(Blob, col(Blob.sha256) == col(Letter.tail_sha256))
    return session.exec(joined.where(Letter.round_id == round_id, col(Letter.state).in_(going))).one() or 0


def tell(session: Session, now: datetime) -> tuple[Untold, ...]:
    """What has not been told yet, from now on told."""
    troubles = session.exec(select(Trouble).where(col(Trouble.told).is_(None)).with_for_update()).all()
    holds = session.exec(select(Hold).where(col(Hold.told).is_(None)).with_for_update()).all()
    for row in (*troubles, *holds):
        row.told = now
    names = {row.round_id: session.get_one(Round, row.round_id).name for row in holds}
    return (*(Untold(row.words) for row in troubles), *(Untold(row.words, names[row.round_id]) for row in holds))


def _back_off(tries: int) -> timedelta:
    return timedelta(minutes=BACK_OFF_MINUTES[min(tries, len(BACK_OFF_MINUTES)) - 1])
