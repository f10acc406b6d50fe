"""Tokens that stand for an invitation: 80 bits, safe in addresses, derived and never stored."""

import hashlib
import hmac
from base64 import b32encode

LENGTH = 16


def token_for(secret: bytes, round_name: str, unit_number: int) -> str:
    """The token of one invitation: 16 lower-case base32 characters of HMAC-SHA256, equal in any letter case."""
    return _derived(secret, f"invitation:{round_name}:{unit_number}")


def page_token_for(secret: bytes, round_name: str, unit_number: int, turn: int) -> str:
    """The token of a unit's page, which opens it without any other proof; every turn has another one."""
    return _derived(secret, f"page:{round_name}:{unit_number}:{turn}")


def token_hash(token: str) -> str:
    """What is kept of a token: its sha256 in hexadecimal."""
    return hashlib.sha256(token.strip().lower().encode("utf-8", "replace")).hexdigest()


def _derived(secret: bytes, what: str) -> str:
    return b32encode(hmac.digest(secret, what.encode(), "sha256"))[:LENGTH].decode().lower()
