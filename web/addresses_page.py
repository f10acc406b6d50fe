"""The addresses units answer at, all of a round: to be read out over the telephone, given anew, taken away."""

from fastapi import APIRouter, Request, Response

from desk.acts import keep
from desk.overview import overview
from desk.page_addresses import page_addresses, reissue_pages, revoke_pages
from rules.errors import BadInput, CirculateError, http_status
from web.forms import Form
from web.language import _, ngettext
from web.pages import Now, Office, page, told
from web.paging import paged
from web.sentences import said
from web.signing_in import Clerk

AT_ONCE = 100
router = APIRouter(prefix="/rounds/{name}")


@router.get("/addresses")
def look(request: Request, name: str, desk: Office, now: Now, _clerk: Clerk, at: int = 1) -> Response:
    """A page of the addresses, in round order."""
    return _shown(request, desk, name, now, at=at)


@router.post("/addresses")
def change(request: Request, name: str, form: Form, desk: Office, now: Now, clerk: Clerk) -> Response:  # noqa: PLR0913 - a form of a round
    """Give every unit a new address, or take all away; somebody has to say so twice."""
    revokes = form.ticked("revoke")
    try:
        if not form.ticked("sure"):
            raise BadInput(_("没有改动：请先勾选确认。"))
        changed = (revoke_pages if revokes else reissue_pages)(desk, name)
    except CirculateError as refused:
        return _shown(request, desk, name, now, refused)
    keep(desk, clerk.name, "反馈网址", f"全部 {len(changed)} 家：{'停用' if revokes else '换发'}", now, name)
    words = (
        ngettext("%(num)d 家的反馈网址已停用。", "%(num)d 家的反馈网址已停用。", len(changed))
        if revokes
        else ngettext(
            "%(num)d 家的反馈网址已换发，原网址失效。", "%(num)d 家的反馈网址已换发，原网址失效。", len(changed)
        )
    )
    return told(request, f"/rounds/{name}/addresses", words)


def _shown(  # noqa: PLR0913 - a page and what was wrong
    request: Request, desk: Office, name: str, now: Now, refused: CirculateError | None = None, at: int = 1
) -> Response:
    seen, found = overview(desk, name, now), page_addresses(desk, name)
    listed = paged(found, at, AT_ONCE)
    return page(
        request,
        "addresses.html",
        http_status(refused) if refused else 200,
        round=seen,
        listed=listed,
        given=sum(bool(one.token) for one in found),
        numbers={unit.unit: unit.number for unit in seen.units},
        problem=said(refused) if refused else "",
        here=f"/rounds/{seen.name}/addresses",
    )
