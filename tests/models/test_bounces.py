"""A bounce finds the letter it speaks of, and no other."""

import pytest

from models import outbox
from models.store import Store
from rules.words import LetterKind, LetterState, Standing
from tests.models.office import HOUR, NOW, UNITS, letter, open_round, queue_invitations
from tests.models.posting import bounced, claimed, invitation, marked, row, standing


@pytest.fixture(autouse=True)
def _an_open_round(store: Store) -> None:
    open_round(store)


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
