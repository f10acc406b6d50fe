"""The table as Word has it: opened again with python-docx and read cell by cell."""

import io
import time
from itertools import pairwise

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.ooxml import clean
from documents.table_docx import write_table
from rules.layouts import Columns, TableStyle
from rules.summary import COLUMNS, Heading, Table
from rules.words import Silence
from tests.documents.cases import ZONE, round_of, small_round
from tests.documents.schema import faults

TEXTS = st.text(st.characters(exclude_categories=()), min_size=1, max_size=60)


def opened(table: Table) -> Docx:
    return Document(io.BytesIO(write_table(table, zone=ZONE)))


def grid(table: DocxTable) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in table.rows]


def test_every_cell_reads_back_as_the_table_has_it() -> None:
    table = small_round()
    assert grid(opened(table).tables[0]) == [COLUMNS, *table.cells()]


@given(st.lists(TEXTS, min_size=1, max_size=7))
@settings(max_examples=40, deadline=None)
def test_any_text_stands_in_its_cell_without_what_xml_forbids(texts: list[str]) -> None:
    table = round_of(texts)
    expected = [tuple(clean(cell) for cell in row) for row in table.cells()]
    assert grid(opened(table).tables[0])[1:] == expected


def test_a_units_cell_is_merged_over_its_opinions_and_only_over_them() -> None:
    rows = opened(small_round()).tables[0]._tbl.tr_lst  # noqa: SLF001 - python-docx hides what a merge is
    merges = [[cell.vMerge for cell in row.tc_lst] for row in rows]
    none = [None] * 4
    water = [["restart", *none[1:]], *[["continue", *none[1:]]] * 2]
    assert merges == [none, *water, none, *[none] * 4]


def test_closing_rows_have_four_cells_of_their_own() -> None:
    rows = opened(small_round()).tables[0]._tbl.tr_lst[-4:]  # noqa: SLF001
    assert [[cell.grid_span for cell in row.tc_lst] for row in rows] == [[1, 1, 1, 1]] * 4
    assert grid(opened(small_round()).tables[0])[-4:] == [
        ("无意见", "市气象局", "", ""),
        ("无反馈", "东湖区、西湖区", "", ""),
        ("未送达", "北山县", "", ""),
        ("未发出", "南山县", "", ""),
    ]


def test_the_line_under_the_table_gives_the_moment_and_the_whole_ledger() -> None:
    title, under = (paragraph.text for paragraph in opened(small_round()).paragraphs)
    assert title == small_round().title
    assert under == (
        "截至2026年10月21日8时05分，"
        "发函 7 家，反馈有意见 2 家，无意见 1 家，无反馈 2 家，未送达 1 家，未发出 1 家；"
        "共提出意见 4 条，其中采纳 1 条、有条件采纳 1 条、不采纳 1 条、待定 1 条。"
    )


def test_a_long_title_breaks_before_its_last_words() -> None:
    table = small_round()
    long = Table(f"关于《{'某某县' * 8}办法》征求意见情况", table.groups, table.closing, table.ledger)
    assert opened(long).paragraphs[0].text == f"关于《{'某某县' * 8}办法》\n征求意见情况"


def test_the_page_is_a4_on_its_side_and_numbered_as_the_standard_says() -> None:
    document = opened(small_round())
    section = document.sections[0]
    sides = [round(side.mm) for side in (section.page_width, section.page_height) if side]
    assert (section.orientation, sides) == (WD_ORIENT.LANDSCAPE, [297, 210])
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert [p.text for p in (odd, even)] == ["—  —", "—  —"]
    fields = [p._p.find(qn("w:fldSimple")).get(qn("w:instr")) for p in (odd, even)]  # noqa: SLF001
    assert fields == [" PAGE ", " PAGE "]
    assert document.settings.odd_and_even_pages_header_footer is True


