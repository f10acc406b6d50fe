"""An office moves from one database to the other and back, and nothing is missing or different."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from models import register
from models.chain import first_broken, seal, tip
from models.copying import Copied, copy_all
from models.store import Store, open_store
from models.tables import Unit
from office.settings import Settings, load
from rules.errors import Refused
from tests.models.office import NOW, UNITS, answer, entry, file, open_round, queue_invitations


@pytest.fixture
def other(store: Store, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty database of the other sort."""
    elsewhere: Settings
    if store.engine.dialect.name == "postgresql":
        elsewhere = load(home=tmp_path / "other", database="")
    else:
        elsewhere = request.getfixturevalue("postgresql_copy")(tmp_path / "other")
    opened = open_store(elsewhere)
    yield opened
    opened.engine.dispose()


def filled(store: Store) -> Store:
    open_round(store)
    queue_invitations(store)
    file(store, UNITS[0], answer("删去第三条。", "增加附件。"))
    with store.write() as session:
        seal(session, NOW)
    return store


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.engine.connect() as connection:
        tables = SQLModel.metadata.sorted_tables
        return {
            table.name: [tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))]
            for table in tables
        }


def last_link(session: Session) -> int:
    return tip(session).number


def test_every_row_is_the_same_in_the_other_database(store: Store, other: Store) -> None:
    copied = copy_all(filled(store), other)
    assert rows(other) == rows(store)
    assert {each.table: each.rows for each in copied} == {name: len(each) for name, each in rows(store).items()}
    assert Copied("opinion", 2) in copied


def test_the_chain_holds_in_the_other_database_and_grows_there(store: Store, other: Store) -> None:
    copy_all(filled(store), other)
    file(other, UNITS[1], answer("删去第四条。"))
    with other.write() as session:
        before = last_link(session)
        assert (seal(session, NOW) > 0, first_broken(session)) == (True, None)
        assert last_link(session) > before


def test_new_rows_are_numbered_on(store: Store, other: Store) -> None:
    copy_all(filled(store), other)
    with other.write() as session:
        register.import_units(session, [entry("市教育局", line=9, email="new@unit.localhost")])
    with other.read() as session:
        assert session.exec(select(Unit.id).where(Unit.name == "市教育局")).one() == len(UNITS) + 1


def test_a_database_that_holds_something_is_left_alone(store: Store, other: Store) -> None:
    open_round(other)
    before = rows(other)
    with pytest.raises(Refused, match=r"^目标数据库里已有数据（表 blob）；请换一个空的数据库再复制。$"):
        copy_all(filled(store), other)
    assert rows(other) == before
