"""Taking mail in: kept, matched, filed, acknowledged."""

from datetime import datetime

from prefect import flow

from flows import steps
from rules.words import MessageState


@flow(name="collect-replies")
async def collect_replies(folder: str | None = None, now: datetime | None = None) -> dict[MessageState, int]:
    """Take in what has arrived, answer each reply with a receipt; returns the messages read, by what became of them."""
    moment = steps.moment(now)
    try:
        await steps.keep_mail(folder, moment)
    finally:
        # What came before a mailbox failed is read all the same.
        states = await _read(moment, now)
    return {state: states.count(state) for state in MessageState if state in states}


async def _read(moment: datetime, now: datetime | None) -> list[MessageState]:
    messages = await steps.unread()
    batches = range(0, len(messages), steps.MESSAGES)
    states = [s for first in batches for s in await steps.read_batch(messages[first : first + steps.MESSAGES], moment)]
    await steps.acknowledge(moment)
    await steps.invite_again(moment)
    await steps.send(now)
    for name in await steps.names_heard_from(messages):
        await steps.publish(name, "reply.received", moment)
    return states
