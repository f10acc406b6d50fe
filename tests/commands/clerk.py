"""A clerk at the command line: every command a process of its own, in one office and one folder."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import SQLModel

from desk.office import Desk, open_desk
from office.settings import load
from tests.desk.office import OFFICE, ZONE
from tests.forks import Ended, Forks

# A command knows no other time than the present: these rounds are as old as they would be on the day of the test.
NOW = datetime.now(UTC)
OPENED, DUE = NOW - timedelta(days=3), NOW + timedelta(days=20)
ROUND, SECOND = (f"{OPENED.astimezone(ZONE).year}-{number:03}" for number in (1, 2))


@dataclass(frozen=True, slots=True)
class Clerk:
    """Works in `folder`; everything kept lies under its `home`, or where `settings` says."""

    forks: Forks
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def __call__(self, *words: str, **environment: str) -> Ended:
        """Run `circulate` with these words."""
        office = {"CIRCULATE_HOME": str(self.home), "CIRCULATE_OFFICE_EMAIL": OFFICE}
        self.forks.start("flows.__main__:main", words, {**office, **self.settings, **environment}, self.folder)
        return self.forks.ended()

    def does(self, *words: str) -> str:
        """What a command prints that must succeed."""
        ended = self(*words)
        assert (ended.code, ended.err) == (0, "")
        return ended.out

    def reads(self, *words: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        """The JSON a command prints."""
        return json.loads(self.does(*words, "--json"))

    def record(self) -> list[str]:
        """Everything the database holds, to tell whether a command changed anything."""
        tables = SQLModel.metadata.sorted_tables
        with opened(self) as desk, desk.store.read() as session:
            return [
                f"{table.name} {sorted(map(repr, session.connection().execute(select(table))))}" for table in tables
            ]

    def puts(self, files: Mapping[str, bytes | str]) -> None:
        """Files in the clerk's folder."""
        for name, content in files.items():
            (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())


@contextmanager
def opened(clerk: Clerk) -> Iterator[Desk]:
    """The clerk's office in this process, to prepare what needs no command."""
    where = clerk.settings.get("CIRCULATE_DATABASE", "")
    desk = open_desk(load(home=clerk.home, office_email=OFFICE, database=where))
    yield desk
    desk.store.engine.dispose()
