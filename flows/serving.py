"""Schedules on one machine: every deployment served from this process, what a dead one left swept away first."""

import asyncio
from collections.abc import Callable
from importlib import import_module

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.schedules import Cron
from prefect.states import Crashed
from prefect.types.entrypoint import EntrypointType

from desk.office import this_desk
from flows import automations
from flows.schedule import DEPLOYMENTS, Deployment
from flows.waking import awake

AT_ONCE = 4
STUCK = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
ONE_AT_A_TIME = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)


class _Runner(Runner):
    """Prefect's runner, which SIGTERM ends as Ctrl-C does; its own answer leaves a coroutine that nobody awaits."""

    _running: asyncio.Task[None] | None = None
    _told = False

    async def until_told(self) -> None:
        """Serve until cancelled, or told by SIGTERM."""
        self._running = asyncio.create_task(self.start())
        try:
            await self._running
        except asyncio.CancelledError:
            if not self._told:
                raise

    def handle_sigterm(self, *_args: object, **_more: object) -> None:
        """What `start` has the signal do."""
        self._told = True
        if self._running:
            self._running.get_loop().call_soon_threadsafe(self._running.cancel)


async def serve(zone: str, ready: Callable[[], None]) -> None:
    """Serve every deployment until cancelled or told by SIGTERM; calls `ready` once schedules are in place."""
    await sweep()
    runner = _Runner(name="circulate", limit=AT_ONCE, pause_on_shutdown=False)
    made = {each.name: await runner.aadd_deployment(await _prepared(each, zone)) for each in DEPLOYMENTS}
    async with get_client() as client:
        await automations.ensure(client, made[automations.WATCH])
    ready()
    async with awake(this_desk().settings):
        await runner.until_told()


async def sweep() -> int:
    """Free what a dead process holds: on one machine, nothing runs before its server does. Returns how many runs."""
    async with get_client() as client:
        stuck = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=STUCK)))
        runs = await client.read_flow_runs(flow_run_filter=stuck)
        for run in runs:
            await client.set_flow_run_state(run.id, Crashed(message="the machine was restarted"), force=True)
        return len(runs)


async def _prepared(deployment: Deployment, zone: str) -> RunnerDeployment:
    flow = getattr(import_module(f"flows.{deployment.module}"), deployment.module)
    prepared: RunnerDeployment = await flow.ato_deployment(
        deployment.name,
        schedules=[Cron(deployment.cron, timezone=zone)] if deployment.cron else [],
        concurrency_limit=ONE_AT_A_TIME if deployment.cron else None,
        description=deployment.description,
        tags=["circulate"],
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    return prepared
