"""Where a unit stands, through everything that can happen to it."""

import pytest

from rules.standing import ReplyFact, as_of, delivered, effective_reply, is_late, is_provisional, reachable, standing_of
from rules.words import Formality, LetterKind, LetterState, Stance, Standing
from tests.rules.facts import asked, at, letter, reply

SENT, IN_TIME, DUE, AFTER = "2026-09-18", "2026-09-22", "2026-09-29 18:00", "2026-09-30"


def test_a_unit_with_no_letter_yet_is_unsent() -> None:
    assert standing_of(asked(), at(IN_TIME)) is Standing.UNSENT


@pytest.mark.parametrize(
    ("state", "standing"),
    [
        (LetterState.QUEUED, Standing.UNSENT),
        (LetterState.SENDING, Standing.UNSENT),
        (LetterState.RETRY, Standing.UNSENT),
        (LetterState.UNCERTAIN, Standing.UNSENT),
        (LetterState.CANCELLED, Standing.UNSENT),
        (LetterState.FAILED, Standing.UNDELIVERABLE),
        (LetterState.SENT, Standing.AWAITING),
    ],
)
def test_the_invitations_state_in_the_outbox_decides(state: LetterState, standing: Standing) -> None:
    assert standing_of(asked(letter(SENT, state=state)), at(IN_TIME)) is standing


def test_a_unit_awaits_up_to_its_due_moment_and_is_overdue_after_it() -> None:
    fact = asked(letter(SENT), due=DUE)
    assert standing_of(fact, at("2026-09-29 18:00")) is Standing.AWAITING
    assert standing_of(fact, at("2026-09-29 18:01")) is Standing.OVERDUE


def test_an_extension_brings_an_overdue_unit_back_to_waiting() -> None:
    assert standing_of(asked(letter(SENT), due="2026-10-09 18:00"), at(AFTER)) is Standing.AWAITING


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.UNCERTAIN, LetterState.RETRY])
def test_a_bounce_never_looks_like_waiting(state: LetterState) -> None:
    fact = asked(letter(SENT, state=state, bounced=True))
    assert standing_of(fact, at(IN_TIME)) is Standing.UNDELIVERABLE
    assert standing_of(fact, at(AFTER)) is Standing.UNDELIVERABLE
    assert not delivered(fact)


def test_a_mended_address_passes_from_undeliverable_over_unsent_to_awaiting() -> None:
    bounced = letter(SENT, bounced=True)
    queued = letter("2026-09-21", state=LetterState.QUEUED, turn=2)
    arrived = letter("2026-09-21", turn=2)
    assert standing_of(asked(bounced, queued), at(IN_TIME)) is Standing.UNSENT
    assert standing_of(asked(bounced, arrived), at(IN_TIME)) is Standing.AWAITING
    assert reachable(asked(bounced, arrived))


def test_a_bounced_reminder_ends_the_chase_though_the_invitation_did_arrive() -> None:
    fact = asked(letter(SENT), letter(IN_TIME, LetterKind.REMINDER, bounced=True))
    assert standing_of(fact, at(IN_TIME)) is Standing.AWAITING
    assert not reachable(fact)


def test_a_bounced_escalation_says_nothing_about_the_units_own_address() -> None:
    assert reachable(asked(letter(SENT), letter(AFTER, LetterKind.ESCALATION, bounced=True)))


def test_a_letter_that_never_left_does_not_make_a_unit_unreachable() -> None:
    assert reachable(asked(letter(SENT), letter(IN_TIME, LetterKind.REMINDER, state=LetterState.FAILED)))


@pytest.mark.parametrize(
    ("stance", "standing"),
    [(Stance.OPINIONS, Standing.WITH_OPINIONS), (Stance.NO_COMMENT, Standing.NO_COMMENT)],
)
@pytest.mark.parametrize("formality", Formality)
def test_any_reply_ends_the_waiting(stance: Stance, standing: Standing, formality: Formality) -> None:
    assert standing_of(asked(letter(SENT), reply(IN_TIME, stance, formality)), at(AFTER)) is standing


def test_a_reply_outranks_a_bounce_and_an_unsent_letter() -> None:
    for sent in (letter(SENT, bounced=True), letter(SENT, state=LetterState.QUEUED)):
        assert standing_of(asked(sent, reply(IN_TIME, Stance.NO_COMMENT)), at(IN_TIME)) is Standing.NO_COMMENT


