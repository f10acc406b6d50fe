"""The record of who did what when: of one round, and for the administrator of the whole office."""

from fastapi import APIRouter, Request, Response

from desk.acts import record
from desk.overview import overview
from web.pages import Now, Office, page
from web.signing_in import Administrator, Someone

router = APIRouter()


@router.get("/rounds/{name}/record")
def of_round(request: Request, name: str, desk: Office, now: Now, _someone: Someone, at: int = 1) -> Response:
    """What was done in a round, the newest first."""
    seen = overview(desk, name, now)
    return page(
        request, "record.html", round=seen, done=record(desk, seen.name, at), here=f"/rounds/{seen.name}/record?"
    )


@router.get("/record")
def of_office(request: Request, desk: Office, _someone: Administrator, at: int = 1) -> Response:
    """What was done in the office, signing in too."""
    return page(request, "record.html", round=None, done=record(desk, None, at), here="/record?")