def test_the_header_repeats_and_short_rows_stay_whole() -> None:
    table = round_of(["短", "长" * 400])
    rows = opened(table).tables[0]._tbl.tr_lst  # noqa: SLF001
    marks = [[mark.tag.rpartition("}")[2] for mark in row.trPr] if row.trPr is not None else [] for row in rows]
    assert marks == [["cantSplit", "tblHeader"], ["cantSplit"], [], ["cantSplit"], ["cantSplit"]]


def test_fonts_are_named_as_the_standard_names_them() -> None:
    document = opened(small_round())
    used = {
        style.style_id: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in document.styles
        if style.element.rPr is not None
    }
    assert used == {
        "Heading": "方正小标宋简体",
        "Above": "仿宋_GB2312",
        "Head": "黑体",
        "Centred": "仿宋_GB2312",
        "Opinion": "仿宋_GB2312",
        "Under": "仿宋_GB2312",
        "PageOdd": "宋体",
        "PageEven": "宋体",
    }


def test_chinese_quotes_are_drawn_in_the_chinese_font() -> None:
    row = opened(round_of(["删除“税务”"])).tables[0]._tbl.tr_lst[1]  # noqa: SLF001
    hints = [[fonts.get(qn("w:hint")) for fonts in cell.iter(qn("w:rFonts"))] for cell in row.tc_lst]
    assert hints == [["eastAsia"]] * 4


def test_lines_of_a_text_are_paragraphs_so_that_none_is_stretched() -> None:
    cell = opened(round_of(["一是补充；\n二是明确\t经费。"])).tables[0].cell(1, 1)
    assert [paragraph.text for paragraph in cell.paragraphs] == ["一是补充；", "二是明确\t经费。"]
    assert {paragraph.style.style_id for paragraph in cell.paragraphs if paragraph.style} == {"Opinion"}


@pytest.mark.parametrize("columns", Columns)
def test_every_column_set_is_valid_and_reads_back(columns: Columns) -> None:
    table = small_round(TableStyle(columns))
    blob = write_table(table, zone=ZONE)
    assert faults(blob) == []
    assert grid(Document(io.BytesIO(blob)).tables[0]) == [table.layout.headings, *table.cells()]


def test_a_standards_form_has_its_head_and_its_four_counts() -> None:
    table = small_round(TableStyle(Columns.STANDARD))
    said = [paragraph.text for paragraph in opened(table).paragraphs]
    assert said[1:4] == [
        "标准项目名称：河道管护办法",
        "负责起草单位：市水务局　　承办人：王五　　电话：0371-12345　　2026年10月21日填写",
        (
            "说明：（1）发送“征求意见稿”的单位数：6 个；（2）收到“征求意见稿”后，回函的单位数：3 个；"
            "（3）收到“征求意见稿”后，回函并有建议或意见的单位数：2 个；（4）没有回函的单位数：3 个。"
        ),
    ]


def test_silence_read_as_consent_and_the_version_are_said_under_the_table() -> None:
    table = small_round(heading=Heading("2026-001", silence=Silence.DEEMED_NO_COMMENT))
    assert [paragraph.text for paragraph in opened(table).paragraphs[2:]] == [
        "无反馈的 2 家单位，按征求意见函视为无意见。",
        f"征求意见编号 2026-001，本表版本 {table.version}。",
    ]


def test_fifty_thousand_characters_emoji_and_rare_characters_all_stand_there() -> None:
    texts = ["长" * 50_000, "😀堃𠮷㐂", "=cmd|' /C calc'!A0", "{{ title }}{% if %}"]
    assert [row[1] for row in grid(opened(round_of(texts)).tables[0])[1:5]] == texts


def test_the_same_table_gives_the_same_bytes() -> None:
    first, second = (write_table(small_round(), zone=ZONE) for _ in range(2))
    assert first == second


def test_ten_times_the_rows_take_ten_times_as_long_and_not_a_hundred() -> None:
    timed = []
    for rows in (500, 5000):
        table = round_of(["建议将“年底前”改为“次年三月底前”。" * 4] * rows)
        start = time.perf_counter()
        write_table(table, zone=ZONE)
        timed.append(time.perf_counter() - start)
    assert [later < earlier * 40 for earlier, later in pairwise(timed)] == [True]
