"""Statements that run for every letter: compiled once, then handed to the driver; SQLAlchemy's own way costs thrice."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Delete, Dialect, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session

from models.types import Moment

Build = Callable[[], Update | Delete]
_MOMENT = Moment()


def run(session: Session, build: Build, given: Mapping[str, object]) -> CursorResult[Any]:
    """Run the statement that `build` makes with these values for its parameters: texts, numbers and moments."""
    connection = session.connection()
    dialect = connection.dialect
    compiled = _compiled(build, dialect)
    values = compiled.construct_params(given)
    bound = {
        name: _MOMENT.process_bind_param(value, dialect) if isinstance(value, datetime) else value
        for name, value in values.items()
    }
    order = compiled.positiontup
    return connection.exec_driver_sql(
        compiled.string, bound if order is None else tuple([bound[name] for name in order])
    )


@lru_cache(64)
def _compiled(build: Build, dialect: Dialect) -> SQLCompiler:
    return build().compile(dialect=dialect)
