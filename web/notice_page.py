"""The public notice: read here as the public will, marked by whoever read it, then taken away."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import noticing
from desk.case import read_case
from desk.overview import overview
from documents.notice import Notice
from rules.errors import CirculateError, http_status
from rules.words import Duty
from web.forms import Form
from web.language import _
from web.pages import Now, Office, page, told
from web.paging import paged
from web.sentences import said
from web.signing_in import Colleagues, Someone

AT_ONCE = 60
router = APIRouter(prefix="/rounds/{name}")


@router.get("/notice")
def look(request: Request, name: str, desk: Office, now: Now, someone: Someone, at: int = 1) -> Response:  # noqa: PLR0913 - a page of a list of a round
    """The notice as it is now, or why there is none."""
    return _shown(request, desk, name, now, marks=someone.may(Duty.CLERK, Duty.LEADER), at=at)


@router.post("/notice")
def mark(request: Request, name: str, form: Form, desk: Office, now: Now, someone: Colleagues) -> Response:  # noqa: PLR0913 - a form of a round
    """Say that exactly this may be made public."""
    try:
        noticing.review(desk, name, someone.name, now, form.text("seen") or "-")
    except CirculateError as refused:
        return _shown(request, desk, name, now, refused, marks=True)
    return told(request, f"/rounds/{name}/notice", _("已记为审阅；下载的公开稿不再标注“审阅稿”。"))


def _shown(  # noqa: PLR0913 - a page and what was wrong
    request: Request,
    desk: Office,
    name: str,
    now: Now,
    refused: CirculateError | None = None,
    *,
    marks: bool,
    at: int = 1,
) -> Response:
    case = read_case(desk, name, now)
    why_not = noticing.why_no_notice(case)
    notice = None if why_not else noticing.notice_of(case)
    return page(
        request,
        "notice.html",
        http_status(refused) if refused else HTTPStatus.OK,
        round=overview(desk, name, now),
        paper=notice,
        rows=paged(_rows(notice), at, AT_ONCE),
        digest=notice.digest if notice else "",
        why_not=why_not,
        marks=marks,
        problem=said(refused) if refused else "",
        here=f"/rounds/{name}/notice",
    )


def _rows(notice: Notice | None) -> list[tuple[str, ...]]:
    """The rows of the notice with their clause, as its columns have them."""
    return [(group.clause, *notice.cells(row)) for group in notice.groups for row in group.rows] if notice else []
