"""Splitting: parts count in the place of the whole, nothing said is lost, and what was split can be joined again."""

import pytest

from models import outcomes, queries, replies, splitting
from models.outcomes import Given
from models.store import Store
from rules.errors import AlreadySettled, CirculateError, OpinionUnknown, Overtaken, Refused
from rules.settling import Outcome
from rules.words import Stage, Verdict
from tests.models.office import ADOPTED, HOUR, NOW, ROUND, UNITS, answer, file, open_round, proposed

FINANCE, TAX, _ = UNITS
BOTH = "1.删去“尽快”。2.明确经费。"
PARTS = ("删去“尽快”。", "明确经费。")


@pytest.fixture(autouse=True)
def _two_units_with_opinions(store: Store) -> None:
    open_round(store)
    file(store, FINANCE, answer(BOTH, "增加一条。"))
    file(store, TAX, answer("同意，但应修改名称。"))


def split(store: Store, number: int, *parts: str) -> tuple[int, ...]:
    with store.write() as session:
        return splitting.split(session, ROUND, number, parts)


def joined(store: Store, number: int) -> tuple[int, ...]:
    with store.write() as session:
        return splitting.unsplit(session, ROUND, number, NOW)


def settled(store: Store, number: int, outcome: Outcome) -> int:
    with store.write() as session:
        return outcomes.settle(session, ROUND, {number: outcome}, NOW)


def counting(store: Store) -> list[tuple[int, int | None, str]]:
    with store.read() as session:
        found = queries.opinions_that_count(session, queries.round_named(session, ROUND))
        return [(one.number, one.parent, one.text) for one in found]


def refused(kind: type[CirculateError], store: Store, number: int, *parts: str) -> str:
    before = counting(store)
    with pytest.raises(kind) as caught:
        split(store, number, *parts) if parts else joined(store, number)
    assert counting(store) == before
    return caught.value.sentence


def test_the_parts_count_in_the_place_of_the_whole_under_new_numbers(store: Store) -> None:
    assert split(store, 1, *PARTS) == (4, 5)
    assert counting(store) == [
        (4, 1, PARTS[0]),
        (5, 1, PARTS[1]),
        (2, None, "增加一条。"),
        (3, None, "同意，但应修改名称。"),
    ]


def test_the_words_as_received_stay_as_they_are(store: Store) -> None:
    split(store, 1, *PARTS)
    with store.read() as session:
        asked = queries.round_named(session, ROUND)
        reply = next(iter(queries.replies_that_count(session, asked).values()))
        assert [(o.number, o.text) for o in replies.opinions_of_reply(session, reply)] == [(1, BOTH), (2, "增加一条。")]


def test_a_part_may_be_split_again_and_still_belongs_to_what_was_received(store: Store) -> None:
    split(store, 3, "同意，", "但应修改名称。")
    assert split(store, 5, "但应", "修改名称。") == (6, 7)
    assert [(number, parent) for number, parent, _ in counting(store)] == [
        (1, None),
        (2, None),
        (4, 3),
        (6, 3),
        (7, 3),
    ]
    assert refused(Refused, store, 3) == f"{ROUND} 第 5 条意见又拆成了几条；请先合并第 5 条。"
    assert (joined(store, 5), joined(store, 3)) == ((6, 7), (4, 5))


def test_a_split_opinion_is_settled_by_its_parts_alone(store: Store) -> None:
    split(store, 1, *PARTS)
    with pytest.raises(OpinionUnknown, match=rf"^{ROUND} 第 1 条意见已拆分，请分别处理第 4、5 条。$"):
        settled(store, 1, ADOPTED)
    assert [settled(store, 4, ADOPTED), settled(store, 5, proposed(ADOPTED))] == [1, 1]


def test_what_was_joined_counts_as_it_did_and_its_numbers_are_given_to_no_other(store: Store) -> None:
    before = counting(store)
    split(store, 1, *PARTS)
    assert joined(store, 1) == (4, 5)
    assert counting(store) == before
    with pytest.raises(OpinionUnknown, match=rf"^{ROUND} 第 4 条意见已并回原意见，不再单独处理。$"):
        settled(store, 4, ADOPTED)
    assert split(store, 1, *PARTS) == (6, 7)


def test_a_part_with_an_outcome_keeps_its_whole_split(store: Store) -> None:
    split(store, 1, *PARTS)
    settled(store, 5, proposed(ADOPTED))
    assert refused(Refused, store, 1) == f"{ROUND} 第 1 条意见拆出的第 5 条已经处理，不能再合并。"


