"""Settling: all or none, never twice, an approved verdict only with a reason, and all of it remembered."""

from dataclasses import replace

import pytest

from models import outcomes, queries, rounds
from models.store import Store
from rules.errors import (
    AlreadySettled,
    CirculateError,
    ConditionMissing,
    OpinionUnknown,
    ReasonMissing,
    Refused,
    WordingMissing,
)
from rules.settling import Outcome
from rules.words import Stage, Verdict
from tests.models.office import ADOPTED, HOUR, NOW, ROUND, UNITS, answer, file, open_round, proposed

REJECTED = Outcome(Verdict.REJECTED, Stage.APPROVED, "与上位法不符")


@pytest.fixture(autouse=True)
def _three_opinions(store: Store) -> None:
    open_round(store)
    file(store, UNITS[0], answer("一", "二"))
    file(store, UNITS[1], answer("三"))


def settled(store: Store, chosen: dict[int, Outcome], reopen: str = "") -> int:
    with store.write() as session:
        return outcomes.settle(session, ROUND, chosen, NOW, reopen=reopen)


def approved(store: Store, *numbers: int) -> int:
    with store.write() as session:
        return outcomes.approve(session, ROUND, numbers, NOW)


def found(store: Store) -> dict[int, Outcome | None]:
    with store.read() as session:
        asked = queries.round_named(session, ROUND)
        return {o.number: o.outcome for o in queries.opinions_that_count(session, asked)}


def history(store: Store, number: int) -> list[tuple[int, Verdict, Stage, str]]:
    with store.read() as session:
        opinion = queries.opinion_numbered(session, queries.round_named(session, ROUND), number)
        rows = outcomes.history(session, opinion)
        return [(row.version, Verdict(row.verdict), Stage(row.stage), row.note) for row in rows]


def test_an_outcome_is_kept_with_all_it_needs_to_stand(store: Store) -> None:
    changed = Outcome(Verdict.ADOPTED_WITH_CHANGES, Stage.PROPOSED, final_text="及时办理")
    condition = Outcome(Verdict.CONDITIONAL, Stage.APPROVED, condition="经费落实")
    assert settled(store, {1: REJECTED, 2: changed, 3: condition}) == 3
    assert found(store) == {1: REJECTED, 2: changed, 3: condition}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Outcome(Verdict.REJECTED, Stage.APPROVED), ReasonMissing),
        (Outcome(Verdict.PARTLY, Stage.PROPOSED, "　"), ReasonMissing),
        (Outcome(Verdict.EXPLAINED, Stage.APPROVED, "\n"), ReasonMissing),
        (Outcome(Verdict.CONDITIONAL, Stage.APPROVED, "因为"), ConditionMissing),
        (Outcome(Verdict.ADOPTED_WITH_CHANGES, Stage.APPROVED, "因为"), WordingMissing),
    ],
)
def test_one_outcome_that_misses_something_holds_back_all(
    store: Store, wrong: Outcome, error: type[CirculateError]
) -> None:
    with pytest.raises(error, match=r"^第 2 条意见"):
        settled(store, {1: ADOPTED, 2: wrong, 3: ADOPTED})
    assert found(store) == {1: None, 2: None, 3: None}


def test_nothing_is_kept_even_by_a_caller_who_goes_on_after_a_refusal(store: Store) -> None:
    with store.write() as session, pytest.raises(OpinionUnknown):
        outcomes.settle(session, ROUND, {1: ADOPTED, 9: ADOPTED}, NOW)
    assert found(store) == {1: None, 2: None, 3: None}


def test_an_opinion_that_is_not_there_is_refused_with_the_numbers_that_are(store: Store) -> None:
    with pytest.raises(OpinionUnknown, match=r"^2026-001 没有第 9 条意见；编号从 1 到 3，"):
        settled(store, {9: ADOPTED})
    open_round(store, "《细则》")
    with store.write() as session, pytest.raises(OpinionUnknown, match="这一轮还没有收到意见"):
        outcomes.settle(session, "2026-002", {1: ADOPTED}, NOW)


