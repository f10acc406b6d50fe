"""Files of a unit's page: the draft and the form to take away, the filled form and the sealed scan to hand in."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from desk.handing_in import hand_in_form, hand_in_scan, take_scan_back
from desk.page_rights import Taking
from desk.scribe import DOCX
from desk.unit_pages import open_page
from desk.unit_papers import draft_file, form_file
from rules.errors import BadInput, CirculateError, NotFound, http_status
from web.downloads import attachment
from web.forms import File, Form
from web.language import _
from web.pages import Now, Office, desk_of, now, page, see_other, told
from web.sentences import said

router = APIRouter()


@router.get("/draft")
def draft(token: str, desk: Office, now: Now) -> Response:
    """The draft as it was sent out."""
    return attachment(*draft_file(desk, token, now), DOCX)


@router.get("/form")
def form(token: str, desk: Office, now: Now) -> Response:
    """The unit's own form, still to fill in."""
    return attachment(*form_file(desk, token, now), DOCX)


@router.get("/upload")
def upload(request: Request, token: str) -> Response:
    """Where files are handed in."""
    return _uploading(request, token)


@router.post("/upload")
def hand_in(request: Request, token: str, desk: Office, now: Now, form: Form) -> Response:
    """The filled form, the scan, or the scan taken back."""
    try:
        if form.text("do") == "unscan":
            take_scan_back(desk, token, now)
            return told(request, f"/r/{token}/upload", _("已撤下盖章件扫描件。"))
        if form.text("do") == "scan":
            file = _chosen(form.file("scan"))
            hand_in_scan(desk, token, file.name, file.content, now)
            return _on(request, token)
        file = _chosen(form.file("form"))
        read = hand_in_form(desk, token, file.name, file.content, now)
    except NotFound:
        raise
    except CirculateError as refused:
        return _uploading(request, token, refused)
    if read.no_comment:
        return told(request, f"/r/{token}/none", _("反馈表上填的是“无意见”，请确认。"))
    words = _("从“%(name)s”中读出 %(count)d 条意见，请逐条核对；确认无误后提交。", name=file.name, count=read.opinions)
    return told(request, f"/r/{token}", words)


def _on(request: Request, token: str) -> Response:
    """With the scan at hand, what it was scanned from is sent off next."""
    draft = open_page(desk_of(request), token, now(request)).kept.draft
    where = "review" if draft.opinions else "none"
    return told(request, f"/r/{token}/{where}", _("盖章件已上传，核对后提交即作为正式反馈。"))


def _uploading(request: Request, token: str, refused: CirculateError | None = None) -> Response:
    seen = open_page(desk_of(request), token, now(request))
    if seen.taking is Taking.NO_MORE and refused is None:
        return see_other(f"/r/{seen.token}")
    status = http_status(refused) if refused else HTTPStatus.OK
    return page(request, "unit_upload.html", status, seen=seen, error=said(refused) if refused else "")


def _chosen(file: File | None) -> File:
    if file is None:
        raise BadInput(_("还没有选择文件；请先选择文件再上传。"))
    return file