def test_a_withdrawn_reply_puts_the_unit_back_where_it_stood() -> None:
    fact = asked(letter(SENT), reply(IN_TIME, withdrawn=True))
    assert standing_of(fact, at(IN_TIME)) is Standing.AWAITING
    assert standing_of(fact, at(AFTER)) is Standing.OVERDUE
    assert effective_reply(fact.replies) is None


def test_the_last_formal_reply_counts_even_over_a_later_phone_call() -> None:
    letter_of_seal = reply("2026-09-21", Stance.OPINIONS, Formality.SEALED, number=1)
    signed_later = reply("2026-09-22", Stance.NO_COMMENT, Formality.SIGNED, number=2)
    phoned_last = reply("2026-09-23", Stance.OPINIONS, Formality.ORAL, number=3)
    assert effective_reply([phoned_last, letter_of_seal, signed_later]) == signed_later


def test_the_last_reply_of_all_counts_while_none_is_formal() -> None:
    mailed = reply("2026-09-21", Stance.NO_COMMENT, Formality.UNSEALED, number=1)
    phoned = reply("2026-09-22", Stance.OPINIONS, Formality.ORAL, number=2)
    assert effective_reply([phoned, mailed]) == phoned


def test_a_withdrawn_formal_reply_gives_way_to_the_provisional_one() -> None:
    mailed = reply("2026-09-21", Stance.NO_COMMENT, Formality.UNSEALED, number=1)
    sealed = reply("2026-09-22", Stance.OPINIONS, number=2, withdrawn=True)
    assert effective_reply([mailed, sealed]) == mailed


def test_of_two_replies_received_at_one_moment_the_one_filed_later_counts() -> None:
    first, second = reply(IN_TIME, number=1), reply(IN_TIME, Stance.NO_COMMENT, number=2)
    assert effective_reply([first, second]) == effective_reply([second, first]) == second


@pytest.mark.parametrize(
    ("replies", "provisional"),
    [
        ([], False),
        ([reply(IN_TIME)], False),
        ([reply(IN_TIME, formality=Formality.SIGNED)], False),
        ([reply(IN_TIME, formality=Formality.ORAL)], True),
        ([reply(IN_TIME, formality=Formality.UNSEALED), reply(AFTER, number=2, withdrawn=True)], True),
        ([reply(IN_TIME), reply(AFTER, formality=Formality.UNSEALED, number=2)], False),
    ],
)
def test_a_seal_is_still_to_come_where_no_formal_reply_counts(replies: list[ReplyFact], *, provisional: bool) -> None:
    assert is_provisional(asked(letter(SENT), *replies, due=DUE)) is provisional


@pytest.mark.parametrize(
    ("replies", "late"),
    [
        ([], False),
        ([reply("2026-09-29 18:00")], False),
        ([reply("2026-09-29 18:01")], True),
        ([reply(IN_TIME), reply(AFTER, number=2)], True),
        ([reply(IN_TIME), reply(AFTER, formality=Formality.ORAL, number=2)], False),
        ([reply(IN_TIME), reply(AFTER, number=2, withdrawn=True)], False),
    ],
)
def test_late_is_measured_on_the_reply_that_counts(replies: list[ReplyFact], *, late: bool) -> None:
    assert is_late(asked(letter(SENT), *replies, due=DUE)) is late


def test_a_unit_with_its_own_due_moment_is_late_by_its_own() -> None:
    assert not is_late(asked(letter(SENT), reply(AFTER), due="2026-10-09 18:00"))


def test_a_unit_can_be_seen_as_it_stood_at_an_earlier_moment() -> None:
    fact = asked(letter(SENT), reply(IN_TIME, Stance.OPINIONS), reply(AFTER, Stance.NO_COMMENT, number=2))
    stood = {day: standing_of(as_of(fact, at(day)), at(day)) for day in ("2026-09-17", SENT, IN_TIME, AFTER)}
    assert stood == {
        "2026-09-17": Standing.UNSENT,
        SENT: Standing.AWAITING,
        IN_TIME: Standing.WITH_OPINIONS,
        AFTER: Standing.NO_COMMENT,
    }
    assert as_of(fact, at(AFTER)) == fact
