"""Moving an office from one database to another: every row of every table, and the counts to prove it."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, insert, select
from sqlmodel import SQLModel

from models.store import Store
from rules.errors import Refused

AT_ONCE = 50  # of files, which may have 30 MB each, what lies in memory at once


@dataclass(frozen=True, slots=True)
class Copied:
    """A table and how many rows it has in both databases."""

    table: str
    rows: int


def copy_all(source: Store, target: Store) -> tuple[Copied, ...]:
    """Copy everything into an empty database of the same schema, in one transaction there.

    Raises:
        Refused: the target already holds something, or a count differs afterwards; nothing was kept then.
    """
    tables = SQLModel.metadata.sorted_tables
    with source.read() as session, target.write() as written:
        # One state of the source, however long it takes and whoever writes there meanwhile.
        reading, writing = session.connection(), written.connection()
        _refuse_filled(writing, tables)
        for table in tables:
            for rows in _batches(reading, table):
                writing.execute(insert(table), rows)
        copied = tuple(_counted(reading, writing, table) for table in tables)
        _count_on(writing, tables)
    return copied


def _batches(reading: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    # By key, so that an opinion stands before its parts.
    wanted = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    for rows in reading.execute(wanted).mappings().partitions():
        yield [dict(row) for row in rows]


def _refuse_filled(writing: Connection, tables: list[Table]) -> None:
    for table in tables:
        if _count(writing, table):
            raise Refused(f"目标数据库里已有数据（表 {table.name}）；请换一个空的数据库再复制。")


def _counted(reading: Connection, writing: Connection, table: Table) -> Copied:
    here, there = _count(reading, table), _count(writing, table)
    if here != there:
        raise Refused(f"表 {table.name} 原有 {here} 行，复制后是 {there} 行，未保留任何内容；请停止其他进程后再试。")
    return Copied(table.name, there)


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _count_on(writing: Connection, tables: list[Table]) -> None:
    """PostgreSQL numbers new rows from a sequence of its own, which has to go on from the last."""
    if writing.dialect.name != "postgresql":
        return
    for table in tables:
        key = table.autoincrement_column
        if key is not None:
            sequence = func.pg_get_serial_sequence(f'"{table.name}"', key.name)
            writing.execute(select(func.setval(sequence, func.max(key))))
