"""A letter as bytes ready for the wire: one immutable tail a round, a head of a few KB for each unit."""

import binascii
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from mail.headers import ascii_address, file_name, guarded, mailbox, words
from mail.render import Rendered
from rules.errors import BadInput
from rules.words import LetterKind

BASE64_LINE = 76
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*(?:; [a-z]+=[A-Za-z0-9-]+)*")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_ID_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address with the name shown beside it."""

    address: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tail:
    """The shared end of a round's letters, encoded once: `content` goes over the wire as it is."""

    boundary: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above one letter. `answers` marks a receipt: an automatic answer to a mail that came in.

    references: Message-IDs of the thread, oldest first; the last one is what this letter replies to.
    """

    sender: Mailbox
    to: Mailbox
    message_id: str
    date: datetime
    cc: tuple[Mailbox, ...] = ()
    reply_to: Mailbox | None = None
    references: tuple[str, ...] = ()
    answers: bool = False


def tail_of(attachments: Iterable[Attachment] = ()) -> Tail:
    """Encode the attachments every letter of a round shares; without any, the end of a letter that has none."""
    parts = [_part(attachment) for attachment in attachments]
    boundary = f"=_circulate_{hashlib.sha256(b''.join(parts)).hexdigest()[:32]}"
    delimiter = f"\r\n--{boundary}".encode()
    content = b"".join([*(delimiter + b"\r\n" + part for part in parts), delimiter, b"--\r\n"])
    return Tail(boundary, _wire_safe(content), hashlib.sha256(content).hexdigest())


def head_of(rendered: Rendered, heading: Heading, tail: Tail, own: Sequence[Attachment] = ()) -> bytes:
    """One unit's own part: headers, text and html, and its own attachments; `head + tail.content` is the letter.

    Args:
        rendered: subject, text and html.
        heading: addresses, thread and date.
        tail: the shared end this head belongs to.
        own: attachments of this unit alone (its form, the due moment as .ics).

    Raises:
        BadInput: an address that is none, or a line break where a header would be forged.
    """
    inner = f"=_text_{tail.boundary[-32:]}"
    outer = f"--{tail.boundary}\r\n"
    head = "".join(
        (
            _headers(rendered.subject, heading),
            f'Content-Type: multipart/mixed;\r\n boundary="{tail.boundary}"\r\n\r\n{outer}',
            f'Content-Type: multipart/alternative;\r\n boundary="{inner}"\r\n\r\n',
            f"--{inner}\r\n{_body('plain', rendered.text)}",
            f"\r\n--{inner}\r\n{_body('html', rendered.html)}",
            f"\r\n--{inner}--\r\n",
        )
    ).encode("ascii")
    return _wire_safe(b"".join([head, *(f"\r\n{outer}".encode() + _part(attachment) for attachment in own)]))


def message_id(  # noqa: PLR0913 - the six things that make a letter this letter
    round_name: str, unit: int, kind: LetterKind, turn: int, *, token: str, domain: str
) -> str:
    """The one Message-ID of a letter, the same however often it is built; unit and turn as the round counts them."""
    place = _ID_UNSAFE.sub("", round_name)
    if place != round_name:
        place = f"{place}{hashlib.sha256(round_name.encode()).hexdigest()[:8]}"
    return f"<{place}.{unit}.{kind.value}.{turn}.{token}@{ascii_address(f'x@{domain}')[2:]}>"


def _headers(subject: str, heading: Heading) -> str:
    lines = {
        "From": _mailboxes("From", (heading.sender,)),
        "To": _mailboxes("To", (heading.to,)),
        "Cc": _mailboxes("Cc", heading.cc),
        "Reply-To": _mailboxes("Reply-To", (heading.reply_to,) if heading.reply_to else ()),
        "Subject": words(guarded(subject, "邮件主题"), len("Subject: ")),
        "Date": format_datetime(heading.date),
        "Message-ID": _checked_id(heading.message_id),
        "In-Reply-To": _checked_id(heading.references[-1]) if heading.references else "",
        "References": "\r\n ".join(map(_checked_id, heading.references)),
        "Auto-Submitted": "auto-replied" if heading.answers else "auto-generated",
        # OOF is left out on purpose: that a contact is away is worth knowing.
        "X-Auto-Response-Suppress": "DR, RN, NRN, AutoReply",
        "Content-Language": "zh-CN",
        "MIME-Version": "1.0",
    }
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)


def _mailboxes(header: str, boxes: Iterable[Mailbox]) -> str:
    return ",\r\n ".join(mailbox(box.address, box.name, len(header) + 2) for box in boxes)


def _checked_id(value: str) -> str:
    if not _MESSAGE_ID.fullmatch(value):
        raise BadInput(f"邮件编号 {value!r} 的格式不对；应当形如 <编号@域名>。")
    return value


def _body(subtype: str, text: str) -> str:
    encoded = _base64(text.replace("\r\n", "\n").replace("\n", "\r\n").encode())
    return (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded.decode()}'
    )


def _part(attachment: Attachment) -> bytes:
    if not _MEDIA_TYPE.fullmatch(attachment.media_type):
        raise BadInput(f"附件“{attachment.name}”的类型 {attachment.media_type!r} 不是 MIME 类型。")
    head = (
        f'Content-Type: {attachment.media_type};\r\n name="{file_name(attachment.name, len(" name=") + 2)}"\r\n'
        "Content-Transfer-Encoding: base64\r\n"
        f'Content-Disposition: attachment;\r\n filename="{file_name(attachment.name, len(" filename=") + 2)}"\r\n\r\n'
    )
    return head.encode("ascii") + _base64(attachment.content)


def _base64(raw: bytes) -> bytes:
    code = binascii.b2a_base64(raw, newline=False)
    return b"\r\n".join([code[i : i + BASE64_LINE] for i in range(0, len(code), BASE64_LINE)]) + b"\r\n"


def _wire_safe(content: bytes) -> bytes:
    """Checked once here, so the wire neither normalises line ends nor stuffs dots."""
    bare = content.count(b"\r\n") != content.count(b"\n") or content.count(b"\r\n") != content.count(b"\r")
    if bare or b"\n." in content or content.startswith(b".") or not content.isascii():
        raise ValueError("a letter must be 7bit CRLF lines none of which begins with a dot")
    return content
