"""Filing replies: each becomes a version of its unit's answer, each opinion gets its number in the round."""

from datetime import datetime

from sqlmodel import Session, col, func, select, update

from models.races import hold
from models.rounds import stop_chasing
from models.tables import Invitation, Letter, Opinion, Reply, Round
from rules.errors import ReplyEmpty, RoundNotOpen
from rules.filing import ReplyEntry
from rules.policy import policy_of
from rules.words import LetterKind, RoundState


def file_reply(session: Session, invitation: Invitation, entry: ReplyEntry, now: datetime) -> Reply:
    """Keep a reply beside the earlier ones; which of them counts is derived from what they are.

    Whichever way it came, the chasers of its unit that still wait are not sent any more.

    Raises:
        RoundNotOpen: the round was cancelled, or takes no late replies.
        ReplyEmpty: one of the opinions is blank.
    """
    asked = hold(session, invitation.round_id)
    _refuse_where_over(asked, invitation, entry)
    _refuse_blank(invitation.unit_name, entry)
    version = session.exec(select(func.max(Reply.version)).where(Reply.invitation_id == invitation.id)).one() or 0
    reply = Reply(
        invitation_id=invitation.id or 0,
        version=version + 1,
        stance=entry.stance,
        channel=entry.channel,
        formality=entry.formality,
        received=entry.received,
        recorded=now,
        sender=entry.sender,
        message_id=entry.message,
        form_sha256=entry.form,
        scan_sha256=entry.scan,
    )
    session.add(reply)
    session.flush()
    _number(session, reply, invitation.round_id, entry)
    stop_chasing(session, invitation.id or 0)
    return reply


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


def opinions_of_reply(session: Session, reply: Reply) -> tuple[Opinion, ...]:
    """The opinions of one reply by number, counting or not."""
    return tuple(session.exec(select(Opinion).where(Opinion.reply_id == reply.id).order_by(col(Opinion.number))))


def _refuse_where_over(asked: Round, invitation: Invitation, entry: ReplyEntry) -> None:
    if asked.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{asked.name} 已取消，不再登记反馈。")
    if entry.received > invitation.due and not policy_of(asked.policy).accept_late:
        raise RoundNotOpen(
            f"{asked.name} 已过“{invitation.unit_name}”的截止时间，且本轮不收逾期反馈；"
            "如确需登记，请先用 circulate round extend 延期。"
        )


def _refuse_blank(unit: str, entry: ReplyEntry) -> None:
    for place, opinion in enumerate(entry.opinions, 1):
        if not opinion.text.strip():
            raise ReplyEmpty(f"“{unit}”反馈的第 {place} 条意见是空白的；请写明意见内容，或删去这一条。")


def _number(session: Session, reply: Reply, round_id: int, entry: ReplyEntry) -> None:
    last = session.exec(select(func.max(Opinion.number)).where(Opinion.round_id == round_id)).one() or 0
    session.add_all(
        Opinion(
            round_id=round_id,
            reply_id=reply.id or 0,
            number=number,
            text=opinion.text,
            place=opinion.place,
            original=opinion.original,
            proposal=opinion.proposal,
            grounds=opinion.grounds,
        )
        for number, opinion in enumerate(entry.opinions, last + 1)
    )
    session.flush()
