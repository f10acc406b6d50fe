"""Every test of this floor runs on a SQLite file and on PostgreSQL."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.store import Store, open_store
from office.settings import Settings, load

if TYPE_CHECKING:
    from tests.models.cluster import Cluster


@pytest.fixture(scope="session")
def sqlite_copy(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Settings]:
    """Makes offices on SQLite whose schema is there already."""
    first = load(home=tmp_path_factory.mktemp("first"), database="")
    open_store(first).engine.dispose()

    def another(home: Path) -> Settings:
        shutil.copytree(first.home, home)
        return load(home=home, database="")

    return another


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of an office whose database has no schema yet."""
    if request.param == "sqlite":
        return load(home=tmp_path / "office", database="")
    cluster: Cluster = request.getfixturevalue("cluster")
    return load(home=tmp_path / "office", database=cluster.address(cluster.database()))


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of an office whose database is ready."""
    copy: Callable[[Path], Settings] = request.getfixturevalue(f"{request.param}_copy")
    return copy(tmp_path / "office")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for all tests of a module."""
    copy: Callable[[Path], Settings] = request.getfixturevalue(f"{request.param}_copy")
    store = open_store(copy(tmp_path_factory.mktemp("module") / "office"))
    yield store
    store.engine.dispose()


@pytest.fixture
def opening(settings: Settings) -> Iterator[Callable[[], Store]]:
    """Opens the office's store, as often as several processes would."""
    with ExitStack() as stores:

        def another() -> Store:
            store = open_store(settings)
            stores.callback(store.engine.dispose)
            return store

        yield another


@pytest.fixture
def store(opening: Callable[[], Store]) -> Store:
    return opening()
