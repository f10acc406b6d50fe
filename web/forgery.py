"""Forms are ours: each carries a mark that only a page we gave this very browser can have."""

import hmac
from typing import Annotated

from fastapi import Depends, Request

from rules.errors import NotAllowed
from web.cookies import SESSION, VISIT, cookie
from web.forms import FIELD, Filled, filled
from web.language import _

HEADER = "x-csrf"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
UNITS = "/r/"


def csrf(request: Request) -> str:
    """The value of a form's hidden field: bound to the session, to the unit's page, or to the visit before either."""
    secret: bytes = request.app.state.desk.secret
    return hmac.digest(secret, f"csrf:{_subject(request)}".encode(), "sha256").hex()


async def ours(request: Request, form: Annotated[Filled, Depends(filled)]) -> None:
    """Refuse whatever changes something and does not come from a page of ours.

    Raises:
        NotAllowed: the mark is missing or another's, or the browser says that another site sent it.
    """
    if request.method in READING:
        return
    given = request.headers.get(HEADER) or form.text(FIELD)
    foreign = request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    if foreign or not _subject(request) or not hmac.compare_digest(given.encode(), csrf(request).encode()):
        raise NotAllowed(
            _("这次提交没有被接受：页面已过期，或不是从本系统的页面提交的；请返回上一页，刷新后再提交一次。")
        )


def _subject(request: Request) -> str:
    if request.url.path.startswith(UNITS):
        return f"page:{request.path_params.get('token', '')}"
    session = cookie(request, SESSION)
    return f"session:{session}" if session else cookie(request, VISIT) or request.scope.get("visit", "")
