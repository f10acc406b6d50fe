"""The store: opens the office's database, brings its schema up to date, and is the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, Inspector, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from office.settings import Settings
from rules.errors import Passing

REVISION = "0001"
BUSY_SECONDS = 30


class Store:
    """Hands out transactions: `read` sees one state of the record, `write` commits as a whole or not at all."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(circulate_write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits when its block ends and rolls back when it raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def upgrade(self) -> None:
        """Bring the schema to this version's; costs one query where it already is."""
        with self.engine.connect() as connection:
            if _revision(connection, inspect(connection)) == REVISION:
                return
        # Alembic takes a third of a second to import: only a new or an old database pays for it.
        from models.migrations.upgrade import upgrade

        with self._writing.begin() as connection:
            upgrade(connection)


def open_store(settings: Settings) -> Store:
    """The office's store, its schema up to date.

    Raises:
        Passing: the database does not answer.
    """
    settings.home.mkdir(parents=True, exist_ok=True)
    store = Store(settings.database_url)
    try:
        store.upgrade()
    except OperationalError as error:
        address = store.engine.url.render_as_string(hide_password=True)
        raise Passing(f"数据库 {address} 打不开；请检查 CIRCULATE_DATABASE 设置以及磁盘和服务是否正常。") from error
    return store


def _revision(connection: Any, inspector: Inspector) -> str | None:  # noqa: ANN401 - any SQLAlchemy connection
    if not inspector.has_table("alembic_version"):
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def _engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS} if _is_sqlite(url) else {})
    if _is_sqlite(url):
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - any SQLAlchemy connection
    # A writer takes its lock at once: one that began by reading could never upgrade against another writer.
    writing = connection.get_execution_options().get("circulate_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
