"""Taking mail in: kept, matched, filed, acknowledged."""

from datetime import datetime

from prefect import flow

from flows import steps
from rules.words import MessageState


@flow(name="collect-replies", persist_result=False)
async def collect_replies(folder: str | None = None, now: datetime | None = None) -> dict[MessageState, int]:
    """Take in what has arrived, answer each reply with a receipt; returns the messages read, by what became of them."""
    moment = steps.moment(now)
    with steps.watched("collect-replies", moment):
        taken = await steps.take_in(folder, moment)
        await steps.acknowledge(moment)
        await steps.invite_again(moment)
        await steps.send(now)
        for name in await steps.names_heard_from([*taken.states]):
            await steps.publish(name, "reply.received", moment)
        if taken.down:
            # What came before a mailbox failed, or from another, has been answered all the same.
            raise taken.down
        states = [*taken.states.values()]
        return {state: states.count(state) for state in MessageState if state in states}
