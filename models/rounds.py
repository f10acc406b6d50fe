"""The life of a round: opened whole, extended, closed when nothing blocks it, or cancelled; its records stay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select, update

from models import pages
from models.files import keep
from models.outcomes import sent_back_in
from models.queries import invitation_of, opinions_that_count, round_going_out, round_named
from models.races import hold, one_at_a_time
from models.register import Registered
from models.tables import Extension, Invitation, Letter, Round
from rules.errors import AlreadyOpen, DueInPast, Refused, RoundNotOpen
from rules.policy import Policy
from rules.settling import unapproved, unsettled
from rules.tokens import token_for, token_hash
from rules.words import ROUND_WORDS, LetterKind, LetterState, RoundState

WAITING = (LetterState.QUEUED, LetterState.RETRY)
CHASING = (LetterKind.REMINDER, LetterKind.ESCALATION)


@dataclass(frozen=True, slots=True)
class NewRound:
    """What a clerk gives to open a round; `draft` the bytes of the .docx, `secret` the office's key.

    previous_id: the round whose draft this one revises.
    """

    title: str
    draft_name: str
    draft: bytes
    due: datetime
    policy: Policy
    units: Sequence[Registered]
    secret: bytes
    previous_id: int | None = None


def next_name(session: Session, year: int) -> str:
    """The short name the next round of a year gets: `2026-001`."""
    names = session.exec(select(Round.name).where(col(Round.name).startswith(f"{year}-")))
    return f"{year}-{max((int(name.rsplit('-', 1)[1]) for name in names), default=0) + 1:03d}"


def round_before(session: Session, asked: Round) -> Round | None:
    """The round whose draft this one revises, if any."""
    return session.get(Round, asked.previous_id) if asked.previous_id else None


def refuse_second(session: Session, title: str, draft: bytes) -> None:
    """Refuse to send the same draft under the same title again.

    Raises:
        AlreadyOpen: it has gone out; the sentence names the round.
    """
    again = round_going_out(session, title, draft)
    if again is not None:
        on_their_way = Letter.round_id == again.id, Letter.kind == LetterKind.INVITATION, col(Letter.state).in_(WAITING)
        left = len(session.exec(select(Letter.id).where(*on_their_way)).all())
        unsent = f"，其中 {left} 封函件还没有发出，用 circulate send 继续发出" if left else ""
        raise AlreadyOpen(
            f"这份文稿已经以“{title}”发出过，就是 {again.name}{unsent}；查看进展用 circulate status {again.name}。"
        )


def open_round(session: Session, new: NewRound, year: int, now: datetime) -> Round:
    """Freeze the draft and write the round with every invitation; letters follow in the same transaction.

    Raises:
        AlreadyOpen: this draft has gone out under this title.
    """
    one_at_a_time(session, "open_round")
    refuse_second(session, new.title, new.draft)
    sha256 = keep(session, new.draft)
    opened = Round(
        name=next_name(session, year),
        title=new.title,
        draft_name=new.draft_name,
        draft_sha256=sha256,
        due=new.due,
        opened=now,
        policy=new.policy.to_json(),
        silence=new.policy.silence,
        number=new.policy.number,
        previous_id=new.previous_id,
    )
    session.add(opened)
    session.flush()
    invited = [
        Invitation(
            round_id=opened.id or 0,
            unit_id=unit.id,
            unit_name=unit.name,
            number=number,
            token_hash=token_hash(token_for(new.secret, opened.name, number)),
            due=new.due,
        )
        for number, unit in enumerate(new.units, 1)
    ]
    pages.issue(opened, invited, new.secret)
    session.add_all(invited)
    session.flush()
    return opened


@dataclass(frozen=True, slots=True)
class NewDue:
    """A due moment moved, for the whole round or for one unit."""

    moment: datetime
    unit: str | None = None
    reason: str = ""


def extend(session: Session, name: str, new: NewDue, now: datetime) -> int:
    """Move the due moment of a round, or of one unit in it; returns how many units it was moved for.

    Raises:
        RoundNotOpen, DueInPast, UnitUnknown.
    """
    extended = _held_open(session, name)
    if new.moment <= now:
        raise DueInPast(f"新的截止时间 {new.moment:%Y-%m-%d %H:%M} 已经过去；请给出今后的日期，例如 --due +5wd。")
    chosen = (
        [invitation_of(session, extended, new.unit)]
        if new.unit
        else _moved_with_the_round(session, extended, new.moment)
    )
    earlier = next((row for row in chosen if row.due > new.moment), None)
    if earlier is not None:
        raise DueInPast(
            f"“{earlier.unit_name}”的截止时间本来就晚于 {new.moment:%Y-%m-%d %H:%M}；延期只能往后延，请核对日期。"
        )
    for row in chosen:
        moved = Extension(invitation_id=row.id or 0, old_due=row.due, new_due=new.moment, at=now, reason=new.reason)
        row.due = new.moment
        session.add_all((moved, row))
    if not new.unit:
        extended.due = new.moment
    return len(chosen)


def close(session: Session, name: str, now: datetime) -> Round:
    """Close a round: nobody is chased any more.

    Raises:
        Refused: opinions without a verdict still block it; the sentence lists them.
    """
    closing = _held_open(session, name)
    _refuse_undecided(session, closing)
    closing.state, closing.closed = RoundState.CLOSED, now
    _cancel_letters(session, col(Letter.round_id) == closing.id, CHASING)
    return closing


def _refuse_undecided(session: Session, closing: Round) -> None:
    opinions, back = opinions_that_count(session, closing), sent_back_in(session, closing)
    blocking, proposed = unsettled(opinions), unapproved(opinions)
    if blocking:
        raise Refused(
            f"{closing.name} 还有 {len(blocking)} 条意见没有处理（第 {_listed(blocking)} 条），不能办结；"
            "请先用 circulate settle 逐条处理。"
        )
    if returned := [number for number in proposed if number in back]:
        raise Refused(
            f"{closing.name} 第 {_listed(returned)} 条意见的处理建议已被退回，不能办结；"
            "请先用 circulate settle 重新提出建议，再行审定。"
        )
    if proposed:
        raise Refused(
            f"{closing.name} 还有 {len(proposed)} 条意见只有处理建议、尚未审定（第 {_listed(proposed)} 条），不能办结；"
            f"请先用 circulate outcomes approve {closing.name} 审定。"
        )


def _listed(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))


def cancel(session: Session, name: str, now: datetime) -> Round:
    """Cancel a round: letters still waiting are not sent, records are kept."""
    cancelled = _held_open(session, name)
    cancelled.state, cancelled.closed = RoundState.CANCELLED, now
    _cancel_letters(session, col(Letter.round_id) == cancelled.id, LetterKind)
    return cancelled


def stop_chasing(session: Session, *invitations: int) -> None:
    """Units that have answered are not chased: what still waits for its turn is not sent."""
    _cancel_letters(session, col(Letter.invitation_id).in_(invitations), CHASING)


def stop_letters(session: Session, invitation: int) -> int:
    """Whatever still waits for one unit is not sent; returns how many letters that stopped."""
    return _cancel_letters(session, col(Letter.invitation_id) == invitation, LetterKind)


def open_only(found: Round) -> Round:
    """The round, if it is still open."""
    if found.state != RoundState.OPEN:
        word = ROUND_WORDS[RoundState(found.state)]
        raise RoundNotOpen(f"{found.name} {word}，不能再做这项操作；可用 circulate round list 查看各轮状态。")
    return found


def _held_open(session: Session, name: str) -> Round:
    return open_only(hold(session, round_named(session, name).id or 0))


def _moved_with_the_round(session: Session, extended: Round, moment: datetime) -> list[Invitation]:
    """The invitations a round-wide extension moves: a unit whose own moment is later than the new one keeps it."""
    rows = session.exec(select(Invitation).where(Invitation.round_id == extended.id))
    return [row for row in rows if row.withdrawn is None and (row.due == extended.due or row.due < moment)]


def _cancel_letters(session: Session, whose: ColumnElement[bool], kinds: Iterable[LetterKind]) -> int:
    waiting = col(Letter.state).in_(WAITING) & col(Letter.kind).in_(list(kinds))
    return session.exec(update(Letter).where(whose, waiting).values(state=LetterState.CANCELLED)).rowcount
