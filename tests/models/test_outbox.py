"""The outbox: written once, and claimed by one worker alone."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from models import outbox, queries
from models.store import Store
from office.settings import Settings
from rules.words import LetterKind, LetterState
from tests.models.office import HOUR, NOW, ROUND, UNITS, head_of, letter, open_round, queue_invitations
from tests.models.posting import claimed, invitation, marked, queued, row

CLAIMING = """
import sys
from datetime import datetime
from pathlib import Path
from models import outbox
from models.store import open_store
from office.settings import load
store = open_store(load(home=Path(sys.argv[1]), database=sys.argv[2]))
while True:
    with store.write() as session:
        claimed = outbox.claim(session, sys.argv[3], datetime.fromisoformat(sys.argv[4]), most=3)
    if not claimed:
        break
    print(*(letter.id for letter in claimed), sep="\\n")
"""


@pytest.fixture(autouse=True)
def _an_open_round(store: Store) -> None:
    open_round(store)


def many(store: Store, count: int) -> None:
    with store.write() as session:
        outbox.queue(session, [letter(session, kind=LetterKind.REMINDER, turn=n) for n in range(1, count + 1)], NOW)


def test_a_letter_is_written_once(store: Store) -> None:
    with store.read() as session:
        asked = queries.round_named(session, ROUND)
        assert outbox.letters_of(session, asked.id or 0) == ()
    with store.write() as session:
        first = letter(session)
        second = letter(session, UNITS[1])
        assert outbox.queue(session, [first, first], NOW) == 1
        assert outbox.queue(session, [replace(first, subject="别的"), second], NOW) == 1
        assert outbox.queue(session, [], NOW) == 0
    with store.read() as session:
        letters = outbox.letters_of(session, asked.id or 0)
        assert [(kept.key, kept.subject, kept.state) for kept in letters] == [
            ("2026-001:1:invitation:1", "征求意见", "queued"),
            ("2026-001:2:invitation:1", "征求意见", "queued"),
        ]
        keys = frozenset({"2026-001:1:invitation:1", "2026-001:2:invitation:1"})
        assert outbox.keys_of(session, asked.id or 0, LetterKind.INVITATION) == keys
        assert outbox.keys_of(session, asked.id or 0, LetterKind.REMINDER) == frozenset()


def test_another_letter_with_the_same_message_id_is_a_defect(store: Store) -> None:
    with store.read() as session:
        first = letter(session)
        other = replace(letter(session, UNITS[1]), message_id=first.message_id)
    invitation(store)
    with pytest.raises(IntegrityError):
        queued(store, other)


def test_a_letter_to_the_office_itself_needs_no_unit(store: Store) -> None:
    with store.write() as session:
        key = outbox.letter_key(ROUND, 0, LetterKind.SUMMARY, 1)
        summary = replace(letter(session, kind=LetterKind.SUMMARY), key=key, invitation_id=None)
        assert outbox.queue(session, [summary], NOW) == 1
    with store.read() as session:
        facts = queries.what_happened(session, queries.round_named(session, ROUND))
        assert [fact.letters for fact in facts] == [(), (), ()]


def test_a_claimed_letter_is_whole_and_nobody_else_gets_it(store: Store) -> None:
    invitation(store, "a@unit.localhost", "copy@unit.localhost")
    found = claimed(store)
    assert found is not None
    recipients = ("a@unit.localhost", "copy@unit.localhost")
    assert (found.id, found.sender, found.recipients, found.head) == (
        1,
        "office@localhost",
        recipients,
        head_of(UNITS[0]),
    )
    assert claimed(store) is None
    kept = row(store)
    assert (kept.state, kept.worker, kept.claimed, kept.attempts) == ("sending", "worker", NOW, 1)


def test_each_letter_is_claimed_with_its_own_bytes(store: Store) -> None:
    queue_invitations(store)
    with store.write() as session:
        heads = [letter.head for letter in outbox.claim(session, "worker", NOW, most=3)]
    assert heads == [head_of(unit) for unit in UNITS]


def test_several_are_claimed_at_once_new_ones_before_those_put_off(store: Store) -> None:
    many(store, 5)
    assert claimed(store)
    marked(store, LetterState.RETRY)
    with store.write() as session:
        three = outbox.claim(session, "worker", NOW + HOUR, most=3)
        others = outbox.claim(session, "worker", NOW + HOUR, most=3)
    assert [[letter.id for letter in taken] for taken in (three, others)] == [[2, 3, 4], [1, 5]]


def test_letters_are_claimed_in_the_order_they_were_written(store: Store) -> None:
    queue_invitations(store)
    with store.read() as session:
        assert outbox.waiting(session, NOW) == 3
    found = [claimed(store) for _ in range(4)]
    assert [one and one.id for one in found] == [1, 2, 3, None]
    with store.read() as session:
        assert outbox.waiting(session, NOW) == 0


def test_four_workers_claim_every_letter_exactly_once(opening: Callable[[], Store]) -> None:
    stores = [opening() for _ in range(4)]
    many(stores[0], 120)

    def work(store: Store) -> list[int]:
        return [found.id for found in iter(lambda: claimed(store), None)]

    with ThreadPoolExecutor(4) as workers:
        ids = [number for numbers in workers.map(work, stores) for number in numbers]
    assert Counter(ids) == Counter(range(1, 121))


def test_worker_processes_claim_every_letter_exactly_once(settings: Settings, store: Store) -> None:
    many(store, 60)
    command = [sys.executable, "-c", CLAIMING, str(settings.home), settings.database]
    started = [
        subprocess.Popen([*command, f"worker-{number}", NOW.isoformat()], stdout=subprocess.PIPE)  # noqa: S603 - ourselves
        for number in range(2)
    ]
    ids = [int(line) for process in started for line in process.communicate()[0].split()]
    assert [process.returncode for process in started] == [0, 0]
    assert Counter(ids) == Counter(range(1, 61))


def test_a_claim_that_is_not_committed_leaves_the_letter_to_others(store: Store) -> None:
    invitation(store)
    with store.write() as session:
        assert outbox.claim(session, "worker", NOW)
        session.rollback()
    found = claimed(store, worker="another")
    assert (found and found.id, row(store).attempts) == (1, 1)


def test_whether_a_letter_was_written_since_a_moment(store: Store) -> None:
    invitation(store)
    with store.read() as session:
        asked = [(LetterKind.INVITATION, NOW), (LetterKind.INVITATION, NOW + HOUR), (LetterKind.SUMMARY, NOW)]
        assert [outbox.written_since(session, 1, kind, moment) for kind, moment in asked] == [True, False, False]
