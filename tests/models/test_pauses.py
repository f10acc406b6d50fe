"""Pauses: an account is left alone ever longer, a round until released, and the office is told of each once."""

from datetime import datetime, timedelta

import pytest

from models import outbox, pauses
from models.pauses import Pause, Untold
from models.store import Store
from models.tables import Head, Letter
from rules.words import Fault, LetterState
from tests.models.office import HOUR, NOW, ROUND, open_round, queue_invitations

ACCOUNT, OTHER = "office@mx.test:465", "office@mx.other:465"
WRONG, SPAM = "535 5.7.8 authentication failed", "554 5.7.1 looks like spam"
MINUTE = timedelta(minutes=1)
SENT, FAILED = LetterState.SENT, LetterState.FAILED


@pytest.fixture(autouse=True)
def _three_letters_waiting(store: Store) -> None:
    open_round(store)
    queue_invitations(store)


def claimed(store: Store, now: datetime = NOW, account: str = ACCOUNT) -> int | None:
    with store.write() as session:
        found = next(iter(outbox.claim(session, "worker", now, account)), None)
        return found.id if found else None


def waiting(store: Store, now: datetime, account: str = ACCOUNT) -> int:
    with store.read() as session:
        return outbox.waiting(session, now, account)


def in_trouble(store: Store, now: datetime, words: str = WRONG) -> None:
    with store.write() as session:
        pauses.note_trouble(session, ACCOUNT, words, now)


def trouble(store: Store, account: str = ACCOUNT) -> Pause | None:
    with store.read() as session:
        return pauses.trouble_with(session, account)


def marked(store: Store, number: int, state: LetterState, fault: Fault | None = None) -> None:
    with store.write() as session:
        outbox.mark(session, [outbox.Word(number, state, SPAM, fault)], NOW)


def held(store: Store, round_id: int = 1) -> Pause | None:
    with store.read() as session:
        return pauses.hold_on(session, round_id)


def letters(store: Store) -> list[tuple[str, int]]:
    with store.read() as session:
        return [(row.state, row.attempts) for row in (session.get_one(Letter, n) for n in (1, 2, 3))]


def test_an_account_in_trouble_sends_nothing_until_its_time_and_another_goes_on(store: Store) -> None:
    in_trouble(store, NOW)
    moment = NOW + 9 * MINUTE
    assert trouble(store) == Pause(NOW, WRONG, moment)
    assert (claimed(store), claimed(store, moment - MINUTE), waiting(store, moment - MINUTE)) == (None, None, 0)
    assert (waiting(store, moment), waiting(store, NOW, OTHER), trouble(store, OTHER)) == (3, 3, None)
    assert (claimed(store, account=OTHER), claimed(store, moment)) == (1, 2)


