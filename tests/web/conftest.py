"""An office of its own for every test, its people there, its pages served."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.office import Desk, open_desk
from office.settings import load
from tests.desk.office import OFFICE, first_day
from tests.web.browser import Clock, Site, serving, staffed


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an office on its first day, its people already there."""
    home = first_day(tmp_path_factory.mktemp("blank"))
    desk = open_desk(load(home=home))
    staffed(desk)
    desk.store.engine.dispose()
    return home


@pytest.fixture
def desk(blank: Path, tmp_path: Path, database: str) -> Iterator[Desk]:
    shutil.copytree(blank, tmp_path / "home")
    desk = open_desk(load(home=tmp_path / "home", database=database, office_name="市水利局", office_email=OFFICE))
    if database:
        staffed(desk)
    yield desk
    desk.store.engine.dispose()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(desk: Desk, clock: Clock) -> Iterator[Site]:
    with serving(desk, clock) as site:
        yield site
