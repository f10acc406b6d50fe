"""What a machine's watcher asks: whether all is well, and the figures; told to nobody else, and naming nobody."""

from dataclasses import replace

import httpx
import pytest

from desk import watching
from desk.posting import account_name
from models import pauses
from tests.desk.office import DAY, HOUR, OPENED, open_round
from tests.web.browser import Site, serving
from web.site import create_app


def ask(site: Site, path: str, **headers: str) -> tuple[int, str]:
    answer = httpx.get(site.address + path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    return answer.status_code, answer.text


def test_an_office_that_runs_is_well(site: Site) -> None:
    with watching.watched(site.desk, "remind", OPENED):
        pass
    site.clock.now = OPENED + HOUR
    assert ask(site, "/health") == (200, "ok")


def test_what_is_amiss_is_named_without_a_word_of_it(site: Site) -> None:
    with watching.watched(site.desk, "remind", OPENED):
        pass
    with site.desk.store.write() as session:
        pauses.note_trouble(session, account_name(site.desk), "535 王某的授权码错误", OPENED)
    site.clock.now = OPENED + 3 * DAY
    assert ask(site, "/health") == (503, "remind\nsending")


def test_the_figures_are_for_this_machine(site: Site) -> None:
    open_round(site.desk)
    answer = httpx.get(f"{site.address}/metrics")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert (answer.status_code, answer.text) == (200, watching.metrics(site.desk, OPENED))
    assert 'circulate_letters{state="sent"} 3' in answer.text.splitlines()


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded", "via"])
def test_the_figures_are_for_nobody_behind_a_proxy(site: Site, header: str) -> None:
    assert ask(site, "/metrics", **{header: "127.0.0.1"})[0] == 404
    trusting = replace(site.desk, settings=site.desk.settings.model_copy(update={"proxy": True}))
    with serving(trusting, site.clock) as behind:
        assert ask(behind, "/metrics", **{header: "127.0.0.1"})[0] == 404


@pytest.mark.parametrize("client", [("192.0.2.7", 1), ("", 1), ("unix", 1), None])
async def test_the_figures_are_for_nobody_elsewhere(site: Site, client: tuple[str, int] | None) -> None:
    elsewhere = httpx.ASGITransport(create_app(site.desk, site.clock), client=client)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=elsewhere, base_url="http://office.test") as browser:
        assert (await browser.get("/metrics")).status_code == 404
        assert (await browser.get("/health")).text == "ok"
