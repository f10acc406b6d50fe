"""Real processes without their start-up second: one process imports once and forks a child for every call."""

import importlib
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit code, negative where a signal killed it, and what it said."""

    code: int
    out: str
    err: str


class Forks:
    """Starts calls of `module:function`; one at a time, each with its own arguments, environment and folder."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._folder = Path()

    def start(self, call: str, words: Sequence[str], environment: Mapping[str, str], folder: Path) -> int:
        """Start a call in a folder and return the process's number; `ended` must follow."""
        self._folder = folder
        for name in ("out", "err"):
            (folder / f".{name}").write_bytes(b"")
        asked = {"call": call, "words": list(words), "environment": dict(environment), "folder": str(folder)}
        return int(self._asked(json.dumps(asked)))

    def ended(self) -> Ended:
        """Wait for the end of what was started last."""
        code = int(self._asked(""))
        said = [(self._folder / f".{name}").read_text("utf-8") for name in ("out", "err")]
        return Ended(code, *said)

    def _asked(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        if line:
            print(line, file=self._process.stdin, flush=True)
        return self._process.stdout.readline()


@contextmanager
def forking(*modules: str) -> Iterator[Forks]:
    """A process that has imported these modules and forks on demand."""
    command = [sys.executable, "-m", "tests.forks", *modules]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CIRCULATE_")}
    with subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
        command,
        cwd=ROOT,
        env=clean | {"PYTHONUTF8": "1", "COLUMNS": "80"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        yield Forks(process)


def _serve() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(asked["call"], asked["words"], asked["environment"], Path(asked["folder"]))
        _tell(child)
        _, status = os.waitpid(child, 0)
        _tell(os.waitstatus_to_exitcode(status))


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _become(call: str, words: list[str], environment: dict[str, str], folder: Path) -> None:
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / f".{name}", os.O_WRONLY), number)
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["circulate", *words]
    code = 0
    try:
        module, _, function = call.partition(":")
        getattr(importlib.import_module(module), function)()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - what an interpreter does at its top
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        importlib.import_module(name)
    _serve()
