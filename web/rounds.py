"""The rounds of the office, those under way first."""

from fastapi import APIRouter, Request, Response

from desk.overview import listed
from web.pages import Now, Office, page
from web.signing_in import Someone

router = APIRouter()


@router.get("/rounds")
def rounds(request: Request, desk: Office, now: Now, _someone: Someone, at: int = 1) -> Response:
    """The rounds under way, then the others, the newest first."""
    found, pages = listed(desk, at)
    return page(request, "rounds.html", rounds=found, at=min(max(at, 1), pages), pages=pages, now=now)
