"""A throw-away PostgreSQL cluster on a unix socket, run by nobody where the tests are run by root."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

# Nothing here has to survive a power cut.
HASTY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "autovacuum=off",
    "listen_addresses=",
    "timezone=Asia/Tokyo",  # not the office's, so that a moment read in the server's zone would show
)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server, reached through the socket in `folder`."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def database(self, like: str = "template1") -> str:
        """The name of a new database, empty or a copy of another."""
        name = f"office{next(self.numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return name

    def address(self, name: str) -> str:
        """The SQLAlchemy address of a database."""
        return f"postgresql+psycopg://circulate@/{name}?host={self.folder}"

    def connect(self) -> psycopg.Connection:
        """A connection outside any transaction."""
        return psycopg.connect(host=str(self.folder), user="circulate", dbname="postgres", autocommit=True)


def programs() -> Path | None:
    """The folder of PostgreSQL's own programs, the newest where there are several, or None."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("postgres")
    return Path(found).parent if found else None


@contextmanager
def running(binaries: Path) -> Iterator[Cluster]:
    """A cluster that is gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    user = _unprivileged(folder)
    data = folder / "data"
    new = ("--no-locale", "--encoding=UTF8", "--auth=trust", "--username=circulate", "--no-sync")
    subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [binaries / "initdb", *new, "-D", data], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL
    )
    hasty = [part for setting in HASTY for part in ("-c", setting)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(  # noqa: S603 - the same
            [binaries / "postgres", "-D", data, "-k", folder, *hasty], user=user, cwd=folder, stderr=log
        )
    try:
        yield _answering(Cluster(folder), server)
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(30)
        shutil.rmtree(folder)


def _unprivileged(folder: Path) -> int | None:
    """Who runs the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_uid


def _answering(cluster: Cluster, server: subprocess.Popen[bytes]) -> Cluster:
    for _ in range(300):
        try:
            cluster.connect().close()
        except psycopg.OperationalError:
            assert server.poll() is None, (cluster.folder / "log").read_text()
            time.sleep(0.1)
        else:
            return cluster
    raise TimeoutError(cluster.folder)
