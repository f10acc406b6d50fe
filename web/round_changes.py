"""Changing a round as a whole: more time for all or for one, its end, or its cancelling."""

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import closing
from desk.office import Desk
from desk.overview import Overview, overview
from models.rounds import NewDue
from rules.deadlines import due_moment
from rules.errors import CirculateError, NotFound, Refused, http_status
from web.forms import Filled, Form
from web.language import _, ngettext
from web.pages import Now, Office, moment, page, told
from web.round_page import sent_when
from web.sentences import said
from web.signing_in import Clerk

LONGEST_REASON = 500
router = APIRouter()


@router.get("/rounds/{name}/extend")
def extension(request: Request, name: str, desk: Office, now: Now, _clerk: Clerk, unit: int = 0) -> Response:
    """The form for more time."""
    return _extension(request, overview(desk, name, now), {"unit": str(unit)})


@router.post("/rounds/{name}/extend")
def extend(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Give more time; to whom and until when is said, and what the calendar has to say about the new moment."""
    seen = overview(desk, name, now)
    try:
        words = _extend(desk, seen, form, clerk.name, now)
    except Refused as refused:
        return _extension(request, seen, _typed(form), refused)
    return told(request, f"/rounds/{seen.name}", " ".join(words))


@router.get("/rounds/{name}/end")
def ending(request: Request, name: str, desk: Office, now: Now, _clerk: Clerk) -> Response:
    """What ending the round means, and what blocks it."""
    return page(request, "end.html", round=overview(desk, name, now), problem="")


@router.post("/rounds/{name}/end")
def end(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Close the round, or cancel it where that was pressed and confirmed."""
    try:
        done = (
            _cancel(desk, name, form, clerk.name, now) if form.ticked("cancel") else _close(desk, name, clerk.name, now)
        )
    except Refused as refused:
        seen, status = overview(desk, name, now), http_status(refused)
        return page(request, "end.html", status, round=seen, problem=said(refused))
    return told(request, f"/rounds/{name}", done)


def _extension(
    request: Request, seen: Overview, typed: dict[str, str], refused: CirculateError | None = None
) -> Response:
    status = http_status(refused) if refused else HTTPStatus.OK
    problem = said(refused) if refused else ""
    return page(request, "extend.html", status, round=seen, typed=typed, problem=problem)


def _typed(form: Filled) -> dict[str, str]:
    return {name: form.text(name) for name in ("unit", "day", "time", "reason")}


def _extend(desk: Desk, seen: Overview, form: Filled, by: str, now: datetime) -> tuple[str, ...]:
    wanted = f"{form.text('day')} {form.text('time')}".strip()
    due = due_moment(wanted, desk.calendar, now, desk.settings.closing_time)
    unit, reason = _unit(seen, form.text("unit")), form.text("reason")[:LONGEST_REASON]
    moved = closing.extend(desk, seen.name, NewDue(due.moment, unit, reason), by, now)
    whom = unit or ngettext("%(num)d 家单位", "%(num)d 家单位", moved)
    new = moment(desk.local(due.moment))
    return _("已延期：%(whom)s的截止时间改为%(at)s。", whom=whom, at=new), *due.warnings


def _unit(seen: Overview, number: str) -> str | None:
    if number in {"", "0"}:
        return None
    for unit in seen.units:
        if str(unit.number) == number:
            return unit.unit
    raise NotFound(_("没有这家单位；请返回上一页重新选择。"))


def _close(desk: Desk, name: str, by: str, now: datetime) -> str:
    seen = overview(desk, name, now)
    if not seen.work.done:
        raise Refused(_("还有意见没有审定，不能办结；请先处理完下列事项。"))
    closing.close(desk, name, now, by)
    return _("已办结，不再催办；情况汇总已写给本单位。") + sent_when(desk)


def _cancel(desk: Desk, name: str, form: Filled, by: str, now: datetime) -> str:
    if not form.ticked("sure"):
        raise Refused(_("没有取消：请先勾选“确认取消”。"))
    closing.cancel(desk, name, form.text("reason")[:LONGEST_REASON], by, now)
    return _("已于 %(at)s 取消；没有发出的函件不再发出，已有的记录都保留。", at=moment(desk.local(now)))
