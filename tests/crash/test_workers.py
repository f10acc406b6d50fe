"""README's "Growing", typed: pages on two machines are one office, and three workers drain one outbox though one dies.

The short form runs everywhere. `LONG=1 python -m pytest tests/crash/test_workers.py` drains 10,000 letters.
"""

import asyncio
import os
import sys
from collections.abc import Iterator

import httpx
import pytest

from flows.server import free_port
from rules.words import Duty, LetterState
from tests.crash.office import open_office
from tests.crash.sink import Sink
from tests.crash.workers import SEND, WORKERS, drained, grown, worker
from tests.growing import DEPLOYING, MOVING, PAGES, SERVER, SETTING, WORKER, Growing, lines, until
from tests.models.cluster import Cluster
from tests.runs import Runs
from tests.runs import until as until_it
from tests.web.browser import PASSWORD, Browser

LONG = bool(os.environ.get("LONG"))
LETTERS, THINKS = (10_000, 0.0) if LONG else (300, 0.01)
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="a worker's runs are looked up in /proc"),
    pytest.mark.timeout(900),
]
SIGNING_IN = {"login": Duty.CLERK, "password": PASSWORD}


@pytest.fixture(scope="module")
def office(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Growing]:
    with grown(cluster, tmp_path_factory.mktemp("growing")) as office:
        yield office


def test_every_line_is_typed_here_but_the_one_that_installs() -> None:
    typed = (*MOVING, SETTING, SERVER, *DEPLOYING, WORKER, PAGES)
    assert [line for line in lines() if not line.startswith(typed)] == [
        "pip install -c constraints.txt '.[postgresql]'"
    ]
    assert len(lines()) == len(typed) + 1


@pytest.fixture
def browsers(office: Growing) -> Iterator[tuple[Browser, Browser]]:
    """One browser, as each of two page servers sees it behind a proxy: its cookies are known to both."""
    cookies = httpx.Cookies()
    clients = [_pages(office, name, cookies) for name in ("pages1", "pages2")]
    yield Browser(clients[0]), Browser(clients[1])
    for client in clients:
        client.close()


def _pages(office: Growing, machine: str, cookies: httpx.Cookies) -> httpx.Client:
    port = str(free_port())
    process = office.start(PAGES, machine, {"8081": port})
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=20)
    client._cookies = cookies  # noqa: SLF001 - httpx copies the jar it is given
    until(lambda: process.poll() is not None or _answers(client))
    return client


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/health").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def test_what_one_page_server_begins_the_other_ends(browsers: tuple[Browser, Browser]) -> None:
    one, other = browsers
    one.get("/sign-in")
    other.page = one.page
    other.post("/sign-in", SIGNING_IN)
    assert one.get("/rounds").url.path == "/rounds"
    other.page = one.page
    other.post("/sign-out")
    assert one.get("/rounds").url.path == "/sign-in"


def test_prefects_own_pages_lie_where_the_settings_say(office: Growing) -> None:
    pages = office.home / "prefect" / "ui"
    assert sorted(path.parent.name for path in pages.glob("*/index.html")) == ["v1", "v2"]


def test_automations_set_again_are_the_same_two(office: Growing) -> None:
    office.run(DEPLOYING[-1])
    assert len(httpx.post(f"{office.api}/automations/filter", json={}).json()) == 2


async def test_of_three_workers_at_one_outbox_one_is_killed_and_every_letter_is_there_once(office: Growing) -> None:
    found = await drained(office, LETTERS, thinks=THINKS)
    print(found)  # noqa: T201 - how many were uncertain, and who sent how many
    assert (found.letters, found.sent + found.uncertain) == (LETTERS, LETTERS)
    assert (found.untrue, found.unended, found.lost, found.doubled) == (0, 0, 0, 0)
    assert sorted(found.shares) == sorted(WORKERS)
    assert found.holds


async def test_a_worker_told_to_end_lets_letters_in_flight_arrive(office: Growing, cluster: Cluster) -> None:
    elsewhere = cluster.address(cluster.database())
    async with Sink(1, 0.05) as sink, httpx.AsyncClient(base_url=office.api, timeout=30) as client:
        record, runs = open_office(office.home, elsewhere, sink, (), 60), Runs(client)
        await runs.rest()
        told = worker(office, "w4.test", sink.port, CIRCULATE_DATABASE=elsewhere)
        run = await runs.ask(SEND)

        async def some_are_out() -> bool:
            return len(sink.accepted) > 4

        await until_it(some_are_out)
        told.terminate()
        await asyncio.to_thread(told.wait, 60)
        sent = record.letters(LetterState.SENT)
        assert (sent.keys(), len(sent) < 60) == (record.taken().keys(), True)
        assert (record.letters(LetterState.SENDING), record.letters(LetterState.UNCERTAIN)) == ({}, {})
        assert await runs.ended(run) == "CRASHED"
        record.desk.store.engine.dispose()
