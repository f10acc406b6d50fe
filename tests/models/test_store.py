"""The store: the schema it makes, the promises of its databases, and transactions that leave all or nothing."""

import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text
from sqlalchemy.exc import StatementError
from sqlmodel import SQLModel, select

import models.tables  # noqa: F401 - fills the metadata
from models import queries, register, rounds
from models.files import content_of, keep
from models.migrations.upgrade import configuration
from models.store import REVISION, Store, open_store
from models.tables import Blob, Round, Unit
from office.settings import Settings, load
from rules.errors import BadInput, Passing, Refused
from tests.models.office import DUE, NOW, UNITS, add_units, answer, entry, file, new_round, open_round

OPEN = """
import sys
from pathlib import Path
from models.store import open_store
from office.settings import load
open_store(load(home=Path(sys.argv[1]), database=sys.argv[2]))
"""


def test_a_fresh_database_gets_exactly_the_schema_the_tables_describe(empty: Settings) -> None:
    store = open_store(empty)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    store.engine.dispose()


def test_every_check_the_tables_state_is_in_the_database(store: Store) -> None:
    inspector = inspect(store.engine)
    for table in SQLModel.metadata.sorted_tables:
        stated = {check.name for check in table.constraints if isinstance(check, CheckConstraint)}
        assert {check["name"] for check in inspector.get_check_constraints(table.name)} == stated


def test_the_store_names_the_newest_migration(store: Store) -> None:
    with store.engine.connect() as connection:
        assert ScriptDirectory.from_config(configuration(connection)).get_current_head() == REVISION
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == [REVISION]


def test_opening_again_changes_nothing(store: Store, opening: Callable[[], Store]) -> None:
    add_units(store)
    with opening().read() as session:
        assert [unit.name for unit in register.registered(session)] == list(UNITS)


def test_processes_that_open_a_fresh_database_at_once_all_find_it_whole(empty: Settings) -> None:
    command = [sys.executable, "-c", OPEN, str(empty.home), empty.database]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(3)]  # noqa: S603 - ourselves
    assert [(process.communicate()[1], process.returncode) for process in started] == [(b"", 0)] * 3
    store = open_store(empty)
    add_units(store)
    store.engine.dispose()


def test_a_database_of_a_newer_program_is_left_alone(store: Store, settings: Settings) -> None:
    with store.write() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused, match=r"^数据库的结构（9999）比本程序的（0002）新；请改用较新的 Circulate 再打开它。$"):
        open_store(settings)


@pytest.mark.parametrize(
    "address", ["no address", "nosuch://here", "postgresql+nosuch://localhost/db"], ids=["none", "kind", "driver"]
)
def test_an_address_that_is_none_is_refused_with_an_example(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadInput, match="postgresql\\+psycopg://用户"):
        open_store(load(home=tmp_path, database=address))


def test_a_server_that_does_not_answer_may_be_tried_again(tmp_path: Path) -> None:
    with pytest.raises(Passing, match="打不开") as caught:
        open_store(load(home=tmp_path, database=f"postgresql+psycopg://clerk:secret@/office?host={tmp_path}"))
    assert (caught.value.try_again, "secret" in caught.value.sentence) == (True, False)


def test_a_file_that_is_no_database_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "circulate.db").write_text("这不是数据库" * 100, "utf-8")
    with pytest.raises(BadInput, match=r"circulate\.db 已损坏，或不是 Circulate 的数据库"):
        open_store(load(home=tmp_path))


def test_a_home_that_cannot_be_made_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadInput, match=f"无法建立数据目录 {tmp_path / 'file' / 'home'}"):
        open_store(load(home=tmp_path / "file" / "home"))


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
def test_sqlite_writes_ahead_flushes_every_commit_and_checks_references(store: Store) -> None:
    for transaction in (store.read, store.write):
        with transaction() as session:
            pragmas = ("journal_mode", "synchronous", "foreign_keys")
            found = [session.connection().exec_driver_sql(f"PRAGMA {name}").scalar() for name in pragmas]
            assert found == ["wal", 2, 1]


def test_a_reader_sees_one_state_while_others_write(store: Store) -> None:
    open_round(store)
    with store.read() as session:
        asked = queries.round_named(session, "2026-001")
        assert queries.opinions_that_count(session, asked) == ()
        file(store, UNITS[0], answer("删去第三条"))
        assert [fact.replies for fact in queries.what_happened(session, asked)] == [(), (), ()]


def test_a_reader_changes_nothing(store: Store) -> None:
    add_units(store)
    with store.read() as session:
        session.exec(select(Unit)).first().name = "改名"  # type: ignore[union-attr]
    with store.read() as session:
        assert [unit.name for unit in register.registered(session)] == list(UNITS)


def test_an_import_that_fails_half_way_leaves_nothing(store: Store) -> None:
    add_units(store, UNITS[0])

    def two_sheets() -> None:
        with store.write() as session:
            register.import_units(session, [entry("尉氏县"), entry("兰考县")])
            register.import_units(session, [entry("通许县"), entry("祥符区", "通许县", line=3)])

    with pytest.raises(Refused):
        two_sheets()
    with store.read() as session:
        assert [unit.name for unit in register.registered(session)] == [UNITS[0]]


def test_an_opening_that_fails_half_way_leaves_neither_round_nor_draft(store: Store) -> None:
    add_units(store)

    def cut_off() -> None:
        with store.write() as session:
            rounds.open_round(session, new_round(session), 2026, NOW)
            raise ConnectionError

    with pytest.raises(ConnectionError):
        cut_off()
    with store.read() as session:
        assert (session.exec(select(Round)).all(), session.exec(select(Blob)).all()) == ([], [])


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    with store.write() as session:
        first = keep(session, "草案".encode())
        assert keep(session, "草案".encode()) == first
        assert keep(session, "草案二".encode()) != first
    with store.read() as session:
        assert content_of(session, first) == "草案".encode()
        assert len(session.exec(select(Blob)).all()) == 2


def test_a_moment_comes_back_as_the_same_moment_in_utc(store: Store) -> None:
    open_round(store)
    with store.read() as session:
        asked = queries.round_named(session, "2026-001")
        assert (asked.due, asked.due.tzinfo) == (DUE, UTC)
        exact = datetime(2026, 9, 29, 18, 0, 0, 123456, tzinfo=UTC)
    with store.write() as session:
        queries.round_named(session, "2026-001").due = exact
    with store.read() as session:
        assert queries.round_named(session, "2026-001").due == exact


def test_moments_sort_as_they_happened_whatever_zone_and_fraction_they_were_given_in(store: Store) -> None:
    name = open_round(store)
    moments = [NOW, NOW.astimezone(UTC).replace(microsecond=1), NOW.replace(microsecond=500_000), DUE.astimezone(UTC)]
    with store.write() as session:
        asked = queries.round_named(session, name)
        for moment in moments:
            asked.due = moment
            session.flush()
            earlier = select(Round.name).where(Round.due < moment)
            assert session.exec(earlier).all() == []
            assert session.exec(select(Round.name).where(Round.due <= moment)).all() == [name]


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    open_round(store)
    with pytest.raises(StatementError, match="a moment needs its zone"), store.write() as session:
        queries.round_named(session, "2026-001").due = DUE.replace(tzinfo=None)
