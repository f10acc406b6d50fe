"""Spreadsheets in and out: the register all or nothing, the outcomes wherever their columns went."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from desk import filing, sheets
from desk.filing import Entered
from desk.office import Desk
from desk.view import view
from models.register import Imported, registered
from rules.errors import (
    AlreadySettled,
    BadInput,
    CirculateError,
    ColumnsMissing,
    OpinionUnknown,
    ReasonMissing,
    RowRefused,
    SheetEmpty,
)
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.desk.office import FINANCE, OPENED, PLANNING, ROUND, day, open_round, units_sheet

MONDAY = day(10, 12)
OPINIONS = ("删去“尽快”。", "明确经费。", "增加一条。")
Rows = list[list[str]]


@pytest.fixture
def page(desk: Desk) -> Rows:
    """The outcomes sheet of a round with three opinions, as exported."""
    open_round(desk)
    filing.enter_reply(desk, ROUND, FINANCE, Entered(MONDAY, Channel.PAPER, opinions_of(list(OPINIONS))), MONDAY)
    sheet = load_workbook(io.BytesIO(sheets.export_outcomes(desk, ROUND, MONDAY))).active
    return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]


def saved(desk: Desk, rows: Sequence[Sequence[str]]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    path = desk.settings.home / "采纳.xlsx"
    book.save(path)
    return path


def brought_back(desk: Desk, rows: Rows, *, approve: bool = False) -> int:
    return sheets.import_outcomes(desk, ROUND, saved(desk, rows), MONDAY, approve=approve)


def decide(page: Rows, number: int, verdict: str, reason: str = "") -> None:
    header = page[1]
    row = next(row for row in page[2:] if row[header.index("序号")] == str(number))
    row[header.index("采纳情况")], row[header.index("理由")] = verdict, reason


def outcomes(desk: Desk) -> dict[int, Outcome | None]:
    return {opinion.number: opinion.outcome for opinion in view(desk, ROUND, MONDAY).opinions}


def refused(kind: type[CirculateError], desk: Desk, rows: Rows) -> str:
    """The sentence of a refusal, after making sure that nothing was taken in."""
    before = outcomes(desk)
    with pytest.raises(kind) as caught:
        brought_back(desk, rows)
    assert outcomes(desk) == before
    return caught.value.sentence


def test_verdicts_come_back_as_proposals(desk: Desk, page: Rows) -> None:
    decide(page, 1, "采纳")
    decide(page, 3, "不采纳", "上位法已有规定。")
    assert brought_back(desk, page) == 2
    assert outcomes(desk) == {
        1: Outcome(Verdict.ADOPTED, Stage.PROPOSED),
        2: None,
        3: Outcome(Verdict.REJECTED, Stage.PROPOSED, "上位法已有规定。"),
    }


def test_verdicts_come_back_approved_where_the_clerk_says_so(desk: Desk, page: Rows) -> None:
    decide(page, 1, "建议采纳")
    assert brought_back(desk, page, approve=True) == 1
    assert outcomes(desk)[1] == Outcome(Verdict.ADOPTED, Stage.APPROVED)


def test_what_was_approved_may_come_back_unchanged_and_not_otherwise(desk: Desk, page: Rows) -> None:
    decide(page, 1, "采纳")
    brought_back(desk, page, approve=True)
    assert brought_back(desk, page) == 0
    assert outcomes(desk)[1] == Outcome(Verdict.ADOPTED, Stage.APPROVED)
    decide(page, 1, "不采纳", "改了主意")
    assert "已审定为“采纳”" in refused(AlreadySettled, desk, page)


def test_a_sheet_taken_in_twice_changes_nothing_the_second_time(desk: Desk, page: Rows) -> None:
    decide(page, 1, "采纳")
    assert [brought_back(desk, page), brought_back(desk, page)] == [1, 0]


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [row[::-1] for row in rows],
        lambda rows: [rows[0], ["编号" if cell == "序号" else cell for cell in rows[1]], *rows[2:]],
        lambda rows: [rows[1], *rows[:1:-1]],
        lambda rows: [[row[0], *row[4:6]] for row in rows],
    ],
    ids=["reversed", "renamed", "other order of rows", "only what is needed"],
)
def test_columns_may_be_moved_renamed_or_left_out(desk: Desk, page: Rows, change: Callable[[Rows], Rows]) -> None:
    decide(page, 2, "部分采纳", "经费另行安排。")
    assert brought_back(desk, change(page)) == 1
    assert outcomes(desk)[2] == Outcome(Verdict.PARTLY, Stage.PROPOSED, "经费另行安排。")


def test_one_bad_row_refuses_the_whole_sheet(desk: Desk, page: Rows) -> None:
    decide(page, 1, "采纳")
    decide(page, 2, "不采纳")
    assert refused(ReasonMissing, desk, page).startswith("第 2 条意见拟“不采纳”，但没有写明理由")


def test_a_number_the_round_does_not_have_is_refused(desk: Desk, page: Rows) -> None:
    decide(page, 1, "采纳")
    page[2][0] = "9"
    assert refused(OpinionUnknown, desk, page).startswith(f"{ROUND} 没有第 9 条意见；编号从 1 到 3")


def test_a_sheet_without_its_columns_or_rows_is_refused(desk: Desk, page: Rows) -> None:
    assert refused(ColumnsMissing, desk, [row[:4] for row in page]).startswith("“采纳.xlsx”缺少这些列：采纳情况")
    assert refused(SheetEmpty, desk, page[:2]).startswith("“采纳.xlsx”只有表头")


def test_the_register_is_brought_up_to_date_by_name(desk: Desk) -> None:
    sheet = units_sheet(desk.settings.home / "units.csv", (FINANCE, PLANNING))
    assert sheets.import_units(desk, sheet) == Imported(2, 0, 0)
    assert sheets.import_units(desk, sheet) == Imported(0, 0, 2)
    units_sheet(sheet, (PLANNING, FINANCE), **{FINANCE: "new@unit.test"})
    assert sheets.import_units(desk, sheet) == Imported(0, 1, 1)
    with desk.store.read() as session:
        assert [(unit.name, unit.contacts[0].email) for unit in registered(session)] == [
            (PLANNING, "u02@unit.test"),
            (FINANCE, "new@unit.test"),
        ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("单位,邮箱\n", "“units.csv”只有表头，下面没有内容；请填好后再导入。"),
        ("单位,电话\n市财政局,1\n", "“units.csv”缺少这些列：邮箱"),
        ("单位,邮箱\n市财政局,\n", "单位表第 2 行“市财政局”没有填写邮箱"),
        ("单位,邮箱\n市财政局,somewhere\n", "第 2 行“邮箱”一栏的“somewhere”不是邮箱地址"),
        ("单位,邮箱\n市财政局,a@x.test\n,b@x.test\n", "第 3 行没有写单位名称"),
        ("单位,别名,邮箱\n甲局,老局,a@x.test\n乙局,老局,b@x.test\n", "单位表第 3 行：“乙局”与“甲局”都叫“老局”"),
    ],
)
def test_a_sheet_of_units_that_cannot_be_is_refused_whole(desk: Desk, content: str, sentence: str) -> None:
    path = desk.settings.home / "units.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(CirculateError) as caught:
        sheets.import_units(desk, path)
    assert caught.value.sentence.startswith(sentence)
    with desk.store.read() as session:
        assert registered(session) == ()


def test_a_file_that_is_not_there_no_file_or_empty_says_so(desk: Desk) -> None:
    home = desk.settings.home
    (home / "empty.csv").touch()
    for path, sentence in (
        (home / "none.csv", f"找不到文件 {home / 'none.csv'}；请检查路径和文件名。"),
        (home, f"文件打不开 {home}；请检查路径和文件名。"),
        (home / "empty.csv", f"文件 {home / 'empty.csv'} 是空的；请确认选对了文件。"),
    ):
        with pytest.raises(BadInput) as caught:
            sheets.content(path)
        assert caught.value.sentence == sentence


def test_a_policy_saved_in_another_encoding_says_so(desk: Desk) -> None:
    path = desk.settings.home / "policy.toml"
    path.write_bytes('number = "函〔2026〕1号"'.encode("gb18030"))
    with pytest.raises(BadInput, match="不是 UTF-8 编码的文本"):
        sheets.text(path)


def test_a_round_without_opinions_exports_a_sheet_without_rows(desk: Desk) -> None:
    open_round(desk)
    sheet = load_workbook(io.BytesIO(sheets.export_outcomes(desk, ROUND, OPENED))).active
    assert sheet.max_row == 2


def test_a_number_moved_to_another_row_settles_nothing(desk: Desk, page: Rows) -> None:
    page[2][0], page[3][0] = page[3][0], page[2][0]
    for row in page[2:]:
        row[4] = "采纳"
    with pytest.raises(RowRefused) as refused:
        brought_back(desk, page)
    assert refused.value.sentence == (
        f"“采纳.xlsx”第 3 行：序号 2 在记录里是“{FINANCE}”的另一条意见；请按导出的表核对序号、单位和意见内容后再导入。"
    )
    assert [opinion.outcome for opinion in view(desk, ROUND, MONDAY).opinions] == [None] * 3
