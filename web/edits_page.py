"""What adopted opinions change in the draft: looked at in the clause's own words, confirmed, retyped, or none."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import editing, revising
from desk.acts import keep
from desk.approving import numbered
from desk.editing import WHAT, OpinionEdits, RoundEdits, is_sure
from desk.overview import overview
from rules.edits import CHANGING
from rules.errors import CirculateError, OpinionUnknown, Overtaken, Refused, http_status
from rules.words import Duty
from web.edit_view import How, Item, Row, item, mark_of, overlapping, rows_in, typed_in
from web.forms import Filled, Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.paging import paged
from web.sentences import said
from web.signing_in import Clerk, Someone

AT_ONCE, LABELS, NAMED = 15, 200, 60
# An opinion that names its clause by number and quotes words that stand there once is read with 0.8 and more.
SURE = 0.8
router = APIRouter(prefix="/rounds/{name}")


class Only(StrEnum):
    """Which of the opinions that may change the draft are shown."""

    WANTING = "wanting"
    OVERLAPS = "overlaps"
    DONE = "done"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: one opinion by its number, or a page of some."""

    only: Only | None = None
    number: int = 0
    at: int = 1


@dataclass(frozen=True, slots=True)
class Trouble:
    """What was refused of one opinion, and the rows as they were typed."""

    sentence: str
    status: int
    rows: tuple[Row, ...] = ()


@router.get("/edits")
def look(  # noqa: PLR0913 - what is asked for and what is looked for
    request: Request, name: str, desk: Office, now: Now, someone: Someone, only: str = "", number: int = 0, at: int = 1
) -> Response:
    """A page of the opinions that may change the draft; those somebody has to see to first."""
    wanted = Wanted(Only(only) if only in {*Only} else None, number, at)
    return _shown(request, desk, name, now, wanted, settles=someone.may(Duty.CLERK))


