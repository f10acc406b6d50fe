"""Sending is killed again and again: no letter is lost or doubled, and none shown as sent that the server lacks.

The short form runs everywhere. `LONG=1 python -m pytest tests/crash` kills 42 times over three seeds.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest

from rules.words import LetterState
from tests.crash.office import AT_ONCE, THINKS, Office, open_office
from tests.forks import Forks
from tests.mail.faults import EHLO, PIPELINING, FaultyServer

SENT, UNCERTAIN = LetterState.SENT, LetterState.UNCERTAIN
LONG = bool(os.environ.get("LONG"))
SEEDS = (1, 2, 3) if LONG else (1,)
LETTERS, KILLS = (400, 14) if LONG else (120, 6)
LIFE = (0.15, 0.75) if LONG else (0.15, 0.45)  # seconds before a kill


@asynccontextmanager
async def sending(
    home: Path, database: str, forks: tuple[Forks, ...], count: int, announced: str = EHLO
) -> AsyncIterator[Office]:
    async with FaultyServer({"EHLO": announced}, delay=THINKS) as server:
        office = open_office(home, database, server, forks, count)
        yield office
        office.desk.store.engine.dispose()


async def check(office: Office, kills: int) -> None:
    """What the record says is so; and once evidence and a person have spoken, every unit has its letter once."""
    every, sent, uncertain = office.letters(), office.letters(SENT), office.letters(UNCERTAIN)
    assert every.keys() - sent.keys() == uncertain.keys(), "nothing waits, nothing failed"
    assert sent.keys() - office.taken().keys() == set(), "shown as sent, and the server has it"
    assert len(uncertain) <= AT_ONCE * kills
    assert set(office.taken().values()) == {1}
    office.resolve()
    await office.send()
    assert office.taken() == dict.fromkeys(every, 1)
    assert office.letters(SENT) == every


@pytest.mark.parametrize("announced", [EHLO, PIPELINING], ids=["one by one", "pipelined"])
@pytest.mark.parametrize("seed", SEEDS)
async def test_killed_again_and_again_every_letter_is_accounted_for(
    seed: int, announced: str, forks: tuple[Forks, ...], tmp_path: Path
) -> None:
    chance = Random(seed)  # noqa: S311 - moments, no secrets
    async with sending(tmp_path, "", forks, LETTERS, announced) as office:
        codes = [await office.send(chance.uniform(*LIFE)) for _ in range(KILLS)]
        assert codes == [-signal.SIGKILL] * KILLS, "the letters lasted for every kill"
        await office.send()
        left = office.letters(UNCERTAIN).keys()
        print(f"{KILLS} kills left {len(left)} uncertain, {len(left & office.taken().keys())} of them taken")  # noqa: T201
        await check(office, KILLS)


async def test_of_several_workers_at_one_outbox_one_is_killed(
    database: str, forks: tuple[Forks, ...], tmp_path: Path
) -> None:
    async with sending(tmp_path, database, forks, LETTERS) as office:
        ended = await asyncio.gather(office.send(0.4, by=0), office.send(by=1), office.send(by=2))
        assert list(ended) == [-signal.SIGKILL, 0, 0]
        await office.send()
        await check(office, kills=1)
