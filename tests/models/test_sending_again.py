"""How a letter ends: sent, put off and tried again, given up, or uncertain when its worker died."""

from datetime import timedelta

import pytest

from models import outbox, rounds
from models.store import Store
from rules.words import LetterKind, LetterState, Standing
from tests.models.office import DUE, HOUR, NOW, ROUND, UNITS, letter, open_round, queue_invitations
from tests.models.posting import KEY, claimed, invitation, marked, row, standing


@pytest.fixture(autouse=True)
def _an_open_round(store: Store) -> None:
    open_round(store)


def test_a_sent_letter_keeps_the_servers_word_and_the_moment(store: Store) -> None:
    invitation(store)
    claimed(store)
    kept = marked(store, LetterState.SENT, NOW + HOUR, "250 " + "好" * 600)
    assert (kept.state, kept.sent, kept.worker, kept.next_at) == ("sent", NOW + HOUR, None, None)
    assert kept.answer == "250 " + "好" * 496
    assert (standing(store), claimed(store)) == (Standing.AWAITING, None)


@pytest.mark.parametrize(
    ("state", "seen"),
    [(LetterState.FAILED, Standing.UNDELIVERABLE), (LetterState.UNCERTAIN, Standing.UNSENT)],
)
def test_a_letter_that_ended_badly_is_not_tried_again(store: Store, state: LetterState, seen: Standing) -> None:
    invitation(store)
    claimed(store)
    assert marked(store, state).state == state
    assert (standing(store), claimed(store, NOW + 1000 * HOUR)) == (seen, None)


def test_a_letter_put_off_is_due_again_at_its_moment_and_not_before(store: Store) -> None:
    invitation(store)
    claimed(store)
    kept = marked(store, LetterState.RETRY, answer="450 greylisted")
    moment = NOW + outbox.wait_of(KEY, 1)
    assert (kept.state, kept.next_at) == ("retry", moment)
    assert claimed(store, moment - timedelta(microseconds=1)) is None
    with store.read() as session:
        assert outbox.waiting(session, moment) == 1
    again = claimed(store, moment)
    assert (again and again.id, row(store).attempts) == (1, 2)


def test_greylisting_is_waited_out_ever_longer_and_given_up_after_two_days(store: Store) -> None:
    invitation(store)
    first = NOW + 100 * HOUR  # it lay in the outbox for days before anyone put it off
    now, waits = first, []
    while claimed(store, now):
        next_at = marked(store, LetterState.RETRY, now, "450 greylisted").next_at
        if next_at is None:
            break
        waits.append(next_at - now)
        now = next_at
    minutes = [5, 15, 30, 60, *[120] * (len(waits) - 4)]
    assert waits == [outbox.wait_of(KEY, attempt) for attempt in range(1, len(waits) + 1)]
    assert [round(wait / timedelta(minutes=m)) for wait, m in zip(waits, minutes, strict=True)] == [1] * len(waits)
    kept = row(store)
    assert (kept.state, kept.fault, kept.answer) == ("failed", "patience", "450 greylisted")
    assert timedelta(hours=45.5) < now - first <= timedelta(hours=48)


def test_letters_put_off_together_come_back_apart_and_each_always_at_its_own_moment() -> None:
    keys = [outbox.letter_key(ROUND, unit, LetterKind.INVITATION, 1) for unit in range(1, 201)]
    waits = [outbox.wait_of(key, 2) / timedelta(minutes=15) for key in keys]
    assert waits == [outbox.wait_of(key, 2) / timedelta(minutes=15) for key in keys]
    assert (round(min(waits), 1), round(max(waits), 1), len(set(waits))) == (0.8, 1.2, 200)


def test_a_letter_put_back_has_not_been_tried(store: Store) -> None:
    invitation(store)
    claimed(store)
    with store.write() as session:
        outbox.release(session, 1)
    kept = row(store)
    assert (kept.state, kept.attempts, kept.worker) == ("queued", 0, None)
    assert claimed(store) is not None


def test_a_letter_in_hand_when_its_round_is_cancelled_is_not_tried_again(store: Store) -> None:
    queue_invitations(store, units=UNITS[:2])
    claimed(store)
    claimed(store)
    with store.write() as session:
        rounds.cancel(session, ROUND, NOW)
    assert marked(store, LetterState.RETRY).state == LetterState.CANCELLED
    with store.write() as session:
        outbox.release(session, 2)
    assert row(store, 2).state == LetterState.CANCELLED


@pytest.mark.parametrize(
    ("kind", "then"),
    [(LetterKind.REMINDER, "cancelled"), (LetterKind.ESCALATION, "cancelled"), (LetterKind.RECEIPT, "retry")],
)
def test_after_closing_only_what_is_no_chasing_is_tried_again(store: Store, kind: LetterKind, then: str) -> None:
    with store.write() as session:
        outbox.queue(session, [letter(session, kind=kind)], NOW)
    claimed(store)
    with store.write() as session:
        rounds.close(session, ROUND, DUE)
    assert marked(store, LetterState.RETRY).state == then


def test_a_letter_whose_worker_died_is_uncertain_and_never_queued(store: Store) -> None:
    queue_invitations(store)
    claimed(store, worker="dead")
    claimed(store, worker="alive")
    with store.write() as session:
        assert outbox.abandoned(session, lambda worker, since: (worker, since) == ("alive", NOW)) == 1
    letters = [row(store, number) for number in (1, 2, 3)]
    assert [kept.state for kept in letters] == ["uncertain", "sending", "queued"]
    assert [kept.worker for kept in letters] == [None, "alive", None]
    assert letters[0].answer == "发送进程中断，结果待核实"
    assert [found and found.id for found in (claimed(store), claimed(store, NOW + 1000 * HOUR))] == [3, None]


def test_an_answer_proves_that_an_uncertain_letter_arrived(store: Store) -> None:
    queue_invitations(store, units=UNITS[:2])
    claimed(store)
    claimed(store)
    with store.write() as session:
        outbox.abandoned(session, lambda _worker, _since: False)
        outbox.proven(session, 1)
    assert [(kept.state, kept.sent) for kept in (row(store, 1), row(store, 2))] == [("sent", NOW), ("uncertain", None)]
