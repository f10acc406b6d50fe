"""Chasing the silent, each working day."""

from datetime import datetime

from prefect import flow

from desk.office import this_desk
from flows import steps


@flow(name="remind")
async def remind(round_name: str | None = None, now: datetime | None = None) -> int:
    """Write what the silent are owed today and send it; on a day off nothing. Returns how many letters were written."""
    moment, desk = steps.moment(now), this_desk()
    if not desk.calendar.is_working(desk.calendar.day_of(moment)):
        return 0
    written = await steps.write_reminders(moment, round_name)
    await steps.send(now)
    for name in await steps.open_names():
        await steps.publish(name, "round.reminded", moment)
    return written
