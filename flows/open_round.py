"""Opening a round: written whole, then sent."""

from datetime import datetime

from prefect import flow

from desk.opening import Request
from flows import steps


@flow(name="open-round", persist_result=False, flow_run_name="open-{request.draft:.8}")
async def open_round(request: Request, now: datetime | None = None) -> str:
    """Check, freeze the draft, write every invitation and letter in one transaction, send; returns the round's name."""
    name = await steps.write_round(request, steps.moment(now))
    await steps.send(now)
    await steps.publish(name, "round.opened", steps.moment(now))
    return name
