"""Prefect's server as a child process: found where one runs, started for a while where none does."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import certifi

from office.settings import Settings
from rules.errors import ServerDown

PATIENCE = 120.0
GRACE = 20.0
NOTE = "server.json"
ENDINGS = [signal.Signals[name] for name in ("SIGTERM", "SIGHUP") if name in signal.Signals.__members__]
# Every value was tried against the pinned Prefect: quiet, local, no telemetry, and no slot left held by a dead run.
QUIET = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_UI_API_URL": "/api",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": "60",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(60 * 86400),
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P3D",
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    "PREFECT_RUNNER_POLL_FREQUENCY": "5",
}
# A server of our own on this machine is asked for no token it never gives out.
PLAIN = {"PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false"}
LOOPBACK = "127.0.0.1"
END_OF_CERTIFICATE = "-----END CERTIFICATE-----\n"


@dataclass(frozen=True, slots=True)
class Server:
    """A Prefect server; `process` where this one started it and has to wait until it answers."""

    api: str
    process: subprocess.Popen[bytes] | None = None
    log: Path | None = None

    def wait(self) -> None:
        """Return once the server answers; what takes seconds anyway is best done before.

        Raises:
            ServerDown: it ended, or took longer than anyone would wait.
        """
        end = time.monotonic() + PATIENCE
        while not healthy(self.api):
            if self.process is None or self.process.poll() is not None:
                raise ServerDown(f"Prefect 服务启动失败；原因记在 {self.log} 的末尾，排除后请重试。")
            if time.monotonic() > end:
                raise ServerDown(f"Prefect 服务 {PATIENCE:.0f} 秒内没有启动完毕；请查看 {self.log}，稍后重试。")
            time.sleep(0.1)


def running(settings: Settings) -> Server | None:
    """The server named by PREFECT_API_URL or noted by `circulate serve`, if it answers."""
    note = settings.home / NOTE
    named = os.environ.get("PREFECT_API_URL", "")
    if not named and note.exists():
        with suppress(ValueError, KeyError):
            named = json.loads(note.read_text("utf-8"))["api"]
    return Server(named) if named and healthy(named) else None


@contextmanager
def at_hand(settings: Settings) -> Iterator[Server]:
    """A server for the flows of this process: the running one, or one of our own until the block ends."""
    found = running(settings)
    if found:
        prepare(settings, found.api)
        yield found
        return
    with started(settings, free_port()) as server:
        yield server


@contextmanager
def started(settings: Settings, port: int, host: str = "127.0.0.1") -> Iterator[Server]:
    """A server being started, stopped when the block ends; what it says goes to `prefect/server.log`."""
    api = f"http://127.0.0.1:{port}/api"
    home = prepare(settings, api)
    environment = os.environ | {"PREFECT_SERVER_API_PORT": str(port), "PREFECT_SERVER_LOGGING_LEVEL": "WARNING"}
    environment.pop("PREFECT_API_URL", None)
    with (home / "server.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and fixed words
            [*tied("prefect"), "server", "start", "--host", host, "--port", str(port)],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        with _ending_in_order():
            yield Server(api, process, home / "server.log")
    finally:
        stop(process)


@contextmanager
def noted(settings: Settings, api: str) -> Iterator[None]:
    """Leave the server's address where other commands of this office find it."""
    note = settings.home / NOTE
    note.write_text(json.dumps({"api": api}), "utf-8")
    try:
        yield
    finally:
        note.unlink(missing_ok=True)


def prepare(settings: Settings, api: str) -> Path:
    """Set what Prefect reads from the environment; must come before the first `import prefect`. Returns its home."""
    home = settings.home / "prefect"
    home.mkdir(parents=True, exist_ok=True)
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    if api.startswith(f"http://{LOOPBACK}:"):
        for name, value in {"PREFECT_API_SSL_CERT_FILE": str(_one_authority(home)), **PLAIN}.items():
            os.environ.setdefault(name, value)
    os.environ |= {"PREFECT_HOME": str(home), "PREFECT_API_URL": api}
    return home


def healthy(api: str) -> bool:
    """Whether a Prefect server answers at this address."""
    try:
        with urllib.request.urlopen(f"{api}/health", timeout=2) as answer:  # noqa: S310 - an http address of ours
            return bool(answer.status == 200)  # noqa: PLR2004 - HTTP's OK
    except (OSError, ValueError):
        return False


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tied(module: str) -> list[str]:
    """How to start a module as a process that ends with this one."""
    return [sys.executable, "-m", "flows.tied", str(os.getpid()), module]


def _one_authority(home: Path) -> Path:
    """A file with the first of the world's certificate authorities.

    Each of Prefect's clients reads them all, two clients a run and 20 ms a client, though it speaks plain HTTP.
    """
    kept = home / "authority.pem"
    if not kept.exists():
        first, end, _ = Path(certifi.where()).read_text("utf-8").partition(END_OF_CERTIFICATE)
        kept.write_text(first + end, "utf-8")
    return kept


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """A TERM or a closed terminal ends this process by an exception, so that the server it started ends too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, _leave) for number in ENDINGS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, by force where it takes too long."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    if process.poll() is None:
        process.kill()
        process.wait()
