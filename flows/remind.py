"""Chasing the silent, on working days and in office hours."""

from datetime import datetime

from prefect import flow

from flows import steps


@flow(name="remind")
async def remind(round_name: str | None = None, now: datetime | None = None) -> int:
    """Write what the silent are owed now and send it; returns how many letters were written.

    On a day off and outside the hours of a round's policy nothing is: the next run within them catches up.
    """
    moment = steps.moment(now)
    written = await steps.invite_again(moment) + await steps.write_reminders(moment, round_name)
    await steps.send(now)
    for name in await steps.open_names() if written else ():
        await steps.publish(name, "round.reminded", moment)
    return written
