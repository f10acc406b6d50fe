"""An office of its own for every test, its record closed at the end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk.office import Desk, open_desk
from office.settings import Settings, load
from tests.desk.office import OFFICE


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(home=tmp_path / "home", office_name="市水利局", office_email=OFFICE)


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
