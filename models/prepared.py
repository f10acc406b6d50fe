"""Statements that run for every letter: compiled once, then handed to the driver; SQLAlchemy's own way costs thrice."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import CursorResult, Delete, Dialect, Select, Update
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session

from models.types import Moment

Build = Callable[[], Update | Delete | Select[Any]]
_MOMENT = Moment()


def run(session: Session, build: Build, *given: Mapping[str, object]) -> CursorResult[Any]:
    """Run the statement that `build` makes, once for each set of parameters: texts, numbers and moments."""
    connection = session.connection()
    compiled = _compiled(build, connection.dialect)
    bound = [_bound(compiled, each) for each in given]
    return connection.exec_driver_sql(compiled.string, bound if len(bound) > 1 else bound[0])


def _bound(compiled: SQLCompiler, given: Mapping[str, object]) -> Any:  # noqa: ANN401 - as the driver wants it
    values = {
        name: _MOMENT.process_bind_param(value, compiled.dialect) if isinstance(value, datetime) else value
        for name, value in compiled.construct_params(given).items()
    }
    order = compiled.positiontup
    return values if order is None else tuple([values[name] for name in order])


@lru_cache(64)
def _compiled(build: Build, dialect: Dialect) -> SQLCompiler:
    return build().compile(dialect=dialect)
