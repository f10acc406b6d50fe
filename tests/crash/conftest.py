"""Processes to kill, and the two databases they write to."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.forks import Forks, forking
from tests.models.cluster import Cluster

WORKERS = 3


@pytest.fixture(scope="package")
def forks() -> Iterator[tuple[Forks, ...]]:
    with ExitStack() as started:
        yield tuple([started.enter_context(forking("tests.crash.worker")) for _ in range(WORKERS)])


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest) -> Callable[[], str]:
    """Gives addresses of empty databases, nothing where it is the office's own file."""
    if request.param == "sqlite":
        return str
    cluster = request.getfixturevalue("cluster")
    assert isinstance(cluster, Cluster)
    return lambda: cluster.address(cluster.database())
