"""One process that has imported the command line, and a clerk with an office of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.office import Desk
from tests.commands.clerk import Clerk, opened
from tests.forks import Forks, forking


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    with forking("flows.__main__", "desk.papers", "models.migrations.upgrade") as started:
        yield started


@pytest.fixture
def clerk(forks: Forks, tmp_path: Path) -> Clerk:
    return Clerk(forks, tmp_path)


@pytest.fixture
def desk(clerk: Clerk) -> Iterator[Desk]:
    """The clerk's office, opened in this process to prepare it."""
    with opened(clerk) as desk:
        yield desk
