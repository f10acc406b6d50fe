"""The files every page uses, each under an address with its hash, so that a browser keeps it for good."""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Response

from rules.errors import NotFound
from web.language import _

FOLDER = Path(__file__).parent / "static"
KINDS = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOR_GOOD = "public, max-age=31536000, immutable"
router = APIRouter()


@cache
def held() -> dict[str, tuple[bytes, str]]:
    """The content and the hash of every file by its name, read once."""
    files = [path for path in sorted(FOLDER.iterdir()) if path.suffix in KINDS]
    contents = {path.name: path.read_bytes() for path in files}
    return {name: (content, f"v{hashlib.sha256(content).hexdigest()[:12]}") for name, content in contents.items()}


def address(name: str) -> str:
    """Where a page finds a file of `web/static`."""
    return f"/static/{held()[name][1]}/{name}"


@router.get("/static/{mark}/{name}")
def file(mark: str, name: str) -> Response:
    """A file of `web/static`; under an old hash the new content, not to be kept."""
    if name not in held():
        raise NotFound(_("没有这个页面；请检查网址是否完整。"))
    content, hash_ = held()[name]
    kept = FOR_GOOD if mark == hash_ else "no-cache"
    return Response(content, media_type=KINDS[Path(name).suffix], headers={"Cache-Control": kept})
