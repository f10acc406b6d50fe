"""The outbox: written once, claimed by one worker alone, and ending in the state that the evidence supports."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from models import outbox, queries, rounds
from models.store import Store
from models.tables import Letter
from office.settings import Settings
from rules.standing import standing_of
from rules.words import LetterKind, LetterState, Standing
from tests.models.office import DUE, HOUR, NOW, ROUND, UNITS, head_of, letter, open_round, queue_invitations

KEY = "2026-001:1:invitation:1"
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


def queued(store: Store, *letters: outbox.NewLetter) -> int:
    with store.write() as session:
        return outbox.queue(session, letters, NOW)


def invitation(store: Store, *to: str) -> int:
    """Queue the first unit's invitation and return its row's number."""
    with store.write() as session:
        outbox.queue(session, [letter(session, to=to or ("a@unit.localhost",))], NOW)
    return 1


def claimed(store: Store, now: datetime = NOW, worker: str = "worker") -> outbox.Claimed | None:
    with store.write() as session:
        return next(iter(outbox.claim(session, worker, now)), None)


def marked(store: Store, state: LetterState, now: datetime = NOW, answer: str = "") -> Letter:
    with store.write() as session:
        outbox.mark(session, [outbox.Word(1, state, answer)], now)
    return row(store)


def row(store: Store, number: int = 1) -> Letter:
    with store.read() as session:
        return session.get_one(Letter, number)


def bounced(store: Store, message_id: str = "", recipient: str = "a@unit.localhost", now: datetime = NOW) -> int | None:
    with store.write() as session:
        found = outbox.bounce(session, message_id, recipient, "550 no such user", now)
        return found.id if found else None


def standing(store: Store) -> Standing:
    with store.read() as session:
        return standing_of(queries.what_happened(session, queries.round_named(session, ROUND))[0], NOW)


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


def test_a_bounce_finds_its_letter_by_message_id(store: Store) -> None:
    queue_invitations(store)
    for _ in UNITS:
        claimed(store)
    with store.write() as session:
        for number in (1, 2, 3):
            outbox.mark(session, [outbox.Word(number, LetterState.SENT, "250")], NOW)
    assert bounced(store, "<2026-001:1:invitation:1@localhost>", now=NOW + HOUR) == 1
    kept = row(store)
    assert (kept.state, kept.sent, kept.bounced, kept.answer) == ("sent", NOW, NOW + HOUR, "550 no such user")
    assert [row(store, number).bounced for number in (2, 3)] == [None, None]
    assert standing(store) is Standing.UNDELIVERABLE


@pytest.mark.parametrize("recipient", ["a@unit.localhost", "A@Unit.localhost"])
def test_a_bounce_without_message_id_is_that_of_the_last_letter_sent_there(store: Store, recipient: str) -> None:
    with store.write() as session:
        outbox.queue(session, [letter(session, kind=LetterKind.REMINDER, turn=turn) for turn in (1, 2, 3)], NOW)
    for number in (1, 2):
        claimed(store)
        with store.write() as session:
            outbox.mark(session, [outbox.Word(number, LetterState.SENT, "250")], NOW)
    assert bounced(store, "<rewritten@relay>", recipient) == 2


@pytest.mark.parametrize(
    ("address", "recipient"),
    [
        ("zhangxsan@unit.localhost", "zhang_san@unit.localhost"),
        ("a@unit.localhost.cn", "a@unit.localhost"),
        ("a@unit.localhost", ""),
        ("other@unit.localhost", "copy@unit.localhost"),
    ],
    ids=["wildcard", "beginning", "nobody", "copy"],
)
def test_a_bounce_is_not_pinned_on_a_letter_to_somebody_else(store: Store, address: str, recipient: str) -> None:
    invitation(store, address, "copy@unit.localhost")
    claimed(store)
    marked(store, LetterState.SENT)
    assert bounced(store, "", recipient) is None
    assert row(store).bounced is None


def test_a_bounce_proves_that_an_uncertain_letter_left(store: Store) -> None:
    invitation(store)
    claimed(store)
    marked(store, LetterState.UNCERTAIN)
    assert bounced(store, "<2026-001:1:invitation:1@localhost>", now=NOW + HOUR) == 1
    kept = row(store)
    assert (kept.state, kept.sent, kept.bounced) == ("sent", NOW + HOUR, NOW + HOUR)


def test_a_bounced_copy_leaves_the_unit_reached(store: Store) -> None:
    invitation(store, "a@unit.localhost", "copy@unit.localhost")
    claimed(store)
    marked(store, LetterState.SENT)
    assert bounced(store, "<2026-001:1:invitation:1@localhost>", "Copy@unit.localhost") == 1
    kept = row(store)
    assert (kept.bounced, kept.answer, standing(store)) == (None, "550 no such user", Standing.AWAITING)


def test_the_same_bounce_again_changes_nothing(store: Store) -> None:
    invitation(store)
    claimed(store)
    marked(store, LetterState.SENT)
    for hours in (1, 2):
        bounced(store, now=NOW + hours * HOUR)
    assert row(store).bounced == NOW + HOUR


def test_a_late_word_from_the_worker_does_not_undo_a_bounce(store: Store) -> None:
    invitation(store)
    claimed(store)
    marked(store, LetterState.UNCERTAIN)
    bounced(store)
    assert marked(store, LetterState.RETRY).state == LetterState.SENT
    assert standing(store) is Standing.UNDELIVERABLE


def test_nothing_bounces_that_was_never_sent(store: Store) -> None:
    invitation(store)
    assert bounced(store, "<2026-001:1:invitation:1@localhost>") is None


def test_whether_a_letter_was_written_since_a_moment(store: Store) -> None:
    invitation(store)
    with store.read() as session:
        asked = [(LetterKind.INVITATION, NOW), (LetterKind.INVITATION, NOW + HOUR), (LetterKind.SUMMARY, NOW)]
        assert [outbox.written_since(session, 1, kind, moment) for kind, moment in asked] == [True, False, False]
