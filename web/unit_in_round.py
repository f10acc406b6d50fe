"""One unit of a round: its letters and what is done about them, its replies, its page."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import letters, unit_file, urging
from desk.acts import keep
from desk.page_addresses import reissue_pages, revoke_pages
from desk.urging import NewAddress
from rules.errors import NotFound, Refused, http_status
from web import leaving_out_page
from web.forms import Form
from web.language import _
from web.pages import Now, Office, page, told
from web.round_page import sent_when
from web.sentences import said
from web.server_words import answers_of
from web.signing_in import Clerk, Someone

router = APIRouter(prefix="/rounds/{name}")
router.include_router(leaving_out_page.router)


@router.get("/units/{number}")
def unit(request: Request, name: str, number: int, desk: Office, now: Now, _someone: Someone) -> Response:
    """Everything about the unit in this round."""
    return _unit(request, desk, name, number, now)


@router.post("/units/{number}/write-to")
def write_to(  # noqa: PLR0913 - a form of a unit of a round
    request: Request, name: str, number: int, form: Form, desk: Office, now: Now, clerk: Clerk
) -> Response:
    """Send the invitation to another address of the unit."""
    new = NewAddress(form.text("email"), form.text("person"), form.ticked("instead"))
    try:
        urging.write_to(desk, name, number, new, clerk.name, now)
    except Refused as refused:
        return _unit(request, desk, name, number, now, refused, new.email)
    return told(
        request, f"/rounds/{name}/units/{number}", _("征求意见函已改发，新邮箱已记入单位名册。") + sent_when(desk)
    )


@router.post("/units/{number}/page")
def page_of_unit(  # noqa: PLR0913 - a form of a unit of a round
    request: Request, name: str, number: int, form: Form, desk: Office, now: Now, clerk: Clerk
) -> Response:
    """Give the unit's page a new address, or take it away."""
    who = unit_file.unit_file(desk, name, number, now).line.unit
    act, done = (
        (revoke_pages, _("反馈网址已停用。"))
        if form.ticked("revoke")
        else (reissue_pages, _("反馈网址已换发，原网址失效。"))
    )
    act(desk, name, who)
    keep(desk, clerk.name, "反馈网址", f"{who}：{'停用' if form.ticked('revoke') else '换发'}", now, name)
    return told(request, f"/rounds/{name}/units/{number}", done)


@router.get("/letters/{id_}")
def letter(request: Request, name: str, id_: int, desk: Office, _someone: Someone) -> Response:
    """A letter as its reader sees it."""
    posted, read = letters.opened(desk, id_)
    if posted.round != name:
        raise NotFound(_("没有这个页面；请检查网址是否完整。"))
    return page(request, "letter.html", letter=posted, read=read, back=request.query_params.get("unit", ""))


@router.post("/letters/{id_}/{act}")
def mend(  # noqa: PLR0913 - a form of a letter of a round
    request: Request, name: str, id_: int, act: str, form: Form, desk: Office, now: Now, clerk: Clerk
) -> Response:
    """Send a letter again, or record that it arrived after all."""
    posted, _read = letters.opened(desk, id_)
    if posted.round != name or act not in {"again", "arrived"}:
        raise NotFound(_("没有这个页面；请检查网址是否完整。"))
    if act == "again":
        letters.send_again(desk, id_)
        keep(desk, clerk.name, "重发", f"{posted.unit}：第 {id_} 号函件重新待发", now, name)
        words = _("函件已重新待发。") + sent_when(desk)
    else:
        letters.sent_after_all(desk, id_)
        keep(desk, clerk.name, "核实", f"{posted.unit}：第 {id_} 号函件核实已送达", now, name)
        words = _("已记为送达。")
    return told(request, f"/rounds/{name}/units/{form.text('unit') or 0}", words)


def _unit(  # noqa: PLR0913 - a page and what was wrong
    request: Request, desk: Office, name: str, number: int, now: Now, refused: Refused | None = None, email: str = ""
) -> Response:
    status = http_status(refused) if refused else HTTPStatus.OK
    file = unit_file.unit_file(desk, name, number, now)
    problem = said(refused) if refused else ""
    return page(
        request,
        "unit_file.html",
        status,
        file=file,
        unit=file.line,
        answers=answers_of(file),
        problem=problem,
        email=email,
    )
