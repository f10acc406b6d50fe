"""An office of its own for every test, its record closed at the end."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.office import Desk, open_desk
from office.settings import Settings, load
from tests.desk.office import OFFICE, first_day
from tests.dovecot import Dovecot, Mailbox


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an office on its first day: a key and an empty database."""
    return first_day(tmp_path_factory.mktemp("blank"))


@pytest.fixture
def settings(blank: Path, tmp_path: Path, database: str) -> Settings:
    shutil.copytree(blank, tmp_path / "home")
    return load(home=tmp_path / "home", database=database, office_name="市水利局", office_email=OFFICE)


@pytest.fixture
def opening_desk(settings: Settings) -> Iterator[Callable[[], Desk]]:
    """Opens the office, as often as several processes would."""
    opened: list[Desk] = []

    def another() -> Desk:
        opened.append(open_desk(settings))
        return opened[-1]

    yield another
    for one in opened:
        one.store.engine.dispose()


@pytest.fixture
def desk(opening_desk: Callable[[], Desk]) -> Desk:
    return opening_desk()


@pytest.fixture
def box(dovecot: Dovecot) -> Mailbox:
    """A new mailbox of a real server."""
    return dovecot.mailbox()
