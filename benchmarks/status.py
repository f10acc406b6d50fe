"""What an office sees after years: a hundred rounds of a thousand units on record, and its pages as quick as before."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Insert, Table, func, insert, select, update
from sqlmodel import SQLModel, col

from benchmarks.measuring import Comparison, Measured, report, say
from benchmarks.realistic import DUE, Habits, answered, opened, sent, settled
from benchmarks.visitors import one_by_one, served, signed_in
from desk.office import Desk, open_desk
from desk.view import view
from flows.server import free_port
from models.tables import Invitation, Letter, Opinion, Outcome, Reply, Round
from office.settings import load
from rules.words import RoundState

ROUNDS, UNITS, OPEN = 100, 1000, 3
LOOKS, MOST_MS, MS = 5, 200.0, 1000.0
COPIED: tuple[type[SQLModel], ...] = (Round, Invitation, Letter, Reply, Opinion, Outcome)
TO: Mapping[str, type[SQLModel]] = {
    "round_id": Round,
    "invitation_id": Invitation,
    "reply_id": Reply,
    "opinion_id": Opinion,
}
NAMED = frozenset({"name", "title", "key", "message_id", "token_hash", "page_hash"})


def main() -> None:
    """The line that counts is the slowest of the three looks."""
    with TemporaryDirectory(prefix="bench") as folder:
        desk = open_desk(load(home=Path(folder), database=""))
        try:
            name, session = years(desk), signed_in(desk)
            taken = {"circulate status": _median(lambda: view(desk, name, DUE))}
        finally:
            desk.store.engine.dispose()
        with served(free_port(), ["web"], CIRCULATE_HOME=folder, CIRCULATE_DATABASE="") as site:
            for what, path in (("the list of rounds", "/rounds"), ("one round's page", f"/rounds/{name}")):
                taken[what] = one_by_one(site, path, session, LOOKS)[0]
    parts = [
        Measured.leaner(Comparison(what, "200 ms promised", 1, "ms"), figure, MOST_MS) for what, figure in taken.items()
    ]
    report(replace(min(parts, key=lambda part: part.ratio), name="status"), parts)


def years(desk: Desk) -> str:
    """A hundred rounds: one as it really goes, the others its copies, most of them closed; returns the first's name."""
    began, habits = time.perf_counter(), Habits()
    name = opened(desk, UNITS)
    sent(desk, name, habits)
    answered(desk, name, habits)
    settled(desk, name, habits, DUE)
    with desk.store.write() as session:
        connection = session.connection()
        sizes = {model: _count(connection, model) for model in COPIED}
        for number in range(1, ROUNDS):
            for model in COPIED:
                connection.execute(_once_more(model, sizes, number))
        connection.execute(update(Round).where(col(Round.id) > OPEN).values(state=RoundState.CLOSED, closed=DUE))
        rows = sum(_count(connection, model) for model in COPIED)
    say(f"{ROUNDS} rounds of {UNITS} units, {rows:,} rows, built in {time.perf_counter() - began:.0f} s")
    return name


def _once_more(model: type[SQLModel], sizes: Mapping[type[SQLModel], int], number: int) -> Insert:
    """The first round's rows again, copied in the database: numbers move on by a round's worth, names get their own."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    of: dict[str, type[SQLModel]] = {"id": model, **TO}
    moved = {column: column + number * sizes[of[column.name]] for column in table.columns if column.name in of}
    named = {column: column + f"-{number}" for column in table.columns if column.name in NAMED}
    values = [(moved | named).get(column, column) for column in table.columns]
    first = select(*values).where(table.c.id <= sizes[model])
    return insert(table).from_select([column.name for column in table.columns], first)


def _count(connection: Connection, model: type[SQLModel]) -> int:
    return connection.execute(select(func.count()).select_from(model)).scalar_one()


def _median(look: Callable[[], object]) -> float:
    taken = []
    for _ in range(LOOKS + 1):
        began = time.perf_counter()
        look()
        taken.append((time.perf_counter() - began) * MS)
    return statistics.median(taken[1:])


if __name__ == "__main__":
    main()
