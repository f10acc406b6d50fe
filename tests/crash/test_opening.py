"""Opening a round is killed at random moments: it is there with all its letters, or not at all."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from sqlmodel import func, select

from desk import sheets
from desk.office import open_desk
from models.tables import Invitation, Letter, Round
from office.settings import Settings, load
from tests.desk.office import OFFICE, UNITS, draft, units_sheet
from tests.forks import Forks, forking

KILLS = 12
NOTHING, EVERYTHING = (0, 0, 0), (1, len(UNITS), len(UNITS))


@pytest.fixture(scope="module")
def opener() -> Iterator[Forks]:
    with forking("tests.crash.opener") as started:
        yield started


def opened(opener: Forks, office: Settings, kill_after: float | None = None) -> tuple[int, int, int]:
    """Rounds, invitations and letters there are after opening the round, or being killed at it."""
    process = opener.start("tests.crash.opener:main", [str(office.home), office.database], {}, office.home)
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    opener.ended()
    desk = open_desk(office)
    with desk.store.read() as session:
        found = [session.exec(select(func.count()).select_from(table)).one() for table in (Round, Invitation, Letter)]
    desk.store.engine.dispose()
    return (found[0], found[1], found[2])


def ready(home: Path, database: str) -> Settings:
    """An office with its units and a draft at hand."""
    office = load(home=home, database=database, office_email=OFFICE)
    desk = open_desk(office)
    sheets.import_units(desk, units_sheet(home / "units.csv"))
    (home / "draft.docx").write_bytes(draft())
    desk.store.engine.dispose()
    return office


def test_a_round_opens_whole_or_not_at_all(opener: Forks, tmp_path: Path, new_database: Callable[[], str]) -> None:
    quiet = ready(tmp_path / "quiet", new_database())
    began = time.monotonic()
    assert opened(opener, quiet) == EVERYTHING
    span = time.monotonic() - began
    chance = Random(1)  # noqa: S311 - moments, no secrets
    for number in range(KILLS):
        office = ready(tmp_path / str(number), new_database())
        assert opened(opener, office, chance.uniform(0, span)) in {NOTHING, EVERYTHING}
        assert opened(opener, office) == EVERYTHING
