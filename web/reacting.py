"""One opinion after its unit was told: the unit's word, the negotiations over it, the dispute that remains."""

from datetime import datetime

from fastapi import APIRouter, Request, Response

from desk import disputing, rejoining
from desk.acts import keep
from desk.disputing import NEGOTIABLE, Reacted
from desk.office import Desk
from desk.overview import overview
from models.rejoinders import Word
from rules.deadlines import moment_of
from rules.disputes import FORM_WORDS, Negotiated, Parts, Reaction
from rules.disputes import Form as Held
from rules.errors import BadInput, CirculateError, OpinionUnknown, http_status
from rules.words import Accord, Channel, Duty
from web.forms import Filled, Form
from web.language import _
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Clerk, Someone

FIELDS = (
    *("accord", "why", "channel", "sender"),
    *("date", "time", "form", "people", "result", "agreed"),
    *("question", "theirs", "ours", "grounds"),
)
CHANNELS = (Channel.PHONE, Channel.PAPER, Channel.FAX, Channel.OA, Channel.MAIL)
router = APIRouter()


@router.get("/telling/{number}")
def look(request: Request, name: str, number: int, desk: Office, now: Now, someone: Someone) -> Response:  # noqa: PLR0913 - an opinion of a round
    """Everything about one opinion since its outcome was approved."""
    return _shown(request, desk, name, number, now, settles=someone.may(Duty.CLERK))


@router.post("/telling/{number}")
def enter(  # noqa: PLR0913 - a form of an opinion of a round
    request: Request, name: str, number: int, form: Form, desk: Office, now: Now, clerk: Clerk
) -> Response:
    """Register what a unit said, what a negotiation came to, or the dispute; what is refused comes back as typed."""
    acts = {"word": _word, "negotiate": _negotiate, "dispute": _dispute}
    act = acts.get(form.text("do"))
    if act is None:
        raise BadInput(_("填写的内容读不懂；请返回上一页检查后再提交。"))
    try:
        words = act(desk, name, number, form, clerk.name, now)
    except CirculateError as refused:
        return _shown(request, desk, name, number, now, refused, form, settles=True)
    return told(request, f"/rounds/{name}/telling/{number}", words)


def _word(desk: Desk, name: str, number: int, form: Filled, by: str, now: datetime) -> str:  # noqa: PLR0913 - who says what of which
    if form.text("accord") not in {*Accord}:
        raise BadInput(_("请选择该单位是同意还是坚持原意见。"))
    accord = Accord(form.text("accord"))
    channel = Channel(form.text("channel")) if form.text("channel") in CHANNELS else Channel.PHONE
    unit = rejoining.rejoin(desk, name, number, Word(accord, form.text("why"), channel, form.text("sender")), now)
    keep(desk, by, "登记回应", f"登记{unit}对第 {number} 条意见采纳情况的回应：{rejoining.SAYING[accord]}", now, name)
    return _("已登记%(unit)s的回应。", unit=unit)


def _negotiate(desk: Desk, name: str, number: int, form: Filled, by: str, now: datetime) -> str:  # noqa: PLR0913 - the same
    if form.text("agreed") not in {"yes", "no"}:
        raise BadInput(_("请选择协商是否达成一致。"))
    if not form.text("date"):
        raise BadInput(_("请填写协商的日期。"))
    held = Negotiated(
        form=Held(form.text("form")) if form.text("form") in {*Held} else Held.MEETING,
        held=moment_of(f"{form.text('date')} {form.text('time') or '0:00'}", desk.calendar),
        people=form.text("people"),
        result=form.text("result"),
        agreed=form.text("agreed") == "yes",
    )
    unit = disputing.negotiate(desk, name, number, held, now, by)
    return _("已登记与%(unit)s的协商。", unit=unit)


def _dispute(desk: Desk, name: str, number: int, form: Filled, by: str, now: datetime) -> str:  # noqa: PLR0913 - the same
    parts = Parts(form.text("question"), form.text("theirs"), form.text("ours"), form.text("grounds"))
    disputing.dispute(desk, name, number, parts, now, by)
    return _("已列为分歧，起草说明和负责人页会写明这四项。")


def _shown(  # noqa: PLR0913 - a page, and what was typed and wrong
    request: Request,
    desk: Desk,
    name: str,
    number: int,
    now: datetime,
    refused: CirculateError | None = None,
    form: Filled | None = None,
    *,
    settles: bool,
) -> Response:
    seen = overview(desk, name, now)
    one = next((one for one in disputing.reactions(desk, name, now) if one.number == number), None)
    if one is None:
        raise OpinionUnknown(_("第 %(n)d 条意见还没有审定的采纳情况，或已不计入。", n=number))
    return page(
        request,
        "telling_opinion.html",
        http_status(refused) if refused else 200,
        round=seen,
        one=one,
        typed={field: form.text(field) for field in FIELDS} if form else _usual(one, f"{desk.calendar.day_of(now)}"),
        doing=form.text("do") if form else "",
        settles=settles and seen.state != "cancelled",
        negotiable=one.reaction in NEGOTIABLE,
        disputable=one.reaction in {Reaction.MAINTAINED, Reaction.DISPUTED} and bool(one.history.negotiations),
        channels=CHANNELS,
        forms=list(FORM_WORDS),
        today=f"{desk.calendar.day_of(now)}",
        problem=said(refused) if refused else "",
        here=f"/rounds/{seen.name}/telling/{number}",
    )


def _usual(one: Reacted, today: str) -> dict[str, str]:
    """The form before anybody has typed: what the record knows of the dispute stands in it."""
    dispute, ours = one.history.dispute, "。".join(filter(None, (one.outcome, one.note.replace("\n", "；"))))
    parts = dispute or Parts("", one.why, ours, "")
    return dict.fromkeys(FIELDS, "") | {
        "date": today,
        "question": parts.question,
        "theirs": parts.theirs,
        "ours": parts.ours,
        "grounds": parts.grounds,
    }
