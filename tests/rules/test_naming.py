"""What is made public hides who said it and how to reach them, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.naming import surname_only, without_people


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("联系人：张三，电话：23990000。", "联系人：张*，电话***。"),
        ("经办人: 欧阳修文 另行联系", "经办人: 欧** 另行联系"),
        ("王丽女士认为不妥", "王*女士认为不妥"),
        ("手机13800138000", "手机***"),
        ("138-0013-8000、+86 138 0013 8000", "***、***"),
        ("请致电0371-23990000。", "请致电***。"),
        ("身份证41020019900101123X", "身份证***"),
        ("见a.b@c.gov.cn。", "见***。"),
    ],
)
def test_names_numbers_and_addresses_are_hidden(written: str, printed: str) -> None:
    assert without_people(written) == printed


@pytest.mark.parametrize(
    "text",
    [
        "投资2000000000元，2026年10月13日前完成第12345678号事项",
        "建议由市财政局牵头，各位同志负责",
        "第三条第（二）项改为“应当于30日内”",
        "统一社会信用代码91410200MA3X1234XY",
    ],
)
def test_what_is_neither_name_nor_number_stays(text: str) -> None:
    assert without_people(text) == text


def test_people_the_office_knows_are_hidden_wherever_they_stand() -> None:
    assert without_people("可与赵钱孙、赵钱商议", ("赵钱", "赵钱孙", "王", "")) == "可与赵**、赵*商议"


def test_an_office_that_stands_where_a_name_should_is_not_hidden() -> None:
    text = "由办公室、财政局政策法规处会同王五研究"
    known = ("办公室", "财政局政策法规处", "王五 13800138000", "someone@unit.test")
    assert without_people(text, known) == "由办公室、财政局政策法规处会同王*研究"


@given(st.text("张王李欧阳修", min_size=1, max_size=8))
def test_a_masked_name_keeps_its_first_character_alone(name: str) -> None:
    assert surname_only(name).rstrip("*") == name[0]


@given(st.from_regex(r"1[3-9]\d{9}", fullmatch=True), st.sampled_from(["电话", "，", "（", " ", ""]))
def test_no_mobile_number_is_ever_printed(number: str, before: str) -> None:
    assert number not in without_people(f"{before}{number}。")
