"""The outcomes sheet: out, filled in by whoever settles, and back in."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from documents.outcome_sheet import OutcomeRow, read_outcomes, write_outcomes
from rules.errors import ColumnsMissing, RowRefused, SheetEmpty
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict
from tests.documents.cases import OPINIONS

WORDS = st.text(st.characters(codec="gb2312", exclude_categories=["Cc"]), max_size=20).map(str.strip)


def sheet(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def refusal(kind: type[Exception], blob: bytes) -> str:
    with pytest.raises(kind) as caught:
        read_outcomes(blob, "采纳.xlsx")
    return str(caught.value)


def test_the_sheet_shows_every_opinion_with_what_was_decided() -> None:
    page = load_workbook(io.BytesIO(write_outcomes(OPINIONS, "《办法》"))).active
    rows = [tuple(value or "" for value in row) for row in page.iter_rows(min_row=2, values_only=True)]
    assert rows[0] == ("序号", "单位", "条款", "意见建议", "采纳情况", "理由", "条件", "调整后表述", "状态")
    assert rows[2] == (
        "2",
        "市水利局",
        "",
        OPINIONS[1].text,
        "建议不采纳",
        "经费由县区自筹，\n上位文件已有规定。",
        "",
        "",
        "建议",
    )
    assert rows[3] == ("3", "市林业局", "", OPINIONS[2].text, "", "", "", "", "")


def test_the_verdict_is_a_list_of_the_eight_words_that_lets_others_through() -> None:
    page = load_workbook(io.BytesIO(write_outcomes(OPINIONS, "《办法》"))).active
    (rule,) = page.data_validations.dataValidation
    assert (str(rule.sqref), rule.errorStyle, rule.formula1) == (
        "E3:E6",
        "information",
        '"采纳,采纳并调整,部分采纳,有条件采纳,不采纳,解释说明,收回,待定"',
    )


@given(
    st.lists(st.tuples(st.sampled_from(Verdict), st.sampled_from(Stage), WORDS, WORDS, WORDS), min_size=1, max_size=6)
)
@settings(max_examples=30, deadline=None)
def test_what_goes_out_decided_comes_back_the_same(decided: list[tuple[Verdict, Stage, str, str, str]]) -> None:
    opinions = [Opinion(n, "甲局", "意见", outcome=Outcome(*outcome)) for n, outcome in enumerate(decided, 1)]
    rows = read_outcomes(write_outcomes(opinions, "《办法》"), "采纳.xlsx")
    neither = {Verdict.PENDING, Verdict.WITHDRAWN}
    assert rows == tuple(
        OutcomeRow(n, v, Stage.PROPOSED if s is Stage.PROPOSED and v not in neither else None, r, c, t, n + 2)
        for n, (v, s, r, c, t) in enumerate(decided, 1)
    )


def test_columns_may_be_moved_renamed_and_left_out() -> None:
    blob = sheet(
        ["处理意见", "说明", "意见序号"], ["未采纳", "上位法已有规定", 3], ["", "", 4], ["采 纳", None, "第5条"]
    )
    assert read_outcomes(blob, "采纳.xlsx") == (
        OutcomeRow(3, Verdict.REJECTED, None, "上位法已有规定", "", "", 2),
        OutcomeRow(5, Verdict.ADOPTED, None, "", "", "", 4),
    )


@pytest.mark.parametrize(
    ("word", "verdict", "stage"),
    [
        ("建议采纳", Verdict.ADOPTED, Stage.PROPOSED),
        ("建议不采纳", Verdict.REJECTED, Stage.PROPOSED),
        ("未采纳", Verdict.REJECTED, None),
        ("部分采纳", Verdict.PARTLY, None),
        ("建议有条件采纳", Verdict.CONDITIONAL, Stage.PROPOSED),
        ("采纳并调整", Verdict.ADOPTED_WITH_CHANGES, None),
        ("解释说明", Verdict.EXPLAINED, None),
        ("收回", Verdict.WITHDRAWN, None),
        ("待定", Verdict.PENDING, None),
        ("Adopted_With_Changes", Verdict.ADOPTED_WITH_CHANGES, None),
    ],
)
def test_every_word_an_office_uses_is_understood(word: str, verdict: Verdict, stage: Stage | None) -> None:
    (row,) = read_outcomes(sheet(["序号", "采纳情况"], [1, word]), "采纳.xlsx")
    assert (row.verdict, row.stage) == (verdict, stage)


def test_an_unknown_word_is_refused_with_the_words_there_are() -> None:
    assert refusal(RowRefused, sheet(["序号", "采纳情况"], [1, "看情况"])) == (
        "工作表“Sheet”第 2 行的采纳情况“看情况”无法识别；请从这些词中选一个："
        "采纳、采纳并调整、部分采纳、有条件采纳、不采纳、解释说明、收回、待定。"
    )


@pytest.mark.parametrize("number", ["", "一", "1.5", "-1"])
def test_a_damaged_number_is_refused_with_its_row(number: str) -> None:
    assert refusal(RowRefused, sheet(["序号", "采纳情况"], [number, "采纳"])) == (
        f"工作表“Sheet”第 2 行的序号“{number}”不是意见的编号；请按导出的序号改正后再导入。"
    )


def test_a_number_given_twice_is_refused_with_both_rows() -> None:
    blob = sheet(["序号", "采纳情况"], [7, "采纳"], [8, "采纳"], [7, "不采纳"])
    assert refusal(RowRefused, blob) == "工作表“Sheet”第 4 行的序号 7 与第 2 行重复；请删去其中一行。"


def test_a_reason_without_a_verdict_is_never_dropped_in_silence() -> None:
    assert refusal(RowRefused, sheet(["序号", "采纳情况", "理由"], [1, None, "已有规定"])) == (
        "工作表“Sheet”第 2 行写了理由、条件或表述，但“采纳情况”是空的；请选定采纳情况后再导入。"
    )


def test_a_missing_column_is_named() -> None:
    assert refusal(ColumnsMissing, sheet(["序号", "理由"], [1, "x"])) == (
        "“采纳.xlsx”缺少这些列：采纳情况（前 10 行中只找到序号、理由）；请补上表头后再导入。"
    )


def test_a_sheet_without_rows_is_refused() -> None:
    assert refusal(SheetEmpty, sheet(["序号", "采纳情况"])) == "“采纳.xlsx”只有表头，下面没有内容；请填好后再导入。"
