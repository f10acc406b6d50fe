"""Messages as they arrived: kept raw before anything else, then read, and never dropped."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Update, bindparam
from sqlmodel import Session, col, func, select, update

from models.files import keep_all, named
from models.prepared import run
from models.races import add_unless_there, one_at_a_time
from models.tables import Blob, Contact, Invitation, Message, Reply, Round
from rules.errors import MessageUnknown
from rules.filing import STRANGER
from rules.tokens import token_hash
from rules.words import MessageKind, MessageState, RoundState


@dataclass(frozen=True, slots=True)
class Finding:
    """What reading a message came to; `identifier` and `body_sha256` as `Message` has them."""

    state: MessageState
    kind: MessageKind
    sender: str = ""
    subject: str = ""
    note: str = ""
    invitation_id: int | None = None
    identifier: str = ""
    body_sha256: str = ""


_FOUND = tuple(field.name for field in fields(Finding))


@dataclass(frozen=True, slots=True)
class Namesake:
    """A message already read that carries the Message-ID in question."""

    number: int
    sender: str
    body_sha256: str
    invitation_id: int | None


def keep_message(session: Session, content: bytes, source: str, now: datetime) -> Message:
    """Keep a message; the same bytes, whichever way they come again, are kept once."""
    (message_id,) = keep_messages(session, [content], source, now)
    return session.get_one(Message, message_id)


def keep_messages(session: Session, contents: Sequence[bytes], source: str, now: datetime) -> list[int]:
    """Keep messages as `keep_message` does, in as few statements as one takes; returns the id of each."""
    hashes = [named(content) for content in contents]
    known = _ids(session, hashes)
    # Only these: what was removed after its term does not come back because a mailbox still has it.
    unknown = {name: content for name, content in zip(hashes, contents, strict=True) if name not in known}
    if unknown:
        keep_all(session, [*unknown.values()])
        usual = Message(sha256="", source=source, arrived=now).model_dump(exclude={"id", "sha256"})
        rows = [usual | {"sha256": name} for name in unknown]
        add_unless_there(session, Message, rows, "sha256")
        known |= _ids(session, [*unknown])
    return [known[name] for name in hashes]


def _ids(session: Session, hashes: Sequence[str]) -> dict[str, int]:
    found = session.exec(select(Message.sha256, Message.id).where(col(Message.sha256).in_(hashes)))
    return {name: message_id for name, message_id in found if message_id}


def namesakes(session: Session, messages: Collection[int], identifiers: Collection[str]) -> dict[str, list[Namesake]]:
    """What was read before under each of these Message-IDs, oldest first, the messages in hand left out.

    Until the transaction ends no other may look for the same ones, so that of two copies only one is filed.
    """
    for identifier in sorted(identifiers):
        one_at_a_time(session, f"message {identifier}")
    read = select(Message).where(col(Message.identifier).in_(identifiers), Message.state != MessageState.NEW)
    found: dict[str, list[Namesake]] = {}
    for row in session.exec(read.order_by(col(Message.id))):
        if row.id not in messages:
            seen = Namesake(row.id or 0, row.sender, row.body_sha256, row.invitation_id)
            found.setdefault(row.identifier, []).append(seen)
    return found


def hold_messages(session: Session, messages: Collection[int]) -> dict[int, Message]:
    """Messages by their number, held to the end of the transaction: of two workers one finds them read."""
    rows = session.exec(select(Message).where(col(Message.id).in_(messages)).order_by("id").with_for_update())
    return {row.id or 0: row for row in rows}


def unread(session: Session, among: Collection[int] | None = None) -> tuple[int, ...]:
    """The messages kept but not read yet, all or those among some, oldest first."""
    new = select(Message.id).where(Message.state == MessageState.NEW).order_by("id")
    rows = session.exec(new if among is None else new.where(col(Message.id).in_(among)))
    return tuple(row for row in rows if row)


def sizes_of(session: Session, messages: Sequence[int]) -> list[tuple[int, int]]:
    """Messages with their sizes in bytes, oldest first."""
    joined = select(Message.id, func.length(Blob.content)).join(Blob, col(Blob.sha256) == col(Message.sha256))
    wanted = set(messages)
    rows = session.exec(joined.where(col(Message.id) >= min(wanted, default=0)).order_by(col(Message.id)))
    return [(message_id, size) for message_id, size in rows if message_id in wanted]


def contents_of(session: Session, messages: Sequence[int]) -> dict[int, bytes]:
    """The bytes of a batch of messages."""
    joined = select(Message.id, Blob.content).join(Blob, col(Blob.sha256) == col(Message.sha256))
    rows = session.exec(joined.where(col(Message.id).in_(messages)).order_by(col(Message.id)))
    return {message_id: content for message_id, content in rows if message_id}


def note_findings(session: Session, found: Mapping[int, Finding]) -> None:
    """Record what messages, by their number, turned out to be."""
    if found:
        rows = [{"which": which} | {name: getattr(one, name) for name in _FOUND} for which, one in found.items()]
        run(session, _noted, *rows)


def _noted() -> Update:
    wanted = update(Message).where(col(Message.id) == bindparam("which"))
    return wanted.values({name: bindparam(name) for name in _FOUND})


def messages_in(session: Session, *states: MessageState) -> tuple[Message, ...]:
    """The messages in any of these states, oldest first."""
    return tuple(session.exec(select(Message).where(col(Message.state).in_(states)).order_by(col(Message.id))))


def invitation_with(session: Session, token: str) -> Invitation | None:
    """The invitation a token belongs to."""
    return invitations_with(session, {token}).get(token)


def invitations_with(session: Session, tokens: Collection[str]) -> dict[str, Invitation]:
    """The invitations these tokens belong to."""
    hashes = {token_hash(token): token for token in tokens}
    rows = session.exec(select(Invitation).where(col(Invitation.token_hash).in_(hashes)))
    return {hashes[row.token_hash]: row for row in rows}


def invitations_at(session: Session, places: Collection[tuple[str, int]]) -> dict[tuple[str, int], Invitation]:
    """The invitations at these places, each a round's name and a number in it."""
    joined = select(Round.name, Invitation).join(Round, col(Round.id) == col(Invitation.round_id))
    names, numbers = {name for name, _ in places}, {number for _, number in places}
    rows = session.exec(joined.where(col(Round.name).in_(names), col(Invitation.number).in_(numbers)))
    return {(name, row.number): row for name, row in rows if (name, row.number) in places}


