"""The store: opens the office's database, brings its schema up to date, and is the only place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Inspector, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlmodel import Session

from office.settings import Settings
from rules.errors import BadInput, CirculateError, Passing, Refused

REVISION = "0002"
BUSY_SECONDS = 30


class Store:
    """Hands out transactions: `read` sees one state of the record, `write` commits as a whole or not at all."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._writing = self.engine.execution_options(circulate_write=True)
        # PostgreSQL otherwise lets each query of a transaction see another state.
        one_state = {} if _is_sqlite(url) else {"isolation_level": "REPEATABLE READ"}
        self._reading = self.engine.execution_options(**one_state)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that changes nothing."""
        with Session(self._reading) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits when its block ends and rolls back when it raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def give_back_room(self) -> None:
        """Leave nothing behind of what was removed: until then its bytes lie in the database's free pages.

        Raises:
            Passing: somebody else is at work there; all that was removed stays removed.
        """
        raw = self.engine.raw_connection()
        try:
            if not _is_sqlite(str(self.engine.url)):
                raw.driver_connection.autocommit = True  # type: ignore[union-attr]
            raw.detach()
            raw.cursor().execute("VACUUM")
        except self.engine.dialect.loaded_dbapi.OperationalError as error:
            raise Passing("内容已清除；数据库正忙，暂时没能收回它占用的空间，请稍后再运行一次。") from error
        finally:
            raw.close()

    @property
    def is_missing(self) -> bool:
        """Whether it is a file that is not there, which to connect to would make."""
        file = self.engine.url.database
        return _is_sqlite(str(self.engine.url)) and not Path(file or "").exists()

    def revision(self) -> str | None:
        """The schema's version, None where there is none yet; Refused where a newer program made it."""
        with self.engine.connect() as connection:
            found = _revision(connection, inspect(connection))
        if found is not None and found > REVISION:
            raise Refused(f"数据库的结构（{found}）比本程序的（{REVISION}）新；请改用较新的 Circulate 再打开它。")
        return found

    def upgrade(self) -> None:
        """Bring the schema to this version's; costs one query where it already is."""
        found = self.revision()
        if found == REVISION:
            return
        # Alembic takes a third of a second to import: only a new or an old database pays for it.
        from models.migrations.upgrade import upgrade

        with self._writing.begin() as connection:
            upgrade(connection)


def open_store(settings: Settings) -> Store:
    """The office's store, its schema up to date.

    Raises:
        Passing: the database does not answer.
        BadInput: its address or its file is no such thing, or its driver is missing.
        Refused: a newer version of this program made it.
    """
    _make_home(settings.home)
    store = _store(settings)
    try:
        with _answering(store):
            store.upgrade()
    except CirculateError:
        store.engine.dispose()
        raise
    return store


@contextmanager
def looked_into(settings: Settings) -> Iterator[tuple[Store, str | None]]:
    """The store as it is, and its schema's version, None where there is none yet; nothing is made or brought forward.

    Raises:
        Passing, BadInput, Refused: as of `open_store`.
    """
    store = _store(settings)
    try:
        with _answering(store):
            found = None if store.is_missing else store.revision()
        yield store, found
    finally:
        store.engine.dispose()


def _store(settings: Settings) -> Store:
    try:
        return Store(settings.database_url)
    except (ArgumentError, ModuleNotFoundError) as error:
        raise BadInput(
            "CIRCULATE_DATABASE 写得不对，或缺少它的驱动；PostgreSQL 请写成 postgresql+psycopg://用户:密码@主机/库名，"
            "并安装 circulate[postgresql]。"
        ) from error


@contextmanager
def _answering(store: Store) -> Iterator[None]:
    address = store.engine.url.render_as_string(hide_password=True)
    try:
        yield
    except OperationalError as error:
        raise Passing(f"数据库 {address} 打不开；请检查 CIRCULATE_DATABASE 设置以及磁盘和服务是否正常。") from error
    except DatabaseError as error:
        raise BadInput(f"数据库 {address} 已损坏，或不是 Circulate 的数据库；请从备份恢复，或换一个库。") from error


def _make_home(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"无法建立数据目录 {home}；请检查 CIRCULATE_HOME 设置和目录权限。") from error


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
    # Most of the record is files: twice the usual page halves what writing them costs. Of a database that is there
    # already the size stays.
    for pragma in ("page_size=8192", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:  # noqa: ANN401 - any SQLAlchemy connection
    # A writer takes its lock at once: one that began by reading could never upgrade against another writer.
    writing = connection.get_execution_options().get("circulate_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
