"""Files kept once under the sha256 of their bytes."""

import hashlib

from sqlmodel import Session

from models.tables import Blob


def keep(session: Session, content: bytes) -> str:
    """Keep a file and return its sha256; the same bytes are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.get(Blob, sha256) is None:
        session.add(Blob(sha256=sha256, content=content))
        session.flush()
    return sha256


def content_of(session: Session, sha256: str) -> bytes:
    """The bytes kept under a hash."""
    return session.get_one(Blob, sha256).content
