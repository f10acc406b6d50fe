"""Three Prefect workers drain one outbox on PostgreSQL, one of them is killed: nothing is lost, nothing doubled.

`python -m tests.crash.workers 10000` types README's "Growing", plays it and ends in one line of JSON.
"""

import asyncio
import json
import os
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from desk.office import open_desk
from office.settings import load
from rules.words import LetterState
from tests.crash.office import AT_ONCE, Office, open_office
from tests.crash.sink import Sink
from tests.growing import WORKER, Growing, Process, family, growing
from tests.models import cluster as postgresql
from tests.models.cluster import Cluster
from tests.runs import Runs, until
from tests.web.browser import staffed

LETTERS = 10_000
WORKERS = ("w1.test", "w2.test", "w3.test")
SEND = "send-letters"
NOTICED = 300.0  # seconds, and more than Prefect takes to see that a run is dead


@dataclass(frozen=True, slots=True)
class Drained:
    """What the record and the server say in the end; counts of letters, times in seconds.

    uncertain: left so by the kill; `of_them_taken` by the server, which evidence says, the others a person sends again.
    untrue: shown as sent, which the server lacks.  unended: neither sent nor uncertain.  dead_run: what Prefect calls
    the killed run, and after how long.
    """

    letters: int
    sent: int
    uncertain: int
    of_them_taken: int
    untrue: int
    unended: int
    lost: int
    doubled: int
    seconds: float
    a_second: float
    shares: dict[str, int]
    dead_run: str
    after: float

    @property
    def holds(self) -> bool:
        """Whether every letter is accounted for, each there once in the end, and every worker took part."""
        wrong = self.untrue + self.unended + self.lost + self.doubled
        return not wrong and self.uncertain <= AT_ONCE and [*self.shares] == [*WORKERS]


@dataclass(frozen=True, slots=True)
class Draining:
    """An office with a full outbox, the server its workers send to, and Prefect."""

    record: Office
    sink: Sink
    runs: Runs

    async def killed_among(self, workers: dict[str, Process]) -> tuple[str, float]:
        """Let every worker send and kill the first when a third is out; returns its run, and when, once all is sent."""
        letters = len(self.record.letters())
        asked = [await self.runs.ask(SEND) for _ in workers]

        async def a_third() -> bool:
            return len(self.sink.accepted) >= letters // 3

        async def others_done() -> bool:
            return sorted([await self.runs.state(run) for run in asked])[: len(asked) - 1] == ["COMPLETED"] * 2

        await until(a_third)
        _kill(next(iter(workers.values())))
        at = time.monotonic()
        await until(others_done)
        (dead,) = [run for run in asked if await self.runs.state(run) != "COMPLETED"]
        return dead, at

    async def sent_again(self) -> None:
        """One more run, which finds what dead workers left."""
        ended = await self.runs.ended(await self.runs.ask(SEND))
        assert ended == "COMPLETED", ended

    def accounts(self) -> dict[str, int]:
        """What the record claims beside what the server has."""
        every, sent = self.record.letters().keys(), self.record.letters(LetterState.SENT).keys()
        uncertain, taken = self.record.letters(LetterState.UNCERTAIN).keys(), self.record.taken().keys()
        return {
            "letters": len(every),
            "sent": len(sent),
            "uncertain": len(uncertain),
            "of_them_taken": len(uncertain & taken),
            "untrue": len(sent - taken),
            "unended": len(every - sent - uncertain),
        }

    def losses(self) -> dict[str, int]:
        """What the server never got, and what it got more than once."""
        taken = self.record.taken()
        doubled = sum(times > 1 for times in taken.values())
        return {"lost": len(self.record.letters().keys() - taken.keys()), "doubled": doubled}


async def drained(office: Growing, letters: int, *, thinks: float = 0, patience: float = 0) -> Drained:
    """Let three workers drain so many letters and kill one.

    Args:
        office: with Prefect running and no unit yet.
        letters: how many.
        thinks: seconds the mail server takes for each of its replies.
        patience: seconds Prefect is given to see that a run is dead.
    """
    async with Sink(len(WORKERS), thinks) as sink, httpx.AsyncClient(base_url=office.api, timeout=30) as client:
        record = open_office(office.home, office.record, sink, (), letters)
        draining = Draining(record, sink, Runs(client))
        await draining.runs.rest()
        workers = {name: worker(office, name, sink.port) for name in WORKERS}
        dead, at = await draining.killed_among(workers)
        seconds, shares = sink.last - sink.began, dict(sorted(sink.brought.items()))
        await draining.sent_again()
        accounts = draining.accounts()
        record.resolve()
        await draining.sent_again()
        losses = draining.losses()
        record.desk.store.engine.dispose()
        with suppress(AssertionError):
            await draining.runs.ended(dead, patience)
        state, after = await draining.runs.state(dead), time.monotonic() - at
        for process in workers.values():
            process.terminate()
            await asyncio.to_thread(process.wait, 60)
    speed = round(sum(shares.values()) / seconds, 1)
    return Drained(
        **accounts,
        **losses,
        seconds=round(seconds, 1),
        a_second=speed,
        shares=shares,
        dead_run=state.lower(),
        after=round(after, 1),
    )


def worker(office: Growing, name: str, port: int, **settings: str) -> Process:
    """A worker for one run at a time, so that three runs are three workers; it calls itself so to the mail server."""
    mail = {"CIRCULATE_SMTP_HOST": "127.0.0.1", "CIRCULATE_SMTP_PORT": str(port), "CIRCULATE_SMTP_TLS": "none"}
    own = {"CIRCULATE_OFFICE_EMAIL": f"office@{name}", "CIRCULATE_SMTP_USER": ""}
    return office.start(WORKER, name, {"--limit 4": "--limit 1"}, **mail, **own, **settings)


def _kill(worker: Process) -> None:
    """As a machine dies: the worker and the run it has started, in one moment."""
    prefects, *runs = family(worker.pid)
    assert runs, "the worker has nothing under way"
    for number in (worker.pid, prefects, *runs):
        os.kill(number, signal.SIGKILL)
    worker.wait()


@contextmanager
def grown(cluster: Cluster, folder: Path) -> Iterator[Growing]:
    """An office with people and no units, moved to PostgreSQL as README says."""
    desk = open_desk(load(home=folder / "first", database=""))
    staffed(desk)
    desk.store.engine.dispose()
    with growing(cluster, desk.settings.home) as office:
        yield office


def main() -> None:
    """Play it once and say how it went; the exit code is 1 where a letter is unaccounted for."""
    asked = ArgumentParser(prog="python -m tests.crash.workers")
    asked.add_argument("letters", type=int, nargs="?", default=LETTERS)
    binaries = postgresql.programs()
    if binaries is None:
        sys.exit("PostgreSQL is missing: apt-get install postgresql")
    letters = asked.parse_args().letters
    with (
        TemporaryDirectory(prefix="growing", ignore_cleanup_errors=True) as folder,
        postgresql.running(binaries) as cluster,
        grown(cluster, Path(folder)) as office,
    ):
        found = asyncio.run(drained(office, letters, patience=NOTICED))
    print(json.dumps(asdict(found) | {"holds": found.holds}), flush=True)  # noqa: T201 - its result
    sys.exit(not found.holds)


if __name__ == "__main__":
    main()
