"""Who waits for whom where several processes write at once; on SQLite every writer holds the whole database anyway."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, col, select

from models.tables import Round


def hold(session: Session, round_id: int) -> Round:
    """A round as it is at this moment, held to the end of the transaction: what counts within it goes one by one."""
    # NO KEY UPDATE: rows that merely refer to the round need not wait.
    wanted = select(Round).where(Round.id == round_id).with_for_update(key_share=True)
    return session.exec(wanted.execution_options(populate_existing=True)).one()


def one_at_a_time(session: Session, what: str) -> None:
    """Let no other transaction that says the same word pass until this one ends."""
    if _is_postgresql(session):
        session.connection().execute(text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})


def add_unless_there(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]], *key: str) -> int:
    """Add rows but leave alone those whose `key` columns are already there; returns how many were new."""
    if _is_postgresql(session):
        added = postgresql.insert(table).on_conflict_do_nothing(index_elements=[*key])
        return len(session.execute(added.returning(col(getattr(table, key[0]))), rows).all())
    session.flush()
    core = sqlite.insert(_bare(table))
    return session.connection().execute(core.on_conflict_do_nothing(index_elements=[*key]), rows).rowcount


def add(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows, all with the same columns."""
    session.flush()
    if rows:
        session.connection().execute(insert(_bare(table)), rows)


def _bare(table: type[SQLModel]) -> Table:
    """A table past the ORM, which takes longer over fifty rows than SQLite does."""
    return SQLModel.metadata.tables[str(table.__tablename__)]


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
