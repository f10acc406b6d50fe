"""The people of the office: added, given another duty or a new password, marked as left; by an administrator."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import people
from desk.people import NewColleague
from rules.errors import BadInput, CirculateError, NotFound, Refused, http_status
from rules.words import Duty
from web.forms import Filled, Form
from web.language import _
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Administrator

router = APIRouter()


@router.get("/people")
def list_(request: Request, desk: Office, _administrator: Administrator) -> Response:
    """Everyone who may sign in."""
    return _shown(request, desk)


@router.post("/people")
def add(request: Request, form: Form, desk: Office, now: Now, administrator: Administrator) -> Response:
    """Add someone; their password is shown once, on this answer and nowhere else."""
    new = NewColleague(form.text("login"), form.text("name"), _duty(form))
    try:
        password = people.add(desk, new, administrator.name, now)
    except Refused as refused:
        return _shown(request, desk, refused, typed=new)
    return _shown(request, desk, issued=(new.login, password))


@router.post("/people/{number}/duty")
def set_duty(  # noqa: PLR0913 - a form about somebody
    request: Request, number: int, form: Form, desk: Office, now: Now, administrator: Administrator
) -> Response:
    """Give someone another duty."""
    people.set_duty(desk, number, _duty(form), administrator.name, now)
    return told(request, "/people", _("职责已修改。"))


@router.post("/people/{number}/password")
def password(request: Request, number: int, desk: Office, now: Now, administrator: Administrator) -> Response:
    """Give someone a new password, shown once."""
    login = next((one.login for one in people.everyone(desk) if one.id == number), "")
    if not login:
        raise NotFound(_("没有这个人员，或已停用；请在人员页面核对。"))
    return _shown(request, desk, issued=(login, people.reset_password(desk, login, administrator.name, now)))


@router.post("/people/{number}/leave")
def leave(request: Request, number: int, desk: Office, now: Now, administrator: Administrator) -> Response:
    """Someone no longer works here."""
    people.leave(desk, number, administrator.name, now)
    return told(request, "/people", _("已停用，其登录已退出。"))


def _duty(form: Filled) -> Duty:
    if form.text("duty") not in {*Duty}:
        raise BadInput(_("请选择职责。"))
    return Duty(form.text("duty"))


def _shown(
    request: Request,
    desk: Office,
    refused: CirculateError | None = None,
    issued: tuple[str, str] | None = None,
    typed: NewColleague | None = None,
) -> Response:
    status = http_status(refused) if refused else HTTPStatus.OK
    everyone, problem = people.everyone(desk), said(refused) if refused else ""
    typed = typed or NewColleague("", "", Duty.CLERK)
    return page(
        request, "people.html", status, people=everyone, duties=[*Duty], issued=issued, typed=typed, problem=problem
    )
