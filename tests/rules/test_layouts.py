"""The column sets of the table, each as the offices that use it print it."""

from dataclasses import replace

import pytest

from rules.layouts import LAYOUTS, Columns, Layout, ReasonIn, TableStyle, masked
from rules.settling import Outcome
from rules.summary import Table, numbers_of, said_of, table_of
from rules.words import Stage, Stance, Verdict
from tests.rules.facts import approved, asked, at, letter, opinion, proposed, reply

SENT, NOW = "2026-09-18", at("2026-09-30")
FINANCE = asked(letter(SENT), reply("2026-09-22"), unit="市财政局")
TAX = asked(letter(SENT), reply("2026-09-22"), unit="市税务局")
JUSTICE = asked(letter(SENT), reply("2026-09-22", Stance.NO_COMMENT), unit="市司法局")
SILENT = asked(letter(SENT), unit="市水利局")
WHY = "上位文件有明确要求。"
OPINIONS = (
    replace(opinion(1, "市税务局", "删除“税费”", approved(Verdict.ADOPTED)), clause="第三条"),
    opinion(3, "市财政局", "明确经费"),
    replace(opinion(4, "市税务局", "删除指标", proposed(Verdict.REJECTED, WHY)), parent=2),
    replace(opinion(5, "市税务局", "改责任单位", approved(Verdict.ADOPTED)), parent=2),
)


def table(columns: Columns, reason: ReasonIn = ReasonIn.NOTE) -> Table:
    return table_of("办法", [FINANCE, TAX, JUSTICE, SILENT], OPINIONS, NOW, TableStyle(columns, reason))


@pytest.mark.parametrize("layout", LAYOUTS.values())
def test_every_column_set_fills_the_page(layout: Layout) -> None:
    assert sum(column.width for column in layout.columns) == 225


def test_the_four_columns_give_parts_their_number_and_nothing_else_one() -> None:
    assert table(Columns.FOUR).cells() == [
        ("市财政局", "明确经费", "待定", ""),
        ("市税务局", "删除“税费”", "采纳", ""),
        ("市税务局", "2.1 删除指标", "建议不采纳", WHY),
        ("市税务局", "2.2 改责任单位", "采纳", ""),
        ("无意见", "市司法局", "", ""),
        ("无反馈", "市水利局", "", ""),
    ]


def test_numbered_opinions_stand_in_the_order_of_their_numbers() -> None:
    numbered = table(Columns.NUMBERED)
    assert numbered.layout.headings == ("序号", "单位", "意见建议", "采纳情况", "说明")
    assert [row[:3] for row in numbered.cells()] == [
        ("1", "市税务局", "删除“税费”"),
        ("2.1", "市税务局", "删除指标"),
        ("2.2", "市税务局", "改责任单位"),
        ("3", "市财政局", "明确经费"),
        ("", "无意见", "市司法局"),
        ("", "无反馈", "市水利局"),
    ]


def test_departments_print_the_clause_and_the_reason() -> None:
    clauses = table(Columns.CLAUSES)
    assert clauses.layout.headings == ("序号", "条款", "反馈单位", "意见建议", "采纳情况", "理由")
    assert clauses.cells()[:2] == [
        ("1", "第三条", "市税务局", "删除“税费”", "采纳", ""),
        ("2.1", "", "市税务局", "删除指标", "建议不采纳", WHY),
    ]


def test_a_standard_prints_its_reasons_with_the_verdict_and_no_closing_rows() -> None:
    standard = table(Columns.STANDARD)
    assert standard.layout.headings == ("序号", "标准章条编号", "意见内容", "提出单位", "处理意见", "备注")
    assert standard.cells()[1] == ("2.1", "", "删除指标", "市税务局", f"建议不采纳。理由：{WHY}", "")
    assert (len(standard.cells()), standard.closing) == (4, ())


def test_the_public_see_neither_names_nor_who_was_silent() -> None:
    assert [row[1] for row in table(Columns.PUBLIC).cells()] == ["市**局"] * 4


def test_the_reason_may_follow_the_verdict_as_the_first_office_writes_it() -> None:
    assert table(Columns.FOUR, ReasonIn.OUTCOME).cells()[2][2:] == (f"建议不采纳。理由：{WHY}", "")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (None, "待定"),
        (Outcome(Verdict.ADOPTED, Stage.APPROVED), "采纳"),
        (Outcome(Verdict.CONDITIONAL, Stage.APPROVED, condition="先行论证。"), "有条件采纳。条件：先行论证。"),
        (
            Outcome(Verdict.ADOPTED_WITH_CHANGES, Stage.PROPOSED, "表述简练", final_text="次年三月底前"),
            "建议采纳并调整。调整为：次年三月底前。理由：表述简练。",
        ),
    ],
)
def test_a_verdict_and_what_goes_with_it_make_one_text(outcome: Outcome | None, said: str) -> None:
    assert said_of(outcome) == said


def test_parts_are_numbered_within_their_whole() -> None:
    assert numbers_of(OPINIONS) == {1: "1", 4: "2.1", 5: "2.2", 3: "3"}


def test_two_tables_have_one_version_exactly_when_they_say_the_same() -> None:
    same = table_of("办法", [FINANCE, TAX, JUSTICE, SILENT], OPINIONS, at("2026-10-01"))
    versions = [table(Columns.FOUR).version, same.version, table(Columns.FOUR, ReasonIn.OUTCOME).version]
    assert [versions[0] == versions[1], versions[0] == versions[2], len(versions[0])] == [True, False, 8]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("张小祥", "张*祥"), ("市财政局", "市**局"), ("开封市自然资源和规划局", "开***局")],
)
def test_a_masked_name_keeps_its_ends(name: str, shown: str) -> None:
    assert masked(name) == shown
