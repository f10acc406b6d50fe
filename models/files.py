"""Files kept once under the sha256 of their bytes."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session, col, func, select, update

from models.races import add_unless_there
from models.tables import Blob, Removal
from rules.errors import Refused


def keep(session: Session, content: bytes) -> str:
    """Keep a file and return its sha256; the same bytes are kept once."""
    return keep_all(session, [content])[0]


def named(content: bytes) -> str:
    """The name a file is kept under: the sha256 of its bytes."""
    return hashlib.sha256(content).hexdigest()


def keep_all(session: Session, contents: Sequence[bytes]) -> list[str]:
    """Keep files and return their sha256s."""
    hashes = [named(content) for content in contents]
    size = func.length(Blob.content)
    there = dict(session.exec(select(Blob.sha256, size).where(col(Blob.sha256).in_(hashes))).all())
    given = dict(zip(hashes, contents, strict=True))
    new = [{"sha256": name, "content": content} for name, content in given.items() if name not in there]
    if new:
        add_unless_there(session, Blob, new, "sha256")
    for name in (name for name, length in there.items() if not length and given[name]):
        # Removed once its term was over, and now it has come again for something else.
        session.connection().execute(update(Blob).where(col(Blob.sha256) == name).values(content=given[name]))
    return hashes


def content_of(session: Session, sha256: str) -> bytes:
    """The bytes kept under a hash.

    Raises:
        Refused: they were removed when their term was over; the archive has them.
    """
    content = left_of(session, sha256)
    if not content:
        refuse_removed(session, "blob", sha256)
    return content


def left_of(session: Session, sha256: str) -> bytes:
    """The bytes kept under a hash, none where they were removed."""
    return session.get_one(Blob, sha256).content


def refuse_removed(session: Session, kind: str, row: str) -> None:
    """Refuse what a removal names, or say nothing."""
    gone = session.exec(select(Removal).where(Removal.kind == kind, Removal.row == row)).first()
    if gone:
        when = f"{gone.at:%Y年%m月%d日}"
        raise Refused(
            f"这份内容保存期满，已于 {when} 清除；请查阅当时的归档文件（清单 SHA-256 {gone.archive or '无'}）。"
        )
