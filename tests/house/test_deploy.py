"""What an office deploys with: every unit and service starts a command that exists, with settings that are known."""

import os
import re
import shlex
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from flows.server import QUIET
from office.settings import Settings
from tests.growing import stated
from tests.house.ground import ROOT
from tests.house.test_readme import commands as typed

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]+")


class Service(BaseModel):
    """A service of `compose.yaml`; what these tests do not ask is left out."""

    command: list[str] = []
    environment: dict[str, str] = {}
    depends_on: dict[str, dict[str, str]] = {}
    volumes: list[str] = []


class Compose(BaseModel):
    """All of them."""

    services: dict[str, Service]
    volumes: dict[str, None]


@pytest.fixture(scope="module")
def compose() -> Compose:
    return Compose.model_validate(YAML(typ="safe").load(DEPLOY / "compose.yaml"))


def unit(path: Path) -> RawConfigParser:
    # systemd's names are case-sensitive, and percent signs are its own.
    parser = RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(path.read_text("utf-8"))
    return parser


def help_of(words: list[str], home: Path) -> str:
    """What a command prints about itself; its program is looked up beside this interpreter."""
    program = Path(sys.executable).with_name(Path(words[0]).name)
    plain = [word for word in words[1:] if not word.startswith("-") or word in {"-m", "--all", "--no-prompt"}]
    names = plain[: 2 if program.name in {"python", "circulate"} else 3]
    if program.name == "circulate":
        names = plain[:1]
    asked = [str(program), *(name for name in names if not name.isdigit()), "--help"]
    environment = os.environ | {"PREFECT_HOME": str(home), "COLUMNS": "200", "NO_COLOR": "1"}
    ended = subprocess.run(asked, capture_output=True, text=True, env=environment, cwd=ROOT, check=True)  # noqa: S603
    return ended.stdout


def commands() -> list[list[str]]:
    services = YAML(typ="safe").load(DEPLOY / "compose.yaml")["services"].values()
    composed = [service["command"] for service in services if "command" in service]
    growing = [[program, *words] for program in ("prefect", "python") for words in typed(program)]
    return [*(shlex.split(unit(path)["Service"]["ExecStart"]) for path in UNITS), *composed, *growing]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_exists_and_knows_its_options(words: list[str], tmp_path: Path) -> None:
    known = help_of(words, tmp_path)
    assert [
        option for option in OPTION.findall(" ".join(words)) if option not in known and option != "--no-prompt"
    ] == []


def test_every_unit_runs_as_the_office_and_comes_back_after_a_failure() -> None:
    found = {path.name: unit(path)["Service"] for path in UNITS}
    assert {name: (service["User"], service["Restart"]) for name, service in found.items()} == dict.fromkeys(
        found, ("circulate", "on-failure")
    )
    assert {service["EnvironmentFile"] for service in found.values()} == {"/etc/circulate.env"}


def test_prefect_is_set_for_many_machines_as_for_one() -> None:
    assert {name: stated()[name] for name in QUIET} == QUIET


def test_every_setting_in_the_environment_file_is_one_of_ours_or_of_prefects() -> None:
    ours = {f"CIRCULATE_{name.upper()}" for name in Settings.model_fields}
    from prefect.settings import Settings as Prefects
    from prefect.settings.legacy import _get_valid_setting_names

    theirs = _get_valid_setting_names(Prefects) | {"DO_NOT_TRACK"}
    assert [name for name in stated() if name not in ours | theirs] == []


def test_every_service_waits_for_one_that_is_there_and_keeps_what_is_declared(compose: Compose) -> None:
    services = compose.services
    assert {name for service in services.values() for name in service.depends_on} - {*services} == set()
    kept = {volume.partition(":")[0] for service in services.values() for volume in service.volumes}
    assert kept == {*compose.volumes}


def test_every_service_of_ours_has_the_one_database(compose: Compose) -> None:
    addresses = {name: service.environment.get("CIRCULATE_DATABASE") for name, service in compose.services.items()}
    ours = {name: address for name, address in addresses.items() if not name.endswith("database")}
    assert set(ours.values()) == {"postgresql+psycopg://circulate:${POSTGRES_PASSWORD:?}@database/circulate"}


def test_the_images_python_is_one_the_package_is_made_for() -> None:
    image = re.search(r"^FROM python:(3\.\d+)-slim$", (DEPLOY / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert image is not None
    assert f'"Programming Language :: Python :: {image[1]}"' in (ROOT / "pyproject.toml").read_text("utf-8")
