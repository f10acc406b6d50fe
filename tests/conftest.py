"""Real servers for every floor that needs one: mail, and PostgreSQL; `ON=postgresql` puts every office there."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from models.store import open_store
from office.settings import Settings, load
from tests.dovecot import Dovecot, program, running
from tests.models import cluster as postgresql
from tests.parts import require


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """Dovecot, started once."""
    found = require(program(), "apt-get install dovecot-imapd dovecot-pop3d")
    with running(found) as started:
        yield started


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgresql.Cluster]:
    binaries = require(postgresql.programs(), "apt-get install postgresql")
    with postgresql.running(binaries) as started:
        yield started


@pytest.fixture(scope="session")
def postgresql_copy(
    cluster: postgresql.Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], Settings]:
    """Makes offices on PostgreSQL whose schema is there already."""
    first = cluster.database()
    open_store(load(home=tmp_path_factory.mktemp("first"), database=cluster.address(first))).engine.dispose()
    return lambda home: load(home=home, database=cluster.address(cluster.database(like=first)))


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Where offices keep their records: a file of their home, or with `ON=postgresql` a database with its schema."""
    return _databases(request, os.environ.get("ON"))


@pytest.fixture(scope="session")
def copied_database(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Copies a record that nobody has open; a file comes along as its home is copied."""

    def copied(address: str) -> str:
        cluster = request.getfixturevalue("cluster") if address else None
        return cluster.address(cluster.database(like=make_url(address).database)) if cluster else ""

    return copied


@pytest.fixture
def database(request: pytest.FixtureRequest, new_database: Callable[[], str]) -> str:
    """Where the office of a test keeps its record; a test's own parameter says on which."""
    return _databases(request, request.param)() if hasattr(request, "param") else new_database()


def _databases(request: pytest.FixtureRequest, on: str | None) -> Callable[[], str]:
    if on != "postgresql":
        return str
    copy: Callable[[Path], Settings] = request.getfixturevalue("postgresql_copy")
    return lambda: copy(Path()).database
