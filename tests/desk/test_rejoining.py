"""A unit's word on what became of its opinions: its own, approved ones, and why it maintains one."""

import pytest

from desk.office import Desk
from desk.rejoining import LONGEST_WHY, rejoin, rejoin_on_page, rejoined_in
from models import rounds
from models.rejoinders import Rejoined, Word
from rules.errors import BadInput, NotFound, OpinionUnknown, ReasonMissing, Refused, RoundNotOpen
from rules.words import Accord, Channel
from tests.desk.office import DAY, FINANCE, HOUR, OPENED, PLANNING, ROUND, open_round
from tests.desk.units import ADOPTED, REJECTED, answer, looked_at, settle, token

YES, NO = Word(Accord.ACCEPTED), Word(Accord.MAINTAINED, "汛期不能施工。")


@pytest.fixture
def settled(desk: Desk) -> Desk:
    """Opinions 1 and 2 are one unit's, 3 another's; 1 and 3 are settled."""
    open_round(desk)
    answer(desk, "甲", "乙")
    answer(desk, "丙", unit=PLANNING)
    settle(desk, {1: REJECTED, 3: ADOPTED})
    return desk


def test_a_unit_accepts_one_outcome_or_maintains_its_opinion(settled: Desk) -> None:
    assert rejoin_on_page(settled, token(settled), [1], NO, OPENED) == 1
    assert rejoined_in(settled, ROUND) == (Rejoined(1, FINANCE, NO, OPENED),)
    assert [one.word for one in looked_at(settled).said] == [NO, None]
    assert rejoin_on_page(settled, token(settled), [1], YES, OPENED + HOUR) == 1
    assert rejoined_in(settled, ROUND) == (Rejoined(1, FINANCE, YES, OPENED + HOUR),)


def test_all_at_once_means_all_that_is_approved_of_its_own(settled: Desk) -> None:
    settle(settled, {2: ADOPTED})
    assert rejoin_on_page(settled, token(settled), [], YES, OPENED) == 2
    assert [(one.number, one.unit) for one in rejoined_in(settled, ROUND)] == [(1, FINANCE), (2, FINANCE)]
    assert rejoin_on_page(settled, token(settled), [], YES, OPENED + HOUR) == 0


@pytest.mark.parametrize("number", [2, 3, 4])
def test_neither_another_units_opinion_nor_one_not_approved_can_be_answered(settled: Desk, number: int) -> None:
    with pytest.raises(OpinionUnknown, match=r"^你所回应的意见没有已审定的采纳情况"):
        rejoin_on_page(settled, token(settled), [1, number], YES, OPENED)
    assert rejoined_in(settled, ROUND) == ()


@pytest.mark.parametrize("why", ["", " \n　", "\x07"])
def test_an_opinion_is_not_maintained_without_saying_why(settled: Desk, why: str) -> None:
    with pytest.raises(ReasonMissing, match=r"^坚持原意见的，请写明理由"):
        rejoin_on_page(settled, token(settled), [1], Word(Accord.MAINTAINED, why), OPENED)


def test_a_why_without_end_is_refused(settled: Desk) -> None:
    with pytest.raises(BadInput, match=rf"^理由有 {LONGEST_WHY + 1} 字"):
        rejoin_on_page(settled, token(settled), [1], Word(Accord.MAINTAINED, "字" * (LONGEST_WHY + 1)), OPENED)


def test_a_word_is_stale_once_the_outcome_has_changed(settled: Desk) -> None:
    rejoin_on_page(settled, token(settled), [1], NO, OPENED)
    settle(settled, {1: ADOPTED}, OPENED + DAY, reopen="再研究")
    assert [one.stale for one in rejoined_in(settled, ROUND)] == [True]
    shown = looked_at(settled).said[0]
    assert (shown.outcome, shown.word, shown.stale) == ("采纳", NO, True)
    assert rejoin_on_page(settled, token(settled), [1], YES, OPENED + DAY) == 1
    assert [one.stale for one in rejoined_in(settled, ROUND)] == [False]


def test_a_word_that_came_by_telephone_is_kept_with_who_said_it(settled: Desk) -> None:
    spoken = Word(Accord.ACCEPTED, channel=Channel.PHONE, sender="李四")
    assert rejoin(settled, ROUND, 3, spoken, OPENED) == PLANNING
    assert rejoined_in(settled, ROUND) == (Rejoined(3, PLANNING, spoken, OPENED),)


def test_a_clerk_cannot_enter_a_word_on_what_is_not_approved(settled: Desk) -> None:
    with pytest.raises(Refused, match=rf"^{ROUND} 第 2 条意见的采纳情况还没有审定"):
        rejoin(settled, ROUND, 2, YES, OPENED)
    with pytest.raises(OpinionUnknown):
        rejoin(settled, ROUND, 9, YES, OPENED)


def test_a_cancelled_round_takes_no_word(settled: Desk) -> None:
    opened = token(settled)
    with settled.store.write() as session:
        rounds.cancel(session, ROUND, OPENED)
    with pytest.raises(RoundNotOpen):
        rejoin(settled, ROUND, 1, YES, OPENED)
    with pytest.raises(NotFound):
        rejoin_on_page(settled, opened, [1], YES, OPENED)
