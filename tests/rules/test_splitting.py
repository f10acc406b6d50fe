"""Splitting an opinion: its own words, all of them, in their order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import Refused
from rules.splitting import cut, pieces

TEXT = "建议：\n一是将“应当”改为“可以”；\n二是删去第3条。"
WORDS = st.text("删去增加明确 \n", min_size=1).filter(str.strip)
MARKS = st.sampled_from(["", "；", "。\n", "1.", "\n（2）", "；③", "3、", " 二、"])


def refused(text: str, *parts: str) -> str:
    with pytest.raises(Refused) as caught:
        pieces(text, parts, 7)
    return caught.value.sentence


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1.甲；2.乙", ("甲", "乙")),
        ("（一）甲。\n（二）乙。", ("甲。", "乙。")),
        ("①甲②乙③丙", ("甲", "乙", "丙")),
        ("甲；乙", ("甲", "乙")),
        (TEXT, ("建议：\n一是将“应当”改为“可以”；", "二是删去第3条。")),
    ],
)
def test_numbering_and_marks_between_the_parts_may_go(text: str, parts: tuple[str, ...]) -> None:
    assert pieces(text, parts, 7) == parts


def test_the_parts_are_spaced_as_the_opinion_has_them() -> None:
    assert pieces("甲 乙\n丙。丁", (" 甲乙\r\n丙", "丁 "), 7) == ("甲 乙\n丙", "丁")


def test_no_word_is_added_changed_moved_or_lost() -> None:
    assert refused(TEXT, "建议：一是将“应当”改为“可以”", "二是删去第4条") == (
        "第 7 条意见的原文里（前一条之后）没有“二是删去第4条”；拆分只能照录原文，次序不变。"
    )
    assert refused("甲；乙", "乙", "甲") == "第 7 条意见的“甲；”没有归入任何一条；除序号和标点外，原文都要保留。"
    assert refused("甲；乙；丙", "甲", "丙") == "第 7 条意见的“；乙；”没有归入任何一条；除序号和标点外，原文都要保留。"
    assert refused("甲乙；丙丁", "甲乙", "丙") == "第 7 条意见的“丁”没有归入任何一条；除序号和标点外，原文都要保留。"


@pytest.mark.parametrize("parts", [(), ("甲乙",), ("甲乙", " ")])
def test_a_split_is_into_two_at_least(parts: tuple[str, ...]) -> None:
    assert refused("甲乙", *parts) == "第 7 条意见至少要拆成 2 条；请把每一条的原文分别写出。"


def test_a_new_part_begins_where_the_clerk_points() -> None:
    assert cut(TEXT, ["二是"], 7) == ("建议：\n一是将“应当”改为“可以”；", "二是删去第3条。")
    assert cut("甲乙甲乙甲", ["甲乙甲", "甲"], 7) == ("甲乙", "甲乙", "甲")


@pytest.mark.parametrize("marks", [["戊"], ["乙", "乙"], ["甲"], [" "]])
def test_where_nothing_begins_is_refused(marks: list[str]) -> None:
    with pytest.raises(Refused, match=r"^第 7 条意见里（前一处之后）没有“.*”；请照原文写出新一条开头的几个字。$"):
        cut("甲乙丙", marks, 7)


@given(st.lists(st.tuples(MARKS, WORDS), min_size=2, max_size=6))
def test_whatever_was_joined_with_numbers_and_marks_comes_apart_again(parts: list[tuple[str, str]]) -> None:
    words = [text.strip() for _, text in parts]
    assert list(pieces("".join(mark + text for mark, text in parts), words, 7)) == words
