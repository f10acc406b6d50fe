"""Changing a record behind its back, as who has the database's own tools can."""

from sqlalchemy import text

from models.store import Store


def tamper(store: Store, statement: str, **values: object) -> None:
    """What someone with the database's own tools can do: no trigger stands in the way."""
    with store.engine.begin() as connection:
        if store.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.execute(text(statement), values)
