"""The inbox: mail nobody could place, seen as text, filed for a unit or set aside with the reason."""

from datetime import datetime, timedelta
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import gathering, inbox
from desk.acts import keep
from desk.inbox_forms import forms_inside
from desk.office import Desk
from rules.errors import CirculateError, NotFound, ReplyEmpty, http_status
from rules.filing import OpinionEntry, opinions_of
from rules.words import MessageState
from web import runs
from web.downloads import attachment
from web.forms import Filled, Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Clerk, Someone

AT_ONCE, LONGEST = 50, 12_000
EVERY = timedelta(minutes=5)
router = APIRouter()


@router.get("/inbox")
def listed(request: Request, desk: Office, _someone: Someone, show: str = "", at: int = 1) -> Response:
    """The messages that wait for a person, or all there are, the newest first."""
    found = inbox.listed(desk, *(MessageState if show == "all" else ()))[::-1]
    pages = max(1, -(-len(found) // AT_ONCE))
    at = min(max(at, 1), pages)
    shown = found[(at - 1) * AT_ONCE : at * AT_ONCE]
    return page(
        request,
        "inbox.html",
        messages=shown,
        found=len(found),
        show=show,
        at=at,
        pages=pages,
        states=_states(),
        gathered=gathering.last_gathered(desk),
    )


@router.post("/inbox/collect")
def collect(request: Request, desk: Office, now: Now, _clerk: Clerk) -> Response:
    """Take mail in at once, or say when that is done anyway."""
    if runs.ask(desk.settings.home, gathering.COLLECTING):
        return told(request, "/inbox", _("正在收信，一般半分钟内收完；请稍后刷新本页查看。"))
    at = f"{desk.local(_next_run(now)):%H:%M}"
    return told(request, "/inbox", _("现在联系不上后台，没有立即收信；后台每 5 分钟收信一次，下一次在 %(at)s。", at=at))


@router.get("/inbox/{number:int}")
def one(request: Request, number: int, desk: Office, _someone: Someone) -> Response:
    """One message with what can be done about it."""
    return _shown(request, desk, number)


@router.post("/inbox/{number:int}")
def settle(request: Request, number: int, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form about a message
    """File the message as a unit's reply, or set it aside."""
    try:
        if form.text("do") == "discard":
            inbox.discard(desk, number, form.text("reason"))
            keep(desk, clerk.name, "来信", f"第 {number} 号来信搁置：{form.text('reason')}", now)
            return told(request, "/inbox", _("第 %(number)d 号来信已搁置，原件保留。", number=number))
        name, unit = form.text("round"), form.text("unit")
        which = next(iter(form.numbers("form")), None)
        done = inbox.assign(desk, number, (name, unit), _typed(form), now, form=which)
        what = f"意见 {len(done.numbers)} 条" if done.numbers else "无意见"
        keep(desk, clerk.name, "来信", f"第 {number} 号来信登记为“{done.unit}”的反馈：{what}", now, name)
    except CirculateError as refused:
        return _shown(request, desk, number, refused, form)
    count = len(done.numbers)
    said = ngettext("意见 %(num)d 条", "意见 %(num)d 条", count) if count else _("无意见")
    words = _("已登记为%(unit)s的反馈：%(said)s。", unit=done.unit, said=said)
    if which:
        return told(request, f"/inbox/{number}", words + _("来信还附有别的反馈表，如是另一家单位的，请接着登记。"))
    return told(request, "/inbox", words)


@router.get("/inbox/{number:int}/files/{place:int}")
def file(number: int, place: int, desk: Office, _someone: Someone) -> Response:
    """An attachment, to save and never to show."""
    _row, incoming = inbox.opened(desk, number)
    if not 1 <= place <= len(incoming.files):
        raise NotFound(_("这封来信没有这个附件。"))
    found = incoming.files[place - 1]
    return attachment(found.name or _("附件"), found.content)


def _typed(form: Filled) -> tuple[OpinionEntry, ...] | None:
    """The opinions a clerk typed, none for 无意见; None to take what can be read out of the message."""
    how, texts = form.text("how"), [text for text in form.texts("opinion") if text]
    if how != "typed" and texts:
        raise ReplyEmpty(_("写了意见，却没有选“照来信逐条录入”；请改选，或清空意见。"))
    if how == "none":
        return ()
    if how != "typed":
        return None
    if not texts:
        raise ReplyEmpty(_("还没有写意见；请照来信逐条填写，没有意见的请选“无意见”。"))
    return opinions_of(texts)


def _shown(
    request: Request, desk: Desk, number: int, refused: CirculateError | None = None, form: Filled | None = None
) -> Response:
    row, incoming = inbox.opened(desk, number)
    typed = [text for text in form.texts("opinion") if text] if form else []
    return page(
        request,
        "inbox_message.html",
        http_status(refused) if refused else HTTPStatus.OK,
        row=row,
        incoming=incoming,
        text=incoming.full_text.strip()[:LONGEST],
        cut=len(incoming.full_text.strip()) > LONGEST,
        chosen={name: form.text(name) if form else "" for name in ("round", "unit", "how", "reason", "form")},
        boxes=[*typed, *[""] * max(1, 3 - len(typed))],
        choices=inbox.choices(desk, number),
        inside=forms_inside(desk, incoming),
        problem=said(refused) if refused else "",
        states=_states(),
        waiting=row.state in inbox.WAITING or row.state == MessageState.DISCARDED,
        here=f"/inbox/{number}",
    )


def _next_run(now: datetime) -> datetime:
    """The next of the moments at which mail is taken in by itself."""
    return now + EVERY - (now - now.replace(minute=0, second=0, microsecond=0)) % EVERY


def _states() -> dict[MessageState, str]:
    return {
        MessageState.NEW: _("未读"),
        MessageState.FILED: _("已登记"),
        MessageState.UNSURE: _("待查看"),
        MessageState.NOTED: _("已记下"),
        MessageState.QUARANTINED: _("未能读懂"),
        MessageState.DISCARDED: _("已搁置"),
    }
