"""`prefect.yaml` names every flow there is, where it can be loaded, and the zone its hours are in."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from tests.house.ground import ROOT, flows

LOADING = """
import json, sys
from prefect.flows import load_flow_from_entrypoint
print(json.dumps([load_flow_from_entrypoint(entrypoint).name for entrypoint in sys.argv[1:]]))
"""


class Schedule(BaseModel):
    """When a deployment runs by itself."""

    cron: str
    timezone: str


class Written(BaseModel):
    """A deployment as `prefect.yaml` has it; what these tests do not ask is left out."""

    name: str
    entrypoint: str
    schedules: list[Schedule] = []


@pytest.fixture(scope="module")
def written() -> list[Written]:
    parsed = YAML(typ="safe").load(ROOT / "prefect.yaml")
    return [Written.model_validate(deployment) for deployment in parsed["deployments"]]


def test_every_flow_file_has_one_deployment_and_no_deployment_lacks_its_file(written: list[Written]) -> None:
    stories = [f"flows.{path.stem}.{story.name}" for path, story in flows()]
    assert sorted(deployment.entrypoint for deployment in written) == stories


def test_every_entrypoint_loads_a_flow_of_the_deployments_name(written: list[Written], tmp_path: Path) -> None:
    command = [sys.executable, "-c", LOADING, *(deployment.entrypoint for deployment in written)]
    environment = os.environ | {"PREFECT_HOME": str(tmp_path), "PREFECT_LOGGING_LEVEL": "CRITICAL"}
    loaded = subprocess.run(command, check=True, capture_output=True, text=True, env=environment, cwd=tmp_path)  # noqa: S603
    assert json.loads(loaded.stdout) == [deployment.name for deployment in written]


def test_every_schedule_keeps_the_offices_zone(written: list[Written]) -> None:
    zones = [schedule.timezone for deployment in written for schedule in deployment.schedules]
    assert zones == ["Asia/Shanghai"] * 5
