"""Files to take away: the documents of a round, made when they are asked for."""

from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from desk import papers
from desk.case import read_case
from documents.file_names import safe_name
from web.pages import Now, Office, page
from web.signing_in import Someone

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAIN = "application/octet-stream"
KINDS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": XLSX,
    "pdf": "application/pdf",
    "html": "text/html",
    "zip": "application/zip",
}
# What a title says of its format, the ending of the file says already.
FORMATS = ("（Excel）", "（PDF）", "（网页）", "（压缩包）")
router = APIRouter()


@router.get("/rounds/{name}/documents")
def documents(request: Request, name: str, desk: Office, now: Now, _someone: Someone) -> Response:
    """Every document a round can have, and why there is none yet where so."""
    return page(
        request,
        "documents.html",
        case=read_case(desk, name, now),
        papers=papers.available(desk, name, now),
        here=f"/rounds/{name}/documents",
    )


@router.get("/rounds/{name}/documents/{file}")
def document(name: str, file: str, desk: Office, now: Now, _someone: Someone) -> Response:
    """One document as of now."""
    made = papers.make(desk, name, file, now)
    ending = file.rpartition(".")[2]
    title = papers.PAPERS[file].title
    for format_ in FORMATS:
        title = title.removesuffix(format_)
    return attachment(f"{name} {title}.{ending}", made, KINDS.get(ending, PLAIN), f"{name}-{file}")


def attachment(name: str, content: bytes, kind: str = PLAIN, plain: str = "") -> Response:
    """A file the browser saves and never shows; `plain` is its name for old browsers."""
    return Response(content, media_type=kind, headers=saved_as(name, plain))


def saved_as(name: str, plain: str = "") -> dict[str, str]:
    """The header that makes a browser save a file, under a name that does no harm (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(safe_name(name), safe='')}"
    if plain and plain.isascii():
        disposition += f'; filename="{safe_name(plain)}"'
    return {"Content-Disposition": disposition}