def test_an_account_that_fails_again_is_left_alone_ever_longer(store: Store) -> None:
    now, waits = NOW, []
    for _ in range(6):
        in_trouble(store, now)
        found = trouble(store)
        assert found is not None
        assert found.next_at is not None
        waits.append((found.next_at - now) // MINUTE)
        now = found.next_at
    assert waits == [9, 19, 39, 59, 59, 59]


def test_several_connections_that_fail_together_are_one_trouble(store: Store) -> None:
    for seconds in range(4):
        in_trouble(store, NOW + timedelta(seconds=seconds))
    assert trouble(store) == Pause(NOW, WRONG, NOW + 9 * MINUTE)


def test_a_letter_that_passes_ends_the_trouble_and_the_next_begins_anew(store: Store) -> None:
    in_trouble(store, NOW)
    in_trouble(store, NOW + 9 * MINUTE)
    with store.write() as session:
        assert [pauses.clear_trouble(session, account) for account in (OTHER, ACCOUNT, ACCOUNT)] == [False, True, False]
    assert (trouble(store), claimed(store)) == (None, 1)
    in_trouble(store, NOW + HOUR)
    assert trouble(store) == Pause(NOW + HOUR, WRONG, NOW + HOUR + 9 * MINUTE)


def test_who_has_mended_something_need_not_wait(store: Store) -> None:
    in_trouble(store, NOW)
    for account in (OTHER, ACCOUNT):
        with store.write() as session:
            pauses.try_now(session, account, NOW + MINUTE)
    assert (claimed(store, NOW + MINUTE), trouble(store)) == (1, Pause(NOW, WRONG, NOW + MINUTE))


def test_a_held_rounds_letters_are_passed_over(store: Store) -> None:
    second = open_round(store, "《另一办法》")
    queue_invitations(store, second)
    with store.write() as session:
        for words in (SPAM, "later"):
            pauses.hold_round(session, 1, words, NOW)
    assert (held(store), held(store, 2)) == (Pause(NOW, SPAM), None)
    assert (waiting(store, NOW), [claimed(store) for _ in range(4)]) == (3, [4, 5, 6, None])


def test_a_released_round_goes_on_with_what_was_refused_for_its_content(store: Store) -> None:
    for _ in range(2):
        claimed(store)
    marked(store, 1, FAILED, Fault.CONTENT)
    marked(store, 2, FAILED, Fault.ADDRESS)
    with store.write() as session:
        pauses.hold_round(session, 1, SPAM, NOW)
        assert [pauses.release_round(session, 1) for _ in range(2)] == [1, None]
    assert (held(store), letters(store)) == (None, [("queued", 0), ("failed", 1), ("queued", 0)])
    assert [claimed(store) for _ in range(3)] == [1, 3, None]


@pytest.mark.parametrize(
    ("ends", "count"),
    [
        ([], 0),
        ([(FAILED, Fault.CONTENT)], 1),
        ([(SENT, None), (FAILED, Fault.CONTENT), (FAILED, Fault.CONTENT)], 2),
        ([(FAILED, Fault.CONTENT), (FAILED, Fault.CONTENT), (SENT, None)], 0),
        ([(FAILED, Fault.CONTENT), (FAILED, Fault.ADDRESS), (FAILED, Fault.CONTENT)], 2),
        ([(FAILED, Fault.CONTENT), (LetterState.RETRY, None), (FAILED, Fault.CONTENT)], 2),
        ([(FAILED, Fault.CONTENT), (LetterState.UNCERTAIN, None), (FAILED, Fault.CONTENT)], 2),
    ],
)
def test_refusals_count_from_the_last_letter_that_was_taken(
    store: Store, ends: list[tuple[LetterState, Fault | None]], count: int
) -> None:
    for minute, (state, fault) in enumerate(ends):
        number = claimed(store, NOW + minute * MINUTE)
        marked(store, number or 0, state, fault)
    with store.read() as session:
        assert pauses.refused_in_a_row(session, 1) == count


def test_the_largest_letter_is_the_largest_that_still_has_to_go(store: Store) -> None:
    with store.write() as session:
        for number, size in ((2, 1000), (3, 100)):
            key = session.get_one(Letter, number).key
            session.delete(session.get_one(Head, key))
            session.flush()
            session.add(Head(letter_key=key, content=bytes(size)))
    with store.read() as session:
        assert [pauses.largest_waiting(session, number) for number in (1, 2)] == [1000 + len(b"tail"), 0]
    claimed(store)
    claimed(store)
    marked(store, 2, SENT)
    with store.read() as session:
        assert pauses.largest_waiting(session, 1) == 100 + len(b"tail")


def test_every_pause_is_told_once(store: Store) -> None:
    in_trouble(store, NOW)
    with store.write() as session:
        pauses.hold_round(session, 1, SPAM, NOW)
    told = []
    for hours in range(3):
        with store.write() as session:
            told.append(pauses.tell(session, NOW + hours * HOUR))
        in_trouble(store, NOW + (hours + 1) * HOUR, "still wrong")
    assert told == [(Untold(WRONG), Untold(SPAM, ROUND)), (), ()]
