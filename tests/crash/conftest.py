"""Processes to kill, and the two databases they write to."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.forks import Forks, forking
from tests.models import cluster as postgresql
from tests.parts import require

WORKERS = 3


@pytest.fixture(scope="package")
def forks() -> Iterator[tuple[Forks, ...]]:
    with ExitStack() as started:
        yield tuple([started.enter_context(forking("tests.crash.worker")) for _ in range(WORKERS)])


@pytest.fixture(scope="package")
def cluster() -> Iterator[postgresql.Cluster]:
    binaries = require(postgresql.programs(), "apt-get install postgresql")
    with postgresql.running(binaries) as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, nothing where it is the office's own file."""
    if request.param == "sqlite":
        return ""
    cluster: postgresql.Cluster = request.getfixturevalue("cluster")
    return cluster.address(cluster.database())
