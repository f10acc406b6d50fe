"""The rounds of the office, those under way first."""

from fastapi import APIRouter, Request, Response

from web.pages import page
from web.signing_in import Someone

router = APIRouter()


@router.get("/rounds")
def rounds(request: Request, _someone: Someone) -> Response:
    """Every round, the newest first."""
    return page(request, "rounds.html")
