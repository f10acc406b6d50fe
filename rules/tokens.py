"""The token that ties a letter's answer to its invitation: 80 bits, safe in addresses, derived and never stored."""

import hashlib
import hmac
from base64 import b32encode

LENGTH = 16


def token_for(secret: bytes, round_name: str, unit_number: int) -> str:
    """The token of one invitation: 16 lower-case base32 characters of HMAC-SHA256, equal in any letter case."""
    digest = hmac.digest(secret, f"invitation:{round_name}:{unit_number}".encode(), "sha256")
    return b32encode(digest)[:LENGTH].decode().lower()


def token_hash(token: str) -> str:
    """What is kept of a token: its sha256 in hexadecimal."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()
