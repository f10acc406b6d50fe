"""Prefect's server as a test asks it: for a run, for what became of it, and to let its clock rest."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import httpx

PATIENCE = 120.0
ENDED = {"COMPLETED", "CRASHED", "FAILED", "CANCELLED"}


class Runs:
    """What a server at this API has been asked to run."""

    def __init__(self, api: httpx.AsyncClient) -> None:
        self._api = api

    async def rest(self) -> None:
        """Nothing is to run that was not asked for."""
        for number in (await self._deployments()).values():
            await self._post(f"/deployments/{number}/pause_deployment", {})

    async def ask(self, deployment: str) -> str:
        """Ask for a run; returns its number."""
        number = (await self._deployments())[deployment]
        return str((await self._post(f"/deployments/{number}/create_flow_run", {})).json()["id"])

    async def state(self, run: str) -> str:
        """The state a run is in."""
        answer = await self._api.get(f"/flow_runs/{run}")
        return str(answer.raise_for_status().json()["state_type"])

    async def ended(self, run: str, patience: float = PATIENCE) -> str:
        """The state a run has ended in."""

        async def has_ended() -> bool:
            return await self.state(run) in ENDED

        await until(has_ended, patience)
        return await self.state(run)

    async def _deployments(self) -> dict[str, str]:
        return {row["name"]: row["id"] for row in (await self._post("/deployments/filter", {})).json()}

    async def _post(self, path: str, body: object) -> httpx.Response:
        return (await self._api.post(path, json=body)).raise_for_status()


async def until(holds: Callable[[], Awaitable[bool]], patience: float = PATIENCE) -> None:
    """Wait until something has come true."""
    end = time.monotonic() + patience
    while not await holds():
        assert time.monotonic() < end, "it never came true"
        await asyncio.sleep(0.05)
