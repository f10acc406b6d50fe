"""A round put away: everything about it in one file, with the hash of each part."""

from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Response

from desk import archiving
from desk.overview import overview
from web.downloads import KINDS, attachment
from web.pages import Now, Office
from web.signing_in import Clerk

router = APIRouter(prefix="/rounds/{name}")


@router.post("/archive")
def archive(name: str, desk: Office, now: Now, clerk: Clerk) -> Response:
    """The round as a .zip that `circulate verify` checks; that it was taken stands in the record."""
    name = overview(desk, name, now).name
    with TemporaryDirectory(prefix="circulate-") as folder:
        path = Path(folder) / f"{name}.zip"
        archiving.write_archive(desk, name, path, now, clerk.name)
        return attachment(path.name, path.read_bytes(), KINDS["zip"])
