"""Reminding whom one chooses: a look at what would go out, then the letters."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import urging
from desk.overview import overview
from web.forms import Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.round_page import sent_when
from web.signing_in import Clerk

AT_ONCE = 100
router = APIRouter()


@router.get("/rounds/{name}/remind")
def preview(request: Request, name: str, desk: Office, now: Now, _clerk: Clerk, at: int = 1) -> Response:
    """Who is silent, who the schedule would remind now, and who cannot be reminded."""
    return _shown(request, desk, name, now, at=at)


@router.post("/rounds/{name}/remind")
def remind(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Write the reminders chosen."""
    written = urging.remind(desk, name, form.numbers("unit"), clerk.name, now)
    if not written:
        problem = _("没有选中可以催办的单位；请勾选后再发。")
        return _shown(request, desk, name, now, problem, HTTPStatus.UNPROCESSABLE_ENTITY)
    words = ngettext("已催办 %(num)d 家。", "已催办 %(num)d 家。", written)
    return told(request, f"/rounds/{name}", words + sent_when(desk, written))


def _shown(  # noqa: PLR0913 - a page and what was wrong
    request: Request, desk: Office, name: str, now: Now, problem: str = "", status: int = HTTPStatus.OK, at: int = 1
) -> Response:
    silence = urging.silence(desk, name, now)
    # Who the schedule would remind stands first, who cannot be reminded last.
    units = sorted(silence.units, key=lambda unit: (bool(unit.why_not), not unit.owed))
    pages = max(1, -(-len(units) // AT_ONCE))
    at = min(max(at, 1), pages)
    return page(
        request,
        "remind.html",
        status,
        round=overview(desk, name, now),
        units=units[(at - 1) * AT_ONCE : at * AT_ONCE],
        opens=silence.opens,
        at=at,
        pages=pages,
        problem=problem,
        now=now,
    )
