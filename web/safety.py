"""Around every page: headers that forbid what no page of ours does, limits on size and pace, no traceback ever."""

import logging
import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from secrets import token_urlsafe
from time import monotonic

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.cookies import LANGUAGE
from web.errors import failed, missing
from web.forgery import READING, UNITS
from web.language import LANGUAGES, _, speaking
from web.throttle import Throttle

POLICY = "; ".join((
    "default-src 'none'",
    *(f"{what}-src 'self'" for what in ("style", "script", "connect")),
    "img-src 'self' data:",
    *("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"),
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
UPLOAD_BYTES, FORM_BYTES = 30 << 20, 4 << 20
PATIENCE = 4  # times the limit: so much is read and thrown away, that the browser lives to read why
SENDING = (300, 5.0)  # forms of one address: many units share an office's; each saves as it types
MISSING = (30, 0.5)
NOWHERE = re.compile(r"\0|/-?\d{10,}(?:/|$)")  # no text of a database holds a NUL, and none counts so far
ROUND = re.compile(r"\d{4}-\d+")
log = logging.getLogger("circulate.web")


class Safety:
    """The outermost layer; `trusts_proxy` where a proxy of the office's stands before it and says who asks."""

    def __init__(self, app: ASGIApp, *, trusts_proxy: bool) -> None:
        self._app, self._trusts_proxy = app, trusts_proxy
        self._forms, self._misses = Throttle(*SENDING), Throttle(*MISSING)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._trusts_proxy:
            _believe(scope, headers)
        scope["visit"] = token_urlsafe(16)
        out = _Out(scope, send)
        with speaking(_wanted(scope, headers)):
            await self._answer(scope, headers, receive, out)

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive, out: "_Out") -> None:
        client = (scope.get("client") or ("",))[0]
        guessing, began = scope["path"].startswith(UNITS), monotonic()
        try:
            refusal = self._refusal(scope, headers, client, guessing=guessing)
            if refusal:
                await _drain(receive, UPLOAD_BYTES * PATIENCE)
                await failed(Request(scope), *refusal)(scope, receive, out)
            else:
                await self._app(scope, _bounded(receive, _limit(headers)), out)
        except Exception:
            log.exception("request failed", extra=_about(scope))
            if not out.begun:
                sentence = _("程序出错，这一步没有完成；已有的记录都在。请稍后重试，仍不行时请转告维护人员。")
                await failed(Request(scope), HTTPStatus.INTERNAL_SERVER_ERROR, sentence)(scope, receive, out)
        level = logging.DEBUG if scope["method"] in READING and out.status < HTTPStatus.BAD_REQUEST else logging.INFO
        log.log(
            level, "request", extra=_about(scope) | {"status": out.status, "ms": round((monotonic() - began) * 1e3)}
        )
        if guessing and out.status == HTTPStatus.NOT_FOUND:
            self._misses.take(client)

    def _refusal(self, scope: Scope, headers: Headers, client: str, *, guessing: bool) -> tuple[HTTPStatus, str] | None:
        too_often = guessing and self._misses.spent(client)
        if too_often or (scope["method"] not in READING and not self._forms.take(client)):
            return HTTPStatus.TOO_MANY_REQUESTS, _("请求过于频繁，暂时没有受理；请过一分钟再试。")
        if not guessing and NOWHERE.search(scope["path"]):
            return HTTPStatus.NOT_FOUND, missing()
        limit = _limit(headers)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > limit:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(limit)
        return None


class _Out:
    """The way back: adds the headers, and knows what was answered."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self.status = 0

    @property
    def begun(self) -> bool:
        return self.status > 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
            if self._scope["scheme"] == "https":
                headers["Strict-Transport-Security"] = "max-age=31536000"
        await self._send(message)


def _bounded(receive: Receive, limit: int) -> Callable[[], Awaitable[Message]]:
    """What is received, up to so many bytes: a body may come without saying how long it is."""
    got = 0

    async def bounded() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > limit:
            await _drain(receive, limit * PATIENCE)
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _too_large(limit))
        return message

    return bounded


async def _drain(receive: Receive, most: int) -> None:
    while most > 0:
        message = await receive()
        most -= len(message.get("body", b""))
        if not message.get("more_body"):
            return


def _too_large(limit: int) -> str:
    return _("提交的内容太大，没有收下；一次最多 %(mb)d MB，请压缩或分开提交。", mb=limit >> 20)


def _limit(headers: Headers) -> int:
    return UPLOAD_BYTES if headers.get("content-type", "").startswith("multipart/") else FORM_BYTES


def _believe(scope: Scope, headers: Headers) -> None:
    """Take the asker's address and scheme from the proxy: the last it added, since a client may add its own."""
    asked_for = headers.get("x-forwarded-for", "").rsplit(",", 1)[-1].strip()
    if asked_for:
        scope["client"] = (asked_for, 0)
    if headers.get("x-forwarded-proto") in {"http", "https"}:
        scope["scheme"] = headers["x-forwarded-proto"]


def _wanted(scope: Scope, headers: Headers) -> str | None:
    asked = next((part[5:] for part in scope["query_string"].decode("latin-1").split("&") if part[:5] == "lang="), "")
    return asked if asked in LANGUAGES else cookie_parser(headers.get("cookie", "")).get(LANGUAGE)


def _about(scope: Scope) -> dict[str, object]:
    """A request for the log: the page's pattern and the round, since an address may hold a token or a name."""
    route, named = getattr(scope.get("route"), "path", ""), str(scope.get("path_params", {}).get("name", ""))
    return {"method": scope["method"], "route": route, "round": named if ROUND.fullmatch(named) else None}
