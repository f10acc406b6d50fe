"""The opinions as an Excel sheet: out to be filled in, and back in with a report of what was refused."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import sheets
from rules.errors import BadInput, CirculateError, http_status
from web.downloads import XLSX, attachment
from web.forms import Form
from web.language import _
from web.pages import Now, Office, page
from web.sentences import said
from web.signing_in import Clerk, Someone

router = APIRouter()


@router.get("/rounds/{name}/opinions.xlsx")
def out(name: str, desk: Office, now: Now, _someone: Someone) -> Response:
    """The sheet to fill in."""
    return attachment(f"{name} 意见处理表.xlsx", sheets.export_outcomes(desk, name, now), XLSX)


@router.get("/rounds/{name}/opinions/sheet")
def form(request: Request, name: str, desk: Office, _clerk: Clerk) -> Response:
    """Where a sheet is brought in."""
    return page(request, "opinions_sheet.html", round=sheets.heading(desk, name), done=None, problem="")


@router.post("/rounds/{name}/opinions/sheet")
def take_in(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Bring a sheet in: what can be taken is, the rest is told row by row."""
    heading, file = sheets.heading(desk, name), form.file("sheet")
    try:
        if file is None:
            raise BadInput(_("还没有选择文件；请先选择填好的意见处理表。"))
        done = sheets.take_in_good(desk, name, (file.content, file.name), clerk.name, now)
    except CirculateError as refused:
        status, sentence = http_status(refused), said(refused)
        return page(request, "opinions_sheet.html", status, round=heading, done=None, problem=sentence)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if done.refused else HTTPStatus.OK
    return page(request, "opinions_sheet.html", status, round=heading, done=done, problem="")
