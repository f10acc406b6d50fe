"""README's "Growing" as it is typed: its own lines in real shells, only addresses, ports and folders put in."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from flows.server import free_port, healthy
from office.secret import KEY_FILE
from tests.house.ground import ROOT
from tests.house.test_readme import README, blocks
from tests.models import cluster as postgresql
from tests.models.cluster import Cluster

PATIENCE = 120.0
Process = subprocess.Popen[bytes]
NOTHING: Mapping[str, str] = MappingProxyType({})
# How README's lines begin; the one that installs is not typed here, tests/house/test_package.py does that.
MOVING, SETTING = ("createdb", "circulate database copy"), "set -a"
SERVER, WORKER, PAGES = "prefect server start", "python -m flows.working", "python -m web"
DEPLOYING = ("prefect work-pool create", "prefect --no-prompt deploy", "python -m flows.automations")
SETTINGS = ROOT / "deploy" / "circulate.env"
# An office waits ten seconds for a run it asked for, a test need not; and nothing goes out by mail before it is asked.
HERE = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_LOGGING_LEVEL": "WARNING", "CIRCULATE_PROXY": "false"}


def lines() -> list[str]:
    """What README types, without what it says beside it."""
    (block,) = blocks("console", README.split("\n## Growing\n")[1].split("\n## ")[0])
    return [line.removeprefix("$ ").partition(" #")[0].strip() for line in block.splitlines()]


@dataclass(slots=True)
class Growing:
    """An office on several machines, each of them a folder with the first one's key; `put_in` for README's words."""

    folder: Path
    record: str
    put_in: Mapping[str, str]
    settled: str = ":"
    running: list[Process] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The folder of the machine that was there first."""
        return self.folder / "first"

    @property
    def api(self) -> str:
        """Where Prefect's server answers."""
        return f"http://127.0.0.1:{self.put_in['4200']}/api"

    def settle(self) -> None:
        """From now on every shell reads the office's settings first."""
        self.settled = self.line(SETTING)

    def run(self, start: str) -> str:
        """Type the line that starts so where prefect.yaml lies, and wait for its end; returns what it said."""
        ended = subprocess.run(  # noqa: S603 - README's own lines
            self._shell(self.line(start), {}), cwd=ROOT, env=self._machine("first"), capture_output=True, check=False
        )
        said = (ended.stdout + ended.stderr).decode()
        assert ended.returncode == 0, said
        return said

    def start(self, start: str, machine: str, put_in: Mapping[str, str] = NOTHING, **settings: str) -> Process:
        """Type the line that starts so on a machine and let it run, with these settings beside the office's own."""
        environment = self._machine(machine)
        own = {name: environment[name] for name in ("CIRCULATE_HOME", "PREFECT_HOME")} | settings
        with (self.folder / f"{machine}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603 - README's own lines
                self._shell(f"exec {self.line(start, put_in)}", own),
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process

    def line(self, start: str, put_in: Mapping[str, str] = NOTHING) -> str:
        """The line of README that starts so, with this office's own words in it."""
        (line,) = [line for line in lines() if line.startswith(start)]
        for word, here in {**self.put_in, **put_in}.items():
            line = line.replace(word, here)
        return line

    def end(self) -> None:
        """End whatever was started, workers before their server, and what those leave behind."""
        for process in reversed(self.running):
            process.terminate()
        for process in reversed(self.running):
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            for number in (*family(process.pid), process.pid):
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            process.wait()

    def _shell(self, line: str, own: Mapping[str, str]) -> list[str]:
        exports = "".join(f"export {name}={shlex.quote(value)}; " for name, value in own.items())
        return ["bash", "-c", f"{self.settled}; {exports}{line}"]

    def _machine(self, name: str) -> dict[str, str]:
        home = self.folder / name
        if not home.exists():
            home.mkdir()
            shutil.copy(self.home / KEY_FILE, home)
        clean = {k: v for k, v in os.environ.items() if not k.startswith(("PREFECT_", "CIRCULATE_"))}
        programs = (str(Path(sys.executable).parent), str(postgresql.programs()), clean["PATH"])
        own = {"CIRCULATE_HOME": str(home), "PREFECT_HOME": str(home / "prefect"), "NO_COLOR": "1"}
        return clean | own | {"PATH": os.pathsep.join(programs)}


@contextmanager
def growing(cluster: Cluster, home: Path) -> Iterator[Growing]:
    """The office of this folder moved to PostgreSQL, Prefect's server running there, everything deployed."""
    folder, port = home.parent, str(free_port())
    filled = folder / "circulate.env"
    put_in = {
        "-h db": f"-h {cluster.folder}",
        "circulate:secret@db/": "circulate@/",
        "@/circulate": f"@/circulate?host={cluster.folder}",
        "/etc/circulate.env": str(filled),
        "4200": port,
    }
    office = Growing(folder, cluster.address("circulate"), put_in)
    filled.write_text(_filled(office), "utf-8")
    try:
        for start in MOVING:
            office.run(start)
        office.settle()
        server = office.start(SERVER, "first")
        until(lambda: healthy(office.api) or server.poll() is not None)
        for start in DEPLOYING:
            office.run(start)
        yield office
    finally:
        office.end()


def stated() -> dict[str, str]:
    """What the environment file of deploy/ says."""
    return dict(re.findall(r"^([A-Z0-9_]+)=(.*)$", SETTINGS.read_text("utf-8"), re.MULTILINE))


def _filled(office: Growing) -> str:
    """That file as this office fills it in."""
    own = {
        "CIRCULATE_DATABASE": office.record,
        "PREFECT_API_DATABASE_CONNECTION_URL": office.record.replace("psycopg", "asyncpg").replace(
            "/circulate?", "/prefect?"
        ),
        "PREFECT_API_URL": office.api,
        "CIRCULATE_HOME": str(office.home),
        "PREFECT_HOME": str(office.home / "prefect"),
        "PREFECT_UI_STATIC_DIRECTORY": str(office.home / "prefect" / "ui"),
        "CIRCULATE_IMAP_HOST": "",
    }
    return "".join(f"{name}={value}\n" for name, value in (stated() | own | HERE).items())


def family(process: int) -> list[int]:
    """The processes that this one started, and those that they did, as Linux tells."""
    children: list[int] = []
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").glob("*/children"):
            children += map(int, task.read_text("ascii").split())
    return [*children, *(grandchild for child in children for grandchild in family(child))]


def until(holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait until something has come true."""
    end = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.1)
