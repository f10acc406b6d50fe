"""Sending: what a real server answers decides where each letter stands, and nothing leaves twice."""

import asyncio
import subprocess
import sys
from datetime import timedelta
from time import monotonic

import pytest

from desk import opening, posting, sheets
from desk.office import Desk
from desk.posting import Posted
from desk.worker import HOST, LEASE
from models import outbox, rounds
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
from tests.desk.posts import (
    FAILED,
    MINUTE,
    QUEUED,
    RETRY,
    SENT,
    UNCERTAIN,
    posted,
    standings,
    states,
    through,
    wait,
)
from tests.mail.faults import DROP, FaultyServer


@pytest.fixture(autouse=True)
def _letters_waiting(desk: Desk) -> None:
    """Three invitations written and none sent."""
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    opening.open_round(desk, asking(desk, FEW), OPENED)


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
        moment = OPENED + wait(desk, 0)
        assert await posted(desk, server, moment - MINUTE) == Posted({})
        assert await posted(desk, server, moment) == Posted({SENT: 1})
    assert len(server.accepted) == 3


async def test_a_connection_lost_after_the_letter_is_uncertain_and_never_sent_again(desk: Desk) -> None:
    async with FaultyServer({"DOT": ["250 ok", DROP]}) as server:
        assert await posted(desk, server) == Posted({SENT: 2, UNCERTAIN: 1})
        assert await posted(desk, server, OPENED + DAY) == Posted({})
    assert (len(server.accepted), states(desk)) == (3, [SENT, UNCERTAIN, SENT])
    assert standings(desk)[1] is Standing.UNSENT


async def test_a_journal_gets_a_copy_in_the_same_transaction(desk: Desk) -> None:
    async with FaultyServer() as server:
        await posted(desk, server, smtp_journal="journal@office.test")
    to = [command.split("<")[1].split(">")[0] for command in server.commands if command.startswith("RCPT")]
    journal = "journal@office.test"
    assert to == [address(FINANCE), journal, address(PLANNING), journal, address(INDUSTRY), journal]


async def test_a_journal_that_is_refused_costs_no_letter_and_is_said(desk: Desk) -> None:
    async with FaultyServer({"RCPT": ["250 ok", "550 5.1.1 no journal"]}) as server:
        assert await posted(desk, server, smtp_journal="journal@office.test") == Posted({SENT: 3})
    assert [letter.answer for letter in letters(desk)] == [
        "2.0.0 queued as A1（未接受的抄送：journal@office.test）",
        "2.0.0 queued as A1",
        "2.0.0 queued as A1",
    ]


async def test_every_letter_gives_its_message_id_as_envelope_id(desk: Desk) -> None:
    async with FaultyServer() as server:
        await posted(desk, server)
    given = [command.rpartition("ENVID=")[2] for command in server.commands if command.startswith("MAIL")]
    assert given == [letter.message_id.strip("<>") for letter in letters(desk)]


async def test_letters_keep_their_distance_however_many_connections_there_are(desk: Desk) -> None:
    async with FaultyServer() as server:
        begun = monotonic()
        assert await posted(desk, server, connections=3, smtp_interval=0.1) == Posted({SENT: 3})
        assert monotonic() - begun >= 0.2


async def test_two_batches_share_the_connections_and_no_letter_goes_twice(desk: Desk) -> None:
    async with FaultyServer(delay=0.01) as server:
        there = through(desk, server.port)
        async with posting.postman(there, connections=2) as out:
            done = await asyncio.gather(*(posting.post(there, out, 2, lambda: OPENED) for _ in range(2)))
    assert (sum((one[SENT] for one in done), 0), len(server.accepted), server.connections) == (3, 3, 2)


async def test_a_batch_sends_no_more_than_it_may(desk: Desk) -> None:
    async with FaultyServer() as server:
        there = through(desk, server.port)
        async with posting.postman(there, connections=2) as out:
            assert await posting.post(there, out, 2, lambda: OPENED) == Posted({SENT: 2})


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
