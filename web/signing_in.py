"""Signing in and out, one's own password, and who may ask for what."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response

from desk import people
from desk.people import Colleague
from rules.errors import NotAllowed, Refused
from rules.words import Duty
from web.cookies import A_YEAR, BROWSER, SESSION, VISIT, cookie, drop, keep
from web.errors import SignInFirst
from web.forgery import READING
from web.forms import Form
from web.language import _, word
from web.pages import Now, Office, page, see_other, told
from web.sentences import said

HOME = "/rounds"
router = APIRouter()


def signed_in(request: Request, desk: Office, now: Now) -> Colleague:
    """Who asks; whoever is not signed in is sent to do so and brought back."""
    someone = people.whose(desk, cookie(request, SESSION), now)
    if someone is None:
        reading = request.method in READING
        where = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
        raise SignInFirst(quote(where, safe="") if reading and where != "/" else "")
    request.state.someone = someone
    return someone


Someone = Annotated[Colleague, Depends(signed_in)]


def needs(*duties: Duty) -> Callable[[Colleague], Colleague]:
    """A dependency for what only these duties may do; an administrator may do everything."""

    def permitted(someone: Someone) -> Colleague:
        if not someone.may(*duties):
            who = _("、").join(word(duty) for duty in duties)
            raise NotAllowed(_("这项操作由%(who)s进行；请转告他们，或请管理员调整职责。", who=who))
        return someone

    return permitted


Clerk = Annotated[Colleague, Depends(needs(Duty.CLERK))]
Leader = Annotated[Colleague, Depends(needs(Duty.LEADER))]
Colleagues = Annotated[Colleague, Depends(needs(Duty.CLERK, Duty.LEADER))]
Administrator = Annotated[Colleague, Depends(needs(Duty.ADMINISTRATOR))]


@router.get("/sign-in")
def form(request: Request) -> Response:
    """The form to sign in."""
    visit = cookie(request, VISIT)
    response = _form(request, request.query_params.get("next", ""))
    keep(request, response, VISIT, visit or request.scope["visit"])
    return response


@router.post("/sign-in")
def enter(request: Request, form: Form, desk: Office, now: Now) -> Response:
    """Sign in and go on to where one wanted to be."""
    login, wanted = form.text("login"), form.text("next")
    own, own_tries = cookie(request, BROWSER), request.app.state.own_tries
    if not request.app.state.tries.take(request.client.host if request.client else ""):
        return _form(request, wanted, login, _("登录尝试过于频繁；请过几分钟再试。"), HTTPStatus.TOO_MANY_REQUESTS)
    try:
        known = "" if own_tries.spent(own) else own
        who, token = people.sign_in(desk, login, form.text("password"), now, known)
    except Refused as refused:
        own_tries.take(own)
        return _form(request, wanted, login, said(refused), HTTPStatus.FORBIDDEN)
    where = wanted if _is_ours(wanted) else HOME
    response: Response = see_other(where)
    if people.keeps_given_password(desk, who.id):
        response = told(request, where, _("现在用的还是交给你的初始密码；请点页面上方自己的名字，改成自己的密码。"))
    keep(request, response, SESSION, token)
    keep(request, response, BROWSER, people.browser_of(desk, who.id), A_YEAR)
    drop(request, response, VISIT)
    return response


@router.post("/sign-out")
def leave(request: Request, desk: Office, _someone: Someone) -> Response:
    """Sign out here."""
    people.sign_out(desk, cookie(request, SESSION))
    response = see_other("/sign-in")
    drop(request, response, SESSION)
    return response


@router.get("/account")
def account(request: Request, _someone: Someone) -> Response:
    """One's own name and password."""
    return page(request, "account.html", problem="")


@router.post("/account")
def change(request: Request, form: Form, desk: Office, now: Now, someone: Someone) -> Response:
    """Change one's own password."""
    try:
        people.change_password(desk, someone.id, form.text("old"), _twice(form), cookie(request, SESSION), now)
    except Refused as refused:
        return page(request, "account.html", HTTPStatus.UNPROCESSABLE_ENTITY, problem=said(refused))
    return told(request, "/account", _("密码已修改；其他地方的登录都已退出。"))


def _form(request: Request, wanted: str, login: str = "", problem: str = "", status: int = HTTPStatus.OK) -> Response:
    return page(request, "sign_in.html", status, wanted=wanted, login=login, problem=problem)


def _twice(form: Form) -> str:
    if form.text("new") != form.text("again"):
        raise Refused(_("两次输入的新密码不一样，密码没有改；请再输一次。"))
    return form.text("new")


def _is_ours(address: str) -> bool:
    """Whether an address is a plain path of this site, so that nobody is led elsewhere."""
    return address.startswith("/") and not address.startswith(("//", "/\\")) and address.isprintable()
