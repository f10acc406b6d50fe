"""What a round leaves that is kept for a term only: raw mail, letters' bytes, originals, unsent answers, addresses."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import ColumnElement, delete, union_all
from sqlmodel import Session, col, func, or_, select, update

from models import pages
from models.archive import messages_of, replies_of
from models.files import named
from models.races import add_unless_there
from models.tables import (
    Answer,
    Blob,
    Contact,
    Head,
    Invitation,
    Letter,
    Link,
    Message,
    Removal,
    Reply,
    Round,
    SignIn,
    Unit,
)
from rules.words import LetterState, MessageState, RoundState

ENDED = (LetterState.SENT, LetterState.FAILED, LetterState.CANCELLED)
SEEN_TO = (MessageState.FILED, MessageState.NOTED, MessageState.DISCARDED)
SET_ASIDE = (MessageState.NOTED, MessageState.DISCARDED)
BLOB, HEAD = "blob", "head"
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Left:
    """What a round still has of what is kept for a term: by the hash of their bytes, the rows they stand in.

    letters: by the hash of a letter's own bytes, its key; messages and originals by the hash alone.
    """

    letters: Mapping[str, str]
    messages: frozenset[str]
    originals: frozenset[str]
    answers: int
    pages: int


def over(session: Session, before: datetime) -> tuple[Round, ...]:
    """The rounds that ended before a moment and whose draft no open round revises, oldest first."""
    revised = select(Round.previous_id).where(Round.state == RoundState.OPEN, col(Round.previous_id).is_not(None))
    ended = select(Round).where(Round.state != RoundState.OPEN, col(Round.closed) < before)
    return tuple(session.exec(ended.where(col(Round.id).not_in(revised)).order_by(col(Round.id))))


def left_of_round(session: Session, asked: Round) -> Left:
    """What a round still has; what is used elsewhere, too, is not among it, nor mail that waits for a person."""
    messages = {row.sha256 for row in messages_of(session, asked) if row.state in SEEN_TO}
    replies = [reply for reply, _ in replies_of(session, asked)]
    originals = {sha256 for reply in replies for sha256 in (reply.form_sha256, reply.scan_sha256) if sha256}
    there = _there(session, messages | originals) - _used_elsewhere(session, asked, messages | originals)
    invited = select(Invitation.id).where(Invitation.round_id == asked.id)
    answers = select(func.count()).select_from(Answer).where(col(Answer.invitation_id).in_(invited))
    opened = select(func.count()).select_from(Invitation)
    with_pages = opened.where(Invitation.round_id == asked.id, col(Invitation.page_hash).is_not(None))
    return Left(
        letters=_heads(session, asked),
        messages=frozenset(messages & there),
        originals=frozenset((originals - messages) & there),
        answers=session.exec(answers).one(),
        pages=session.exec(with_pages).one(),
    )


def remove(session: Session, kind: str, rows: Collection[str], why: Removal) -> None:
    """Remove the bytes of files or letters; that they went, when and by whom is added first, and stays."""
    table, key = (Blob, col(Blob.sha256)) if kind == BLOB else (Head, col(Head.letter_key))
    said = {"round_id": why.round_id, "archive": why.archive, "by": why.by, "at": why.at}
    left = iter(sorted(rows))
    while some := list(islice(left, AT_ONCE)):
        add_unless_there(session, Removal, [{"kind": kind, "row": row, **said} for row in some], "kind", "row")
        session.connection().execute(update(table).where(key.in_(some)).values(content=b""))


def forget_senders(session: Session, sha256s: Collection[str]) -> None:
    """Forget from whom messages came and what their subject was."""
    mine = update(Message).where(col(Message.sha256).in_(sha256s))
    session.connection().execute(mine.values(sender="", subject="", note=""))


def drop_traces(session: Session, asked: Round) -> None:
    """Drop the answers never sent off and the addresses of the round's pages."""
    invited = session.exec(select(Invitation).where(Invitation.round_id == asked.id)).all()
    session.connection().execute(delete(Answer).where(col(Answer.invitation_id).in_([row.id for row in invited])))
    pages.revoke(invited)


