"""What went wrong, as a page with one sentence."""

from collections.abc import Callable
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from rules.errors import CirculateError, http_status
from web.forgery import READING, UNITS
from web.language import _
from web.pages import page, see_other
from web.sentences import said

HEADINGS: dict[int, Callable[[], str]] = {
    HTTPStatus.NOT_FOUND: lambda: _("没有找到"),
    HTTPStatus.FORBIDDEN: lambda: _("不能进行这项操作"),
    HTTPStatus.GONE: lambda: _("不再征求意见"),
}


class SignInFirst(Exception):
    """Nobody is signed in; `where` is what they asked for."""

    def __init__(self, where: str) -> None:
        super().__init__(where)
        self.where = where


def failed(request: Request, status: int, sentence: str) -> Response:
    """A page that says what is wrong and what to do."""
    bare = request.url.path.startswith(UNITS)
    heading = HEADINGS.get(status, lambda: _("没有完成"))()
    return page(request, "error.html", status, sentence=sentence, heading=heading, bare=bare)


def listen(app: FastAPI) -> None:
    """Answer everything that is refused with a page."""

    @app.exception_handler(CirculateError)
    def _refused(request: Request, error: CirculateError) -> Response:
        return failed(request, http_status(error), said(error))

    @app.exception_handler(SignInFirst)
    def _unknown(_request: Request, error: SignInFirst) -> Response:
        return see_other(f"/sign-in?next={error.where}" if error.where else "/sign-in")

    @app.exception_handler(RequestValidationError)
    def _unreadable(request: Request, _error: RequestValidationError) -> Response:
        known = request.method not in READING
        sentence = _("填写的内容读不懂；请返回上一页检查后再提交。") if known else missing()
        return failed(request, HTTPStatus.UNPROCESSABLE_ENTITY if known else HTTPStatus.NOT_FOUND, sentence)

    @app.exception_handler(HTTPException)
    def _answered(request: Request, error: HTTPException) -> Response:
        ours = {
            HTTPStatus.NOT_FOUND: missing(),
            HTTPStatus.METHOD_NOT_ALLOWED: missing(),
            HTTPStatus.BAD_REQUEST: _("提交的内容不完整或格式不对，没有收下；请返回上一页重新提交。"),
        }
        sentence = ours.get(HTTPStatus(error.status_code), error.detail)
        return failed(request, error.status_code, sentence)


def missing() -> str:
    """What is said of an address nobody has, whatever it might have been."""
    return _("没有这个页面；请检查网址是否完整。")
