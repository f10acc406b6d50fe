"""Asking for a run by the name of its deployment; where no Prefect answers, the next scheduled run does the work."""

import json
import os
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path

import httpx

NOTE = "server.json"
PATIENCE = 2.0
SEND = "send-letters"


def ask(home: Path, deployment: str, **parameters: object) -> bool:
    """Ask for a run of this deployment with these parameters; whether it will come at once.

    The name of a deployment is also its flow's. What a page does is recorded before: a run only carries it out.
    """
    api = address(home)
    if not api:
        return False
    try:
        with httpx.Client(base_url=api, timeout=PATIENCE) as prefect:
            found = _answer(prefect, "GET", f"/deployments/name/{deployment}/{deployment}")
            found.raise_for_status()
            body = {"parameters": parameters, "state": {"type": "SCHEDULED", "name": "Scheduled"}}
            asked = _answer(prefect, "POST", f"/deployments/{found.json()['id']}/create_flow_run", body)
            return asked.status_code == HTTPStatus.CREATED
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError):
        return False


def _answer(prefect: httpx.Client, method: str, path: str, body: object = None) -> httpx.Response:
    """Ask again where Prefect was busy with its database: it says 503 then, and has done nothing."""
    for pause in (0.1, 0.3, 0.6):
        answer = prefect.request(method, path, json=body)
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            return answer
        time.sleep(pause)
    return prefect.request(method, path, json=body)


def address(home: Path) -> str:
    """Prefect's API: where the environment says, or where `circulate serve` noted it; nothing where neither does."""
    named = os.environ.get("PREFECT_API_URL", "")
    if not named:
        with suppress(OSError, ValueError, KeyError):
            named = str(json.loads((home / NOTE).read_text("utf-8"))["api"])
    return named.rstrip("/")


def to_look_at(home: Path, host: str | None) -> str:
    """Where the runs can be looked at: only from this very machine, since Prefect's own pages know no sign-in."""
    api = address(home)
    here = host in {"127.0.0.1", "localhost", "::1"}
    return f"{api.removesuffix('/api')}/runs" if api and here else ""
