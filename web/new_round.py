"""A new round as one form: nothing typed or uploaded is lost when something is refused, nothing is sent unseen."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from http import HTTPStatus
from itertools import groupby

from fastapi import APIRouter, Request, Response

from desk import opening, preparing, registering
from desk.office import Desk
from desk.preparing import Look, Span
from desk.rehearsing import Planned, rehearse
from documents.unit_sheet import read_names
from documents.worker import in_worker
from models.register import Registered
from rules.deadlines import Due
from rules.errors import CirculateError, SheetUnreadable, http_status
from rules.layouts import Columns
from rules.register import name_key
from rules.summary import plain_title
from rules.words import LetterKind
from web.forms import Filled, Form
from web.language import _, ngettext
from web.new_round_form import Typed, following, typed_in, with_names
from web.pages import Now, Office, page, told
from web.round_page import sent_when
from web.sentences import said
from web.signing_in import Clerk

MOST = 150
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Looked:
    """What was looked at before sending; `stamp` tells whether the form has been changed since."""

    request: opening.Request
    due: Due
    working_days: int
    spans: tuple[Span, ...]
    letter: Look
    days: tuple[tuple[date, LetterKind, int, tuple[str, ...], bool], ...]
    stamp: str


@router.get("/rounds/new")
def form(request: Request, desk: Office, _clerk: Clerk, previous: str = "") -> Response:
    """The form with what is usual; for a round that follows another with its title and the units concerned."""
    typed = Typed(due_time=f"{desk.settings.closing_time:%H:%M}")
    if previous:
        typed = following(desk, typed, registering.everyone(desk), previous)
    return _shown(request, desk, typed)


@router.post("/rounds/new")
def take(request: Request, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:
    """Keep what was uploaded; look everything over; send what was looked at."""
    typed, problems = typed_in(form), list[CirculateError]()
    register = registering.everyone(desk)
    for step in (_with_draft, _with_sheet):
        try:
            typed = step(desk, typed, form, register)
        except CirculateError as refused:
            problems.append(refused)
    if form.text("do") == "find" and not problems:
        return _shown(request, desk, typed, sought=form.text("q"))
    looked = None
    try:
        looked = None if problems else _looked(desk, typed, register, now)
    except CirculateError as refused:
        problems.append(refused)
    if looked and not problems and form.text("do") == "send" and form.text("stamp") == looked.stamp:
        try:
            opened = preparing.send(desk, looked.request, clerk.name, now)
        except CirculateError as refused:
            return _shown(request, desk, typed, [refused], looked, form.text("q"))
        words = ngettext("已向 %(num)d 家单位发函。", "已向 %(num)d 家单位发函。", len(looked.request.units))
        return told(request, f"/rounds/{opened.name}", words + sent_when(desk, len(looked.request.units)))
    return _shown(request, desk, typed, problems, looked, form.text("q"), changed=form.text("do") == "send")


def _with_draft(desk: Desk, typed: Typed, form: Filled, _register: Sequence[Registered]) -> Typed:
    file = form.file("file")
    if file is None:
        return typed
    draft = preparing.take_draft(desk, file.content, file.name)
    return replace(typed, draft=draft.sha256, draft_name=file.name, title=typed.title or plain_title(draft.title))


def _with_sheet(_desk: Desk, typed: Typed, form: Filled, register: Sequence[Registered]) -> Typed:
    file = form.file("list")
    if file is None:
        return typed
    names = in_worker(read_names, file.content, file.name, name=file.name, refusal=SheetUnreadable)
    return with_names(typed, register, names)


def _looked(desk: Desk, typed: Typed, register: Sequence[Registered], now: datetime) -> Looked:
    due = typed.due(desk, now)
    request = typed.request(desk, register, now)
    preparing.refuse(desk, request)
    wanted = typed.letter_for if typed.letter_for in request.units else request.units[0]
    today = desk.calendar.day_of(now)
    content = repr(replace(typed, letter_for="")) + repr(request.units) + str(today)
    return Looked(
        request=request,
        due=due,
        working_days=desk.calendar.working_days(today, desk.calendar.day_of(due.moment)),
        spans=preparing.unusual_days(desk, now, due.moment),
        letter=preparing.look_at_letter(desk, request, wanted, now),
        days=_days(rehearse(desk, request, now)),
        stamp=hashlib.sha256(content.encode()).hexdigest(),
    )


def _days(planned: Sequence[Planned]) -> tuple[tuple[date, LetterKind, int, tuple[str, ...], bool], ...]:
    """The rehearsal by day and kind: how many letters, to whom where they are few, whether the office telephones."""

    def place(one: Planned) -> tuple[date, int, bool]:
        return one.day, list(LetterKind).index(one.kind), bool(one.calls)

    found = []
    for (day, kind, calls), letters in groupby(sorted(planned, key=place), key=place):
        units = tuple(unit for one in letters for unit in one.calls or (one.unit,))
        found.append((day, list(LetterKind)[kind], len(units), units[:30], calls))
    return tuple(found)


def _shown(  # noqa: PLR0913 - a page, what was typed, wrong, looked at and sought
    request: Request,
    desk: Desk,
    typed: Typed,
    problems: Sequence[CirculateError] = (),
    looked: Looked | None = None,
    sought: str = "",
    *,
    changed: bool = False,
) -> Response:
    register = [unit for unit in registering.everyone(desk) if not unit.retired]
    key = name_key(sought)
    listed = [unit for unit in register if any(key in name_key(name) for name in (*unit.names, unit.category))]
    categories: dict[str, int] = {}
    for unit in register:
        categories[unit.category] = categories.get(unit.category, 0) + 1
    shown = listed[:MOST]
    return page(
        request,
        "new_round.html",
        http_status(problems[0]) if problems else HTTPStatus.OK,
        typed=typed,
        problems=[said(problem) for problem in problems],
        looked=looked if not problems else None,
        changed=changed,
        register=register,
        categories={name: count for name, count in categories.items() if name},
        listed=shown,
        found=len(listed),
        hidden=[number for number in typed.units if number not in {unit.id for unit in shown}],
        sought=sought,
        columns={
            Columns.FOUR: _("四栏"),
            Columns.NUMBERED: _("带序号"),
            Columns.CLAUSES: _("带条款"),
            Columns.STANDARD: _("标准（GB/T 1）"),
            Columns.PUBLIC: _("公开征求意见"),
        },
    )
