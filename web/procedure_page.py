"""The procedure of a round's document: its checklist with evidence, and the units to consult anew."""

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import duties, procedures
from desk.office import Desk
from desk.overview import overview
from rules.errors import BadInput, CirculateError, http_status
from rules.procedures import PROCEDURE_WORDS, Procedure, StepState, Taken
from rules.words import Duty
from web.forms import Filled, Form
from web.language import _
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Clerk, Someone

LONGEST, MOST_DAYS, CONSULTED = 500, 9999, 50
ACTS = {"done": StepState.DONE, "not_needed": StepState.NOT_NEEDED}
router = APIRouter(prefix="/rounds/{name}")


@router.get("/procedure")
def look(request: Request, name: str, desk: Office, now: Now, someone: Someone) -> Response:
    """The checklist as it stands."""
    return _shown(request, desk, name, now, settles=someone.may(Duty.CLERK))


@router.post("/procedure")
def work(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Choose the procedure, tick a step by its evidence, or take a tick back; what is refused comes back as typed."""
    try:
        words = _do(desk, name, form, clerk.name, now)
    except CirculateError as refused:
        return _shown(request, desk, name, now, refused, form, settles=True)
    return told(request, f"/rounds/{name}/procedure", words)


def _do(desk: Desk, name: str, form: Filled, by: str, now: datetime) -> str:
    doing, key = form.text("do"), form.text("step")
    if doing == "choose":
        if form.text("procedure") not in {*Procedure}:
            raise BadInput(_("请选择这份文件按哪一种程序办理。"))
        procedures.choose(desk, name, Procedure(form.text("procedure")), by, now)
        return _("已选定程序。")
    if doing == "reopen":
        procedures.reopen(desk, name, key, by, now)
        return _("已改回未办。")
    if doing not in ACTS:
        raise BadInput(_("填写的内容读不懂；请返回上一页检查后再提交。"))
    taken = procedures.take(desk, name, Taken(key, ACTS[doing], _evidence(form), _days(form), by, now))
    return _("“%(step)s”已登记。", step=taken.step.words)


def _evidence(form: Filled) -> str:
    if len(form.text("evidence")) > LONGEST:
        raise BadInput(_("凭据或理由超过 %(most)d 字；请写得简短些。", most=LONGEST))
    return form.text("evidence")


def _days(form: Filled) -> int:
    days = form.text("days")
    if days and not (days.isdecimal() and len(days) <= len(str(MOST_DAYS))):
        raise BadInput(_("日数请填整数，例如 30。"))
    return int(days or 0)


def _shown(  # noqa: PLR0913 - a page, and what was typed and wrong
    request: Request,
    desk: Desk,
    name: str,
    now: datetime,
    refused: CirculateError | None = None,
    form: Filled | None = None,
    *,
    settles: bool,
) -> Response:
    seen, chosen = overview(desk, name, now), procedures.chosen(desk, name)
    consulted = duties.to_consult(desk, name)
    return page(
        request,
        "procedure.html",
        http_status(refused) if refused else HTTPStatus.OK,
        round=seen,
        chosen=chosen,
        checklist=procedures.checked(desk, name) if chosen else None,
        kinds=list(PROCEDURE_WORDS),
        consulted=consulted[:CONSULTED],
        consulted_count=len(consulted),
        typed={field: form.text(field) if form else "" for field in ("step", "evidence", "days", "procedure")},
        settles=settles,
        problem=said(refused) if refused else "",
        here=f"/rounds/{seen.name}/procedure",
    )
