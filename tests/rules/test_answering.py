"""An answer being written: kept and read back, arranged, and what it may not hold."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.answering import (
    LONGEST,
    MOST,
    Draft,
    check_draft,
    draft_of,
    is_blank,
    joined,
    moved,
    put_in_place,
    said_in,
    seen_only,
    without,
)
from rules.errors import BadInput
from rules.filing import OpinionEntry

A, B, C = (OpinionEntry("", proposal=name) for name in "甲乙丙")
opinions = st.lists(st.builds(OpinionEntry, *[st.text(max_size=20)] * 5), max_size=5).map(tuple)
drafts = st.builds(Draft, opinions, st.text(max_size=20), st.text(max_size=5), st.text(max_size=5))


@given(drafts)
def test_an_answer_is_read_back_as_it_was_kept(draft: Draft) -> None:
    assert draft_of(draft.to_json()) == draft


@given(drafts)
def test_whatever_was_typed_can_be_kept_once_only_what_is_seen_is_left(draft: Draft) -> None:
    seen = seen_only(draft)
    check_draft(seen)
    assert seen_only(seen) == seen
    assert len(seen.opinions) == len(draft.opinions)


def test_an_answer_sent_off_says_as_much_as_before() -> None:
    draft = Draft((A,), "王五")
    assert draft.says_as_much(replace(draft, filed=3))
    assert not draft.says_as_much(replace(draft, scan="abc"))


@pytest.mark.parametrize(
    ("opinion", "blank"),
    [
        (OpinionEntry(""), True),
        (OpinionEntry("", "第二条", "经费"), True),
        (OpinionEntry("", proposal="　\n"), True),
        (OpinionEntry("", grounds="理由"), False),
        (OpinionEntry("全文"), False),
    ],
)
def test_a_place_and_a_quotation_alone_ask_for_nothing(opinion: OpinionEntry, blank: bool) -> None:  # noqa: FBT001
    assert is_blank(opinion) == blank
    assert said_in(Draft((opinion, A))) == ((A,) if blank else (opinion, A))


def test_the_longest_opinion_and_the_most_opinions_are_kept() -> None:
    check_draft(Draft((OpinionEntry("字" * LONGEST),) * MOST))
    for draft in (Draft((OpinionEntry("字" * (LONGEST + 1)),)), Draft((A,) * (MOST + 1))):
        with pytest.raises(BadInput):
            check_draft(draft)


@pytest.mark.parametrize("char", ["\0", "\x1b", "\x7f", "\u202e", "\u2066", "\ud800", "\uffff", "\x9b"])
@pytest.mark.parametrize("column", ["place", "original", "proposal", "grounds", "text"])
def test_characters_nobody_sees_are_named_by_their_place(char: str, column: str) -> None:
    draft = Draft((A, replace(B, **{column: f"甲{char}乙"})))
    with pytest.raises(BadInput, match=r"^第 2 条意见的“.*”里有看不见的控制字符，已替你删去，尚未保存；"):
        check_draft(draft)
    assert getattr(seen_only(draft).opinions[1], column) == "甲乙"


@pytest.mark.parametrize(
    ("place", "by", "after"),
    [
        (0, 1, (B, A, C)),
        (2, -1, (A, C, B)),
        (0, -1, (A, B, C)),
        (2, 1, (A, B, C)),
        (0, 9, (B, C, A)),
        (2, -9, (C, A, B)),
    ],
)
def test_an_opinion_moves_and_never_falls_off(place: int, by: int, after: tuple[OpinionEntry, ...]) -> None:
    assert moved((A, B, C), place, by) == after


def test_opinions_are_taken_out_replaced_and_joined() -> None:
    assert without((A, B, C), 1) == (A, C)
    assert put_in_place((A, B), 0, (C, C)) == (C, C, B)
    assert joined((A, B), (B, C)) == (A, B, C)
