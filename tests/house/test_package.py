"""What is installed: the wheel has everything it opens by path, and the pins are what the dependencies come to."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution, version
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.ground import FLOORS, ROOT, files

PIN = re.compile(r"[a-z0-9-]+==[\w.]+(?: ; python_(?:full_)?version [<>]=? \"3\.\d+(?:\.\d+)?\")?")
Need = tuple[str, frozenset[str]]  # a distribution by its canonical name, and its extras
FIRST_DAY = """
import flows, sys
from pathlib import Path
from flows.__main__ import app
from mail.render import TEMPLATES
from models.store import open_store
from office.calendar import working_calendar
from office.settings import load
settings = load(home=Path(sys.argv[1]))
settings.home.mkdir()
store = open_store(settings)
assert store.engine.dialect.name == "sqlite"
assert 2026 in working_calendar(settings).notices
assert (TEMPLATES / "email" / "invitation" / "body.html").is_file()
print(Path(flows.__file__).parents[1], TEMPLATES.parent)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    building = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(building, check=True, capture_output=True, cwd=ROOT)  # noqa: S603 - our own interpreter
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_file_of_every_floor_and_the_templates(wheel: Path) -> None:
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == {path.relative_to(ROOT).as_posix() for path in files(*FLOORS, "templates")}


def test_an_office_opens_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "site"
    ZipFile(wheel).extractall(unpacked)
    environment = os.environ | {"PYTHONPATH": str(unpacked), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-c", FIRST_DAY, str(tmp_path / "office")]
    opened = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=tmp_path, check=False)  # noqa: S603
    assert (opened.stdout, opened.stderr) == (f"{unpacked} {unpacked}\n", "")


def test_every_pin_is_one_exact_version_in_order() -> None:
    lines = pins()
    assert [line for line in lines if not PIN.fullmatch(line)] == []
    assert lines == sorted(lines, key=lambda line: line.split("==")[0])


def test_the_pins_are_what_the_dependencies_come_to_and_nothing_more() -> None:
    wanted = {Requirement(line) for line in pins()}
    here = {pin.name: str(pin.specifier) for pin in wanted if pin.marker is None or pin.marker.evaluate()}
    assert here == {name: f"=={version(name)}" for name in closure("circulate", frozenset({"dev"}))}


def pins() -> list[str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def closure(name: str, extras: frozenset[str]) -> set[str]:
    """Every distribution a requirement brings with it, by canonical name, itself left out."""
    todo: set[Need] = {(name, extras)}
    done: set[Need] = set()
    while todo - done:
        done.add(step := (todo - done).pop())
        todo |= set(needed(*step))
    return {found for found, _ in done} - {name}


def needed(name: str, extras: frozenset[str]) -> Iterator[Need]:
    for need in map(Requirement, ours(extras) if name == "circulate" else distribution(name).requires or []):
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras | {""}):
            yield canonicalize_name(need.name), frozenset(need.extras)


def ours(extras: frozenset[str]) -> list[str]:
    """Our own requirements as they are written now, not as they were when this was installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
