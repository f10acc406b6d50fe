"""What kind of message this is: a reply, a bounce, an automatic answer, a receipt or a forward."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mail.parts import Part, header, raw_header
from mail.tree import DEEPEST, Node
from rules.words import MessageKind

_AUTOMATIC = re.compile(
    r"^\s*(?:\[?自动(?:回复|答复|应答)|Automatic reply|Auto[- ]?(?:reply|response)|Out of (?:the )?office|AutoReply)",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"退信|未送达|无法投递|投递失败|Undeliver|Delivery (?:Status Notification|failure)|Returned (?:mail|to sender)"
    r"|failure notice",
    re.IGNORECASE,
)
_FORWARDED = re.compile(r"^\s*(?:转发|轉寄|Fwd?)\s*[:：]", re.IGNORECASE)
_DAEMON = re.compile(r"mailer-daemon|postmaster", re.IGNORECASE)
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")
_STATUS = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_CODE = re.compile(r"\b([45])\d\d\b")
_ID = re.compile(r"<[^<>\s]{1,900}@[^<>\s]{1,255}>")
_QUOTED_ID = re.compile(r"^Message-ID:\s*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)
_ENVELOPE_ID = re.compile(r"[^<>\s]{1,900}@[^<>\s]{1,255}")
_TYPED = re.compile(r"^\s*rfc822\s*;\s*", re.IGNORECASE)
_ANSWERING = ("x-auto-reply", "x-autoreply", "x-autorespond")


@dataclass(frozen=True, slots=True)
class Bounce:
    """An address a letter did not reach. `hard` where it never will; `status` as RFC 3463 has it, where given."""

    address: str
    hard: bool
    status: str = ""
    reason: str = ""


def kind_of(message: Node, parts: tuple[Part, ...]) -> MessageKind:
    """What the message is. A delay or a delivery notice is a receipt; Precedence: bulk hides no reply."""
    report = _report(message)
    if report:
        return MessageKind.BOUNCE if any(action == "failed" for action, _ in report) else MessageKind.RECEIPT
    if _report_type(message) == "disposition-notification":
        return MessageKind.RECEIPT
    if _from_daemon(message) and _RETURNED.search(header(message, "subject")):
        return MessageKind.BOUNCE
    if _is_automatic(message):
        return MessageKind.AUTO_REPLY
    if _FORWARDED.match(header(message, "subject")) or any(part.nested for part in parts):
        return MessageKind.FORWARD
    return MessageKind.REPLY


def bounces_in(message: Node, text: str) -> tuple[Bounce, ...]:
    """The addresses that failed, from the delivery report or, where there is none, from what the text says."""
    report = _report(message)
    if report:
        return tuple(bounce for action, bounce in report if action == "failed")
    own = {address.lower() for name in ("to", "from") for address in _ADDRESS.findall(header(message, name))}
    found = dict.fromkeys(a.lower() for a in _ADDRESS.findall(text) if a.lower() not in own)
    code = _STATUS.search(text) or _CODE.search(text)
    # QQ and 163 give words only: an address that does not exist is final, anything with a 4yz code is not.
    hard = code is None or code[1] == "5"
    return tuple(Bounce(address, hard, reason=text.strip()[:300]) for address in list(found)[:1])


def original_id(message: Node, parts: tuple[Part, ...]) -> str:
    """The Message-ID of the letter a bounce or receipt speaks of; empty where it does not say."""
    for name in ("original-message-id", "in-reply-to"):
        for part in _nodes(message):
            found = _ID.search(raw_header(part, name))
            if found:
                return found[0]
    for part in _nodes(message):
        inner = _ID.search(raw_header(part, "message-id")) if part is not message else None
        if inner:
            return inner[0]
    for part in _nodes(message):
        envelope = _ENVELOPE_ID.fullmatch(raw_header(part, "original-envelope-id").strip())
        if envelope:
            return f"<{envelope[0]}>"
    quoted = (_QUOTED_ID.search(part.text) for part in parts if part.text)
    return next((found[1] for found in quoted if found), "")


def _report(message: Node) -> list[tuple[str, Bounce]]:
    """(action, bounce) for each recipient of a delivery status report (RFC 3464)."""
    found = []
    for part in _nodes(message):
        if part.media_type == "message/delivery-status":
            found += [_recipient(block) for block in part.parts]
    return [pair for pair in found if pair[0]]


def _recipient(block: Node) -> tuple[str, Bounce]:
    address = header(block, "original-recipient") or header(block, "final-recipient")
    status = header(block, "status").partition(" ")[0]
    # "Action: failed" with 4.x.x has given up on this copy, yet the address may be good tomorrow.
    bounce = Bounce(
        _TYPED.sub("", address).strip("<> ").lower(),
        status.startswith("5"),
        status,
        header(block, "diagnostic-code")[:300],
    )
    return header(block, "action").lower(), bounce


def _is_automatic(message: Node) -> bool:
    submitted = header(message, "auto-submitted").partition(";")[0].strip().lower()
    exchange = raw_header(message, "x-auto-response-suppress") and raw_header(message, "x-ms-exchange-inbox-rules-loop")
    return bool(
        _AUTOMATIC.search(header(message, "subject"))
        or submitted not in {"", "no"}
        or any(raw_header(message, name) for name in _ANSWERING)
        or exchange
    )


def _from_daemon(message: Node) -> bool:
    return raw_header(message, "return-path").strip() == "<>" or bool(_DAEMON.search(header(message, "from")))


def _report_type(message: Node) -> str:
    found = re.search(r'report-type\s*=\s*"?([a-z-]+)', raw_header(message, "content-type"), re.IGNORECASE)
    return found[1].lower() if found else ""


def _nodes(message: Node, depth: int = 0) -> Iterator[Node]:
    yield message
    if depth < DEEPEST:
        for child in message.parts:
            yield from _nodes(child, depth + 1)
