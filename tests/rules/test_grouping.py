"""Opinions on one clause: near-equal ones together, contradictions said, and nothing else flagged."""

import pytest

from rules.anchors import Anchored, Candidate, EditKind, Method, Place, ProposedEdit, within
from rules.grouping import contradict, contradictions, grouped, unplaced

CLAUSE, CHILD, OTHER = "二、/（三）#a", "二、/（三）/2.#b", "四、#c"
TEXT = "把各项指标及税费一并使用。责任单位：市财政局、市税务局、市审计局。"


def edit(old: str, new: str, anchor: str = CLAUSE, kind: EditKind = EditKind.REPLACE) -> ProposedEdit:
    start = TEXT.index(old)
    return ProposedEdit(kind, anchor, start, start + len(old), old, new, 0.9)


def insert(after: str, new: str, kind: EditKind) -> ProposedEdit:
    place = TEXT.index(after) + len(after)
    return ProposedEdit(kind, CLAUSE, place, place, "", new, 0.9)


def opinion(number: int, *edits: ProposedEdit, text: str = "", anchor: str = CLAUSE, sure: float = 0.9) -> Anchored:
    place = Place((Candidate(anchor, anchor.partition("#")[0], sure, Method.NUMBER),))
    return Anchored(number, f"第{number}单位", text or f"第{number}条意见", (place,), edits)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (edit("及税费", ""), edit("指标及税费", "指标"), True),
        (edit("税费", "税收"), edit("税费", "收费"), True),
        (edit("及税费", ""), edit("及税费", ""), False),
        (edit("指标", "任务"), edit("税费", "税收"), False),
        (edit("税费", "税收"), edit("税费", "收费", OTHER), False),
        (edit(TEXT, "", kind=EditKind.DELETE_CLAUSE), edit("税费", "税收"), True),
        # the mark between two units goes with either
        (edit("市财政局、", ""), edit("、市税务局", ""), False),
        (edit("、市税务局", ""), edit("、市审计局", ""), False),
        # what is put in stands side by side, unless it is put into what goes
        (insert("市审计局", "、甲", EditKind.LIST_ADD), insert("市审计局", "、乙", EditKind.LIST_ADD), False),
        (insert("指标", "和任务", EditKind.INSERT_AFTER), edit("各项指标及税费", ""), True),
        (insert("指标", "和任务", EditKind.INSERT_AFTER), edit("及税费", ""), False),
        (insert("。", "新的一条。", EditKind.INSERT_PARAGRAPH), edit(TEXT, ""), False),
    ],
)
def test_edits_contradict_where_not_both_can_be_made(one: ProposedEdit, other: ProposedEdit, expected: bool) -> None:  # noqa: FBT001 - a parameter
    assert (contradict(one, other), contradict(other, one)) == (expected, expected)


def test_a_contradiction_names_both_opinions_and_their_edits() -> None:
    one, other = edit("及税费", ""), edit("指标及税费", "指标和税收")
    (found,) = contradictions([opinion(3, one), opinion(5, edit("指标", "任务"), other)])
    assert (found.first, found.second, found.anchor, found.edits) == (3, 5, CLAUSE, (one, other))


def test_opinions_stand_under_their_clauses_in_the_order_of_the_draft() -> None:
    groups = grouped([opinion(2, anchor=OTHER), opinion(3), opinion(1)], [CLAUSE, CHILD, OTHER], lambda *_: False)
    assert [(g.label, [o.number for o in g.opinions], g.alike) for g in groups] == [
        ("二、/（三）", [1, 3], ()),
        ("四、", [2], ()),
    ]


def test_near_equal_opinions_are_proposed_as_one_group_by_words_or_by_edits() -> None:
    listed = [
        opinion(1, text="删除税费"),
        opinion(2, text="建议删除税费"),
        opinion(4, edit("及税费", "")),
        opinion(7, edit("及税费", "")),
        opinion(9),
    ]
    (group,) = grouped(listed, [CLAUSE], lambda one, other: one in other or other in one)
    assert group.alike == ((1, 2), (4, 7))


def test_edits_below_a_clause_contradict_those_of_who_spoke_of_the_whole() -> None:
    above = opinion(1, edit("及税费", "", CHILD))
    below = opinion(2, edit("税费", "收费", CHILD), anchor=CHILD)
    groups = grouped([above, below], [CLAUSE, CHILD], lambda *_: False)
    assert [[(c.first, c.second) for c in group.contradictions] for group in groups] == [[(1, 2)], [(1, 2)]]


def test_an_opinion_whose_clause_is_a_guess_stands_under_none() -> None:
    listed = [opinion(1, sure=0.3), Anchored(2, "甲", "加强宣传", (), ()), opinion(3)]
    assert [o.number for g in grouped(listed, [CLAUSE], lambda *_: False) for o in g.opinions] == [3]
    assert unplaced(listed) == (1, 2)


def test_a_clause_lies_within_itself_its_parents_and_the_draft() -> None:
    assert [within(CHILD, around) for around in (CHILD, CLAUSE, "二、#x", "#", OTHER, "二、/（三）/2.1#d")] == [
        *(True, True, True, True, False, False),
    ]
