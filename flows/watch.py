"""Watching the other flows: what has not run, failed or may not send is told to the office."""

from datetime import datetime

from prefect import flow

from flows import steps


@flow(name="watch", persist_result=False)
async def watch(now: datetime | None = None) -> list[str]:
    """Mail the office what is amiss with the machinery, once a day for each part; returns what it was told."""
    return await steps.alarm(steps.moment(now))
