"""Draining the outbox; what the last run left is picked up."""

import asyncio
from datetime import datetime

from prefect import flow

from desk.office import this_desk
from desk.posting import Posted
from flows import steps


@flow(name="send-letters")
async def send_letters(now: datetime | None = None) -> Posted:
    """Send every letter that is due, a hundred a task, over as many connections as the office allows."""
    waiting = await steps.take_stock(steps.moment(now))
    lines = asyncio.Semaphore(this_desk().settings.smtp_connections)

    async def batch(number: int) -> Posted:
        async with lines:
            return await steps.post_batch(number, now)

    batches = range(1, -(-waiting // steps.LETTERS) + 1)
    return sum(await asyncio.gather(*map(batch, batches)), Posted({}))
