"""The table as Excel has it: opened again with openpyxl and read cell by cell."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from documents.table_xlsx import write_table
from rules.layouts import Columns, TableStyle
from rules.summary import COLUMNS, Table
from tests.documents.cases import ZONE, round_of, small_round
from tests.documents.schema import faults


def opened(table: Table) -> Worksheet:
    return load_workbook(io.BytesIO(write_table(table, zone=ZONE))).active


def grid(sheet: Worksheet) -> list[tuple[str, ...]]:
    return [tuple(value or "" for value in row) for row in sheet.iter_rows(values_only=True)]


def unmerged(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """As a sheet holds it: a merged unit's name stands on the first of its rows alone."""
    shown: list[tuple[str, ...]] = []
    last = ""
    for unit, *rest in rows:
        shown.append(("" if unit == last else unit, *rest))
        last = unit
    return shown


def test_every_cell_reads_back_as_the_table_has_it() -> None:
    table = small_round()
    rows = grid(opened(table))
    assert rows[0] == (table.title, "", "", "")
    assert rows[1:-1] == [COLUMNS, *unmerged(table.cells())]
    assert rows[-1][0].startswith("截至2026年10月21日8时05分，发函 7 家，")


def test_units_title_and_counts_are_the_only_merged_cells() -> None:
    assert {str(area) for area in opened(small_round()).merged_cells.ranges} == {"A1:D1", "A3:A5", "A11:D11"}


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "0012", "http://example.org", "1e5"])
def test_whatever_looks_like_a_formula_or_a_number_is_text(text: str) -> None:
    cell = opened(round_of([text]))["B3"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_control_characters_are_left_out_and_line_breaks_kept() -> None:
    assert opened(round_of(["甲\x0b\x00乙\r\n丙"]))["B3"].value == "甲乙\n丙"


def test_a_text_too_long_for_one_row_goes_on_in_the_next_and_loses_nothing() -> None:
    text = "长" * 40_200
    sheet = opened(round_of([text]))
    rows = grid(sheet)[2:-3]
    assert ["".join(row[column] for row in rows) for column in (1, 3)] == [text] * 2
    assert {row[1] for row in rows} == {"长" * 600, ""}, "every part alike"
    assert f"C3:C{2 + len(rows)}" in {str(area) for area in sheet.merged_cells.ranges}


def test_a_long_text_is_cut_behind_a_sentence() -> None:
    sentence = "建议将“年底前”改为“次年三月底前”。"
    parts = [row[1] for row in grid(opened(round_of([sentence * 100])))[2:-3] if row[1]]
    assert ("".join(parts), {part[-1] for part in parts}) == (sentence * 100, {"。"})


def test_filters_cover_every_row_and_find_each_of_a_units() -> None:
    table = small_round()
    blob = write_table(table, zone=ZONE)
    assert load_workbook(io.BytesIO(blob)).active.auto_filter.ref == "A2:D10"
    rows = CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[2:10]] == [row[0] for row in table.cells()]


@pytest.mark.parametrize("columns", Columns)
def test_every_column_set_is_valid_and_reads_back(columns: Columns) -> None:
    table = small_round(TableStyle(columns))
    blob = write_table(table, zone=ZONE)
    assert faults(blob, "xlsx") == []
    rows = CalamineWorkbook.from_filelike(io.BytesIO(blob)).get_sheet_by_index(0).to_python()
    head = 1 + 2 * (columns is Columns.STANDARD)
    assert [tuple(row) for row in rows[head : head + 1 + len(table.cells())]] == [
        table.layout.headings,
        *table.cells(),
    ]


def test_the_header_is_frozen_and_repeats_in_print_on_a4_landscape() -> None:
    sheet = opened(small_round())
    setup = sheet.page_setup
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$2:$2")
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)


def test_rows_grow_with_their_text_and_none_is_taller_than_a_page() -> None:
    sheet = opened(round_of(["短", "建议" * 100, "建议" * 2000]))
    heights = [sheet.row_dimensions[row].height for row in range(3, sheet.max_row)]
    assert [heights[0] < heights[1] < heights[2], max(heights) < 350] == [True, True]
