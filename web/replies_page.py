"""A unit's reply after it was filed: taken back with a reason, or filed for the units it was written with."""

from datetime import datetime

from fastapi import APIRouter, Request, Response

from desk import unit_file, withdrawing
from desk.office import Desk
from rules.errors import BadInput, CirculateError, http_status
from web.forms import Filled, Form
from web.language import _
from web.pages import Now, Office, page, told
from web.sentences import said
from web.server_words import answers_of
from web.signing_in import Clerk

LONGEST_REASON, MOST = 500, 100
router = APIRouter(prefix="/rounds/{name}/units/{number}")


@router.post("/reply")
def change(  # noqa: PLR0913 - a form of a unit of a round
    request: Request, name: str, number: int, form: Form, desk: Office, now: Now, clerk: Clerk
) -> Response:
    """Take the reply that counts back, or file it for other units too; what is refused comes back as typed."""
    file = unit_file.unit_file(desk, name, number, now)
    place = (file.round, file.line.unit)
    try:
        words = (_join if form.ticked("join") else _withdraw)(desk, place, form, clerk.name, now)
    except CirculateError as refused:
        return page(
            request,
            "unit_file.html",
            http_status(refused),
            file=file,
            unit=file.line,
            answers=answers_of(file),
            problem=said(refused),
            email="",
            reason=form.text("reason"),
            others=form.text("others"),
        )
    return told(request, f"/rounds/{name}/units/{number}", words)


def _withdraw(desk: Desk, place: tuple[str, str], form: Filled, by: str, now: datetime) -> str:
    done = withdrawing.withdraw(desk, place, form.text("reason")[:LONGEST_REASON], by, now)
    if done.counts:
        return _("已收回第 %(n)d 次反馈，现以第 %(counts)d 次反馈为准。", n=done.version, counts=done.counts)
    return _("已收回第 %(n)d 次反馈，该单位现为尚未反馈。", n=done.version)


def _join(desk: Desk, place: tuple[str, str], form: Filled, by: str, now: datetime) -> str:
    others = tuple(filter(None, (line.strip() for line in form.text("others").replace("、", "\n").splitlines())))
    if len(others) > MOST:
        raise BadInput(_("一次最多登记 %(most)d 家联合反馈的单位。", most=MOST))
    joined = withdrawing.join(desk, place, others, by, now)
    return _("已登记%(units)s的联合反馈。", units="、".join(one.unit for one in joined))
