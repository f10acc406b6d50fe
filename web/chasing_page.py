"""Reminding whom one chooses: a look at what would go out, then the letters."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import urging
from desk.overview import overview
from web.forms import Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.round_page import sent_when
from web.signing_in import Clerk, Someone

router = APIRouter()


@router.get("/rounds/{name}/remind")
def preview(request: Request, name: str, desk: Office, now: Now, _someone: Someone) -> Response:
    """Who is silent, who the schedule would remind now, and who cannot be reminded."""
    return _shown(request, desk, name, now)


@router.post("/rounds/{name}/remind")
def remind(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Write the reminders chosen."""
    written = urging.remind(desk, name, form.numbers("unit"), clerk.name, now)
    if not written:
        problem = _("没有选中可以催办的单位；请勾选后再发。")
        return _shown(request, desk, name, now, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    words = ngettext("已催办 %(num)d 家。", "已催办 %(num)d 家。", written)
    return told(request, f"/rounds/{name}", words + sent_when(desk))


def _shown(  # noqa: PLR0913 - a page and what was wrong
    request: Request, desk: Office, name: str, now: Now, problem: str = "", status: int = HTTPStatus.OK
) -> Response:
    seen, silence = overview(desk, name, now), urging.silence(desk, name, now)
    return page(request, "remind.html", status, round=seen, silence=silence, problem=problem, now=now)
