"""What differs between two wordings reads as a person would mark it, and gives both wordings in full."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.redline_diff import passages

WORDS = st.text(alphabet="甲乙丙、，。12ab", max_size=16)


def shown(old: str, new: str) -> str:
    """The wordings in one line: what goes in -, what comes in +."""
    return "".join(each.old if each.stays else f"[-{each.old}+{each.new}]" for each in passages(old, new))


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("年底前完成清理", "次年三月底前完成清理", "[-年+次年三月]底前完成清理"),
        (
            "市财政局、市税务局、市审计局，各县区",
            "市财政局、市税务局，各县区",
            "市财政局、市税务局[-、市审计局+]，各县区",
        ),
        ("市审计局、市税务局。", "市税务局。", "[-市审计局、+]市税务局。"),
        ("甲局、乙局。", "甲局、丙局、乙局。", "甲局[-+、丙局]、乙局。"),
        ("达到2026年底的水平", "达到2027年底的水平", "达到[-2026+2027]年底的水平"),
        ("提高12.5%以上", "提高15%以上", "提高[-12.5%+15%]以上"),
        ("依法征税。", "依法落实减税降费等各项税费政策。", "依法[-征税+落实减税降费等各项税费政策]。"),
        ("加强管理监督考核工作", "强化管护监测考评工程", "[-加强管理监督考核工作+强化管护监测考评工程]"),
        ("不变", "不变", "不变"),
        ("", "新增", "[-+新增]"),
    ],
)
def test_what_differs_is_marked_in_passages_that_can_be_read(old: str, new: str, marked: str) -> None:
    assert shown(old, new) == marked


@given(WORDS, WORDS)
def test_the_passages_give_both_wordings_and_say_where_each_stands(old: str, new: str) -> None:
    found = passages(old, new)
    assert ("".join(each.old for each in found), "".join(each.new for each in found)) == (old, new)
    assert [each.start for each in found] == [len("".join(each.old for each in found[:at])) for at in range(len(found))]
    assert [each for each in found if each.stays] != list(found) or old == new
