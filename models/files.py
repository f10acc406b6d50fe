"""Files kept once under the sha256 of their bytes."""

import hashlib

from sqlmodel import Session, select

from models.races import add_unless_there
from models.tables import Blob


def keep(session: Session, content: bytes) -> str:
    """Keep a file and return its sha256; the same bytes are kept once."""
    sha256 = hashlib.sha256(content).hexdigest()
    if session.exec(select(Blob.sha256).where(Blob.sha256 == sha256)).first() is None:
        add_unless_there(session, Blob, [{"sha256": sha256, "content": content}], "sha256")
    return sha256


def content_of(session: Session, sha256: str) -> bytes:
    """The bytes kept under a hash."""
    return session.get_one(Blob, sha256).content
