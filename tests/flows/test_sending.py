"""Letters going out through Prefect: a pause is told once, and a run told to end lets arrive what is in flight."""

import asyncio
import os
import signal
import sys
from collections import Counter

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType

from desk import opening, posting
from desk.office import Desk, this_desk
from desk.opening import Request
from desk.posting import Posted
from flows.send_letters import send_letters
from models import outbox
from rules.words import LetterState
from tests.flows.conftest import OPENED, ROOT, events_of
from tests.mail.faults import FaultyServer

SENT, QUEUED = LetterState.SENT, LetterState.QUEUED
LOCKED = "535 5.7.8 locked"


def through(server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The office as a run finds it, its letters going through this server over two connections."""
    settings = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(server.port), "SMTP_TLS": "none", "SMTP_CONNECTIONS": "2"}
    for name, value in settings.items():
        monkeypatch.setenv(f"CIRCULATE_{name}", value)
    this_desk.cache_clear()
    return this_desk()


def states(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return [letter.state for letter in outbox.letters_of(session, 1)]


async def test_an_accounts_trouble_is_told_once_and_so_is_its_end(
    desk: Desk, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening.open_round(desk, request_, OPENED)
    async with FaultyServer({"MAIL": LOCKED}) as server:
        desk = through(server, monkeypatch)
        assert await send_letters(OPENED) == Posted({}, LOCKED)
        assert await send_letters(OPENED) == Posted({}), "the account is left alone for a while"
        posting.try_now(desk, OPENED)
        assert await send_letters(OPENED) == Posted({}, LOCKED)
        del server.script["MAIL"]
        posting.try_now(desk, OPENED)
        assert await send_letters(OPENED) == Posted({SENT: 3}, resumed=True)
    office = str(desk.settings.home)
    assert [event["words"] for event in await events_of("circulate.sending.resumed", office)] == [""]
    assert [event["words"] for event in await events_of("circulate.sending.paused", office)] == [LOCKED]


async def test_a_run_of_the_runner_that_is_told_to_end_lets_arrive_what_is_in_flight(
    desk: Desk, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening.open_round(desk, request_, OPENED)
    async with FaultyServer(delay=0.5) as server, get_client() as client:
        desk = through(server, monkeypatch)
        run = await client.create_flow_run(send_letters)
        environment = os.environ | {
            "PREFECT__FLOW_RUN_ID": str(run.id),
            "PREFECT__FLOW_ENTRYPOINT": "flows.send_letters.send_letters",
            "PREFECT_API_URL": str(client.api_url),
        }
        # The very words Prefect's runner starts a run with.
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "prefect.engine", cwd=ROOT, env=environment
        )
        await asyncio.wait_for(server.took.wait(), 90)
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 40) == -signal.SIGTERM
        ended = (await client.read_flow_run(run.id)).state
    assert ended is not None
    assert (Counter(states(desk)), len(server.accepted), ended.type) == ({SENT: 2, QUEUED: 1}, 2, StateType.CRASHED)
