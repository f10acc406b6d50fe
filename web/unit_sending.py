"""Sending a unit's answer off: saved while typed, looked over once more, sent, receipted, printed for the seal."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from desk.answering import filed_as, save_answer, submit
from desk.page_rights import Taking
from desk.unit_pages import UnitPage, open_page
from desk.unit_papers import reply_letter
from rules.answering import Draft
from rules.errors import CirculateError, Overtaken, http_status
from rules.words import FORMAL
from web.forms import Form
from web.language import _
from web.pages import Now, Office, desk_of, page, see_other, told
from web.sentences import said
from web.unit_form import typed, written

router = APIRouter()


@router.post("/draft-answer")
def autosave(token: str, desk: Office, now: Now, form: Form) -> JSONResponse:
    """Save what is typed without leaving the page: `{"seen": version, "said": words}`, refusals in the same shape."""
    answer = typed(form)
    version = next(iter(form.numbers("seen")), 0)
    try:
        kept = save_answer(desk, token, Draft(written(answer.opinions), answer.contact), version, now)
    except Overtaken:
        words = _("另一个窗口或其他同事刚保存了不同的内容；请点“保存”，两份会一并列出供你选定。")
        return JSONResponse({"seen": version, "said": words}, 409)
    except CirculateError as refused:
        return JSONResponse({"seen": version, "said": said(refused)}, http_status(refused))
    return JSONResponse({"seen": kept.version, "said": _("已保存 %(at)s", at=f"{desk.local(now):%H:%M}")})


@router.get("/review")
def review(request: Request, token: str, desk: Office, now: Now) -> Response:
    """What would be sent off, as the office will read it."""
    seen = open_page(desk, token, now)
    opinions = filed_as(seen.kept.draft)
    if seen.taking is Taking.NO_MORE:
        return see_other(f"/r/{seen.token}")
    if not opinions:
        return told(request, f"/r/{seen.token}", _("还没有填写意见；请填写后再提交，没有意见的请点“无意见”。"))
    return page(request, "unit_review.html", seen=seen, opinions=opinions, sealed_before=_sealed(seen))


@router.get("/none")
def none(request: Request, token: str, desk: Office, now: Now) -> Response:
    """无意见, to be confirmed."""
    seen = open_page(desk, token, now)
    if seen.taking is Taking.NO_MORE:
        return see_other(f"/r/{seen.token}")
    return page(request, "unit_none.html", seen=seen, opinions=filed_as(seen.kept.draft), sealed_before=_sealed(seen))


@router.post("/submit")
def send(request: Request, token: str, desk: Office, now: Now, form: Form) -> Response:
    """Send it off; once more is the same."""
    version = next(iter(form.numbers("seen")), 0)
    try:
        done = submit(desk, token, version, now, no_comment=form.ticked("no_comment"))
    except Overtaken:
        words = _("这份反馈刚才在另一个窗口或由其他同事修改过；请核对后再提交。")
        return told(request, f"/r/{token}", words)
    again = "" if done.new else "?again=1"
    return see_other(f"/r/{token}/receipt{again}")


@router.get("/receipt")
def receipt(request: Request, token: str, desk: Office, now: Now) -> Response:
    """That the reply has come, its number, and what is left to do."""
    seen = open_page(desk, token, now)
    if not seen.sent:
        return see_other(f"/r/{seen.token}")
    return page(request, "unit_receipt.html", seen=seen, last=seen.sent[-1], again="again" in request.query_params)


@router.get("/letter")
def letter(request: Request, token: str, now: Now) -> Response:
    """The reply as a letter to print and seal."""
    desk = desk_of(request)
    takes = open_page(desk, token, now).taking is not Taking.NO_MORE
    return page(request, "unit_letter.html", letter=reply_letter(desk, token, now), token=token, takes=takes)


def _sealed(seen: UnitPage) -> bool:
    """Whether a sealed reply counts, which one without a seal does not replace."""
    return not seen.kept.draft.scan and seen.counting is not None and seen.counting.formality in FORMAL
