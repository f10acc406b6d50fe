"""Mail is collected the moment it arrives, where the server says so; the schedule remains for every other case."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import httpx
from prefect.deployments import arun_deployment
from prefect.exceptions import PrefectException

from mail.imap import ImapSource
from mail.imap_waiting import Listener
from office.settings import Settings

COLLECT = "collect-replies/collect-replies"
TOGETHER = 1.0  # seconds; what arrives in one go is collected in one run
LONGEST_RUN = 600.0
log = logging.getLogger("circulate.mail")


@asynccontextmanager
async def awake(settings: Settings) -> AsyncIterator[None]:
    """While the block lasts, whatever arrives in the office's IMAP mailbox makes `collect-replies` run at once."""
    if not settings.imap_host:
        yield
        return
    loop, rung, ended = asyncio.get_running_loop(), asyncio.Event(), threading.Event()

    def ring() -> None:
        with suppress(RuntimeError):  # the loop has ended before the thread
            loop.call_soon_threadsafe(rung.set)

    listener = Listener(ImapSource.of(settings), ring, ended)
    threading.Thread(target=listener.listen, name="idle", daemon=True).start()
    collecting = asyncio.create_task(_collect_when(rung))
    try:
        yield
    finally:
        ended.set()
        collecting.cancel()
        with suppress(asyncio.CancelledError):
            await collecting


async def _collect_when(rung: asyncio.Event) -> None:
    while True:
        await rung.wait()
        await asyncio.sleep(TOGETHER)
        rung.clear()
        if not await _collected():
            # A run was under way, which may have looked before this arrived.
            rung.set()
            await asyncio.sleep(TOGETHER)


async def _collected() -> bool:
    """Ask for a run and wait for its end; False where Prefect called it off for the sake of one under way."""
    try:
        run = await arun_deployment(COLLECT, timeout=LONGEST_RUN, poll_interval=1, as_subflow=False)
    except (PrefectException, httpx.HTTPError) as error:
        # The schedule will see to it.
        log.warning("no run could be asked for", extra={"error": type(error).__name__})
        return True
    return run.state is None or not run.state.is_cancelled()
