"""What can be known about a letter after trying to send it: classed by the stage, not only by the code."""

import re
from dataclasses import dataclass, field
from enum import Enum, auto

SERVICE_CLOSING, STORAGE_EXCEEDED = 421, 552
_LONGEST = 500
# Netease and QQ answer a spent daily quota like this at any stage; it speaks of the sender, never of the unit.
_ACCOUNT = re.compile(r"\bMI:(?:STC|SFQ|CEL|DMC|IMP)\b|frequency limited|发送.{0,6}(?:频率|超限|上限)", re.IGNORECASE)
_ADDRESS = re.compile(r"\b5\.(?:1\.(?:[1-6]|10)|2\.[0-4])\b")  # RFC 3463: mailbox and address status
_IDLE = re.compile(r"\b4\.4\.2\b")
_SIZE = re.compile(r"\b5\.3\.4\b")


class Stage(Enum):
    """The step of a transaction; from BODY on the server may have the letter."""

    SENDER = auto()
    RECIPIENT = auto()
    DATA = auto()
    BODY = auto()


@dataclass(frozen=True, slots=True)
class Result:
    """What is known; `detail` is the server's reply or what went wrong.

    crowded: the server said 421, which speaks of how much it is asked, not of this letter.
    """

    detail: str
    crowded: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Sent(Result):
    """The server took it; copies it would not take are named."""

    refused_copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Retry(Result):
    """Certainly not sent; the same letter may pass later."""


@dataclass(frozen=True, slots=True)
class Refused(Result):
    """Certainly not sent: this address is no good, which fails its unit alone."""

    address: str


@dataclass(frozen=True, slots=True)
class ContentRefused(Result):
    """Certainly not sent: the server dislikes the letter itself, as spam or by policy."""


@dataclass(frozen=True, slots=True)
class TooLarge(Result):
    """Certainly not sent: larger than the server takes, and so is every letter of the round."""


@dataclass(frozen=True, slots=True)
class AccountTrouble(Result):
    """Certainly not sent: server or account fails whoever is written to; sending pauses, units are untouched."""


@dataclass(frozen=True, slots=True)
class Uncertain(Result):
    """The server may have it: exactly-once is impossible over SMTP (RFC 1047). Resolved by evidence, never resent."""


def replied(stage: Stage, code: int, message: str, address: str) -> Result:
    """The result where the server answered something other than yes; `address` is the first or refused recipient."""
    detail = f"{code} {message}"[:_LONGEST]
    if not is_refusal(code):
        return lost(stage, detail)
    of_address = stage is Stage.RECIPIENT or bool(_ADDRESS.search(message))
    if _SIZE.search(message) or (code == STORAGE_EXCEEDED and not of_address):
        return TooLarge(detail)
    if stage is Stage.SENDER or _ACCOUNT.search(message):
        return AccountTrouble(detail, crowded=is_crowded(code, message))
    if code < 500:  # noqa: PLR2004 - 4yz, RFC 5321 4.2.1
        return Retry(detail, crowded=is_crowded(code, message))
    return Refused(detail, address) if of_address else ContentRefused(detail)


def lost(stage: Stage, detail: str) -> Result:
    """The result where no usable answer came."""
    if stage is Stage.BODY:
        return Uncertain(detail)
    return AccountTrouble(detail) if stage is Stage.SENDER else Retry(detail)


def is_crowded(code: int, message: str) -> bool:
    """Whether the server wants to be asked less; that it grew tired of an idle connection says nothing."""
    return code == SERVICE_CLOSING and not _IDLE.search(message)


def is_refusal(code: int) -> bool:
    """Whether a reply code certainly means no."""
    return 400 <= code < 600  # noqa: PLR2004 - RFC 5321 4.2.1


def in_step(code: int) -> bool:
    """Whether both sides agree where they are after this reply, so that the connection may be used again."""
    return is_refusal(code) and code != SERVICE_CLOSING
