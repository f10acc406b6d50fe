"""Which edits are made, which are one, and which cannot both be made."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.anchors import Laid
from rules.edits import NO_EDIT, Change, Decided, LaidEdit, changes_of, clashes, refuse_clashes
from rules.errors import Refused
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict

HERE, ELSEWHERE = "一、#1", "二、#2"
WHOLE = LaidEdit(Laid.DELETE_PARAGRAPH, HERE, 0, 9, "一二三四五六七八九")


def edit(start: int, end: int, new: str = "", anchor: str = HERE) -> LaidEdit:
    return LaidEdit(Laid.REPLACE, anchor, start, end, "一二三四五六七八九"[start:end], new)


def decided(number: int, *edits: LaidEdit, verdict: Verdict = Verdict.ADOPTED) -> Decided:
    outcome = Outcome(verdict, Stage.APPROVED, "理由", "条件", "表述")
    return Decided(Opinion(number, f"第{number}局", "修改", "", outcome), (), edits)


def clash(*edits: LaidEdit) -> bool:
    return bool(clashes(changes_of(decided(number, one) for number, one in enumerate(edits, 1))))


@pytest.mark.parametrize(
    ("verdict", "made", "missing"),
    [
        (Verdict.ADOPTED, True, True),
        (Verdict.ADOPTED_WITH_CHANGES, True, True),
        (Verdict.PARTLY, True, False),
        (Verdict.CONDITIONAL, True, False),
        (Verdict.REJECTED, False, False),
        (Verdict.EXPLAINED, False, False),
        (Verdict.WITHDRAWN, False, False),
        (Verdict.PENDING, False, False),
    ],
)
def test_the_verdict_says_whether_an_edit_is_made_and_whether_one_is_missing(
    verdict: Verdict,
    made: bool,  # noqa: FBT001 - a table of answers
    missing: bool,  # noqa: FBT001 - a table of answers
) -> None:
    assert bool(decided(1, edit(0, 1), verdict=verdict).laid) is made
    assert decided(1, verdict=verdict).missing is missing
    assert (decided(1, *NO_EDIT, verdict=verdict).laid, decided(1, *NO_EDIT, verdict=verdict).missing) == ((), False)


def test_the_same_edit_of_several_opinions_is_one_change_behind_which_they_all_stand() -> None:
    one, other = decided(1, edit(0, 2)), decided(2, edit(0, 2), edit(4, 5))
    assert changes_of([one, other]) == (
        Change(edit(0, 2), (one.opinion, other.opinion)),
        Change(edit(4, 5), (other.opinion,)),
    )


@pytest.mark.parametrize(
    ("edits", "overlap"),
    [
        ((edit(0, 3), edit(3, 5)), False),
        ((edit(0, 4), edit(3, 5)), True),
        ((edit(0, 9), edit(3, 5)), True),
        ((edit(0, 3), edit(0, 3, "甲")), True),
        ((edit(0, 3), edit(1, 2, "甲", ELSEWHERE)), False),
        ((edit(3, 3, "甲"), edit(3, 3, "乙")), False),
        ((edit(3, 3, "甲"), edit(0, 3)), False),
        ((edit(3, 3, "甲"), edit(3, 5)), False),
        ((edit(3, 3, "甲"), edit(2, 5)), True),
        ((WHOLE, edit(2, 5)), True),
        ((WHOLE, LaidEdit(Laid.NEW_PARAGRAPH, HERE, new="甲")), False),
        ((WHOLE, WHOLE), False),
        ((edit(0, 9), edit(1, 2), edit(3, 4)), True),
    ],
)
def test_edits_overlap_where_they_change_the_same_words(edits: tuple[LaidEdit, ...], overlap: bool) -> None:  # noqa: FBT001 - a table of answers
    assert clash(*edits) is clash(*reversed(edits)) is overlap


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted), min_size=2, max_size=6))
def test_whatever_overlaps_is_found(spans: list[list[int]]) -> None:
    edits = [edit(start, end, str(number)) for number, (start, end) in enumerate(spans)]
    # Characters are the odd numbers, the gaps between them the even ones; words added touch one gap.
    touched = [set(range(2 * start + 1, 2 * end)) or {2 * start} for start, end in spans]
    replaced = [start < end for start, end in spans]
    overlapping = any(
        touched[one] & touched[other] and (replaced[one] or replaced[other])
        for one, other in combinations(range(len(spans)), 2)
    )
    assert clash(*edits) is overlapping


def test_a_refusal_names_both_opinions_in_their_order_and_what_each_asks_for() -> None:
    changes = changes_of([decided(7, edit(0, 3)), decided(2, WHOLE), decided(3, WHOLE)])
    with pytest.raises(Refused) as refused:
        refuse_clashes(changes, {HERE: "一、"}.__getitem__)
    assert refused.value.sentence == (
        "第 2 条意见（第2局）、第 3 条意见（第3局）与第 7 条意见（第7局）对“一、”的修改相互重叠"
        "（整条删除；删除“一二三”），不能同时写入修改稿；请用 circulate edits confirm 改定其中一条。"
    )
