"""What the public notice needs of the record beside the round itself: who wrote to the office, what was reviewed."""

from sqlmodel import Session, col, select

from models.tables import Act, Invitation, Reply, Round


def senders_in(session: Session, asked: Round) -> tuple[str, ...]:
    """Who sent the replies of a round, as far as is known."""
    of_round = select(Reply.sender).join(Invitation, col(Invitation.id) == col(Reply.invitation_id))
    return tuple(session.exec(of_round.where(Invitation.round_id == asked.id, Reply.sender != "").distinct()))


def was_reviewed(session: Session, asked: Round, what: str, digest: str) -> bool:
    """Whether an act of this kind names the digest."""
    named = select(Act.id).where(Act.round_id == asked.id, Act.what == what, col(Act.words).contains(digest))
    return session.exec(named).first() is not None
