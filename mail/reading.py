"""One received message, read: never raises on any bytes, and the raw message stays what counts."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from mail.bounces import Bounce, bounces_in, kind_of, original_id
from mail.parts import Part, header, parts_of, raw_header, text_of_html
from mail.quotes import own_part
from mail.tree import Node, tree_of
from rules.words import MessageKind

_ID = re.compile(r"<[^<>\s]{1,900}>")
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9\u4e00-\u9fff-]{1,63}(?:\.[A-Za-z0-9\u4e00-\u9fff-]{1,63}){0,10}"
)
_BLANK = re.compile(rb"\r?\n\r?\n")
_ENOUGH_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a message; the name is safe to show, the media type is only what the sender says."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as far as it could be read. `date` is what the sender claims, None where it is unreadable.

    text: the sender's own part, history split off.  full_text: all of it.  bounces: the addresses that failed.
    original_id: the letter a bounce or receipt speaks of.  body_sha256: what two copies of one message share, however
    each came, whatever lines the way has put on top.
    """

    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    subject: str
    date: datetime | None
    text: str
    full_text: str
    kind: MessageKind
    files: tuple[File, ...] = ()
    bounces: tuple[Bounce, ...] = ()
    original_id: str = ""
    body_sha256: str = ""


def read(raw: bytes) -> Incoming:
    """Read a message: headers, own text, files, and what kind of message it is.

    Args:
        raw: the bytes as they arrived; anything at all is accepted.
    """
    message = tree_of(raw)
    parts = tuple(parts_of(message))
    full = _text(parts)[:_ENOUGH_TEXT]
    kind = kind_of(message, parts)
    sender, sender_name = _sender(header(message, "from"))
    if not sender and kind is MessageKind.REPLY:
        kind = MessageKind.UNKNOWN
    of_letter = kind in {MessageKind.BOUNCE, MessageKind.RECEIPT}
    return Incoming(
        message_id=next(iter(_ID.findall(raw_header(message, "message-id"))), ""),
        references=_references(message),
        sender=sender,
        sender_name=sender_name,
        recipients=_recipients(message),
        subject=header(message, "subject"),
        date=_date(raw_header(message, "date")),
        text=own_part(full),
        full_text=full,
        kind=kind,
        files=tuple(File(part.name, part.content, part.media_type) for part in parts if part.text is None),
        bounces=bounces_in(message, full) if kind is MessageKind.BOUNCE else (),
        original_id=original_id(message, parts) if of_letter else "",
        body_sha256=_body_sha256(raw),
    )


def _body_sha256(raw: bytes) -> str:
    """The hash of what stands below the headers, under whichever line ends a server or a file system has given it."""
    begins = _BLANK.search(raw)
    body = raw[begins.end() :].replace(b"\r", b"") if begins else b""
    return sha256(body.rstrip()).hexdigest()


def _text(parts: tuple[Part, ...]) -> str:
    plain = [part.text for part in parts if part.text and part.media_type == "text/plain" and part.text.strip()]
    if plain:
        return "\n".join(plain).replace("\r\n", "\n").strip()
    return "\n".join(text_of_html(part.text) for part in parts if part.text and part.media_type == "text/html").strip()


def _references(message: Node) -> tuple[str, ...]:
    """Every letter this message answers: In-Reply-To first, then References from the newest back."""
    answered = _ID.findall(raw_header(message, "in-reply-to"))
    thread = _ID.findall(raw_header(message, "references"))
    return tuple(dict.fromkeys([*answered, *reversed(thread)]))[:100]


def _sender(value: str) -> tuple[str, str]:
    angle = re.search(r"<([^<>]*)>\s*$", value)
    found = _ADDRESS.search(angle[1] if angle else value)
    name = value[: angle.start()].strip() if angle else ""
    if name.startswith('"') and name.endswith('"'):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return (found[0].lower() if found else ""), name.strip()


def _recipients(message: Node) -> tuple[str, ...]:
    values = [header(message, name) for name in ("to", "cc", "delivered-to", "x-original-to")]
    return tuple(dict.fromkeys(address.lower() for value in values for address in _ADDRESS.findall(value)))


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
