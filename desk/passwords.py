"""Passwords: kept as argon2 has them, made up where somebody needs a new one."""

import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from rules.errors import BadInput

SHORTEST, LONGEST = 10, 200
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else
_hasher = PasswordHasher()
# Each hash takes 64 MiB for a moment: more at once would let anyone fill the memory.
_at_once = threading.Semaphore(2)


def hashed(password: str) -> str:
    """What is kept of a password.

    Raises:
        BadInput: too short to be safe, or too long to be one.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInput(f"密码至少要 {SHORTEST} 个字符；请换一个长一些的，例如几个不相干的词。")
    with _at_once:
        return _hasher.hash(password)


def fits(kept: str, password: str) -> bool:
    """Whether this is the password; takes as long where nothing is kept."""
    with _at_once:
        try:
            return _hasher.verify(kept or NOBODY, password[:LONGEST]) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False


def outdated(kept: str) -> bool:
    """Whether the library would keep it in a stronger way now."""
    return _hasher.check_needs_rehash(kept)


def made_up() -> str:
    """A password nobody guesses and everybody can copy from paper: four groups of four, 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
