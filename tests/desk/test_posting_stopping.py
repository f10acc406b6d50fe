"""Ending in good order: who is told to stop claims no more, lets arrive what is in flight, and leaves nothing open."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from desk import opening, posting, sheets, way_out
from desk.office import Desk
from desk.posting import Posted
from desk.stopping import TERMINATED, in_good_order
from desk.way_out import Out
from tests.desk.office import OPENED, UNITS, asking, units_sheet
from tests.desk.posts import QUEUED, SENT, UNCERTAIN, posted, states, through
from tests.mail.faults import SILENCE, FaultyServer

ROOT = Path(__file__).resolve().parents[2]
MANY = UNITS[:8]


@pytest.fixture(autouse=True)
def _letters_waiting(desk: Desk) -> None:
    """Eight invitations written and none sent."""
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", MANY))
    opening.open_round(desk, asking(desk, MANY), OPENED)


@asynccontextmanager
async def process(desk: Desk, server: FaultyServer, connections: int) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own that sends."""
    words = (str(desk.settings.home), desk.settings.database, str(server.port), str(connections))
    started = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.desk.sending", *words, cwd=ROOT)
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def test_a_process_that_is_told_to_end_lets_arrive_what_is_in_flight_and_claims_no_more(desk: Desk) -> None:
    async with FaultyServer(delay=0.3) as server, process(desk, server, 2) as sending:
        await server.took.wait()
        sending.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(sending.wait(), 20) == TERMINATED
    sent = states(desk).count(SENT)
    assert Counter(states(desk)) == {SENT: sent, QUEUED: len(MANY) - sent}
    assert (len(server.accepted), sent in {2, 3}) == (sent, True)


async def test_a_second_word_does_not_wait_for_a_server_that_says_nothing_more(desk: Desk) -> None:
    async with FaultyServer({"DOT": SILENCE}) as server, process(desk, server, 1) as sending:
        await server.took.wait()
        began = monotonic()
        sending.send_signal(signal.SIGTERM)
        await asyncio.sleep(0.5)
        assert sending.returncode is None
        sending.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(sending.wait(), 20) == TERMINATED
        assert monotonic() - began < way_out.GRACE
    assert Counter(states(desk)) == {UNCERTAIN: 1, QUEUED: len(MANY) - 1}


async def test_a_run_that_is_cancelled_lets_arrive_what_is_in_flight(desk: Desk) -> None:
    async with FaultyServer(delay=0.1) as server:
        run = asyncio.create_task(posted(desk, server, connections=2))
        await server.took.wait()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
    sent = states(desk).count(SENT)
    assert Counter(states(desk)) == {SENT: sent, QUEUED: len(MANY) - sent}
    assert (len(server.accepted), sent in {2, 3}) == (sent, True)


async def test_a_run_cancelled_twice_leaves_its_letter_uncertain(desk: Desk) -> None:
    async with FaultyServer({"DOT": SILENCE}) as server:
        run = asyncio.create_task(posted(desk, server, smtp_timeout=60.0))
        await server.took.wait()
        for _ in range(2):
            run.cancel()
            await asyncio.sleep(0.05)
        with pytest.raises(asyncio.CancelledError):
            await run
    assert Counter(states(desk)) == {UNCERTAIN: 1, QUEUED: len(MANY) - 1}


async def test_who_keeps_a_distance_between_letters_stops_without_waiting_for_the_next(desk: Desk) -> None:
    async with FaultyServer() as server:
        there = through(desk, server.port, smtp_interval=60.0)
        async with posting.postman(there, 2) as out:
            run = asyncio.create_task(posting.post(there, out, 100, lambda: OPENED))
            await server.took.wait()
            out.stop()
            assert await asyncio.wait_for(run, 5) == Posted({SENT: 1})
    assert Counter(states(desk)) == {SENT: 1, QUEUED: len(MANY) - 1}


async def test_what_is_not_done_in_time_is_cut_off_and_uncertain(desk: Desk) -> None:
    async with FaultyServer({"DOT": SILENCE}) as server:
        there = through(desk, server.port, smtp_timeout=60.0)
        async with posting.postman(there, 1) as opened:
            out = Out(opened.postman, opened.account, grace=0.2)
            run = asyncio.create_task(posting.post(there, out, 100, lambda: OPENED))
            await server.took.wait()
            out.stop()
            assert await asyncio.wait_for(run, 5) == Posted({UNCERTAIN: 1})
    assert states(desk)[:2] == [UNCERTAIN, QUEUED]


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """What another handler of SIGTERM has heard, as Prefect's is one."""
    signals: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _frame: signals.append(number))
    yield signals
    signal.signal(signal.SIGTERM, before)


async def test_the_signal_goes_on_to_whoever_waited_for_it_before(heard: list[int]) -> None:
    stopped: list[str] = []
    with in_good_order(lambda: stopped.append("stop")):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.sleep(0.05)
        assert (stopped, heard) == (["stop"], [])
    assert (stopped, heard) == (["stop"], [signal.SIGTERM])
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.sleep(0.05)
    assert (stopped, heard) == (["stop"], [signal.SIGTERM] * 2)


async def test_without_a_signal_nothing_happens_and_the_handler_is_back(heard: list[int]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with in_good_order(heard.clear):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert (signal.getsignal(signal.SIGTERM), heard) == (before, [])


def test_off_the_main_thread_it_changes_nothing() -> None:
    async def quiet() -> str:
        with in_good_order(lambda: None):
            return "done"

    async def elsewhere() -> str:
        return await asyncio.to_thread(asyncio.run, quiet())

    assert asyncio.run(elsewhere()) == "done"
