"""Sending: what a real server answers decides where each letter stands, and nothing leaves twice."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from desk import opening, posting, sheets
from desk.office import Desk
from desk.posting import HOST, LEASE, Posted
from desk.view import view
from models import outbox, rounds
from office.settings import Tls
from rules.words import LetterState, Standing
from tests.desk.office import (
    DAY,
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    OPENED,
    PLANNING,
    ROUND,
    address,
    asking,
    caught,
    letters,
    send,
    units_sheet,
)
from tests.mail.faults import DROP, FaultyServer

SENT, RETRY, FAILED, UNCERTAIN, QUEUED = (
    LetterState.SENT,
    LetterState.RETRY,
    LetterState.FAILED,
    LetterState.UNCERTAIN,
    LetterState.QUEUED,
)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _letters_waiting(desk: Desk) -> None:
    """Three invitations written and none sent."""
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    opening.open_round(desk, asking(desk, FEW), OPENED)


async def posted(desk: Desk, server: FaultyServer, now: datetime = OPENED) -> Posted:
    """Send what is due through this server instead of the embedded one."""
    updated = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_tls": Tls.NONE}
    there = replace(desk, settings=desk.settings.model_copy(update=updated))
    async with posting.postman(there, connections=1) as out:
        return await posting.post(there, out, 100, lambda: now)


def states(desk: Desk) -> list[LetterState]:
    return [LetterState(letter.state) for letter in letters(desk)]


def standings(desk: Desk) -> list[Standing]:
    return [unit.standing for unit in view(desk, ROUND, OPENED + DAY).units]


async def test_what_the_server_took_is_sent(desk: Desk) -> None:
    async with FaultyServer() as server:
        assert await posted(desk, server) == Posted({SENT: 3})
        assert await posted(desk, server) == Posted({})
    assert (len(server.accepted), states(desk)) == (3, [SENT] * 3)


async def test_an_address_that_is_no_good_fails_its_unit_alone(desk: Desk) -> None:
    async with FaultyServer({"RCPT": ["250 ok", "550 5.1.1 no such user"]}) as server:
        assert await posted(desk, server) == Posted({SENT: 2, FAILED: 1})
    assert standings(desk) == [Standing.AWAITING, Standing.UNDELIVERABLE, Standing.AWAITING]


async def test_a_server_that_asks_to_come_back_later_gets_the_same_letter_later(desk: Desk) -> None:
    async with FaultyServer({"RCPT": ["450 4.7.1 greylisted"]}) as server:
        assert await posted(desk, server) == Posted({RETRY: 1, SENT: 2})
        assert standings(desk) == [Standing.UNSENT, Standing.AWAITING, Standing.AWAITING]
        assert await posted(desk, server, OPENED + 4 * MINUTE) == Posted({})
        assert await posted(desk, server, OPENED + 5 * MINUTE) == Posted({SENT: 1})
    assert len(server.accepted) == 3


async def test_a_connection_lost_after_the_letter_is_uncertain_and_never_sent_again(desk: Desk) -> None:
    async with FaultyServer({"DOT": ["250 ok", DROP]}) as server:
        assert await posted(desk, server) == Posted({SENT: 2, UNCERTAIN: 1})
        assert await posted(desk, server, OPENED + DAY) == Posted({})
    assert (len(server.accepted), states(desk)) == (3, [SENT, UNCERTAIN, SENT])
    assert standings(desk)[1] is Standing.UNSENT


async def test_a_refused_account_pauses_the_sending_and_touches_no_unit(desk: Desk) -> None:
    async with FaultyServer({"MAIL": "550 5.7.1 sender not allowed"}) as server:
        done = await posted(desk, server)
    assert (dict(done.states), done.trouble) == ({}, "550 5.7.1 sender not allowed")
    assert (states(desk), [letter.attempts for letter in letters(desk)]) == ([QUEUED] * 3, [0] * 3)


async def test_letters_refused_as_spam_three_times_in_a_row_pause_the_sending(desk: Desk) -> None:
    async with FaultyServer({"DOT": "554 5.7.1 looks like spam"}) as server:
        done = await posted(desk, server)
    assert (dict(done.states), done.trouble) == ({FAILED: 3}, "554 5.7.1 looks like spam")


async def test_a_letter_too_large_pauses_the_sending_at_once(desk: Desk) -> None:
    async with FaultyServer({"DOT": "552 5.3.4 too big"}) as server:
        done = await posted(desk, server)
    assert (dict(done.states), done.trouble) == ({FAILED: 1}, "552 5.3.4 too big")
    assert states(desk) == [FAILED, QUEUED, QUEUED]


async def test_a_run_that_is_cancelled_leaves_its_letter_uncertain(desk: Desk) -> None:
    async with FaultyServer(delay=0.2) as server:
        run = asyncio.create_task(posted(desk, server))
        await server.took.wait()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
    assert states(desk) == [UNCERTAIN, QUEUED, QUEUED]


@pytest.mark.parametrize(
    ("where", "claimed_for", "left"),
    [
        ("here, dead", MINUTE, UNCERTAIN),
        ("here, alive", MINUTE, LetterState.SENDING),
        ("here, alive", LEASE + MINUTE, UNCERTAIN),
        ("elsewhere", MINUTE, LetterState.SENDING),
        ("elsewhere", LEASE + MINUTE, UNCERTAIN),
    ],
)
def test_a_letter_left_by_a_dead_worker_is_uncertain_and_one_in_work_is_not(
    desk: Desk, where: str, claimed_for: timedelta, left: LetterState
) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        if where == "here, dead":
            process.communicate(b"\n")
        worker = "another-machine/1" if where == "elsewhere" else f"{HOST}/{process.pid}"
        with desk.store.write() as session:
            outbox.claim(session, worker, OPENED)
        assert posting.waiting(desk, OPENED + claimed_for) == 2
        if process.returncode is None:
            process.communicate(b"\n")
    assert states(desk) == [left, QUEUED, QUEUED]


def test_the_embedded_catcher_keeps_every_letter_as_a_file(desk: Desk) -> None:
    assert send(desk, OPENED, limit=2) == Posted({SENT: 2})
    assert send(desk, OPENED) == Posted({SENT: 1})
    for unit in (FINANCE, PLANNING, INDUSTRY):
        (letter,) = caught(desk, address(unit))
        assert letter["Message-ID"] == next(one.message_id for one in letters(desk) if address(unit) in one.recipients)


def test_a_letter_of_a_round_cancelled_meanwhile_stays(desk: Desk) -> None:
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, OPENED + HOUR)
    assert send(desk, OPENED + HOUR) == Posted({})
    assert states(desk) == [LetterState.CANCELLED] * 3
