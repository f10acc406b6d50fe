"""A Prefect worker that ends in good order: its runs first, which let letters in flight arrive, then itself.

`python -m flows.working …` takes what `prefect worker start` takes, which by itself would cut its runs off.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from flows.server import stop, tied

GRACE = 40.0  # seconds; letters in flight are given 25 of them


class _Told(BaseException):
    """Somebody wants an end."""


def main() -> None:
    """Run a worker until it ends by itself, or until told to by TERM, a closed terminal or Ctrl-C."""
    words = [*tied("prefect"), "worker", "start", *sys.argv[1:]]
    # A session of its own: Ctrl-C reaches this process alone.
    worker = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - fixed words
    try:
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            if name in signal.Signals.__members__:
                signal.signal(signal.Signals[name], _tell)
        sys.exit(worker.wait())
    except _Told:
        _end_runs(worker)
        stop(worker)


def _tell(number: int, _frame: object) -> None:
    # Once is enough: who asks again does not cut off what is in flight.
    signal.signal(number, signal.SIG_IGN)
    raise _Told


def _end_runs(worker: "subprocess.Popen[bytes]") -> None:
    end, told = time.monotonic() + GRACE, set[int]()
    while (runs := _runs(worker.pid)) and time.monotonic() < end:
        for run in runs - told:
            with suppress(ProcessLookupError):
                os.kill(run, signal.SIGTERM)
        told |= runs
        time.sleep(0.1)


def _runs(worker: int) -> set[int]:
    """The processes a worker has started, where the system tells; elsewhere it ends as Prefect has it."""
    runs: set[int] = set()
    with suppress(OSError):
        for started in Path(f"/proc/{worker}/task").glob("*/children"):
            runs |= {*map(int, started.read_text("ascii").split())}
    return runs


if __name__ == "__main__":
    main()
