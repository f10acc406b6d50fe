"""The site: every page of the office behind one door."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.office import Desk
from web import (
    addresses_page,
    archive_page,
    assets,
    chasing_page,
    downloads,
    edits_page,
    entering,
    inbox_page,
    leader,
    new_round,
    notice_page,
    opinions_page,
    people,
    procedure_page,
    record,
    register_pages,
    replies_page,
    round_changes,
    round_page,
    rounds,
    signing_in,
    telling_page,
    unit_in_round,
    unit_page,
    vitals,
    voices_page,
)
from web.errors import listen
from web.forgery import ours
from web.pages import see_other
from web.safety import Safety
from web.throttle import Throttle

# An address with a name in it stands after those without: /rounds/new is no round.
PAGES = (
    *(vitals, signing_in, people, inbox_page, register_pages, unit_page, new_round, rounds),
    *(opinions_page, entering, downloads, leader, record, chasing_page, round_changes),
    *(edits_page, telling_page, procedure_page, voices_page, notice_page, archive_page),
    *(addresses_page, replies_page),
    *(unit_in_round, round_page),
)


TRIES = (30, 0.2)  # to sign in, from one address
OWN_TRIES = (5, 5 / 3600)  # from a browser somebody has signed in with, before it counts as a stranger's


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
    app.state.desk, app.state.clock = desk, clock
    app.state.tries, app.state.own_tries = Throttle(*TRIES), Throttle(*OWN_TRIES)
    listen(app)
    app.add_middleware(Safety, trusts_proxy=desk.settings.proxy)
    app.add_api_route("/", _home)
    app.include_router(assets.router)
    for module in PAGES:
        app.include_router(module.router)
    return app


def _home() -> RedirectResponse:
    return see_other("/rounds")
