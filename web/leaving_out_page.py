"""A unit of a round that should not have been asked: left out with the reason, or asked after all."""

from fastapi import APIRouter, Request, Response

from desk import leaving_out, unit_file
from rules.errors import Refused, http_status
from web.forms import Form
from web.language import _
from web.pages import Now, Office, page, told
from web.round_page import sent_when
from web.sentences import said
from web.server_words import answers_of
from web.signing_in import Clerk

LONGEST_REASON = 500
router = APIRouter()


@router.post("/units/{number}/leave-out")
def leave_out(  # noqa: PLR0913 - a form of a unit of a round
    request: Request, name: str, number: int, form: Form, desk: Office, now: Now, clerk: Clerk
) -> Response:
    """Ask the unit no more."""
    file = unit_file.unit_file(desk, name, number, now)
    reason = form.text("mistake")[:LONGEST_REASON]
    try:
        done = leaving_out.leave_out(desk, (name, file.line.unit), reason, clerk.name, now)
    except Refused as refused:
        return page(
            request,
            "unit_file.html",
            http_status(refused),
            file=file,
            unit=file.line,
            answers=answers_of(file),
            problem=said(refused),
            email="",
            mistake=reason or " ",
        )
    words = _("已撤回对%(unit)s的征求，不再计入和催办。", unit=done.unit)
    if done.told:
        words += _("该单位已收到过函件，请电话告知不必反馈。")
    return told(request, f"/rounds/{name}", words)


@router.post("/units/{number}/ask-after-all")
def ask_after_all(request: Request, name: str, number: int, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a unit of a round
    """Ask a unit that was left out after all."""
    unit = next((one.unit for one in leaving_out.left_out(desk, name) if one.number == number), "")
    if not unit:
        return told(request, f"/rounds/{name}", _("这家单位没有被撤回，不必恢复。"))
    letters = leaving_out.ask_after_all(desk, (name, unit), clerk.name, now)
    words = _("已恢复征求%(unit)s的意见。", unit=unit)
    return told(request, f"/rounds/{name}", words + (sent_when(desk, letters) if letters else ""))
