"""A page from its template, with what every page knows; and the way to the next one."""

from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

from babel.dates import format_date, format_datetime
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from desk.office import Desk
from mail.letters import date_words, moment_words
from web.assets import address
from web.cookies import A_YEAR, LANGUAGE, NOTICE, cookie, drop, keep, signed, unsigned
from web.forgery import csrf
from web.forms import FIELD
from web.language import CHINESE, ENGLISH, LANGUAGES, _, language, ngettext, word

TEMPLATES = Path(__file__).resolve().parents[1] / "templates"


def desk_of(request: Request) -> Desk:
    """The office these pages belong to."""
    desk: Desk = request.app.state.desk
    return desk


def now(request: Request) -> datetime:
    """The present, the same all through one request; the only clock of the pages."""
    if not hasattr(request.state, "now"):
        request.state.now = request.app.state.clock()
    moment: datetime = request.state.now
    return moment


async def _office(request: Request) -> Desk:
    # A plain function would be sent through a thread of its own, on every request.
    return desk_of(request)


async def _present(request: Request) -> datetime:
    return now(request)


Office = Annotated[Desk, Depends(_office)]
Now = Annotated[datetime, Depends(_present)]


def page(request: Request, name: str, status: int = HTTPStatus.OK, **context: object) -> HTMLResponse:
    """Render `templates/web/<name>`, an office's own file of that name standing before ours."""
    desk, kept = desk_of(request), cookie(request, NOTICE)
    html = (
        _environment(desk.settings.templates)
        .get_template(name)
        .render(_common(request, desk) | {"notice": unsigned(desk.secret, kept)} | context)
    )
    response = HTMLResponse(html, status)
    if kept:
        drop(request, response, NOTICE)
    if request.query_params.get("lang") in LANGUAGES:
        keep(request, response, LANGUAGE, language(), A_YEAR)
    return response


def see_other(url: str) -> RedirectResponse:
    """The answer to a form that was taken: the browser goes on to another page, and reloading repeats nothing."""
    return RedirectResponse(url, HTTPStatus.SEE_OTHER)


def told(request: Request, url: str, words: str) -> RedirectResponse:
    """The same, and that page opens with these words, once."""
    response = see_other(url)
    keep(request, response, NOTICE, signed(desk_of(request).secret, words), 60)
    return response


def _common(request: Request, desk: Desk) -> dict[str, object]:
    mark = csrf(request)
    return {
        "office": desk.card,
        "someone": getattr(request.state, "someone", None),
        "path": request.url.path,
        "language": language(),
        "languages": LANGUAGES,
        "csrf": mark,
        "csrf_field": Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, mark),
        "local": desk.local,
    }


@cache
def _environment(templates: Path | None) -> ImmutableSandboxedEnvironment:
    roots = [root / "web" for root in (templates, TEMPLATES) if root]
    environment = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([FileSystemLoader(root) for root in roots]),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(_, _counted, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(moment=moment, day=day, stamp=stamp, word=word, truncate=shortened)
    environment.globals["asset"] = address
    return environment


def _counted(one: str, many: str, number: int) -> str:
    # Jinja fills in the values itself; what it is given must still hold their places.
    return ngettext(one, many, number, fill=False)


def shortened(text: str, length: int) -> str:
    """At most so many characters; Jinja's own cuts at a space, and Chinese has few."""
    return text if len(text) <= length else f"{text[: length - 2]}……"


def moment(at: datetime) -> str:
    """2026年10月13日（星期二）18时; the moment is in the office's zone, see `local`."""
    return moment_words(at) if language() == CHINESE else format_datetime(at, "EEEE, d MMMM y, HH:mm", locale=ENGLISH)


def day(on: date) -> str:
    """2026年10月13日."""
    return date_words(on) if language() == CHINESE else format_date(on, "d MMMM y", locale=ENGLISH)


def stamp(at: datetime) -> str:
    """2026-10-13 18:00, for the cells of tables."""
    return f"{at:%Y-%m-%d %H:%M}"
