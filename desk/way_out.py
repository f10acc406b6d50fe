"""The way out for one run, shared by all its batches: one account, so many letters at once, one pace, one end."""

import asyncio
from contextlib import suppress

from mail.postman import Postman

GRACE = 25.0  # seconds; Prefect's runner kills 30 after its TERM


class Out:
    """An open postman with what all who post through it must agree on.

    A letter is claimed only in a lane, and there are as many as connections: a run that dies leaves no more uncertain.

    Args:
        postman: keeps no distance between letters; that is done here, before a letter is claimed.
        account: the name under which the account's troubles are kept; `works` once a letter has passed since the last.
        interval: fewest seconds between two letters.
        grace: how many seconds letters in flight are given once sending is to stop.
    """

    def __init__(self, postman: Postman, account: str, interval: float = 0.0, grace: float = GRACE) -> None:
        self.postman, self.account, self.interval = postman, account, interval
        self.connections = postman.connections
        self.lanes = asyncio.Semaphore(self.connections)
        self.measured: set[int] = set()
        self.works = False
        self._at_work: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._grace = grace
        self._next_at = 0.0

    @property
    def is_stopping(self) -> bool:
        """Whether no more letters are to be claimed."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Claim no more and finish what is in flight, within the grace given; asked a second time, at once."""
        asyncio.get_running_loop().call_later(0 if self.is_stopping else self._grace, self._cut)
        self._stopping.set()

    async def turn(self) -> bool:
        """Wait until the next letter may be claimed; False where none may any more."""
        loop = asyncio.get_running_loop()
        start = max(loop.time(), self._next_at)
        self._next_at = start + self.interval
        if self.interval:
            with suppress(TimeoutError):
                async with asyncio.timeout(start - loop.time()):
                    await self._stopping.wait()
        return not self.is_stopping

    async def finish(self, lanes: list[asyncio.Task[None]]) -> None:
        """Wait for these lanes to run dry; whoever is cancelled meanwhile first lets what is in flight arrive."""
        self._at_work.update(lanes)
        try:
            await asyncio.wait(lanes)
        except asyncio.CancelledError:
            self.stop()
            await self._ended(lanes)
            raise
        finally:
            self._at_work.difference_update(lanes)

    async def _ended(self, lanes: list[asyncio.Task[None]]) -> None:
        try:
            await asyncio.wait(lanes)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.wait(lanes)

    def _cut(self) -> None:
        for lane in self._at_work:
            lane.cancel()
