"""The opinions of a round beside the draft's own words: looked for, settled, approved or sent back."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from desk import again, anchoring, approving, worklist
from desk.acts import keep
from desk.leading import approve_seen
from desk.people import Colleague
from desk.worklist import Board, Only, Order, Wanted
from rules.errors import CirculateError, NotAllowed
from rules.words import Duty, Verdict
from web import one_opinion, opinions_sheet
from web.forms import Filled, Form
from web.language import _, ngettext
from web.opinions_saving import Typed, as_shown, bulk, bulk_typed, save, typed_in
from web.pages import Now, Office, desk_of, page, told
from web.sentences import said
from web.signing_in import Someone

router = APIRouter()
router.include_router(opinions_sheet.router)
router.include_router(one_opinion.router)
LONGEST_SEARCH = 100


@router.get("/rounds/{name}/opinions")
def look(request: Request, name: str, desk: Office, now: Now, someone: Someone) -> Response:
    """A page of the opinions looked for."""
    return _shown(request, worklist.board(desk, name, _wanted(request.query_params), now), someone)


@router.post("/rounds/{name}/opinions")
def work(request: Request, name: str, form: Form, desk: Office, now: Now, someone: Someone) -> Response:  # noqa: PLR0913 - a form of a round
    """Keep what was typed, then do what was pressed; what is refused comes back with what was typed."""
    doing, _colon, which = form.text("do").partition(":")
    number = int(which) if which.isdecimal() and len(which) < 10 else 0  # noqa: PLR2004 - no opinion has a number so long
    typed, done, problems = typed_in(form), list[str](), dict[int, str]()
    if someone.may(Duty.CLERK):
        count, problems = save(desk, name, typed, someone.name, now)
        done += [ngettext("已保存 %(num)d 条处理建议。", "已保存 %(num)d 条处理建议。", count)] if count else []
    try:
        if not problems:
            done += [_do(desk, name, doing, number, form, someone, now)]
    except CirculateError as refused:
        problems = dict.fromkeys(_meant(form, number) or list(typed)[:1], said(refused))
    if not problems:
        return told(request, f"/rounds/{name}/opinions?{form.text('back')}", "".join(done) or _("没有需要保存的改动。"))
    wanted = replace(_wanted({}), numbers=tuple(problems), order=Order.UNIT)
    board = worklist.board(desk, name, wanted, now)
    return _shown(request, board, someone, {n: typed[n] for n in problems if n in typed}, problems, form, "".join(done))


def _do(desk: Office, name: str, doing: str, number: int, form: Filled, someone: Colleague, now: Now) -> str:  # noqa: PLR0913 - what is done to what, by whom
    """What a button besides saving does, in a sentence; nothing for saving alone."""
    if doing in {"bulk", "confirm"} and not someone.may(Duty.CLERK):
        raise NotAllowed(_("处理建议由经办人提出。"))
    if doing in {"approve", "return"} and not someone.may(Duty.LEADER):
        raise NotAllowed(_("审定和退回由负责人进行。"))
    if doing == "bulk":
        count = bulk(desk, name, form, someone.name, now)
        return ngettext("已对 %(num)d 条意见提出处理建议。", "已对 %(num)d 条意见提出处理建议。", count)
    if doing == "confirm":
        label = anchoring.confirm(desk, name, number)
        keep(desk, someone.name, anchoring.WHAT, f"认定第 {number} 条意见对应{label}", now, name)
        return _("第 %(number)d 条对应条款已认定：%(label)s。", number=number, label=label)
    if doing == "approve":
        seen = {number: typed_in(form)[number].seen} if number in typed_in(form) else {}
        done = approve_seen(desk, name, seen, someone.name, now)
        return ngettext("已审定 %(num)d 条。", "已审定 %(num)d 条。", done)
    if doing == "return":
        approving.send_back(desk, name, number, form.text(f"remark-{number}"), someone.name, now)
        return _("已退回第 %(number)d 条，经办人会看到退回的理由。", number=number)
    return ""


def _meant(form: Filled, number: int) -> list[int]:
    return [number] if number else form.numbers("tick")


def _shown(  # noqa: PLR0913 - a page, and what was typed and wrong
    request: Request,
    board: Board,
    someone: Colleague,
    typed: dict[int, Typed] | None = None,
    problems: dict[int, str] | None = None,
    form: Filled | None = None,
    done: str = "",
) -> Response:
    status = HTTPStatus.CONFLICT if problems else HTTPStatus.OK
    whole = board.wanted == _wanted({}) and not problems
    return page(
        request,
        "opinions.html",
        status,
        board=board,
        shown={item.number: (typed or {}).get(item.number) or as_shown(item) for item in board.items},
        problems=problems or {},
        done=done,
        bulk=form,
        ticked=_ticked(request, board, form),
        bulk_typed=bulk_typed(form) if form else Typed(0, 0, ""),
        here=f"/rounds/{board.name}/opinions",
        back=_query(board.wanted) if not problems else (form.text("back") if form else ""),
        query=_query(board.wanted, at=False),
        settles=someone.may(Duty.CLERK) and board.state != "cancelled",
        approves=someone.may(Duty.LEADER) and board.state != "cancelled",
        only_words=_only_words(),
        verdict_list=[verdict for verdict in Verdict if verdict is not Verdict.PENDING],
        Only=Only,
        unplaced=worklist.UNPLACED,
        carried=again.carried(desk_of(request), board.name) if whole else (),
    )


def _ticked(request: Request, board: Board, form: Filled | None) -> set[int]:
    """The opinions whose boxes are ticked: as they came, or all of a page asked for with `tick=all`."""
    if form:
        return {*form.numbers("tick")}
    return {item.number for item in board.items} if request.query_params.get("tick") == "all" else set()


def _wanted(query: Mapping[str, str]) -> Wanted:
    numbers = tuple(int(part) for part in query.get("numbers", "").split(",") if part.isdecimal() and len(part) < 10)  # noqa: PLR2004 - no opinion has a number so long
    verdict = query.get("verdict", "")
    at = query.get("at", "")
    return Wanted(
        order=Order(query["order"]) if query.get("order") in {*Order} else Order.UNIT,
        only=Only(query["only"]) if query.get("only") in {*Only} else Only.ALL,
        unit=query.get("unit", ""),
        clause=query.get("clause", ""),
        verdict=Verdict(verdict) if verdict in {*Verdict} else None,
        sought=query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
        numbers=numbers,
        at=int(at) if at.isdecimal() and len(at) < 7 else 1,  # noqa: PLR2004 - there are no more pages
    )


def _query(wanted: Wanted, *, at: bool = True) -> str:
    """The address of this page behind its question mark; what is usual is left out."""
    given = {
        "order": wanted.order if wanted.order is not Order.UNIT else "",
        "only": wanted.only if wanted.only is not Only.ALL else "",
        "unit": wanted.unit,
        "clause": wanted.clause,
        "verdict": wanted.verdict or "",
        "q": wanted.sought,
        "numbers": ",".join(map(str, wanted.numbers)),
        "at": str(wanted.at) if at and wanted.at > 1 else "",
    }
    return urlencode({name: str(value) for name, value in given.items() if value})


def _only_words() -> dict[Only, str]:
    return {
        Only.ALL: _("全部"),
        Only.BLOCKING: _("阻碍办结的"),
        Only.UNDECIDED: _("未处理"),
        Only.PROPOSED: _("待审定"),
        Only.RETURNED: _("已退回"),
        Only.CONFLICTS: _("相互矛盾"),
        Only.UNPLACED: _("未对应条款"),
    }
