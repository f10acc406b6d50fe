"""Sending what the outbox holds, over one way out for all batches of a run."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime

from desk.batch import Batch, Clock, Posted
from desk.office import Desk
from desk.way_out import Out
from desk.worker import is_alive
from mail.catcher import Catcher
from mail.postman import Account, Postman
from models import outbox, pauses
from models.pauses import Untold
from office.settings import Tls

__all__ = ["Posted", "account_name", "post", "postman", "try_now", "untold", "waiting"]


def waiting(desk: Desk, now: datetime) -> int:
    """How many letters could go out now; letters left by dead workers become uncertain first."""
    with desk.store.write() as session:
        outbox.abandoned(session, lambda worker, claimed: is_alive(worker, claimed, now))
        return outbox.waiting(session, now, account_name(desk))


def try_now(desk: Desk, now: datetime) -> None:
    """Somebody wants letters to go out at once: a pause of the account is not waited for."""
    with desk.store.write() as session:
        pauses.try_now(session, account_name(desk), now)


def untold(desk: Desk, now: datetime) -> tuple[Untold, ...]:
    """The pauses nobody has been told of; from now on they count as told."""
    with desk.store.write() as session:
        return pauses.tell(session, now)


def account_name(desk: Desk) -> str:
    """What the office's account is called where its troubles are kept."""
    settings = desk.settings
    return f"{settings.smtp_user}@{settings.smtp_host}:{settings.smtp_port}" if settings.smtp_host else "embedded"


@asynccontextmanager
async def postman(desk: Desk, connections: int) -> AsyncIterator[Out]:
    """The office's way out: its mail server, or the embedded catcher where none is set."""
    settings = desk.settings
    async with AsyncExitStack() as stack:
        account = Account.of(settings)
        if settings.embedded_mail:
            catcher = await stack.enter_async_context(Catcher(settings.sent_mail))
            account = Account(catcher.host, catcher.port, Tls.NONE)
        each = settings.smtp_messages_per_connection
        open_ = await stack.enter_async_context(Postman(account, connections=connections, per_connection=each))
        yield Out(open_, account_name(desk), settings.smtp_interval)


async def post(desk: Desk, out: Out, limit: int, clock: Clock) -> Posted:
    """Send up to `limit` letters over the connections of `out`; stops early when the account or the round is refused.

    Raises:
        CancelledError: letters in flight are finished first, or recorded as uncertain where that takes too long.
    """
    batch = Batch(desk, out, limit, clock)
    lanes = [asyncio.create_task(batch.lane()) for _ in range(out.connections)]
    try:
        await out.finish(lanes)
    finally:
        await batch.finish()
    for lane in lanes:
        if not lane.cancelled():
            lane.result()
    return batch.posted()
