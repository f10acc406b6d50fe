"""Uploads kept while a form is looked over, so that nobody has to choose a file twice."""

from desk.office import Desk
from documents.gate import admit
from models.files import content_of, keep
from models.tables import Blob
from rules.errors import BadInput


def keep_upload(desk: Desk, blob: bytes, name: str) -> str:
    """Keep a file that the gate lets in and return its sha256.

    Raises:
        BadInput: empty, too large, encrypted, damaged or dangerous.
    """
    admit(blob, name)
    with desk.store.write() as session:
        return keep(session, blob)


def kept_upload(desk: Desk, sha256: str) -> bytes:
    """A file kept before.

    Raises:
        BadInput: there is none under this hash; it has to be chosen again.
    """
    with desk.store.read() as session:
        if not session.get(Blob, sha256):
            raise BadInput("还没有选择文件；请选择文件后再提交。")
        return content_of(session, sha256)