def set_aside(session: Session, before: datetime) -> frozenset[str]:
    """Mail from before a moment that belongs to no round and that somebody has seen to, by the hash of its bytes."""
    read_from = select(Reply.message_id).where(col(Reply.message_id).is_not(None))
    wanted = select(Message.sha256).where(
        col(Message.state).in_(SET_ASIDE),
        col(Message.invitation_id).is_(None),
        col(Message.id).not_in(read_from),
        col(Message.arrived) < before,
    )
    found = set(session.exec(wanted))
    return frozenset(_there(session, found) - _used_by_rounds(session, found) - _originals_among(session, found))


def unused(session: Session, before: datetime) -> frozenset[str]:
    """Files kept before a moment that nothing refers to: chosen on a page, and never sent off."""
    used = union_all(
        select(Round.draft_sha256),
        select(Letter.tail_sha256),
        select(Message.sha256),
        *(select(each).where(each.is_not(None)) for each in (col(Reply.form_sha256), col(Reply.scan_sha256))),
    )
    kept = select(Blob.sha256).join(Link, (col(Link.kind) == BLOB) & (col(Link.row) == Blob.sha256))
    old = kept.where(Link.at < before, func.length(Blob.content) > 0, col(Blob.sha256).not_in(used))
    in_hand = "".join(session.exec(select(Answer.content)))
    return frozenset(sha256 for sha256 in session.exec(old) if sha256 not in in_hand)


def sign_ins(now: datetime) -> ColumnElement[bool]:
    """Which open sessions have run out."""
    return col(SignIn.until) < now


def contacts(before: datetime) -> ColumnElement[bool]:
    """Which contacts belong to a unit that was retired before a moment."""
    return col(Contact.unit_id).in_(select(Unit.id).where(col(Unit.retired) < before))


def count(session: Session, table: type[SignIn | Contact], which: ColumnElement[bool]) -> int:
    """How many of these there are."""
    return session.exec(select(func.count()).select_from(table).where(which)).one()


def drop(session: Session, table: type[SignIn | Contact], which: ColumnElement[bool]) -> None:
    """Drop them."""
    session.connection().execute(delete(table).where(which))


def removed(session: Session) -> tuple[int, datetime | None]:
    """How many files and letters were removed in all, and when last."""
    return session.exec(select(func.count(col(Removal.id)), func.max(Removal.at))).one()


def _heads(session: Session, asked: Round) -> dict[str, str]:
    ended = select(Letter.key).where(Letter.round_id == asked.id, col(Letter.state).in_(ENDED))
    kept = select(Head).where(col(Head.letter_key).in_(ended), func.length(Head.content) > 0)
    rows = session.exec(kept.execution_options(yield_per=AT_ONCE))
    return {named(row.content): row.letter_key for row in rows}


def _there(session: Session, sha256s: Collection[str]) -> set[str]:
    return set(session.exec(select(Blob.sha256).where(col(Blob.sha256).in_(sha256s), func.length(Blob.content) > 0)))


def _used_elsewhere(session: Session, asked: Round, among: Collection[str]) -> set[str]:
    """Drafts, what letters end with, and what a reply or message of another round is."""
    invited = select(Invitation.id).where(Invitation.round_id == asked.id)
    others = ~col(Reply.invitation_id).in_(invited)
    waiting = select(Message.sha256).where(col(Message.sha256).in_(among), col(Message.state).not_in(SEEN_TO))
    also = select(Message.sha256).join(Reply, col(Reply.message_id) == col(Message.id)).where(others)
    found = _used_by_rounds(session, among) | _originals_among(session, among, others)
    return found | set(session.exec(waiting)) | set(session.exec(also.where(col(Message.sha256).in_(among))))


def _used_by_rounds(session: Session, among: Collection[str]) -> set[str]:
    drafts = select(Round.draft_sha256).where(col(Round.draft_sha256).in_(among))
    tails = select(Letter.tail_sha256).where(col(Letter.tail_sha256).in_(among))
    return {*session.exec(drafts), *session.exec(tails)}


def _originals_among(session: Session, among: Collection[str], which: ColumnElement[bool] | None = None) -> set[str]:
    wanted = select(Reply.form_sha256, Reply.scan_sha256).where(
        or_(col(Reply.form_sha256).in_(among), col(Reply.scan_sha256).in_(among))
    )
    rows: Iterable[tuple[str | None, str | None]] = session.exec(wanted if which is None else wanted.where(which))
    return {sha256 for row in rows for sha256 in row if sha256}