def test_an_opinion_of_a_replaced_reply_is_not_settled_any_more(store: Store) -> None:
    file(store, UNITS[1], answer("四", received=NOW + HOUR))
    with pytest.raises(OpinionUnknown, match=r"^2026-001 第 3 条意见已被该单位后来的反馈取代"):
        settled(store, {3: ADOPTED})


def test_the_same_outcome_again_changes_nothing(store: Store) -> None:
    assert settled(store, {1: REJECTED, 2: ADOPTED}) == 2
    assert settled(store, {1: REJECTED, 2: ADOPTED, 3: ADOPTED}) == 1
    assert settled(store, {1: replace(REJECTED, reason=" 与上位法不符\n")}) == 0
    assert history(store, 1) == [(1, Verdict.REJECTED, Stage.APPROVED, "")]


def test_a_proposal_may_be_changed_freely_and_approved(store: Store) -> None:
    for outcome in (proposed(ADOPTED), proposed(REJECTED), REJECTED):
        assert settled(store, {1: outcome}) == 1
    assert history(store, 1) == [
        (1, Verdict.ADOPTED, Stage.PROPOSED, ""),
        (2, Verdict.REJECTED, Stage.PROPOSED, ""),
        (3, Verdict.REJECTED, Stage.APPROVED, ""),
    ]


def test_an_approved_verdict_is_not_changed_in_passing(store: Store) -> None:
    settled(store, {1: ADOPTED})
    for change in (REJECTED, proposed(ADOPTED)):
        with pytest.raises(AlreadySettled) as caught:
            settled(store, {1: change}, reopen=" ")
        assert caught.value.sentence == (
            "2026-001 第 1 条意见已审定为“采纳”；如需更改，请用 --reopen 写明重新处理的原因。"
        )
    assert found(store)[1] == ADOPTED


def test_an_approved_verdict_is_reopened_with_a_reason_that_is_kept(store: Store) -> None:
    settled(store, {1: ADOPTED})
    assert settled(store, {1: REJECTED}, reopen="局长办公会改定") == 1
    assert found(store)[1] == REJECTED
    assert history(store, 1) == [
        (1, Verdict.ADOPTED, Stage.APPROVED, ""),
        (2, Verdict.REJECTED, Stage.APPROVED, "局长办公会改定"),
    ]


def test_what_was_left_undecided_may_be_decided_without_reopening(store: Store) -> None:
    settled(store, {1: Outcome(Verdict.PENDING, Stage.APPROVED)})
    assert settled(store, {1: ADOPTED}) == 1


def test_a_cancelled_round_settles_nothing(store: Store) -> None:
    settled(store, {1: proposed(ADOPTED)})
    with store.write() as session:
        rounds.cancel(session, ROUND, NOW)
    with pytest.raises(Refused, match=r"^2026-001 已取消，不再处理意见。$"):
        settled(store, {1: ADOPTED})
    with pytest.raises(Refused, match=r"^2026-001 已取消，不再处理意见。$"):
        approved(store)


def test_all_proposals_are_approved_at_once(store: Store) -> None:
    undecided = Outcome(Verdict.PENDING, Stage.PROPOSED)
    settled(store, {1: proposed(REJECTED), 2: proposed(ADOPTED), 3: undecided})
    assert approved(store) == 2
    assert found(store) == {1: REJECTED, 2: ADOPTED, 3: undecided}
    assert approved(store) == 0


def test_some_proposals_are_approved_by_number(store: Store) -> None:
    settled(store, {1: proposed(REJECTED), 2: proposed(ADOPTED)})
    assert approved(store, 2) == 1
    assert found(store) == {1: proposed(REJECTED), 2: ADOPTED, 3: None}


@pytest.mark.parametrize("number", [2, 3])
def test_what_is_not_proposed_is_not_approved(store: Store, number: int) -> None:
    settled(store, {1: proposed(REJECTED), 2: ADOPTED})
    with pytest.raises(Refused, match=rf"^2026-001 第 {number} 条意见没有待审定的处理建议；"):
        approved(store, 1, number)
    assert found(store)[1] == proposed(REJECTED)
