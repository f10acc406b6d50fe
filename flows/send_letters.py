"""Draining the outbox; what the last run left is picked up."""

from datetime import datetime

from prefect import flow

from desk.posting import Posted
from flows import steps


@flow(name="send-letters", persist_result=False)
async def send_letters(now: datetime | None = None) -> Posted:
    """Send every letter that is due, to mended addresses too; returns what became of them."""
    with steps.watched("send-letters", steps.moment(now)):
        await steps.invite_again(steps.moment(now))
        return await steps.send(now)
