"""What the record does for chasing: answers cancel waiting chasers, pages begun and addresses lost are remembered."""

from datetime import datetime, timedelta

import pytest

from models import outbox, replies
from models.queries import addresses_lost, invitation_of, round_named, what_happened, when_office_was_written_to
from models.store import Store
from rules.words import LetterKind, LetterState
from tests.models.office import DUE, HOUR, NOW, ROUND, UNITS, answer, file, letter, open_round

CHASERS = (LetterKind.REMINDER, LetterKind.ESCALATION)
FIRST, SECOND, _ = UNITS


@pytest.fixture
def chased(store: Store) -> Store:
    """An open round in which every unit has a reminder and an escalation waiting."""
    open_round(store)
    with store.write() as session:
        chasers = [letter(session, unit, kind) for unit in UNITS for kind in CHASERS]
        outbox.queue(session, [letter(session, FIRST), *chasers], NOW)
    return store


def states(store: Store) -> list[tuple[str, str]]:
    with store.read() as session:
        return [(one.key, one.state) for one in outbox.letters_of(session, 1)]


def claimed(store: Store, now: datetime = NOW) -> int:
    with store.write() as session:
        taken = next(iter(outbox.claim(session, "here/1", now)), None)
        assert taken is not None
        return taken.id


def test_filing_an_answer_cancels_the_chasers_of_its_unit_that_wait_and_nothing_else(chased: Store) -> None:
    file(chased, FIRST, answer("删去第三条。"))
    assert [state for _, state in states(chased)] == ["queued", "cancelled", "cancelled", *["queued"] * 4]


def test_a_chaser_put_off_for_a_retry_is_cancelled_too(chased: Store) -> None:
    claimed(chased)
    reminder = claimed(chased)
    with chased.write() as session:
        outbox.mark(session, [outbox.Word(reminder, LetterState.RETRY, "451 later")], NOW)
    file(chased, FIRST, answer())
    assert dict(states(chased))[f"{ROUND}:1:reminder:1"] == "cancelled"


def test_a_chaser_under_way_as_the_answer_is_filed_is_not_tried_a_second_time(chased: Store) -> None:
    claimed(chased)
    reminder = claimed(chased)
    file(chased, FIRST, answer())
    with chased.write() as session:
        outbox.mark(session, [outbox.Word(reminder, LetterState.RETRY, "451 later")], NOW)
    assert dict(states(chased))[f"{ROUND}:1:reminder:1"] == "cancelled"


def test_a_receipt_is_tried_again_although_its_unit_has_answered(store: Store) -> None:
    open_round(store)
    file(store, FIRST, answer())
    with store.write() as session:
        outbox.queue(session, [letter(session, FIRST, LetterKind.RECEIPT)], NOW)
    receipt = claimed(store)
    with store.write() as session:
        outbox.mark(session, [outbox.Word(receipt, LetterState.RETRY, "451 later")], NOW)
    assert [state for _, state in states(store)] == ["retry"]


def test_the_first_moment_a_unit_began_to_answer_is_kept(store: Store) -> None:
    open_round(store)
    for moment in (NOW, NOW + HOUR):
        with store.write() as session:
            replies.begin_reply(session, invitation_of(session, round_named(session, ROUND), SECOND), moment)
    with store.read() as session:
        asked = round_named(session, ROUND)
        assert invitation_of(session, asked, SECOND).begun == NOW
        assert [fact.begun for fact in what_happened(session, asked)] == [False, True, False]


def test_addresses_are_lost_where_a_letter_came_back_or_an_invitation_was_refused(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        asked = [
            letter(session, FIRST, to=("Gone@unit.localhost", "copy@unit.localhost")),
            letter(session, FIRST, LetterKind.REMINDER, to=("moved@unit.localhost",)),
            letter(session, FIRST, LetterKind.ESCALATION, to=("chief@unit.localhost",)),
            letter(session, SECOND, to=("refused@unit.localhost",)),
            letter(session, SECOND, turn=2, to=("good@unit.localhost",)),
            letter(session, SECOND, LetterKind.REMINDER, to=("good@unit.localhost",)),
        ]
        outbox.queue(session, asked, NOW)
    for state in (LetterState.SENT,) * 3 + (LetterState.FAILED, LetterState.SENT, LetterState.FAILED):
        number = claimed(store)
        with store.write() as session:
            outbox.mark(session, [outbox.Word(number, state, "")], NOW)
    with store.write() as session:
        for one in asked[:3]:
            outbox.bounce(session, one.message_id, one.recipients[0], "unknown", NOW)
    with store.read() as session:
        assert addresses_lost(session, round_named(session, ROUND)) == {
            1: frozenset({"gone@unit.localhost", "moved@unit.localhost"}),
            2: frozenset({"refused@unit.localhost"}),
        }


def test_letters_to_the_office_itself_are_told_from_those_to_units(chased: Store) -> None:
    with chased.write() as session:
        kind = LetterKind.ESCALATION
        own = letter(session, FIRST, kind)
        key = outbox.letter_key(ROUND, 0, kind, 1)
        fields = {name: getattr(own, name) for name in own.__slots__}
        fields |= {"key": key, "invitation_id": None, "message_id": f"<{key}@localhost>"}
        outbox.queue(session, [outbox.NewLetter(**fields)], DUE + timedelta(days=1))
    with chased.read() as session:
        asked = round_named(session, ROUND)
        assert when_office_was_written_to(session, asked, LetterKind.ESCALATION) == (DUE + timedelta(days=1),)
        assert when_office_was_written_to(session, asked, LetterKind.SUMMARY) == ()
