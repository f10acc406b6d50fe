"""The 催办单 as Word has it: read back cell by cell, with room to write and its header on every page."""

import io
from datetime import date, datetime, timedelta

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.call_list import COLUMNS, write_call_list
from documents.ooxml import clean
from rules.calls import Call
from tests.documents.cases import ZONE

DUE = datetime(2026, 10, 13, 18, tzinfo=ZONE)
NOW = datetime(2026, 10, 20, 9, 30, tzinfo=ZONE)
FINANCE = Call("市财政局", "李科长", "0371-00001001", date(2026, 9, 28), DUE, 4)
ZONE_OFFICE = Call("示范区管委会", "黄主任、王工", "0371-00001007、13800000000", None, DUE + timedelta(minutes=30), 0)
TEXTS = st.text(st.characters(exclude_categories=()), max_size=40)


def written(*calls: Call) -> bytes:
    return write_call_list("2026-001", "全市河道管护办法", calls, NOW, zone=ZONE)


def opened(*calls: Call) -> Docx:
    return Document(io.BytesIO(written(*calls)))


def rows(document: Docx) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in document.tables[0].rows]


def test_every_call_has_its_line_and_the_record_is_left_blank() -> None:
    assert rows(opened(FINANCE, ZONE_OFFICE)) == [
        COLUMNS,
        ("1", "市财政局", "李科长", "0371-00001001", "2026年\n10月13日\n18时", "4次", ""),
        ("2", "示范区管委会", "黄主任\n王工", "0371-00001007\n13800000000", "2026年\n10月13日\n18时30分", "0次", ""),
    ]


def test_it_says_what_it_is_of_which_round_and_as_of_when() -> None:
    document = opened(FINANCE)
    assert [paragraph.text for paragraph in document.paragraphs][:2] == [
        "催办单",
        "《全市河道管护办法》征求意见（编号 2026-001），截至2026年10月20日9时30分尚有1家单位未反馈。",
    ]
    assert document.paragraphs[-1].text.startswith("催办人（签字）：")
    assert document.core_properties.title == "催办单 2026-001"


def test_it_prints_on_a4_within_the_margins_with_its_header_on_every_page() -> None:
    document = opened(*[FINANCE] * 30)
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    width, height, left, right = (round((size or 0) / Mm(1)) for size in sizes)
    assert (section.orientation, width, height) == (WD_ORIENT.LANDSCAPE, 297, 210)
    assert sum(int(column.width or 0) for column in document.tables[0].columns) // Mm(1) == width - left - right
    lines = [row._tr for row in document.tables[0].rows]  # noqa: SLF001 - python-docx has no word for these marks
    marks = [[len(line.xpath(f"./w:trPr/w:{mark}")) for mark in ("tblHeader", "cantSplit")] for line in lines]
    assert marks == [[1, 1], *[[0, 1]] * 30]


def test_every_line_has_room_for_two_lines_of_handwriting() -> None:
    assert {int(row.height or 0) // Mm(1) for row in opened(FINANCE, ZONE_OFFICE).tables[0].rows[1:]} == {17}


def test_the_same_list_is_the_same_file() -> None:
    assert written(FINANCE) == written(FINANCE)


def test_a_list_of_nobody_is_a_header_alone() -> None:
    assert rows(opened()) == [COLUMNS]


@settings(max_examples=40, deadline=None, database=None)
@given(TEXTS, TEXTS, TEXTS)
def test_any_name_stands_in_its_cell(unit: str, contact: str, phone: str) -> None:
    call = Call(unit, contact, phone, None, DUE, 1)
    contact, phone = (text.replace("、", "\n") for text in (contact, phone))
    assert rows(opened(call))[1][1:4] == tuple(map(clean, (unit, contact, phone)))
