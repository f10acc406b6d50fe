"""Chasing the silent, on working days and in office hours, and telling the office how its rounds stand."""

from datetime import datetime

from prefect import flow

from flows import steps


@flow(name="remind", persist_result=False)
async def remind(round_name: str | None = None, now: datetime | None = None) -> int:
    """Write what the silent are owed now and send it; returns how many letters were written to units.

    The office gets the status reports it is owed with them.  On a day off and outside the hours of a round's policy
    nothing is: the next run within them catches up.
    """
    moment = steps.moment(now)
    with steps.watched("remind", moment):
        written = await steps.invite_again(moment) + await steps.write_reminders(moment, round_name)
        reported = await steps.write_reports(moment)
        await steps.send(now)
        for name in reported:
            await steps.publish_report(name, moment)
        for name in await steps.open_names() if written else ():
            await steps.publish(name, "round.reminded", moment)
        return written
