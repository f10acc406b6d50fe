"""The chain of hashes over everything received, sent and decided: one fact altered breaks every link after it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

START = "0" * 64
SM3 = "sm3" if "sm3" in hashlib.algorithms_available else ""


@dataclass(frozen=True, slots=True)
class Tip:
    """How far a chain has come: its last number, its link there in SHA-256 and, where possible, SM3 (GB/T 32905)."""

    number: int = 0
    sha256: str = START
    sm3: str = START


def digest_of(values: Mapping[str, object]) -> str:
    """The sha256 of a fact's values by column: moments in UTC, bytes by their own hash, keys in order."""
    return hashlib.sha256(json.dumps(plain(values), ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def plain(values: Mapping[str, object]) -> dict[str, object]:
    """A fact's values as JSON can hold them; what is plain already stays, so that both have one digest."""
    return {name: _plain(value) for name, value in values.items()}


def linked(tip: Tip, kind: str, key: str, digest: str) -> Tip:
    """The chain one fact longer."""
    number = tip.number + 1
    words = f"{number}\n{kind}\n{key}\n{digest}"
    sm3 = hashlib.new(SM3, f"{tip.sm3}\n{words}".encode()).hexdigest() if SM3 else ""
    return Tip(number, hashlib.sha256(f"{tip.sha256}\n{words}".encode()).hexdigest(), sm3)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else value
