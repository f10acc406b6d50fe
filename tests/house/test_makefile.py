"""`make` on machines that lack something: one sentence that says what to install, and nothing half made."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.ground import ROOT
from tests.parts import require

TOOLS = ("sh", "make", "awk", "touch", "rm")
NO_PYTHON = "Circulate needs Python 3.11 or newer; install one (Debian: apt-get install python3 python3-venv)."
NO_VENV = "python3 cannot make a virtual environment; on Debian: apt-get install python3-venv."
# Stands for a Python of Debian without python3-venv: new enough, and unable to import ensurepip.
BARE = '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; *) exit 0;; esac\n'
OLD = "#!/bin/sh\nexit 1\n"


def made(folder: Path, *targets: str, python: str | None = None) -> subprocess.CompletedProcess[str]:
    """What `make` does in a copy of the outer house, on a machine whose only python3 is this script."""
    house, machine = folder / "a house", folder / "bin"
    house.mkdir()
    machine.mkdir()
    for paper in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / paper, house)
    for tool in TOOLS:
        (machine / tool).symlink_to(require(shutil.which(tool), f"apt-get install {tool}"))
    if python:
        (machine / "python3").write_text(python)
        (machine / "python3").chmod(0o755)
    make = str(machine / "make")
    return subprocess.run(  # noqa: S603 - make itself
        [make, *targets], cwd=house, env={"PATH": str(machine)}, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(("python", "sentence"), [(None, NO_PYTHON), (OLD, NO_PYTHON), (BARE, NO_VENV)])
def test_a_machine_without_a_fit_python_is_told_what_to_install(
    python: str | None, sentence: str, tmp_path: Path
) -> None:
    run = made(tmp_path, "test", python=python)
    assert (run.returncode, run.stderr.splitlines()[0]) == (2, sentence)
    assert not (tmp_path / "a house" / ".venv").exists()


def test_help_lists_every_target_with_what_it_does(tmp_path: Path) -> None:
    told = re.findall(r"^make (\w+) +\S.*$", made(tmp_path).stdout, re.MULTILINE)
    assert told == re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert told == ["help", "demo", "test", "check", "bench", "clean"]
