"""What a round costs as it grows: opened, reminded, looked at and printed for 100, 1,000 and 10,000 units."""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Comparison, Measured, report, say
from benchmarks.realistic import DUE, Habits, answered, opened, sent, settled
from desk import chasing, papers
from desk.office import Desk, open_desk
from desk.view import as_json, view
from office.settings import load

SIZES = (100, 1000, 10_000)
SLACK = 0.8  # ten times the units may take up to 12.5 times as long
BOUND_MB = 400
KIB_A_MB = 1024
STEPS = ("open", "answers", "remind", "status", "table")


def main() -> None:
    """The line that counts is the slowest step's growth from 1,000 to 10,000 units, against ten times the time."""
    if len(sys.argv) > 1:
        print(*_measured(int(sys.argv[1])))
        return
    taken = {size: _in_own_process(size) for size in SIZES}
    for size, figures in taken.items():
        said = "，".join(f"{step} {figure:.2f} s" for step, figure in zip(STEPS, figures, strict=False))
        say(f"{size} units: {said}, {figures[-1]:.0f} MB")
    few, many = taken[SIZES[-2]], taken[SIZES[-1]]
    parts = [
        Measured.leaner(Comparison(step, "10 times as long as 1,000 units", SLACK, "times"), more / less, 10)
        for step, less, more in zip(STEPS, few, many, strict=False)
    ]
    parts.append(Measured.leaner(Comparison("10,000 units", f"{BOUND_MB} MB", 1, "MB"), many[-1], BOUND_MB))
    slowest = max(more / less for less, more in zip(few[:-1], many[:-1], strict=True))
    report(Measured.leaner(Comparison("growth", "10 times as long as 1,000 units", SLACK, "times"), slowest, 10), parts)


def _in_own_process(size: int) -> list[float]:
    printed = subprocess.check_output([sys.executable, "-m", "benchmarks.growth", str(size)])
    return [float(word) for word in printed.split()]


def _measured(size: int) -> list[float]:
    """Seconds of each step, then the most memory this process ever had, in MB."""
    with TemporaryDirectory(prefix="bench") as folder:
        desk = open_desk(load(home=Path(folder), database=""))
        try:
            seconds = _steps(desk, size, Path(folder))
        finally:
            desk.store.engine.dispose()
    return [*seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB_A_MB]


def _steps(desk: Desk, size: int, folder: Path) -> list[float]:
    habits, name = Habits(), "2026-001"
    near = DUE - timedelta(days=4)
    first = _timed(lambda: opened(desk, size))
    sent(desk, name, habits)
    second = _timed(lambda: answered(desk, name, habits))
    settled(desk, name, habits, near)
    return [
        first,
        second,
        _timed(lambda: chasing.write_reminders(desk, near)),
        _timed(lambda: as_json(view(desk, name, near), desk)),
        _timed(lambda: papers.write_documents(desk, name, folder / "papers", near, ("table.docx", "table.xlsx"))),
    ]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
