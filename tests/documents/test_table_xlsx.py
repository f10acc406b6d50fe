"""The table as Excel has it: opened again with openpyxl and read cell by cell."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from documents.table_xlsx import write_table
from rules.summary import COLUMNS, Table
from tests.documents.cases import ZONE, round_of, small_round


def opened(table: Table) -> Worksheet:
    return load_workbook(io.BytesIO(write_table(table, zone=ZONE))).active


def grid(sheet: Worksheet) -> list[tuple[str, ...]]:
    return [tuple(value or "" for value in row) for row in sheet.iter_rows(values_only=True)]


def unmerged(rows: list[tuple[str, str, str, str]]) -> list[tuple[str, ...]]:
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


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    value = opened(round_of(["长" * 40_000]))["B3"].value
    assert (len(value), value[-13:]) == (32_767, "……（全文见 .docx）")


def test_the_header_is_frozen_and_repeats_in_print_on_a4_landscape() -> None:
    sheet = opened(small_round())
    setup = sheet.page_setup
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A3", "$2:$2")
    assert (setup.orientation, setup.paperSize, setup.fitToHeight) == ("landscape", 9, 0)


def test_rows_grow_with_their_text_up_to_what_a_row_can() -> None:
    sheet = opened(round_of(["短", "建议" * 100, "建议" * 2000]))
    heights = [sheet.row_dimensions[row].height for row in (3, 4, 5)]
    assert [heights[0] < heights[1] < heights[2], heights[2]] == [True, 408.75]
