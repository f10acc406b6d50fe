"""A mail server that knows which worker brings a letter, and lets none begin before all are there."""

import asyncio
import time
from collections import Counter

from tests.mail.faults import FaultyServer


class Sink(FaultyServer):
    """Knows workers by what they call themselves in EHLO. `began` and `last` on the monotonic clock, in seconds."""

    def __init__(self, workers: int, thinks: float) -> None:
        super().__init__(delay=thinks)
        self.brought: Counter[str] = Counter()
        self.began = self.last = 0.0
        self._workers = workers
        self._names: dict[asyncio.StreamWriter, str] = {}
        self._all_here = asyncio.Event()

    async def _say(self, step: str, writer: asyncio.StreamWriter) -> str:
        if step == "EHLO":
            self._names[writer] = self.commands[-1].split(" ")[1]
            await self._company()
        if step == "DOT":
            self.brought[self._names[writer]] += 1
            self.last = time.monotonic()
        return await super()._say(step, writer)

    async def _company(self) -> None:
        if not self.began and len({*self._names.values()}) == self._workers:
            self.began = time.monotonic()
            self._all_here.set()
        await self._all_here.wait()
