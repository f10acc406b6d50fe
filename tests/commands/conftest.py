"""One process that has imported the command line, and a clerk with an office of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.office import Desk
from tests.commands.clerk import Clerk, opened
from tests.desk.office import first_day
from tests.forks import Forks, forking


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    with forking("flows.__main__", "desk.papers", "models.migrations.upgrade") as started:
        yield started


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an office on its first day."""
    return first_day(tmp_path_factory.mktemp("blank"))


@pytest.fixture
def clerk(forks: Forks, blank: Path, tmp_path: Path, database: str) -> Clerk:
    shutil.copytree(blank, tmp_path / "home")
    return Clerk(forks, tmp_path, {"CIRCULATE_DATABASE": database} if database else {})


@pytest.fixture
def desk(clerk: Clerk) -> Iterator[Desk]:
    """The clerk's office, opened in this process to prepare it."""
    with opened(clerk) as desk:
        yield desk
