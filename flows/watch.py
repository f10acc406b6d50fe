"""Watching the other flows: what has not run, failed or may not send is told to the office."""

from datetime import datetime

from prefect import flow

from flows import steps


@flow(name="watch", persist_result=False)
async def watch(run: str = "", now: datetime | None = None) -> list[str]:
    """Mail the office what is amiss with the machinery, once a day for each part; returns what it was told.

    `run` names a run that Prefect saw fail, crash or be late.
    """
    return await steps.alarm(run, steps.moment(now))
