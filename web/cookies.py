"""The cookies a browser keeps for us: its session, its visit before that, whose it is, its language, one notice."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode

from fastapi import Request, Response

SESSION, VISIT, LANGUAGE, NOTICE = "circulate", "circulate_visit", "lang", "notice"
BROWSER = "circulate_browser"
A_YEAR = 365 * 86400
LONGEST_NOTICE = 300
NAMED_BY_HOST = frozenset({SESSION, VISIT, BROWSER})


def cookie(request: Request, name: str) -> str:
    """What the browser sent under this name, or nothing."""
    return request.cookies.get(_full(request, name), "")


def keep(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Have the browser keep a value, until it is closed where no time is given; no script ever sees it."""
    secure = request.url.scheme == "https"
    full = _full(request, name)
    response.set_cookie(full, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def drop(request: Request, response: Response, name: str) -> None:
    """Have the browser forget a value."""
    keep(request, response, name, "", 0)


def signed(secret: bytes, words: str) -> str:
    """Words for the next page to show, signed so that nobody else puts words into our mouth."""
    kept = urlsafe_b64encode(words[:LONGEST_NOTICE].encode()).decode()
    return f"{kept}.{_mark(secret, kept)}"


def unsigned(secret: bytes, value: str) -> str:
    """The words of a signed value, or nothing where they are not ours."""
    kept, _, mark = value.partition(".")
    ours = kept and hmac.compare_digest(mark.encode(), _mark(secret, kept).encode())
    return urlsafe_b64decode(kept).decode() if ours else ""


def _mark(secret: bytes, kept: str) -> str:
    return hmac.digest(secret, f"notice:{kept}".encode(), "sha256").hex()


def _full(request: Request, name: str) -> str:
    # The prefix binds a cookie to this host and to https; browsers refuse it over plain http.
    return f"__Host-{name}" if name in NAMED_BY_HOST and request.url.scheme == "https" else name
