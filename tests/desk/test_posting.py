"""Sending: what a real server answers decides where each letter stands, and nothing leaves twice."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest

from desk import opening, posting, sheets
from desk.office import Desk
from desk.posting import Posted
from desk.worker import HOST, LEASE
from models import outbox, pauses, rounds
from models.pauses import Pause, Untold
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
    draft,
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
    faults,
    held,
    posted,
    standings,
    states,
    through,
    trouble,
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


async def test_a_refused_account_pauses_the_sending_and_touches_no_unit(desk: Desk) -> None:
    async with FaultyServer({"MAIL": "550 5.7.1 sender not allowed"}) as server:
        done = await posted(desk, server, connections=3)
        assert (dict(done.states), done.trouble, done.resumed) == ({}, "550 5.7.1 sender not allowed", False)
        assert trouble(desk, server) == Pause(OPENED, "550 5.7.1 sender not allowed", OPENED + 9 * MINUTE)
    assert (states(desk), [letter.attempts for letter in letters(desk)]) == ([QUEUED] * 3, [0] * 3)


async def test_a_locked_account_is_knocked_at_ever_more_seldom_by_the_sweep(desk: Desk) -> None:
    async with FaultyServer({"MAIL": "535 5.7.8 locked"}) as server:
        knocks = []
        for minutes in range(0, 360, 10):
            before = server.commands.count("EHLO water.test") + server.connections
            there = through(desk, server.port)
            if posting.waiting(there, OPENED + minutes * MINUTE):
                await posted(desk, server, OPENED + minutes * MINUTE)
            if server.commands.count("EHLO water.test") + server.connections > before:
                knocks.append(minutes)
    assert knocks == [0, 10, 30, 70, 130, 190, 250, 310]


async def test_one_letter_that_passes_ends_the_trouble_of_the_account(desk: Desk) -> None:
    async with FaultyServer({"MAIL": ["451 4.3.0 later"]}) as server:
        assert (await posted(desk, server)).trouble == "451 4.3.0 later"
        assert await posted(desk, server, OPENED + MINUTE) == Posted({})
        assert await posted(desk, server, OPENED + 9 * MINUTE) == Posted({SENT: 3}, resumed=True)
        assert trouble(desk, server) is None


async def test_who_asks_for_it_is_not_made_to_wait(desk: Desk) -> None:
    async with FaultyServer({"MAIL": ["451 4.3.0 later"]}) as server:
        await posted(desk, server)
        posting.try_now(through(desk, server.port), OPENED + MINUTE)
        assert await posted(desk, server, OPENED + MINUTE) == Posted({SENT: 3}, resumed=True)


async def test_a_connection_too_many_does_not_stop_the_one_that_works(desk: Desk) -> None:
    async with FaultyServer({"GREET": ["220 mx.test", "554 too many", "554 too many"]}, delay=0.02) as server:
        done = await posted(desk, server, connections=3)
        assert (done, trouble(desk, server)) == (Posted({SENT: 3}, resumed=True), None)


async def test_letters_refused_as_spam_three_times_in_a_row_hold_their_round_and_no_other(desk: Desk) -> None:
    request = opening.with_draft(desk, asking(desk, FEW), draft("另一份"))
    second = opening.open_round(desk, replace(request, title="《另一办法》"), OPENED).name
    spam = "554 5.7.1 looks like spam"
    async with FaultyServer({"DOT": [spam] * 3}) as server:
        done = await posted(desk, server)
    assert (done, held(desk)) == (Posted({FAILED: 3, SENT: 3}, spam), Pause(OPENED, spam))
    assert [letter.state for letter in letters(desk, second)] == [SENT] * 3


async def test_a_round_refused_as_spam_goes_on_once_released(desk: Desk) -> None:
    spam = "554 5.7.1 looks like spam"
    async with FaultyServer({"DOT": [spam] * 3}) as server:
        done = await posted(desk, server)
        assert (dict(done.states), done.trouble, held(desk)) == ({FAILED: 3}, spam, Pause(OPENED, spam))
        assert (faults(desk), await posted(desk, server, OPENED + DAY)) == (["content"] * 3, Posted({}))
        with desk.store.write() as session:
            assert pauses.release_round(session, 1) == 3
        assert await posted(desk, server, OPENED + DAY) == Posted({SENT: 3})


async def test_a_draft_the_server_would_not_take_is_known_before_any_letter_goes_out(desk: Desk) -> None:
    async with FaultyServer({"EHLO": "250-mx.test\r\n250 SIZE 1000"}) as server:
        done = await posted(desk, server, connections=2)
    with desk.store.read() as session:
        largest = pauses.largest_waiting(session, 1)
    words = f"函件最大 {largest} 字节，邮件服务器最多收 1000 字节"
    assert (dict(done.states), done.trouble, held(desk)) == ({}, words, Pause(OPENED, words))
    assert (states(desk), standings(desk), [c for c in server.commands if c.startswith("MAIL")]) == (
        [QUEUED] * 3,
        [Standing.UNSENT] * 3,
        [],
    )


async def test_a_server_that_finds_a_letter_too_large_only_when_it_has_it_holds_the_round_too(desk: Desk) -> None:
    async with FaultyServer({"DOT": "552 5.3.4 too big"}) as server:
        done = await posted(desk, server)
    assert (dict(done.states), done.trouble, held(desk)) == (
        {},
        "552 5.3.4 too big",
        Pause(OPENED, "552 5.3.4 too big"),
    )
    assert states(desk) == [QUEUED] * 3


async def test_a_pause_is_told_once(desk: Desk) -> None:
    async with FaultyServer({"MAIL": "535 locked"}) as server:
        told = []
        for minutes in (0, 9, 30):
            await posted(desk, server, OPENED + minutes * MINUTE)
            told.append(posting.untold(desk, OPENED + minutes * MINUTE))
    assert told == [(Untold("535 locked"),), (), ()]


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
