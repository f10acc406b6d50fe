"""Documents from the record: opened again and read cell by cell, each file whole or not there."""

import io
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

from desk import filing, papers
from desk.filing import Entered
from desk.office import Desk
from desk.papers import Paper
from models import outcomes
from rules.errors import BadInput, Refused, RoundUnknown
from rules.filing import opinions_of
from rules.layouts import Columns
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.desk.office import DUE, FEW, FINANCE, INDUSTRY, PLANNING, ROUND, day, open_round

MONDAY = day(10, 12)
CELLS = [
    ("单位", "意见建议", "采纳情况", "说明"),
    (FINANCE, "删去“尽快”。", "建议采纳", ""),
    (FINANCE, "明确经费。", "不采纳", "经费渠道已在第二条写明。"),
    ("无意见", PLANNING, "", ""),
    ("无反馈", INDUSTRY, "", ""),
]


@pytest.fixture(autouse=True)
def _a_round_with_opinions(desk: Desk) -> None:
    open_round(desk, FEW)
    given = Entered(MONDAY, Channel.PAPER, opinions_of(["删去“尽快”。", "明确经费。"]))
    filing.enter_reply(desk, ROUND, FINANCE, given, MONDAY)
    filing.enter_reply(desk, ROUND, PLANNING, Entered(MONDAY, Channel.FAX, no_comment=True), MONDAY)
    with desk.store.write() as session:
        rejected = Outcome(Verdict.REJECTED, Stage.APPROVED, "经费渠道已在第二条写明。")
        outcomes.settle(session, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.PROPOSED), 2: rejected}, MONDAY)


def test_word_and_excel_say_the_same_and_what_the_record_says(desk: Desk, tmp_path: Path) -> None:
    written = papers.write_documents(desk, ROUND, tmp_path / "out", DUE)
    assert [path.name for path in written[:2]] == ["table.docx", "table.xlsx"]
    (table,) = Document(str(written[0])).tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == CELLS
    sheet = load_workbook(io.BytesIO(written[1].read_bytes())).active
    rows = [tuple(value or "" for value in row[:4]) for row in sheet.iter_rows(values_only=True)]
    first, second, *rest = CELLS[1:]
    assert rows[1 : len(CELLS) + 1] == [CELLS[0], first, ("", *second[1:]), *rest]


def test_files_are_replaced_and_nothing_else_is_left_behind(desk: Desk, tmp_path: Path) -> None:
    written = [papers.write_documents(desk, ROUND, tmp_path / "out", DUE) for _ in range(2)]
    assert written[0] == written[1]
    assert sorted((tmp_path / "out").iterdir()) == sorted(written[0])


def test_a_folder_that_cannot_be_written_to_is_refused_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadInput, match=r"table\.docx 写不进去"):
        papers.write_documents(desk, ROUND, tmp_path / "file", DUE)


def test_a_round_nobody_knows_leaves_no_folder(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(RoundUnknown):
        papers.write_documents(desk, "2026-009", tmp_path / "out", DUE)
    assert not (tmp_path / "out").exists()


def test_every_document_there_can_be_is_listed_with_its_name(desk: Desk) -> None:
    listed = papers.available(desk, ROUND, DUE)
    assert [paper.file for paper in listed] == list(papers.PAPERS)
    assert listed[0] == Paper("table.docx", "征求意见情况汇总表")


def test_one_document_can_be_asked_for_alone(desk: Desk, tmp_path: Path) -> None:
    (written,) = papers.write_documents(desk, ROUND, tmp_path / "out", DUE, only=["table.docx"])
    assert written.read_bytes() == papers.make(desk, ROUND, "table.docx", DUE)
    assert [path.name for path in written.parent.iterdir()] == ["table.docx"]


def test_a_document_that_fails_does_not_keep_back_the_others(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "table.docx").mkdir()
    with pytest.raises(Refused, match=r"^有 1 份文件没有写出（table\.docx：.*写不进去.*）；其余 1 份已写到 .*。$"):
        papers.write_documents(desk, ROUND, tmp_path, DUE, only=["table.docx", "table.xlsx"])
    assert (tmp_path / "table.xlsx").stat().st_size > 0


def test_a_document_nobody_knows_is_refused_with_those_there_are(desk: Desk) -> None:
    with pytest.raises(BadInput, match=r"没有名为 table\.odt 的文件；可写出的有 table\.docx、"):
        papers.make(desk, ROUND, "table.odt", DUE)


def test_another_column_set_can_be_asked_for_this_once(desk: Desk, tmp_path: Path) -> None:
    (written,) = papers.write_documents(desk, ROUND, tmp_path / "out", DUE, ["table.docx"], Columns.NUMBERED)
    (table,) = Document(str(written)).tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows][:2] == [
        ("序号", "单位", "意见建议", "采纳情况", "说明"),
        ("1", FINANCE, "删去“尽快”。", "建议采纳", ""),
    ]
