"""The site: every page of the office behind one door."""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.office import Desk
from web import assets
from web.errors import listen
from web.forgery import ours
from web.pages import see_other
from web.safety import Safety
from web.throttle import Throttle

# An address with a name in it stands after those without: /rounds/new is no round.
PAGES = (
    *("vitals", "signing_in", "people", "inbox_page", "register_pages", "unit_page", "new_round", "rounds"),
    *("opinions_page", "entering", "downloads", "leader", "record", "chasing_page", "round_changes"),
    *("edits_page", "telling_page", "procedure_page", "voices_page", "notice_page", "archive_page"),
    *("addresses_page", "replies_page"),
    *("unit_in_round", "round_page"),
)


TRIES = (30, 0.2)  # to sign in, from one address


def present() -> datetime:
    """The moment of asking."""
    return datetime.now(UTC)


def create_app(desk: Desk, clock: Callable[[], datetime] = present) -> FastAPI:
    """The pages of this office; `clock` is the only source of the present."""
    app = FastAPI(
        title="Circulate",
        dependencies=[Depends(ours)],
        default_response_class=HTMLResponse,
        openapi_url=None,
    )
    app.state.desk, app.state.clock, app.state.tries = desk, clock, Throttle(*TRIES)
    listen(app)
    app.add_middleware(Safety, trusts_proxy=desk.settings.proxy)
    app.add_api_route("/", _home)
    app.include_router(assets.router)
    for name in PAGES:
        if find_spec(f"web.{name}"):
            app.include_router(import_module(f"web.{name}").router)
    return app


def _home() -> RedirectResponse:
    return see_other("/rounds")
