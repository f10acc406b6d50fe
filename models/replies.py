"""Filing replies: each becomes a version of its unit's answer, each opinion gets its number in the round."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select, update

from models.races import add, hold
from models.rounds import stop_chasing
from models.tables import Invitation, Letter, Opinion, Reply, Round
from rules.errors import NoLongerAsked, ReplyEmpty, RoundNotOpen
from rules.filing import OpinionEntry, ReplyEntry
from rules.policy import policy_of
from rules.words import LetterKind, RoundState

WORDS = ("text", "place", "original", "proposal", "grounds")


def file_reply(session: Session, invitation: Invitation, entry: ReplyEntry, now: datetime) -> Reply:
    """Keep a reply beside the earlier ones; which of them counts is derived from what they are.

    Whichever way it came, the chasers of its unit that still wait are not sent any more.

    Raises:
        RoundNotOpen: the round was cancelled, or takes no late replies.
        ReplyEmpty: one of the opinions is blank.
    """
    refuse(hold(session, invitation.round_id), invitation, entry)
    file_replies(session, [(invitation, entry)], now)
    newest = select(Reply).where(Reply.invitation_id == invitation.id).order_by(col(Reply.version).desc())
    return session.exec(newest.limit(1)).one()


def filed_already(session: Session, invitation: Invitation, entry: ReplyEntry) -> Reply | None:
    """The newest answer of a unit where it says the same in every field: a form sent twice is one reply.

    Until the transaction ends no other reply of the round is filed.
    """
    hold(session, invitation.round_id)
    newest = select(Reply).where(Reply.invitation_id == invitation.id).order_by(col(Reply.version).desc())
    last = session.exec(newest.limit(1)).first()
    if last is None or last.withdrawn is not None:
        return None
    own = ("stance", "channel", "formality", "received", "sender", "message_id", "form_sha256", "scan_sha256")
    given = _row(entry, 0, 0, entry.received)
    said = [_columns(one) for one in entry.opinions]
    kept = [{name: getattr(row, name) for name in WORDS} for row in opinions_of_reply(session, last)]
    return last if said == kept and all(getattr(last, name) == given[name] for name in own) else None


def refuse(asked: Round, invitation: Invitation, entry: ReplyEntry) -> None:
    """Refuse what cannot be filed; the round is to be held.

    Raises:
        RoundNotOpen, ReplyEmpty: as of `file_reply`.
    """
    _refuse_where_over(asked, invitation, entry)
    _refuse_blank(invitation.unit_name, entry)


def file_replies(session: Session, filings: Sequence[tuple[Invitation, ReplyEntry]], now: datetime) -> None:
    """`file_reply` for many in their order, none of which is to be refused, their rounds held; in seven statements."""
    invitations = [invitation.id or 0 for invitation, _ in filings]
    versions = _versions(session, invitations)
    places = []
    for invitation_id in invitations:
        versions[invitation_id] = versions.get(invitation_id, 0) + 1
        places.append((invitation_id, versions[invitation_id]))
    rows = [_row(entry, *place, now) for (_, entry), place in zip(filings, places, strict=True)]
    add(session, Reply, rows)
    _number(session, filings, places)
    stop_chasing(session, *invitations)


def begin_reply(session: Session, invitation: Invitation, now: datetime) -> None:
    """A unit has started to answer on its page: its reminders become gentler. The first moment is kept."""
    first = (col(Invitation.id) == invitation.id) & col(Invitation.begun).is_(None)
    session.exec(update(Invitation).where(first).values(begun=now))


def replies_without_receipt(session: Session) -> tuple[tuple[Reply, Invitation], ...]:
    """The replies for which no receipt has been written yet, with the invitation they answer; oldest first."""
    receipt = select(Letter.id).where(
        Letter.invitation_id == Reply.invitation_id,
        Letter.kind == LetterKind.RECEIPT,
        Letter.turn == Reply.version,
    )
    rows = session.exec(
        select(Reply, Invitation)
        .join(Invitation, col(Invitation.id) == col(Reply.invitation_id))
        .join(Round, col(Round.id) == col(Invitation.round_id))
        .where(Round.state != RoundState.CANCELLED, ~receipt.exists())
        .order_by(col(Reply.id))
    )
    return tuple((reply, invitation) for reply, invitation in rows)


def who_answered(session: Session, invitations: Collection[int]) -> set[int]:
    """Those of the invitations that have an answer."""
    answered = select(Reply.invitation_id).where(
        col(Reply.invitation_id).in_(invitations), col(Reply.withdrawn).is_(None)
    )
    return set(session.exec(answered))


def opinions_of_reply(session: Session, reply: Reply) -> tuple[Opinion, ...]:
    """The opinions of one reply as received, by number, counting or not; never the parts of a split one."""
    received = select(Opinion).where(Opinion.reply_id == reply.id, col(Opinion.parent_id).is_(None))
    return tuple(session.exec(received.order_by(col(Opinion.number))))


def _refuse_where_over(asked: Round, invitation: Invitation, entry: ReplyEntry) -> None:
    if asked.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{asked.name} 已取消，不再登记反馈。")
    if invitation.withdrawn is not None:
        raise NoLongerAsked(f"已撤回对“{invitation.unit_name}”的征求；要登记它的反馈，请先恢复征求。")
    if entry.received > invitation.due and not policy_of(asked.policy).accept_late:
        late = f"{asked.name} 已过“{invitation.unit_name}”的截止时间，且本轮不收逾期反馈；"
        if asked.state == RoundState.CLOSED:
            raise RoundNotOpen(f"{late}本轮已办结，不能再延期，原件留作记录；如仍要采用，请在下一轮中征求。")
        raise RoundNotOpen(f"{late}如确需登记，请先用 circulate round extend 延期。")


def _refuse_blank(unit: str, entry: ReplyEntry) -> None:
    for place, opinion in enumerate(entry.opinions, 1):
        if not opinion.text.strip():
            raise ReplyEmpty(f"“{unit}”反馈的第 {place} 条意见是空白的；请写明意见内容，或删去这一条。")


def _versions(session: Session, invitations: Sequence[int]) -> dict[int, int]:
    newest = select(Reply.invitation_id, func.max(Reply.version)).where(col(Reply.invitation_id).in_(invitations))
    return dict(session.exec(newest.group_by(col(Reply.invitation_id))).all())


def _row(entry: ReplyEntry, invitation_id: int, version: int, now: datetime) -> dict[str, object]:
    return {
        "invitation_id": invitation_id,
        "version": version,
        "stance": entry.stance,
        "channel": entry.channel,
        "formality": entry.formality,
        "received": entry.received,
        "recorded": now,
        "sender": entry.sender,
        "message_id": entry.message,
        "form_sha256": entry.form,
        "scan_sha256": entry.scan,
    }


def _number(
    session: Session, filings: Sequence[tuple[Invitation, ReplyEntry]], places: Sequence[tuple[int, int]]
) -> None:
    """Give the opinions of replies just kept their numbers, round by round, in the order of the replies."""
    kept = select(Reply.invitation_id, Reply.version, Reply.id)
    filed = kept.where(col(Reply.invitation_id).in_({invitation_id for invitation_id, _ in places}))
    ids = {(invitation_id, version): reply_id for invitation_id, version, reply_id in session.exec(filed)}
    newest = select(Opinion.round_id, func.max(Opinion.number)).group_by(col(Opinion.round_id))
    within = newest.where(col(Opinion.round_id).in_({invitation.round_id for invitation, _ in filings}))
    last = dict(session.exec(within).all())
    rows: list[dict[str, object]] = []
    for (invitation, entry), place in zip(filings, places, strict=True):
        first = last.get(invitation.round_id, 0) + 1
        own = {"round_id": invitation.round_id, "reply_id": ids[place], "stance": entry.stance, "clause": ""}
        rows += [own | {"number": number} | _columns(one) for number, one in enumerate(entry.opinions, first)]
        last[invitation.round_id] = first - 1 + len(entry.opinions)
    add(session, Opinion, rows)


def _columns(one: OpinionEntry) -> dict[str, object]:
    return {name: getattr(one, name) for name in WORDS}
