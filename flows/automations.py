"""Prefect's own watchmen: a run that failed, crashed or is late starts `watch`; one whose machine died is crashed.

`python -m flows.automations` sets both, for an office on several machines; a single one sweeps as it starts instead.
"""

import asyncio
from argparse import ArgumentParser
from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

from flows.schedule import DEPLOYMENTS

NAME, DEAD = "circulate: failed or late runs", "circulate: runs nobody carries on"
WATCH = "watch"
HEARTBEAT = "prefect.flow-run.heartbeat"
# Five of its heartbeats: a run that still works and is called dead would have its end refused.
SILENCE = timedelta(seconds=150)
AMISS = {"prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.Late"}


async def ensure(client: PrefectClient, watch: UUID) -> None:
    """Have whatever goes wrong start `watch`.

    Args:
        client: of the server that runs the flows.
        watch: the deployment of the flow `watch`.
    """
    await _ensure(client, _automation(watch))


async def ensure_all() -> None:
    """For many machines, after `prefect deploy --all`: that, and an end for runs that nobody carries on."""
    async with get_client() as client:
        watch = await client.read_deployment_by_name(f"{WATCH}/{WATCH}")
        await ensure(client, watch.id)
        await _ensure(client, _end_of_the_dead())


async def _ensure(client: PrefectClient, wanted: AutomationCore) -> None:
    """Make it, or bring the one there up to date; Prefect itself would make a second of the same name."""
    there = await client.read_automations_by_name(wanted.name)
    for spare in there[1:]:
        await client.delete_automation(spare.id)
    if there:
        await client.update_automation(there[0].id, wanted)
    else:
        await client.create_automation(wanted)


def _automation(watch: UUID) -> AutomationCore:
    # A failure of `watch` itself must not start it again and again.
    others = [deployment.name for deployment in DEPLOYMENTS if deployment.name != WATCH]
    of_ours = {"prefect.resource.role": "deployment", "prefect.resource.name": others}
    trigger = EventTrigger(
        expect=AMISS,
        match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
        match_related=ResourceSpecification(of_ours),
        posture=Posture.Reactive,
        threshold=1,
    )
    words = {"template": "{{ flow_run.name }}（{{ flow_run.state.name }}）", "__prefect_kind": "jinja"}
    run = RunDeployment(source="selected", deployment_id=watch, parameters={"run": words})
    return AutomationCore(name=NAME, description="Starts `watch`.", trigger=trigger, actions=[run], tags=["circulate"])


def _end_of_the_dead() -> AutomationCore:
    trigger = EventTrigger(
        after={HEARTBEAT},
        expect={"prefect.flow-run.*"},
        match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=SILENCE,
    )
    crash = ChangeFlowRunState(state=StateType.CRASHED, message="no sign of life: its process or machine died")
    return AutomationCore(name=DEAD, description="Ends them.", trigger=trigger, actions=[crash], tags=["circulate"])


if __name__ == "__main__":
    ArgumentParser(prog="python -m flows.automations").parse_args()
    asyncio.run(ensure_all())
