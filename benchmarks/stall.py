"""What large drafts and long lists cost: the longest stall of the event loop, memory, and time in proportion."""

import asyncio
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

import aiosmtplib

from benchmarks.measuring import Comparison, Measured, in_turn, report
from benchmarks.office import office, post_all, rewind, sent
from benchmarks.peers import HOST, OFFICE, UNIT, sink
from benchmarks.wire import envelope
from desk.office import Desk
from mail.compose import Attachment, tail_of
from mail.postman import Account, Postman
from office.settings import Tls

DRAFT = 5_000_000
UNITS, FEW, MANY = 1000, 1000, 10_000
ROUNDS, PROPORTION_ROUNDS = 20, 3
KIB_A_MB = 1000


def main() -> None:
    """The line that counts is the stall against the stock client; the parts are the bounds that were promised."""
    with sink() as port:
        ours, stock = asyncio.run(_stalls(port))
        grown = float(subprocess.check_output([sys.executable, "-m", "benchmarks.stall", str(port)]))
        times = _times_as_long(port)
    report(
        Measured.leaner(Comparison("stall", "aiosmtplib's sendmail()", 10, "ms"), ours, stock),
        [
            Measured.leaner(Comparison("a letter of 5 MB", "5 ms of stall", 1, "ms"), ours, 5),
            Measured.leaner(Comparison("1,000 units and 5 MB", "60 MB of growth", 1, "MB"), grown, 60),
            Measured.leaner(Comparison("10,000 letters", "10 times the time of 1,000", 0.83, "times"), times, 10),
        ],
    )


async def _stalls(port: int) -> tuple[float, float]:
    """Milliseconds of the longest stall while one letter goes out, ours and stock aiosmtplib's, medians of letters."""
    letter = envelope(tail_of([Attachment("征求意见稿.docx", os.urandom(DRAFT))]), 1)
    whole = letter.head + letter.tail
    client = aiosmtplib.SMTP(hostname=HOST, port=port, start_tls=False, local_hostname="bench.test")
    async with Postman(Account(HOST, port, Tls.NONE), connections=1) as postman, client:
        sides = (lambda: postman.post(letter), lambda: client.sendmail(OFFICE, [UNIT], whole))
        taken = [[await _longest_stall(side) for side in sides] for _ in range(ROUNDS + 1)][1:]
    ours, stock = (statistics.median(side) * 1000 for side in zip(*taken, strict=True))
    return ours, stock


async def _longest_stall(send: Callable[[], Awaitable[object]]) -> float:
    gaps = [0.0]

    async def watch() -> None:
        # This thread's own time: what other processes take from it is no stall of ours.
        last = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            gaps.append(now - last)
            last = now

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0)
    await send()
    await asyncio.sleep(0)
    watching.cancel()
    return max(gaps)


def _growth(port: int) -> float:
    """MB by which this process grows while it writes and sends a round; everything it needs is imported already."""
    with office(port, 2, os.urandom(1000)) as small:
        post_all(small)
    before = _peak()
    with office(port, UNITS, os.urandom(DRAFT)) as desk:
        post_all(desk)
        assert sent(desk) == UNITS  # noqa: S101 - a letter left over is no figure
    return _peak() - before


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1.024 / KIB_A_MB


def _times_as_long(port: int) -> float:
    """How many times as long MANY letters take as FEW."""
    draft = os.urandom(2000)
    with office(port, FEW, draft) as few, office(port, MANY, draft) as many:
        taken = in_turn({"few": lambda: _seconds(few), "many": lambda: _seconds(many)}, PROPORTION_ROUNDS)
    return statistics.median(many / few for few, many in zip(taken["few"], taken["many"], strict=True))


def _seconds(desk: Desk) -> float:
    rewind(desk)
    began = time.perf_counter()
    post_all(desk)
    return time.perf_counter() - began


if __name__ == "__main__":
    if sys.argv[1:]:
        print(_growth(int(sys.argv[1])))
    else:
        main()
