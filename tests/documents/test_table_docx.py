"""The table as Word has it: opened again with python-docx and read cell by cell."""

import io
import time
from itertools import pairwise

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.ooxml import clean
from documents.table_docx import write_table
from rules.summary import COLUMNS, Table
from tests.documents.cases import ZONE, round_of, small_round

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
    assert marks == [["cantSplit", "tblHeader"], ["cantSplit"], [], [], []]


def test_fonts_are_named_as_the_standard_names_them() -> None:
    document = opened(small_round())
    used = {
        style.style_id: style.element.rPr.rFonts.get(qn("w:eastAsia"))
        for style in document.styles
        if style.element.rPr is not None
    }
    assert used == {
        "Heading": "方正小标宋简体",
        "Head": "黑体",
        "Centred": "仿宋_GB2312",
        "Opinion": "仿宋_GB2312",
        "Under": "仿宋_GB2312",
        "PageOdd": "宋体",
        "PageEven": "宋体",
    }


def test_chinese_quotes_are_drawn_in_the_chinese_font() -> None:
    cell = opened(round_of(["删除“税务”", "删除税务"])).tables[0]
    hints = [
        [fonts.get(qn("w:hint")) for fonts in row.tc_lst[1].iter(qn("w:rFonts"))]
        for row in cell._tbl.tr_lst[1:3]  # noqa: SLF001
    ]
    assert hints == [["eastAsia"], []]


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