def invitations_of_address(session: Session, address: str) -> tuple[Invitation, ...]:
    """The invitations in open rounds of the units that have this address among their contacts."""
    rows = session.exec(
        select(Invitation)
        .join(Round, col(Round.id) == col(Invitation.round_id))
        .join(Contact, col(Contact.unit_id) == col(Invitation.unit_id))
        .where(Round.state == RoundState.OPEN, func.lower(Contact.email) == address.lower())
        .distinct()
    )
    return tuple(rows)


def rounds_of_messages(session: Session, messages: Sequence[int]) -> list[str]:
    """The short names of the rounds these messages were found to answer."""
    wanted = set(messages)
    found: set[str] = set()
    for number, answered in ((Message.id, Message.invitation_id), (Reply.message_id, Reply.invitation_id)):
        rows = session.exec(
            select(number, Round.name)
            .join(Invitation, col(Invitation.id) == col(answered))
            .join(Round, col(Round.id) == col(Invitation.round_id))
            .where(col(number) >= min(wanted, default=0))
        )
        found.update(name for message_id, name in rows if message_id in wanted)
    return sorted(found)


def contacts_of(session: Session, units: Collection[int]) -> dict[int, list[str]]:
    """The addresses registered for units."""
    found: dict[int, list[str]] = {unit: [] for unit in units}
    for unit, address in session.exec(select(Contact.unit_id, Contact.email).where(col(Contact.unit_id).in_(units))):
        found[unit].append(address)
    return found


def from_strangers(session: Session, round_id: int) -> frozenset[str]:
    """The units of a round whose last reply was sent by somebody they are not known to have."""
    last = select(func.max(Reply.id)).where(col(Reply.withdrawn).is_(None)).group_by(col(Reply.invitation_id))
    return frozenset(
        session.exec(
            select(Invitation.unit_name)
            .join(Reply, col(Reply.invitation_id) == col(Invitation.id))
            .join(Message, col(Message.id) == col(Reply.message_id))
            .where(Invitation.round_id == round_id, col(Message.note).contains(STRANGER), col(Reply.id).in_(last))
        )
    )


def message_numbered(session: Session, number: int) -> Message:
    """The message with this number, or MessageUnknown."""
    found = session.get(Message, number)
    if found is None:
        raise MessageUnknown(f"没有编号为 {number} 的来信；可用 circulate inbox list 查看待处理的来信。")
    return found
