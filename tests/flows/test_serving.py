"""`circulate serve` as a process of its own: schedules appear, a scheduled run happens, TERM ends it all in order."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from flows.schedule import DEPLOYMENTS
from flows.server import free_port, healthy
from tests.web.browser import Browser
from web import runs

PATIENCE = 90.0
SERVING = """
import sys, time
from flows import server
from office.settings import load
with server.started(load(), int(sys.argv[1])) as ours:
    ours.wait()
    time.sleep(60)
"""
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]
) -> Iterator[tuple[str, Path, "subprocess.Popen[bytes]"]]:
    home = tmp_path_factory.mktemp("served") / "home"
    port, pages = free_port(), free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CIRCULATE_"))}
    environment |= {"CIRCULATE_HOME": str(home), "PREFECT_RUNNER_POLL_FREQUENCY": "1"}
    environment |= {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "3", "CIRCULATE_DATABASE": new_database()}
    environment |= {"CIRCULATE_PREFECT_PORT": str(port), "CIRCULATE_OFFICE_NAME": "市水利局"}
    command = [sys.executable, "-m", "flows", "serve", "--port", str(pages)]
    said = home.parent / "said.txt"
    wrong = home.parent / "wrong.txt"
    with (
        said.open("wb") as out,
        wrong.open("wb") as err,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err) as process,  # noqa: S603
    ):
        api = f"http://127.0.0.1:{port}/api"
        _until(lambda: (home / "server.json").exists() and healthy(api) and len(_deployments(api)) == len(DEPLOYMENTS))
        yield api, home, process
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert said.read_text("utf-8").splitlines()[-1] == "服务已停止。"
    assert [line for line in wrong.read_text("utf-8").splitlines() if "Warning" in line] == []
    _until(lambda: _processes_of(home) == 0)


def test_every_deployment_is_served_and_those_with_a_cron_have_runs_ahead(
    served: tuple[str, Path, "subprocess.Popen[bytes]"],
) -> None:
    api, _, _ = served
    deployments = {row["name"]: row["id"] for row in _deployments(api)}
    assert set(deployments) == {deployment.name for deployment in DEPLOYMENTS}
    with_cron = {deployments[deployment.name] for deployment in DEPLOYMENTS if deployment.cron}
    _until(lambda: {run["deployment_id"] for run in _runs(api, "SCHEDULED")} == with_cron)


def test_a_scheduled_run_really_happens(served: tuple[str, Path, "subprocess.Popen[bytes]"]) -> None:
    api, home, _ = served
    inbox = home / "mail" / "inbox"
    inbox.mkdir(parents=True, exist_ok=True)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "someone@elsewhere.test", "你好"
    mail.set_content("这不是答复。")
    (inbox / "1.eml").write_bytes(mail.as_bytes())
    collect = next(row["id"] for row in _deployments(api) if row["name"] == "collect-replies")
    soon = [{"active": True, "schedule": {"interval": 2.0}}]
    _call(f"{api}/deployments/{collect}/schedules", soon)
    _until((inbox / "taken" / "1.eml").exists)
    _until(lambda: any(run["deployment_id"] == collect for run in _runs(api, "COMPLETED")))


def test_the_first_start_makes_an_administrator_who_can_sign_in_and_pages_ask_for_runs(
    served: tuple[str, Path, "subprocess.Popen[bytes]"],
) -> None:
    api, home, _ = served
    _until(lambda: "已启动" in (home.parent / "said.txt").read_text("utf-8"))
    said = (home.parent / "said.txt").read_text("utf-8")
    address, password = re.findall(r"http://\S+", said)[0], re.findall(r"密码 (\S+)", said)
    with httpx.Client(base_url=address, follow_redirects=True) as client:
        browser = Browser(client)
        browser.get("/")
        browser.post("/sign-in", {"login": "admin", "password": password[0]})
        assert (browser.page.status_code, browser.page.url.path, len(password)) == (200, "/rounds", 1)
    before = len(_runs(api, "COMPLETED"))
    _until(lambda: runs.ask(home, "send-letters"))
    _until(lambda: len(_runs(api, "COMPLETED")) > before)


def test_prefect_yaml_says_what_serve_does() -> None:
    stated = YAML(typ="safe").load((ROOT / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert [
        (row["name"], row["entrypoint"], row["description"], [s["cron"] for s in row.get("schedules", [])])
        for row in stated
    ] == [(d.name, d.entrypoint, d.description, [d.cron] if d.cron else []) for d in DEPLOYMENTS]


def _deployments(api: str) -> list[dict[str, Any]]:
    return list(_call(f"{api}/deployments/filter", {}))


def _runs(api: str, state: str) -> list[dict[str, Any]]:
    return list(_call(f"{api}/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": [state]}}}}))


def _call(address: str, body: object) -> Any:  # noqa: ANN401 - what an API answers
    request = urllib.request.Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310
    answers: list[Any] = []
    _until(lambda: _answered(request, answers))
    return answers[0]


def _answered(request: urllib.request.Request, answers: list[Any]) -> bool:
    """As every client of Prefect does, ask again where its server was busy with its database (503)."""
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            answers.append(json.loads(answer.read()))
    except urllib.error.HTTPError as refused:
        if refused.code != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
    return bool(answers)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.3)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGKILL])
def test_a_command_that_is_ended_takes_its_own_server_with_it(
    tmp_path: Path, database: str, ending: signal.Signals
) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CIRCULATE_"))}
    environment |= {"CIRCULATE_HOME": str(tmp_path), "CIRCULATE_DATABASE": database}
    command = [sys.executable, "-m", "flows", "collect"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603
        _until((tmp_path / "prefect" / "server.log").exists)
        _until(lambda: _processes_of(tmp_path) > 1)
        process.send_signal(ending)
        assert process.wait(30) != 0
    _until(lambda: _processes_of(tmp_path) == 0)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has died")
def test_a_process_killed_with_its_server_at_work_leaves_nothing_running(tmp_path: Path) -> None:
    port = free_port()
    environment = os.environ | {"CIRCULATE_HOME": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", SERVING, str(port)], cwd=ROOT, env=environment) as process:  # noqa: S603
        _until(lambda: healthy(f"http://127.0.0.1:{port}/api"))
        process.kill()
    _until(lambda: _processes_of(tmp_path) == 0)
    assert not healthy(f"http://127.0.0.1:{port}/api")


def _processes_of(home: Path) -> int:
    """How many processes have this office's home in their environment."""
    mark, count = f"CIRCULATE_HOME={home}".encode(), 0
    for environ in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            count += mark in environ.read_bytes().split(b"\0")
    return count
