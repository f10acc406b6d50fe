"""Telling the units what became of their opinions, and what they make of it."""

import re
from collections import Counter
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import disputing, telling
from desk.disputing import Reacted
from desk.overview import overview
from desk.people import Colleague
from desk.telling import Ready
from rules.disputes import Reaction
from rules.errors import CirculateError, Overtaken, Refused, UnitUnknown, http_status
from rules.words import Duty
from web import reacting
from web.forms import Filled, Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.paging import paged
from web.round_page import sent_when
from web.sentences import said
from web.signing_in import Colleagues, Someone

AT_ONCE = 50
PAIR = re.compile(r"([0-9]{1,6}):([0-9]{1,6})")
router = APIRouter(prefix="/rounds/{name}")
router.include_router(reacting.router)


@router.get("/telling")
def look(  # noqa: PLR0913 - what is asked for and what is looked for
    request: Request, name: str, desk: Office, now: Now, someone: Someone, only: str = "", at: int = 1, units: int = 1
) -> Response:
    """Whom there is something to tell, and what those who were told have said."""
    return _shown(request, desk, name, now, someone, only=only, at=at, units=units)


@router.post("/telling")
def tell(request: Request, name: str, form: Form, desk: Office, now: Now, someone: Colleagues) -> Response:  # noqa: PLR0913 - a form of a round
    """Write to the units ticked, or to all there is something to tell."""
    try:
        chosen = _chosen(telling.readiness(desk, name), form)
        done = telling.tell(desk, name, now, chosen, someone.name)
    except CirculateError as refused:
        return _shown(request, desk, name, now, someone, refused, form, units=next(iter(form.numbers("units")), 1))
    words = ngettext("已告知 %(num)d 家。", "已告知 %(num)d 家。", len(done))
    return told(request, f"/rounds/{name}/telling", words + sent_when(desk, len(done)))


@router.get("/telling/letter/{number}")
def letter(request: Request, name: str, number: int, desk: Office, now: Now, _someone: Someone) -> Response:
    """The letter one unit would get."""
    seen = overview(desk, name, now)
    unit = next((one.unit for one in telling.readiness(desk, name) if one.number == number), None)
    if unit is None:
        raise UnitUnknown(_("这家单位没有提出意见，没有采纳情况可告知。"))
    try:
        read = telling.look(desk, name, unit, now)
    except Refused as refused:
        return page(
            request,
            "telling_letter.html",
            http_status(refused),
            round=seen,
            letter=None,
            unit=unit,
            problem=said(refused),
        )
    return page(request, "telling_letter.html", round=seen, letter=read, unit=unit, problem="")


def _chosen(ready: tuple[Ready, ...], form: Filled) -> list[str]:
    """The units meant; each was ticked beside how often it had been told.

    Raises:
        Refused: none is.
        Overtaken: one has been told meanwhile.
    """
    if form.ticked("all"):
        found = [one.unit for one in ready if one.owed]
    else:
        pairs = [(int(pair[1]), int(pair[2])) for pair in map(PAIR.fullmatch, form.texts("unit")) if pair]
        known = {one.number: one for one in ready}
        if any(number not in known or known[number].times != times for number, times in pairs):
            raise Overtaken(_("页面打开以后，有单位已被告知过；没有再发，请核对刷新后的内容。"))
        found = [known[number].unit for number, _times in pairs]
    if not found:
        raise Refused(_("没有选中要告知的单位；请先勾选。"))
    return found


def _shown(  # noqa: PLR0913 - a page, what is looked for and what was wrong
    request: Request,
    desk: Office,
    name: str,
    now: Now,
    someone: Colleague,
    refused: CirculateError | None = None,
    form: Filled | None = None,
    only: str = "",
    at: int = 1,
    units: int = 1,
) -> Response:
    seen, ready = overview(desk, name, now), telling.readiness(desk, name)
    reacted = disputing.reactions(desk, name, now)
    counts = Counter(one.reaction for one in reacted)
    chosen = Reaction(only) if only in {*Reaction} else None
    found = sorted((one for one in reacted if chosen in {None, one.reaction}), key=_first)
    ordered = sorted(ready, key=lambda one: (not one.owed, bool(one.waiting)))
    return page(
        request,
        "telling.html",
        http_status(refused) if refused else HTTPStatus.OK,
        round=seen,
        ready=paged(ordered, units, AT_ONCE),
        owed=sum(one.owed for one in ready),
        waiting=sum(bool(one.waiting) for one in ready),
        ticked=set(form.texts("unit")) if form else {f"{one.number}:{one.times}" for one in ready if one.owed},
        reacted=paged(found, at, AT_ONCE),
        counts=[(one, counts[one]) for one in Reaction if counts[one]],
        only=chosen or "",
        tells=someone.may(Duty.CLERK, Duty.LEADER) and seen.state != "cancelled",
        problem=said(refused) if refused else "",
        here=f"/rounds/{seen.name}/telling",
    )


def _first(one: Reacted) -> tuple[int, int]:
    """What somebody has to see to stands first."""
    order = (Reaction.MAINTAINED, Reaction.DISPUTED, Reaction.SILENT)
    return (order.index(one.reaction) if one.reaction in order else len(order), one.number)
