"""Letters beyond the server's word: evidence settles what was uncertain, a person sends again or knows better."""

from dataclasses import replace
from datetime import datetime

import pytest

from models import letters, outbox, rounds
from models.letters import Posted, Unreachable
from models.store import Store
from models.tables import Letter
from rules.errors import NotFound, Refused
from rules.words import Fault, LetterKind, LetterState, RoundState
from tests.models.office import (
    DUE,
    HOUR,
    NOW,
    ROUND,
    UNITS,
    answer,
    file,
    head_of,
    letter,
    open_round,
    queue_invitations,
)

QUEUED, SENT, RETRY, FAILED, UNCERTAIN, CANCELLED = (
    LetterState.QUEUED,
    LetterState.SENT,
    LetterState.RETRY,
    LetterState.FAILED,
    LetterState.UNCERTAIN,
    LetterState.CANCELLED,
)
FIRST, SECOND = (f"<2026-001:{unit}:invitation:1@localhost>" for unit in (1, 2))


@pytest.fixture(autouse=True)
def _three_letters_waiting(store: Store) -> None:
    open_round(store)
    queue_invitations(store)


def ends(store: Store, state: LetterState, fault: Fault | None = None, now: datetime = NOW) -> int:
    """Claim the next letter and let it end so; returns its number."""
    with store.write() as session:
        claimed = next(iter(outbox.claim(session, "worker", now)), None)
        assert claimed
        outbox.mark(session, [outbox.Word(claimed.id, state, "550 5.1.1 no such user", fault)], now)
        return claimed.id


def row(store: Store, number: int = 1) -> Letter:
    with store.read() as session:
        return session.get_one(Letter, number)


def bytes_of(store: Store, letter: Letter) -> bytes:
    with store.read() as session:
        return outbox.head_of(session, letter)


def again(store: Store, number: int = 1) -> LetterState:
    with store.write() as session:
        return letters.send_again(session, number)


def test_letters_are_listed_with_their_unit_and_their_moment(store: Store) -> None:
    with store.write() as session:
        summary = replace(letter(session, kind=LetterKind.SUMMARY), key="office", invitation_id=None)
        outbox.queue(session, [summary], NOW)
    ends(store, SENT, now=NOW + HOUR)
    ends(store, RETRY, now=NOW + HOUR)
    with store.read() as session:
        listed = letters.posted_in(session, 1)
        assert letters.posted(session, 1) == listed[0]
    waits = NOW + HOUR + outbox.wait_of("2026-001:2:invitation:1", 1)
    units = ["市财政局", "市税务局", "杞县", "（本单位）"]
    assert [(one.unit, one.state, one.at) for one in listed] == list(
        zip(units, [SENT, RETRY, QUEUED, QUEUED], [NOW + HOUR, waits, NOW, NOW], strict=True)
    )
    assert listed[0] == Posted(
        id=1,
        round=ROUND,
        unit="市财政局",
        kind=LetterKind.INVITATION,
        turn=1,
        state=SENT,
        at=NOW + HOUR,
        address="a@unit.localhost",
        answer="550 5.1.1 no such user",
        message_id=FIRST,
        bounced=False,
    )


def test_a_number_nobody_has_is_refused(store: Store) -> None:
    for act in (letters.posted, letters.send_again, letters.sent_after_all):
        with pytest.raises(NotFound, match="没有第 99 号函件"), store.write() as session:
            act(session, 99)


def test_who_cannot_be_reached_is_named_with_the_address_and_the_servers_words(store: Store) -> None:
    ends(store, FAILED, Fault.ADDRESS)
    ends(store, FAILED, Fault.CONTENT)
    ends(store, SENT)
    with store.write() as session:
        third = letter(session, UNITS[2]).message_id
        outbox.bounce(session, third, "a@unit.localhost", "550 mailbox gone", NOW)
    with store.read() as session:
        assert letters.unreachable(session, 1) == (
            Unreachable("市财政局", "a@unit.localhost", "550 5.1.1 no such user"),
            Unreachable("杞县", "a@unit.localhost", "550 mailbox gone"),
        )
    with store.write() as session:
        outbox.queue(session, [letter(session, turn=2, to=("new@unit.localhost",))], NOW)
    with store.read() as session:
        assert [one.unit for one in letters.unreachable(session, 1)] == ["杞县"]


