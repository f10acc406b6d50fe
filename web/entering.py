"""Entering what came on paper, by telephone, fax or exchange: opinions one to a box, the scan beside them."""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk import filing, overview
from desk.files import keep_upload, kept_upload
from desk.filing import Entered
from desk.office import Desk
from documents.gate import admit_scan
from rules.deadlines import moment_of
from rules.errors import BadInput, CirculateError, ReplyEmpty, http_status
from rules.filing import opinions_of
from rules.words import USUAL_FORMALITY, Channel, Formality
from web.forms import Filled, Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.sentences import said
from web.signing_in import Clerk

BOXES, MORE = 3, 5
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as filled in; `scan` and `sheet` are the hashes of files kept already, beside their names."""

    unit: str = ""
    channel: str = Channel.PAPER
    formality: str = ""
    date: str = ""
    time: str = ""
    how: str = "typed"
    opinions: tuple[str, ...] = ()
    scan: str = ""
    scan_name: str = ""
    sheet: str = ""
    sheet_name: str = ""


@router.get("/rounds/{name}/enter")
def form(request: Request, name: str, desk: Office, now: Now, _clerk: Clerk) -> Response:
    """The empty form, for a unit where one is named."""
    today = f"{desk.calendar.day_of(now):%Y-%m-%d}"
    return _shown(request, desk, name, now, Typed(unit=request.query_params.get("unit", ""), date=today))


@router.post("/rounds/{name}/enter")
def enter(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """File the reply; what is refused comes back as it was filled in, files included."""
    typed = _typed(form)
    try:
        typed = _with_files(desk, form, typed)
        if form.text("do") == "more":
            return _shown(request, desk, name, now, typed, boxes=len(typed.opinions) + MORE)
        filed = filing.enter_reply(desk, name, typed.unit, _entered(desk, typed, now), now, clerk.name)
    except CirculateError as refused:
        return _shown(request, desk, name, now, typed, refused)
    count = len(filed.numbers)
    said = ngettext("意见 %(num)d 条", "意见 %(num)d 条", count) if count else _("无意见")
    words = _("已登记%(unit)s的反馈：%(said)s。", unit=filed.unit, said=said)
    again = _("这是该单位第 %(n)d 次反馈。", n=filed.version) if filed.version > 1 else ""
    return told(request, f"/rounds/{name}/enter" if form.text("do") == "next" else f"/rounds/{name}", words + again)


def _typed(form: Filled) -> Typed:
    names = ("unit", "channel", "formality", "date", "time", "how", "scan", "scan_name", "sheet", "sheet_name")
    texts = {name: form.text(name) for name in names}
    return Typed(**texts, opinions=tuple(text for text in form.texts("opinion") if text))


def _with_files(desk: Desk, form: Filled, typed: Typed) -> Typed:
    values = {name: getattr(typed, name) for name in Typed.__dataclass_fields__}
    scan, sheet = form.file("scan_file"), form.file("sheet_file")
    if scan is not None:
        admit_scan(scan.content, scan.name)
        values |= {"scan": keep_upload(desk, scan.content, scan.name), "scan_name": scan.name}
    if sheet is not None:
        values |= {"sheet": keep_upload(desk, sheet.content, sheet.name), "sheet_name": sheet.name}
    return Typed(**values)


def _entered(desk: Desk, typed: Typed, now: datetime) -> Entered:
    """The reply meant.

    Raises:
        ReplyEmpty: neither opinions, nor 无意见, nor a form.
        BadInput: a day that has not come, or files that were not kept.
    """
    if typed.how != "typed" and typed.opinions:
        raise ReplyEmpty(_("写了意见，却没有选“逐条录入意见”；请改选，或清空意见。"))
    if typed.how == "typed" and not typed.opinions:
        raise ReplyEmpty(_("还没有写意见；请逐条填写，没有意见的请选“无意见”，有反馈表的可直接上传。"))
    if typed.how == "sheet" and not typed.sheet:
        raise ReplyEmpty(_("还没有选择反馈表；请选择文件，或逐条填写意见。"))
    received = moment_of(f"{typed.date} {typed.time}".strip(), desk.calendar) if typed.date else now
    if received > now:
        raise BadInput(_("收到日期还没有到；请核对。"))
    return Entered(
        received=received,
        channel=Channel(typed.channel) if typed.channel in {*Channel} else Channel.PAPER,
        opinions=opinions_of([*typed.opinions]) if typed.how == "typed" else (),
        no_comment=typed.how == "none",
        form=kept_upload(desk, typed.sheet) if typed.how == "sheet" else None,
        scan=kept_upload(desk, typed.scan) if typed.scan else None,
        formality=Formality(typed.formality) if typed.formality in {*Formality} else None,
        form_name=typed.sheet_name or "反馈表",
        scan_name=typed.scan_name or "扫描件",
    )


def _shown(  # noqa: PLR0913 - a page, and what was typed and wrong
    request: Request,
    desk: Desk,
    name: str,
    now: datetime,
    typed: Typed,
    refused: CirculateError | None = None,
    boxes: int = BOXES,
) -> Response:
    round_ = overview.overview(desk, name, now)
    return page(
        request,
        "enter.html",
        http_status(refused) if refused else HTTPStatus.OK,
        round=round_,
        typed=typed,
        boxes=[*typed.opinions, *[""] * max(1, boxes - len(typed.opinions))],
        channels=[channel for channel in Channel if channel is not Channel.WEB],
        formalities=list(Formality),
        usual=USUAL_FORMALITY,
        today=f"{desk.calendar.day_of(now):%Y-%m-%d}",
        problem=said(refused) if refused else "",
        here=f"/rounds/{name}/enter",
    )
