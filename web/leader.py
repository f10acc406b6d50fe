"""The leader's page: one screen, made to be printed; approving one by one or all, or sending back with a remark."""

import re

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from desk import approving
from desk.leading import approve_all, approve_seen, leading
from documents.charts import verdict_bar_svg
from rules.errors import Refused, http_status
from rules.words import Duty
from web.chart_words import labels
from web.forms import Filled, Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Leader, Someone

AT_ONCE = 50
PAIR = re.compile(r"([0-9]{1,9}):([0-9]{1,9})")
router = APIRouter()


@router.get("/rounds/{name}/leader")
def look(request: Request, name: str, desk: Office, now: Now, someone: Someone) -> Response:
    """The round before its leader; `?all=1` leaves nothing out, for print."""
    return _shown(request, desk, name, now, someone)


@router.post("/rounds/{name}/leader")
def decide(request: Request, name: str, form: Form, desk: Office, now: Now, leader: Leader) -> Response:  # noqa: PLR0913 - a form of a round
    """Approve what was pressed or ticked, or send one back."""
    try:
        words = _decide(desk, name, form, leader.name, now)
    except Refused as refused:
        return _shown(request, desk, name, now, leader, refused, form)
    return told(request, f"/rounds/{name}/leader", words)


def _decide(desk: Office, name: str, form: Filled, by: str, now: Now) -> str:
    if form.ticked("back"):
        number = next(iter(form.numbers("back")), 0)
        approving.send_back(desk, name, number, form.text(f"words{number}"), by, now)
        return _("已退回第 %(number)d 条，经办人会看到退回的理由。", number=number)
    if form.ticked("all"):
        done = approve_all(desk, name, form.text("stamp"), by, now)
    else:
        done = approve_seen(desk, name, _seen(form.texts("one") or form.texts("seen")), by, now)
    return ngettext("已审定 %(num)d 条。", "已审定 %(num)d 条。", done)


def _seen(pairs: list[str]) -> dict[int, int]:
    """By number, the version that was shown: from `3:2`."""
    found = (PAIR.fullmatch(pair) for pair in pairs)
    return {int(match[1]): int(match[2]) for match in found if match}


def _shown(  # noqa: PLR0913 - a page and what was wrong
    request: Request,
    desk: Office,
    name: str,
    now: Now,
    someone: Someone,
    refused: Refused | None = None,
    form: Filled | None = None,
) -> Response:
    seen = leading(desk, name, now)
    whole = request.query_params.get("all") == "1"
    return page(
        request,
        "leader.html",
        http_status(refused) if refused else 200,
        leading=seen,
        round=seen.round,
        most=None if whole else AT_ONCE,
        bar=Markup(verdict_bar_svg(seen.round.ledger, labels())),  # noqa: S704 - our own drawing, its words escaped there
        decides=someone.may(Duty.LEADER) and bool(seen.waiting),
        problem=said(refused) if refused else "",
        typed={one.number: form.text(f"words{one.number}") if form else "" for one in seen.waiting},
        here=f"/rounds/{seen.round.name}/leader",
    )