def test_what_names_a_letter_proves_that_this_letter_left_and_no_other(store: Store) -> None:
    ends(store, UNCERTAIN)
    ends(store, UNCERTAIN, now=NOW + HOUR)
    ends(store, FAILED)
    with store.write() as session:
        assert letters.arrived(session, ["<unknown@x>", SECOND]) == 2
        assert letters.arrived(session, []) is None
        assert letters.arrived(session, [letter(session, UNITS[2]).message_id]) == 3
    kept = [row(store, number) for number in (1, 2, 3)]
    assert [(one.state, one.sent) for one in kept] == [(UNCERTAIN, None), (SENT, NOW + HOUR), (FAILED, None)]


@pytest.mark.parametrize(
    ("message_id", "sender", "ours"),
    [
        (FIRST, "Office@localhost", True),
        (FIRST, "a@unit.localhost", False),
        ("<unknown@x>", "office@localhost", False),
        ("", "office@localhost", False),
    ],
)
def test_a_letter_of_ours_is_known_by_its_message_id_and_its_sender(
    store: Store, message_id: str, sender: str, *, ours: bool
) -> None:
    with store.read() as session:
        assert ((message_id, sender.lower()) in letters.ours(session, [message_id])) is ours


@pytest.mark.parametrize("state", [FAILED, UNCERTAIN, CANCELLED])
def test_a_letter_sent_again_is_the_same_letter_as_if_it_had_never_been_tried(store: Store, state: LetterState) -> None:
    before = row(store)
    number = ends(store, state, Fault.ADDRESS if state is FAILED else None)
    assert again(store) == state
    after = row(store)
    assert (after.state, after.attempts, after.fault, after.answer) == (QUEUED, 0, None, "")
    assert (after.message_id, after.key, after.written) == (before.message_id, before.key, before.written)
    assert bytes_of(store, after) == head_of(UNITS[0])
    assert ends(store, SENT) == number


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (QUEUED, "第 1 号函件待发，不必再发。"),
        (RETRY, "第 1 号函件待重发，不必再发。"),
        (SENT, "第 1 号函件已发，不必再发。"),
    ],
)
def test_a_letter_that_waits_or_has_left_is_not_sent_again(store: Store, state: LetterState, sentence: str) -> None:
    ends(store, state)
    with pytest.raises(Refused) as refusal:
        again(store)
    assert (refusal.value.sentence, row(store).state) == (sentence, state)


def test_a_letter_that_came_back_needs_another_address(store: Store) -> None:
    ends(store, SENT)
    with store.write() as session:
        outbox.bounce(session, FIRST, "a@unit.localhost", "550", NOW)
    with pytest.raises(Refused, match="第 1 号函件已发，但被退回；请在单位表中更换邮箱"):
        again(store)


def test_nothing_of_a_cancelled_round_is_sent_again(store: Store) -> None:
    ends(store, UNCERTAIN)
    with store.write() as session:
        rounds.cancel(session, ROUND, NOW)
    for number in (1, 2):
        with pytest.raises(Refused, match=f"{ROUND} 已经结束，第 {number} 号函件不再发出"):
            again(store, number)


@pytest.mark.parametrize("over", list(RoundState)[:2])
def test_nobody_is_chased_again_who_has_answered_or_whose_round_is_closed(store: Store, over: RoundState) -> None:
    for _ in UNITS:
        ends(store, UNCERTAIN)
    with store.write() as session:
        outbox.queue(session, [letter(session, kind=LetterKind.REMINDER)], NOW)
    ends(store, FAILED, Fault.ADDRESS)
    if over is RoundState.CLOSED:
        with store.write() as session:
            rounds.close(session, ROUND, DUE)
    else:
        file(store, UNITS[0], answer())
    with pytest.raises(Refused, match="第 4 号函件"):
        again(store, 4)
    assert again(store, 1) == UNCERTAIN


def test_a_person_knows_that_an_uncertain_letter_arrived(store: Store) -> None:
    ends(store, UNCERTAIN)
    with store.write() as session:
        letters.sent_after_all(session, 1)
    kept = row(store)
    assert (kept.state, kept.sent, kept.answer) == (SENT, NOW, "人工确认已发；550 5.1.1 no such user")
    with pytest.raises(Refused, match="第 1 号函件已发，只有“结果待核实”的函件才能标为已发"), store.write() as session:
        letters.sent_after_all(session, 1)
