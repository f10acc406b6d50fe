"""One opinion: its words as received, where it belongs, its parts, and every outcome it was given."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import anchoring, approving, splitting
from desk.acts import keep
from desk.office import Desk
from desk.opinion_file import opinion_file
from desk.people import Colleague
from rules.anchors import CLAUSE_JOIN
from rules.errors import CirculateError, http_status
from rules.words import Duty
from web.forms import Form
from web.language import _
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Clerk, Someone

router = APIRouter()


@router.get("/rounds/{name}/opinions/{number:int}")
def look(request: Request, name: str, number: int, desk: Office, now: Now, someone: Someone) -> Response:  # noqa: PLR0913 - an opinion of a round, and who asks
    """Everything about one opinion."""
    return _shown(request, desk, name, number, someone, now)


@router.post("/rounds/{name}/opinions/{number:int}")
def change(  # noqa: PLR0913 - a form about an opinion of a round
    request: Request, name: str, number: int, form: Form, desk: Office, now: Now, clerk: Clerk
) -> Response:
    """Split it, join its parts, or say which clauses it speaks of."""
    here, doing = f"/rounds/{name}/opinions", form.text("do")
    try:
        if doing == "split":
            parts = splitting.split(desk, name, number, form.text("parts").splitlines(), clerk.name, now)
            words = _("第 %(number)d 条已拆为%(parts)s。", number=number, parts=approving.numbered(parts))
            return told(request, f"{here}?numbers={','.join(map(str, parts))}", words)
        if doing == "join":
            splitting.unsplit(desk, name, number, clerk.name, now)
            return told(request, f"{here}/{number}", _("已合并回第 %(number)d 条。", number=number))
        clauses = [part for part in form.text("clauses").replace("\n", CLAUSE_JOIN).split(CLAUSE_JOIN) if part.strip()]
        label = anchoring.confirm(desk, name, number, clauses)
        keep(desk, clerk.name, anchoring.WHAT, f"认定第 {number} 条意见对应{label}", now, name)
        return told(request, f"{here}/{number}", _("对应条款已认定：%(label)s。", label=label))
    except CirculateError as refused:
        return _shown(request, desk, name, number, clerk, now, refused, (form.text("parts"), form.text("clauses")))


def _shown(  # noqa: PLR0913 - a page, and what was typed and wrong
    request: Request,
    desk: Desk,
    name: str,
    number: int,
    someone: Colleague,
    now: Now,
    refused: CirculateError | None = None,
    typed: tuple[str, str] = ("", ""),
) -> Response:
    file = opinion_file(desk, name, number, now)
    return page(
        request,
        "opinion.html",
        http_status(refused) if refused else HTTPStatus.OK,
        file=file,
        problem=said(refused) if refused else "",
        parts=typed[0] or file.received.text,
        clauses=typed[1] or file.received.clause or (file.item.read.label if file.item else ""),
        settles=someone.may(Duty.CLERK) and file.state != "cancelled",
        here=f"/rounds/{file.name}/opinions/{number}",
    )
