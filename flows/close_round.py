"""The due moment: the ledger is fixed and goes to the office."""

from datetime import datetime

from prefect import flow

from flows import steps


@flow(name="close-round", persist_result=False)
async def close_round(now: datetime | None = None) -> list[str]:
    """Sum up every round whose moment has come and close those with nothing open; returns the names of the closed."""
    moment = steps.moment(now)
    with steps.watched("close-round", moment):
        due = await steps.close_due(moment)
        await steps.send(now)
        for round_due in due:
            await steps.publish(round_due.name, "round.closed" if round_due.closed else "round.due", moment)
            await steps.publish_report(round_due.name, moment)
        await steps.seal(moment)
        return [round_due.name for round_due in due if round_due.closed]
