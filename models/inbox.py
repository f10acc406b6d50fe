"""Messages as they arrived: kept raw before anything else, then read, and never dropped."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models.files import keep
from models.tables import Invitation, Message
from rules.tokens import token_hash
from rules.words import MessageKind, MessageState


@dataclass(frozen=True, slots=True)
class Finding:
    """What reading a message came to."""

    state: MessageState
    kind: MessageKind
    sender: str = ""
    subject: str = ""
    note: str = ""
    invitation_id: int | None = None


def keep_message(session: Session, content: bytes, source: str, now: datetime) -> Message:
    """Keep a message; the same bytes, whichever way they come again, are kept once."""
    sha256 = keep(session, content)
    kept = session.exec(select(Message).where(Message.sha256 == sha256)).first()
    if kept is None:
        kept = Message(sha256=sha256, source=source, arrived=now)
        session.add(kept)
        session.flush()
    return kept


def unread(session: Session) -> tuple[int, ...]:
    """The messages kept but not read yet, oldest first."""
    return tuple(
        row for row in session.exec(select(Message.id).where(Message.state == MessageState.NEW).order_by("id")) if row
    )


def note_finding(session: Session, message: Message, finding: Finding) -> None:
    """Record what a message turned out to be."""
    message.state, message.kind = finding.state, finding.kind
    message.sender, message.subject, message.note = finding.sender, finding.subject, finding.note
    message.invitation_id = finding.invitation_id
    session.add(message)


def messages_in(session: Session, *states: MessageState) -> tuple[Message, ...]:
    """The messages in any of these states, oldest first."""
    return tuple(session.exec(select(Message).where(col(Message.state).in_(states)).order_by(col(Message.id))))


def invitation_with(session: Session, token: str) -> Invitation | None:
    """The invitation a token belongs to."""
    return session.exec(select(Invitation).where(Invitation.token_hash == token_hash(token))).first()
