"""Visitors of a site in a process of its own: so many connections at once, what each page took, what it cost."""

import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from desk import people
from desk.office import Desk
from desk.people import NewColleague
from rules.words import Duty
from web.cookies import SESSION

HOST = "127.0.0.1"
PATIENCE = 60.0
MS = 1000.0
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Served:
    """A site that answers on a port, in a process of its own."""

    port: int
    process: int

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time the process has used so far (proc(5): utime and stime)."""
        with open(f"/proc/{self.process}/stat", encoding="ascii") as file:  # noqa: PTH123 - a file of the kernel's
            ticks = file.read().rpartition(")")[2].split()[11:13]
        return sum(map(int, ticks)) * MS / TICKS


@dataclass(frozen=True, slots=True)
class Visit:
    """What a stretch of asking found: the times of its pages and processor time a page, in milliseconds."""

    p50: float
    p95: float
    rate: float
    cpu: float


@contextmanager
def served(port: int, module: Sequence[str], **environment: str) -> Iterator[Served]:
    """A module that serves on this port, until the block ends."""
    command = [sys.executable, "-m", *module, "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | environment) as process:
        try:
            _wait(port)
            yield Served(port, process.pid)
        finally:
            process.terminate()


def visit(site: Served, path: str, connections: int, pages: int, pause: float) -> Visit:
    """So many connections at once open `pages` pages each, one every `pause` seconds; 0 is without a pause."""
    before, began = site.cpu, time.perf_counter()
    taken = asyncio.run(_crowd(site.port, path, connections, pages, pause))
    cuts = statistics.quantiles(taken, n=100)
    count = connections * pages
    return Visit(cuts[49] * MS, cuts[94] * MS, count / (time.perf_counter() - began), (site.cpu - before) / count)


def one_by_one(site: Served, path: str, cookies: Mapping[str, str], times: int) -> tuple[float, httpx.Response]:
    """The median of so many looks at a page, in milliseconds, and the page."""
    taken = []
    with httpx.Client(base_url=f"http://{HOST}:{site.port}", cookies=dict(cookies), timeout=PATIENCE) as client:
        page = client.get(path).raise_for_status()
        for _ in range(times):
            began = time.perf_counter()
            page = client.get(path)
            taken.append((time.perf_counter() - began) * MS)
    return statistics.median(taken), page


def signed_in(desk: Desk) -> dict[str, str]:
    """The cookie of somebody who may do everything."""
    now = datetime.now(UTC)
    password = people.add(desk, NewColleague("bench", "李经办", Duty.ADMINISTRATOR), "赵管理", now)
    return {SESSION: people.sign_in(desk, "bench", password, now)[1]}


async def _crowd(port: int, path: str, connections: int, pages: int, pause: float) -> list[float]:
    taken: list[float] = []
    starts = (number * pause / connections for number in range(connections))
    await asyncio.gather(*(_visitor(port, path, pages, pause, start, taken) for start in starts))
    return taken


async def _visitor(port: int, path: str, pages: int, pause: float, start: float, taken: list[float]) -> None:  # noqa: PLR0913 - who asks for what, when
    # Bytes by hand: a client that costs more than the page would be measured instead of it.
    reader, writer = await asyncio.open_connection(HOST, port)
    await asyncio.sleep(start)
    for _ in range(pages):
        began = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            sys.exit(f"{path}: {head[:40]!r}")
        await reader.readexactly(int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]))
        took = time.perf_counter() - began
        taken.append(took)
        if pause:
            await asyncio.sleep(max(0.0, pause - took))
    writer.close()
    await writer.wait_closed()


def _wait(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            httpx.get(f"http://{HOST}:{port}/health")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"nothing answers on port {port}")