def test_what_was_never_split_is_not_joined(store: Store) -> None:
    assert refused(Refused, store, 2) == f"{ROUND} 第 2 条意见没有拆分过，无须合并。"


def test_what_a_leader_approved_is_not_split_in_passing(store: Store) -> None:
    settled(store, 1, proposed(ADOPTED))
    split(store, 1, *PARTS)
    settled(store, 2, ADOPTED)
    assert refused(AlreadySettled, store, 2, "增加", "一条。") == (
        f"{ROUND} 第 2 条意见已经审定，不能再拆分；请先说明原因重新处理为“待定”。"
    )


def test_an_opinion_that_does_not_count_is_not_split(store: Store) -> None:
    file(store, TAX, answer("新的意见。", received=NOW + HOUR))
    assert refused(OpinionUnknown, store, 3, "同意，", "但应修改名称。") == (
        f"{ROUND} 第 3 条意见已被该单位后来的反馈取代，不再处理。"
    )
    split(store, 1, *PARTS)
    assert refused(OpinionUnknown, store, 1, *PARTS) == f"{ROUND} 第 1 条意见已拆分，请分别处理第 5、6 条。"


def given(store: Store, number: int) -> tuple[Given, ...]:
    with store.read() as session:
        opinion = queries.opinion_numbered(session, queries.round_named(session, ROUND), number)
        return outcomes.all_given(session, opinion)


def test_what_was_sent_back_is_approved_only_once_it_is_proposed_anew(store: Store) -> None:
    settled(store, 1, proposed(ADOPTED))
    with store.write() as session:
        outcomes.send_back(session, ROUND, 1, " 请写明经费来源 ", NOW, "李局长")
    back = f"{ROUND} 第 1 条意见的处理建议已被退回（请写明经费来源）；重新提出建议后才能审定。"
    with store.write() as session:
        assert outcomes.approve(session, ROUND, (), NOW) == 0
        for act in (
            lambda: outcomes.approve(session, ROUND, [1], NOW),
            lambda: outcomes.send_back(session, ROUND, 1, "再改", NOW),
        ):
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.sentence == back
    with store.write() as session:
        assert outcomes.settle(session, ROUND, {1: proposed(ADOPTED)}, NOW, by="王科员") == 1
        assert outcomes.approve(session, ROUND, [1], NOW, "李局长") == 1
    assert [(one.version, one.by, one.remark, one.remarked_by) for one in given(store, 1)] == [
        (1, "", "请写明经费来源", "李局长"),
        (2, "王科员", "", ""),
        (3, "李局长", "", ""),
    ]


@pytest.mark.parametrize(
    ("number", "words", "sentence"),
    [
        (1, " ", "退回第 1 条意见的处理建议，须写明退回的理由。"),
        (2, "不妥", f"{ROUND} 第 2 条意见没有待审定的处理建议；可用 circulate opinions {ROUND} 查看。"),
        (3, "不妥", f"{ROUND} 第 3 条意见没有待审定的处理建议；可用 circulate opinions {ROUND} 查看。"),
    ],
)
def test_only_a_proposal_is_sent_back_and_only_with_why(store: Store, number: int, words: str, sentence: str) -> None:
    settled(store, 1, proposed(ADOPTED))
    settled(store, 2, ADOPTED)
    with store.write() as session, pytest.raises(Refused) as caught:
        outcomes.send_back(session, ROUND, number, words, NOW)
    assert (caught.value.sentence, [one.remark for one in given(store, 1)]) == (sentence, [""])


def test_of_two_who_settle_at_once_the_second_sees_what_the_first_did(store: Store) -> None:
    rejected = Outcome(Verdict.REJECTED, Stage.PROPOSED, "已有规定")
    with store.write() as session:
        assert outcomes.settle(session, ROUND, {1: proposed(ADOPTED)}, NOW, by="王科员", seen={1: 0}) == 1
    with store.write() as session, pytest.raises(Overtaken) as caught:
        outcomes.settle(session, ROUND, {1: rejected, 2: rejected}, NOW, seen={1: 0})
    assert caught.value.sentence == (
        "第 1 条意见在你填写期间已被王科员另作处理；请对照后再决定，你填写的内容没有丢失。"
    )
    with store.write() as session:
        assert outcomes.settle(session, ROUND, {1: proposed(ADOPTED)}, NOW, seen={1: 0}) == 0
        assert outcomes.settle(session, ROUND, {1: rejected}, NOW, seen={1: 1}) == 1
