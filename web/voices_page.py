"""What leaders, meetings, reviewers, experts and the public said: entered, settled, kept apart from the units."""

from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import voices
from desk.office import Desk
from desk.overview import overview
from desk.people import Colleague
from models.voices import Said
from rules.deadlines import moment_of
from rules.errors import BadInput, CirculateError, NotAllowed, Overtaken, http_status
from rules.settling import Outcome
from rules.words import VOICE_WORDS, Duty, Stage, Verdict, VoiceKind
from web.forms import Filled, Form
from web.language import _
from web.opinions_saving import LONGEST
from web.pages import Now, Office, page, told
from web.paging import paged
from web.sentences import said
from web.signing_in import Colleagues, Someone

AT_ONCE = 20
FIELDS = ("kind", "who", "occasion", "heard", "clause", "text", "number", "verdict", "reason", "condition", "final")
router = APIRouter(prefix="/rounds/{name}")


@router.get("/voices")
def look(request: Request, name: str, desk: Office, now: Now, someone: Someone, at: int = 1) -> Response:  # noqa: PLR0913 - a page of a list of a round
    """A page of what was said, by number."""
    return _shown(request, desk, name, now, someone, at=at)


@router.post("/voices")
def work(request: Request, name: str, form: Form, desk: Office, now: Now, someone: Colleagues) -> Response:  # noqa: PLR0913 - a form of a round
    """Enter what was said, or say what becomes of it; what is refused comes back as typed."""
    at = next(iter(form.numbers("at")), 1)
    try:
        words = (
            _hear(desk, name, form, someone, now)
            if form.text("do") == "hear"
            else _settle(desk, name, form, someone, now)
        )
    except CirculateError as refused:
        return _shown(request, desk, name, now, someone, refused, form, at)
    return told(request, f"/rounds/{name}/voices?at={at}", words)


def _hear(desk: Desk, name: str, form: Filled, someone: Colleague, now: datetime) -> str:
    if not someone.may(Duty.CLERK):
        raise NotAllowed(_("其他方面的意见由经办人登记。"))
    if form.text("kind") not in {*VoiceKind}:
        raise BadInput(_("请选择意见的来源。"))
    if len(form.text("text")) > LONGEST * 5:
        raise BadInput(_("意见内容过长；请分成几条登记。"))
    heard = moment_of(form.text("heard"), desk.calendar) if form.text("heard") else now
    if heard > now:
        raise BadInput(_("提出的日期还没有到；请核对。"))
    told_ = Said(
        VoiceKind(form.text("kind")),
        form.text("who"),
        form.text("text"),
        heard,
        form.text("occasion"),
        form.text("clause"),
    )
    return _("已登记为第 %(n)d 条其他方面的意见。", n=voices.hear(desk, name, told_, someone.name, now))


def _settle(desk: Desk, name: str, form: Filled, someone: Colleague, now: datetime) -> str:
    number, stage = next(iter(form.numbers("number")), 0), _stage(form, someone)
    if form.text("verdict") not in {*Verdict} - {Verdict.PENDING}:
        raise BadInput(_("第 %(number)d 条意见还没有选定采纳情况；请选定后再保存。", number=number))
    texts = [form.text(field) for field in ("reason", "condition", "final")]
    if max(map(len, texts)) > LONGEST:
        raise BadInput(_("第 %(number)d 条意见的说明超过 %(most)d 字；请写得简短些。", number=number, most=LONGEST))
    outcome, seen = Outcome(Verdict(form.text("verdict")), stage, *texts), next(iter(form.numbers("seen")), -1)
    try:
        voices.settle(desk, name, number, outcome, someone.name, now, reopen=form.ticked("reopen"), seen=seen)
    except Overtaken as other:
        words = _("第 %(n)d 条的处理在你填写期间有了变化，没有保存；请对照现在的内容再提交。", n=number)
        raise Overtaken(words) from other
    return _("第 %(n)d 条其他方面的意见已处理。", n=number)


def _stage(form: Filled, someone: Colleague) -> Stage:
    """A clerk proposes, a leader approves.

    Raises:
        NotAllowed: somebody does what the other is for.
    """
    if form.text("do") == "approve":
        if not someone.may(Duty.LEADER):
            raise NotAllowed(_("审定和退回由负责人进行。"))
        return Stage.APPROVED
    if not someone.may(Duty.CLERK):
        raise NotAllowed(_("处理建议由经办人提出。"))
    return Stage.PROPOSED


def _shown(  # noqa: PLR0913 - a page, and what was typed and wrong
    request: Request,
    desk: Desk,
    name: str,
    now: datetime,
    someone: Colleague,
    refused: CirculateError | None = None,
    form: Filled | None = None,
    at: int = 1,
) -> Response:
    seen, heard = overview(desk, name, now), voices.heard(desk, name)
    return page(
        request,
        "voices.html",
        http_status(refused) if refused else HTTPStatus.OK,
        round=seen,
        heard=paged(heard, at, AT_ONCE),
        typed={field: form.text(field) if form else "" for field in FIELDS},
        kinds=list(VOICE_WORDS),
        verdicts=[verdict for verdict in Verdict if verdict is not Verdict.PENDING],
        hearing=bool(form and form.text("do") == "hear") or not heard,
        today=f"{desk.calendar.day_of(now)}",
        settles=someone.may(Duty.CLERK),
        approves=someone.may(Duty.LEADER),
        problem=said(refused) if refused else "",
        here=f"/rounds/{seen.name}/voices",
    )
