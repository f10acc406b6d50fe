"""A round put away: everything about it in one file, with the hash of each part."""

from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from desk import archiving
from desk.overview import overview
from web.downloads import KINDS, saved_as
from web.pages import Now, Office
from web.signing_in import Clerk

PIECE = 1 << 18
router = APIRouter(prefix="/rounds/{name}")


@router.post("/archive")
def archive(name: str, desk: Office, now: Now, clerk: Clerk) -> Response:
    """The round as a .zip that `circulate verify` checks; that it was taken stands in the record."""
    name = overview(desk, name, now).name
    with ExitStack() as folder:
        path = Path(folder.enter_context(TemporaryDirectory(prefix="circulate-"))) / f"{name}.zip"
        archiving.write_archive(desk, name, path, now, clerk.name)
        headers = saved_as(path.name) | {"Content-Length": str(path.stat().st_size)}
        return StreamingResponse(pieces(folder.pop_all(), path), media_type=KINDS["zip"], headers=headers)


def pieces(folder: ExitStack, path: Path) -> Generator[bytes, None, None]:
    """The file piece by piece; its folder goes when it has been read, or when nobody reads on."""
    with folder, path.open("rb") as file:
        yield from iter(lambda: file.read(PIECE), b"")
