"""Killed at any line: run again, the record is that of an undisturbed run, and no letter leaves twice."""

import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import text

from desk.office import Desk, open_desk
from office.settings import Settings, load
from rules.words import LetterState
from tests.desk.acts import ASKED, EVERYTHING, INVITED
from tests.desk.office import OFFICE, address, answer, caught, deliver, draft, filled, letters
from tests.forks import Forks, forking

KILLS = 12
ANSWERING = INVITED[:4]
# Never by an id: on PostgreSQL a transaction that was taken back has used some up.
ASKED_UNIT = "JOIN invitation ON invitation.id = invitation_id"
KEPT = {
    "round": "name, title, draft_sha256, due, opened, state FROM round",
    "invitation": "number, unit_name, token_hash, due FROM invitation",
    "message": f"sha256, arrived, state, kind, sender, subject, note, number FROM message LEFT {ASKED_UNIT}",
    "reply": f"number, version, stance, channel, received, form_sha256 FROM reply {ASKED_UNIT}",
    "opinion": "opinion.number, invitation.number, version, text, place, proposal"
    f" FROM opinion JOIN reply ON reply.id = reply_id {ASKED_UNIT}",
    "blob": "sha256 FROM blob",
}


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with forking("tests.desk.acts") as started:
        yield started


def act(forks: Forks, office: Settings, how_far: str = EVERYTHING, kill_after: float | None = None) -> int:
    """Run the acts, or kill them after some seconds; returns the exit code."""
    words = [str(office.home), office.database, how_far]
    process = forks.start("tests.desk.acts:main", words, {}, office.home)
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return forks.ended().code


def replies(desk: Desk) -> list[EmailMessage]:
    """Forms, plain words, and mail that nobody understands."""
    first, second, third, fourth = (caught(desk, address(unit))[0] for unit in ANSWERING)
    opinions = [f"第{n}处删去“尽快”。" for n in range(1, 6)]
    forms = [answer(letter, form=filled(letter, *opinions)) for letter in (first, second)]
    return [*forms, answer(third, "经研究，无意见。"), answer(fourth, "收到。")]


def record(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """All that is kept but the letters, row by row."""
    with desk.store.read() as session:
        return {
            table: sorted(tuple(row) for row in session.execute(text(f"SELECT {columns}")))
            for table, columns in KEPT.items()
        }


def test_killed_anywhere_and_run_again_it_comes_to_the_same(
    forks: Forks, tmp_path: Path, new_database: Callable[[], str]
) -> None:
    quiet, killed = (
        load(home=tmp_path / name, database=new_database(), office_name="市水利局", office_email=OFFICE)
        for name in ("quiet", "killed")
    )
    undisturbed = open_desk(quiet)
    undisturbed.store.engine.dispose()
    (quiet.home / "draft.docx").write_bytes(draft())
    shutil.copytree(quiet.home, killed.home)
    assert act(forks, quiet, ASKED) == 0
    deliver(undisturbed, *replies(undisturbed))
    shutil.copytree(quiet.inbox, killed.inbox, dirs_exist_ok=True)
    began = time.monotonic()
    assert act(forks, quiet) == 0
    span = time.monotonic() - began
    kills = [act(forks, killed, kill_after=random.uniform(0, span / 3)) for _ in range(KILLS)]  # noqa: S311
    assert -signal.SIGKILL in kills
    assert act(forks, killed) == 0
    disturbed = open_desk(killed)
    assert record(disturbed) == record(undisturbed)
    _compare_letters(undisturbed, disturbed)
    for desk in (undisturbed, disturbed):
        desk.store.engine.dispose()


def _compare_letters(undisturbed: Desk, disturbed: Desk) -> None:
    """Every letter was sent once; an uncertain one at most once, and who may not have got it is not chased."""
    left = {letter.message_id: letter for letter in letters(disturbed)}
    uncertain = {one.recipients for one in left.values() if one.state == LetterState.UNCERTAIN}
    unchased = {
        one.message_id for one in letters(undisturbed) if one.kind == "reminder" and one.recipients in uncertain
    }
    assert {one.message_id for one in letters(undisturbed)} - left.keys() <= unchased
    assert {one.state for one in left.values()} <= {LetterState.SENT, LetterState.UNCERTAIN}
    boxes = Counter(
        letter["Message-ID"] for box in disturbed.settings.sent_mail.iterdir() for letter in caught(disturbed, box.name)
    )
    assert max(boxes.values()) == 1
    # A unit that answers has had its letter, the record concludes, whatever a killed catcher has kept of it.
    answered = {address(unit) for unit in ANSWERING}
    sent = [one for one in left.values() if one.state == LetterState.SENT and one.recipients not in answered]
    assert {one.message_id for one in sent} <= boxes.keys()
