"""Files kept once under the sha256 of their bytes."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.races import add_unless_there
from models.tables import Blob


def keep(session: Session, content: bytes) -> str:
    """Keep a file and return its sha256; the same bytes are kept once."""
    return keep_all(session, [content])[0]


def keep_all(session: Session, contents: Sequence[bytes]) -> list[str]:
    """Keep files and return their sha256s."""
    hashes = [hashlib.sha256(content).hexdigest() for content in contents]
    there = set(session.exec(select(Blob.sha256).where(col(Blob.sha256).in_(hashes))))
    new = {name: content for name, content in zip(hashes, contents, strict=True) if name not in there}
    if new:
        rows = [{"sha256": name, "content": content} for name, content in new.items()]
        add_unless_there(session, Blob, rows, "sha256")
    return hashes


def content_of(session: Session, sha256: str) -> bytes:
    """The bytes kept under a hash."""
    return session.get_one(Blob, sha256).content
