"""Sending is held where going on would do harm: an account refused, letters taken for spam, a draft too large."""

from dataclasses import replace

import pytest

from desk import opening, posting, sheets
from desk.office import Desk
from desk.posting import Posted
from models import pauses
from models.pauses import Pause, Untold
from rules.words import Standing
from tests.desk.office import (
    DAY,
    FEW,
    OPENED,
    asking,
    draft,
    letters,
    units_sheet,
)
from tests.desk.posts import (
    FAILED,
    MINUTE,
    QUEUED,
    SENT,
    faults,
    held,
    posted,
    standings,
    states,
    through,
    trouble,
)
from tests.mail.faults import FaultyServer


@pytest.fixture(autouse=True)
def _letters_waiting(desk: Desk) -> None:
    """Three invitations written and none sent."""
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    opening.open_round(desk, asking(desk, FEW), OPENED)


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
