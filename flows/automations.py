"""Prefect's own watchman: a scheduled run that failed, crashed or is late starts `watch` at once."""

from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

from flows.schedule import DEPLOYMENTS

NAME = "circulate: failed or late runs"
WATCH = "watch"
AMISS = {"prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.Late"}


async def ensure(client: PrefectClient, watch: UUID) -> None:
    """Make the automation, or bring the one there up to date; Prefect itself would make a second of the same name.

    Args:
        client: of the server that runs the flows.
        watch: the deployment of the flow `watch`.
    """
    wanted = _automation(watch)
    there = await client.read_automations_by_name(NAME)
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