@router.post("/edits")
def confirm(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Keep what one opinion changes, or what all do that were surely read; what is refused comes back as typed."""
    number, rows = next(iter(form.numbers("number")), 0), rows_in(form)
    wanted = Wanted(number=number)
    if form.text("do") == "more":
        trouble = Trouble("", HTTPStatus.OK, (*rows, Row()))
        return _shown(request, desk, name, now, wanted, trouble, settles=True)
    try:
        words = (
            _sure(desk, name, clerk.name, now) if form.text("do") == "sure" else _one(desk, name, form, clerk.name, now)
        )
    except CirculateError as refused:
        trouble = Trouble(said(refused), http_status(refused), rows)
        return _shown(request, desk, name, now, wanted, trouble, settles=True)
    following = next((f"#e{each}" for each in form.numbers("next")), "")
    return told(request, f"/rounds/{name}/edits?{form.text('back')}{following}", words)


def _sure(desk: Office, name: str, by: str, now: Now) -> str:
    done = editing.confirm_sure(desk, name, SURE, by, now)
    if not done:
        raise Refused(_("没有可以一并认定的；余下的需要逐条看过再认定。"))
    keep(desk, by, WHAT, f"一并认定{numbered(done)}意见有把握的改动", now, name)
    return ngettext("已认定 %(num)d 条意见的改动。", "已认定 %(num)d 条意见的改动。", len(done))


def _one(desk: Office, name: str, form: Filled, by: str, now: Now) -> str:
    number, doing = next(iter(form.numbers("number")), 0), form.text("do")
    one = _numbered(editing.edits_of(desk, name), number)
    if form.text("mark") != mark_of(one):
        raise Overtaken(_("第 %(n)d 条意见的改动在你查看期间有了变化，没有保存；请对照现在的内容再提交。", n=number))
    if doing == "none":
        editing.no_edit(desk, name, number, by, now)
        keep(desk, by, WHAT, f"第 {number} 条意见不改动文字", now, name)
        return _("第 %(n)d 条意见：不改动文字。", n=number)
    if doing == "write":
        edits = editing.typed_edits(desk, name, typed_in(rows_in(form)))
        editing.confirm_edits(desk, name, number, edits, by, now)
    else:
        edits = editing.confirm_proposed(desk, name, number, by, now)
    keep(desk, by, WHAT, f"认定第 {number} 条意见的改动，{len(edits)} 处", now, name)
    return _("已认定第 %(n)d 条意见的改动。", n=number)


def _numbered(edits: RoundEdits, number: int) -> OpinionEdits:
    for one in edits.opinions:
        if one.opinion.number == number:
            return one
    raise OpinionUnknown(_("没有第 %(n)d 条意见，或它已不计入；请刷新页面。", n=number))


def _shown(  # noqa: PLR0913 - a page, what is looked for, and what was wrong
    request: Request,
    desk: Office,
    name: str,
    now: Now,
    wanted: Wanted,
    trouble: Trouble | None = None,
    *,
    settles: bool,
) -> Response:
    seen, edits = overview(desk, name, now), editing.edits_of(desk, name)
    overlaps = overlapping(edits)
    only = wanted.only or (Only.WANTING if edits.missing else Only.ALL)
    chosen = _chosen(edits, only, wanted.number, overlaps.keys())
    listed = paged(chosen, wanted.at, AT_ONCE)
    items = [
        _typed(item(one, edits.outline, overlaps.get(one.opinion.number, ()), SURE), wanted.number, trouble)
        for one in listed.things
    ]
    return page(
        request,
        "edits.html",
        trouble.status if trouble else HTTPStatus.OK,
        round=seen,
        items=items,
        only=only,
        shows=_shows(),
        counts={which: len(_chosen(edits, which, 0, overlaps.keys())) for which in Only},
        number=wanted.number,
        listed=listed,
        missing=edits.missing[:NAMED],
        missing_count=len(edits.missing),
        sure=sum(is_sure(one, SURE) for one in edits.opinions),
        clashes=[said(Refused(clash.sentence(edits.label(clash.one.edit.anchor)))) for clash in edits.clashes[:10]],
        gaps=_gaps(desk, name, now, edits),
        labels=[clause.label for clause in edits.outline.clauses[1 : LABELS + 1]],
        hows=_hows(),
        settles=settles and seen.state != "cancelled",
        problem=trouble.sentence if trouble else "",
        back=f"only={wanted.only}&at={listed.at}" if wanted.only else "",
        here=f"/rounds/{seen.name}/edits",
    )


def _chosen(edits: RoundEdits, only: Only, number: int, overlaps: Collection[int]) -> list[OpinionEdits]:
    may = [one for one in edits.opinions if one.opinion.verdict in CHANGING]
    if number:
        return [one for one in may if one.opinion.number == number]
    if only is Only.WANTING:
        return [one for one in may if one.decided.missing]
    if only is Only.DONE:
        return [one for one in may if one.decided.edits]
    if only is Only.OVERLAPS:
        return [one for one in may if one.opinion.number in overlaps]
    return may


def _typed(one: Item, number: int, trouble: Trouble | None) -> Item:
    return replace(one, rows=trouble.rows) if trouble and trouble.rows and one.number == number else one


def _gaps(desk: Office, name: str, now: Now, edits: RoundEdits) -> list[str]:
    """Where the numbers of the revised draft would not follow one another; nothing while it cannot be written."""
    if not any(one.decided.laid for one in edits.opinions) or edits.clashes:
        return []
    try:
        return [gap.sentence for gap in revising.new_gaps(desk, name, now)]
    except Refused as refused:
        return [said(refused)]


def _shows() -> dict[Only, str]:
    return {
        Only.WANTING: _("待认定"),
        Only.OVERLAPS: _("相互重叠"),
        Only.DONE: _("已认定"),
        Only.ALL: _("全部"),
    }


def _hows() -> dict[How, str]:
    return {How.REWORD: _("改文字"), How.ADD: _("在其后增加一段"), How.REMOVE: _("删去整条")}
