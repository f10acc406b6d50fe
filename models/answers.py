"""The answers units are writing on their pages: kept while they type, never overwritten unseen."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select, update

from models.races import add_unless_there
from models.replies import opinions_of_reply
from models.tables import Answer, Invitation, Opinion, Reply, Round
from rules.answering import NOTHING, Draft, draft_of
from rules.errors import Overtaken
from rules.filing import OpinionEntry
from rules.words import Formality

ELSEWHERE = "这份反馈刚才在另一个窗口或由其他同事修改过；两份都在下面，请选定以哪一份为准。"


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer with its version, which grows with every saving; 0 and no moment before the first."""

    draft: Draft = NOTHING
    version: int = 0
    saved: datetime | None = None


def kept_answer(session: Session, invitation: Invitation) -> Kept:
    """What a unit has written so far."""
    row = session.get(Answer, invitation.id)
    return Kept(draft_of(row.content), row.version, row.saved) if row else Kept()


def keep_answer(session: Session, invitation: Invitation, draft: Draft, seen: int, now: datetime) -> Kept:
    """Keep an answer over the version its writer has seen; saving the same again changes nothing.

    Raises:
        Overtaken: another version was kept meanwhile, and says something else.
    """
    before = kept_answer(session, invitation)
    if before.version and before.draft.says_as_much(draft) and draft.filed in {0, before.draft.filed}:
        return before
    if before.version != seen or not _written(session, invitation, draft, seen, now):
        raise Overtaken(ELSEWHERE)
    return Kept(draft, seen + 1, now)


def replies_of(session: Session, invitation: Invitation) -> tuple[Reply, ...]:
    """What a unit has sent off, by whichever way, oldest first."""
    of_unit = select(Reply).where(Reply.invitation_id == invitation.id).order_by(col(Reply.version))
    return tuple(session.exec(of_unit))


def entries_of(session: Session, reply: Reply) -> tuple[OpinionEntry, ...]:
    """The opinions of a reply as they were received."""
    return tuple(
        OpinionEntry(row.text, row.place, row.original, row.proposal, row.grounds)
        for row in opinions_of_reply(session, reply)
    )


def invited_before(session: Session, asked: Round, invitation: Invitation) -> tuple[Round, Invitation] | None:
    """The round before this one, and the same unit in it; None where there is none, or it was not asked then."""
    of_unit = (
        select(Round, Invitation)
        .join(Invitation, col(Invitation.round_id) == col(Round.id))
        .where(Round.id == asked.previous_id, Invitation.unit_id == invitation.unit_id)
    )
    return session.exec(of_unit).first() if asked.previous_id else None


def parts_of(session: Session, reply: Reply) -> tuple[Opinion, ...]:
    """The opinions of a reply that are settled, by number: a split one by its parts."""
    standing = select(Opinion).where(Opinion.reply_id == reply.id, col(Opinion.joined).is_(None))
    rows = tuple(session.exec(standing.order_by(col(Opinion.number))))
    whole = {row.parent_id for row in rows}
    return tuple(row for row in rows if row.id not in whole)


def seal(session: Session, reply: Reply, scan: str) -> None:
    """The sealed copy of a reply has come: it is formal now; its opinions, their numbers and outcomes stay."""
    reply.formality, reply.scan_sha256 = Formality.SEALED, scan
    session.add(reply)
    session.flush()


def _written(session: Session, invitation: Invitation, draft: Draft, seen: int, now: datetime) -> bool:
    own = {"version": seen + 1, "content": draft.to_json(), "saved": now}
    if seen == 0:
        return add_unless_there(session, Answer, [own | {"invitation_id": invitation.id}], "invitation_id") == 1
    this = (col(Answer.invitation_id) == invitation.id) & (col(Answer.version) == seen)
    changed = session.exec(update(Answer).where(this).values(**own).execution_options(synchronize_session="fetch"))
    return changed.rowcount == 1
