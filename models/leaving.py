"""A unit left out of a round it should not have been in: its letters stopped, its place kept; or asked after all."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.replies import who_answered
from models.rounds import open_only, stop_letters
from models.tables import Invitation, Letter, Round
from rules.errors import NoLongerAsked, Refused
from rules.words import LetterKind, LetterState


def leave_out(session: Session, asked: Round, invitation: Invitation, now: datetime) -> tuple[bool, int]:
    """Ask a unit of a held round no more; returns whether a letter has left for it, and how many are stopped.

    Raises:
        RoundNotOpen.
        Refused: it has replied, is left out already, or is the only one.
    """
    open_only(asked)
    unit, own = invitation.unit_name, invitation.id or 0
    if invitation.withdrawn is not None:
        raise NoLongerAsked(f"已撤回对“{unit}”的征求，不必再撤。")
    if who_answered(session, [own]):
        raise Refused(f"“{unit}”已有反馈，不能撤回征求；确实发错的，请先收回它的反馈。")
    if _alone(session, asked, own):
        raise Refused(f"{asked.name} 只征求“{unit}”一家；不再征求的，请取消本轮。")
    invitation.withdrawn = now
    session.add(invitation)
    return _has_been_written_to(session, own), stop_letters(session, own)


def ask_after_all(session: Session, asked: Round, invitation: Invitation) -> int:
    """Ask a unit that was left out of a held round; returns how many invitations wait again, none having left.

    Raises:
        RoundNotOpen.
        Refused: it is not left out.
    """
    open_only(asked)
    own = invitation.id or 0
    if invitation.withdrawn is None:
        raise Refused(f"“{invitation.unit_name}”没有被撤回，不必恢复。")
    invitation.withdrawn = None
    session.add(invitation)
    if _has_been_written_to(session, own):
        return 0
    of_unit = Letter.invitation_id == own, Letter.kind == LetterKind.INVITATION, Letter.state == LetterState.CANCELLED
    last = session.exec(select(Letter).where(*of_unit).order_by(col(Letter.id).desc()).limit(1)).first()
    if last is None:
        return 0
    last.state, last.next_at = LetterState.QUEUED, None
    return 1


def _has_been_written_to(session: Session, invitation: int) -> bool:
    sent = select(Letter.id).where(Letter.invitation_id == invitation, col(Letter.sent).is_not(None))
    return session.exec(sent.limit(1)).first() is not None


def _alone(session: Session, asked: Round, invitation: int) -> bool:
    others = select(Invitation.id).where(Invitation.round_id == asked.id, Invitation.id != invitation)
    return session.exec(others.where(col(Invitation.withdrawn).is_(None)).limit(1)).first() is None
