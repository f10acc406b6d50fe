"""The table of opinions as an .xlsx, for offices that work on in it: every cell is text, whatever it begins with."""

import io
from collections.abc import Iterable
from datetime import tzinfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.ooxml import BODY_FONT, HEAD_FONT, TITLE_FONT
from documents.wording import as_of_text
from documents.workbook import A4, TEXT_ONLY, fitting, height, write_row
from rules.summary import COLUMNS, Table

_WIDTHS = (15, 62, 15, 28)
_TITLE_LINE = 30


def write_table(table: Table, *, zone: tzinfo) -> bytes:
    """The .xlsx of a table: title, header frozen and repeated in print, merged unit cells, closing rows, the counts.

    Args:
        table: see `rules.summary.table_of`.
        zone: the office's zone, in which the line under the table gives its moment.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, TEXT_ONLY) as book:
        sheet = book.add_worksheet("征求意见情况")
        formats = _formats(book)
        sheet.merge_range(0, 0, 0, 3, fitting(table.title), formats["title"])
        sheet.set_row(0, 60 if len(table.title) > _TITLE_LINE else 36)
        _write(sheet, 1, COLUMNS, (formats["head"],) * 4)
        last = _rows(sheet, table, formats)
        line = fitting(as_of_text(table.ledger, zone))
        sheet.merge_range(last, 0, last, 3, line, formats["under"])
        sheet.set_row(last, height([line], [sum(_WIDTHS)]))
        _page(sheet)
    return buffer.getvalue()


def _rows(sheet: Worksheet, table: Table, formats: dict[str, Format]) -> int:
    columns = (formats["centred"], formats["text"], formats["centred"], formats["text"])
    at = 2
    for group in table.groups:
        if len(group.rows) > 1:
            sheet.merge_range(at, 0, at + len(group.rows) - 1, 0, "", columns[0])
        for place, row in enumerate(group.rows):
            unit = group.unit if place == 0 else ""
            _write(sheet, at, (unit, row.opinion, row.outcome, row.note), columns, least=_share(group.unit, group.rows))
            at += 1
    for label, units in table.closing:
        _write(sheet, at, (label, units, "", ""), columns)
        at += 1
    return at


def _share(unit: str, rows: tuple[object, ...]) -> float:
    """The height each row must have so that together they hold the unit's name."""
    return height([unit], [_WIDTHS[0]]) / len(rows)


def _write(sheet: Worksheet, at: int, texts: tuple[str, ...], looks: Iterable[Format], least: float = 0) -> None:
    write_row(sheet, at, texts, looks)
    sheet.set_row(at, max(least, height(texts[1:], _WIDTHS[1:])))


def _formats(book: Workbook) -> dict[str, Format]:
    cell = {"border": 1, "text_wrap": True, "valign": "vcenter", "font_name": BODY_FONT, "font_size": 12}
    centred = {"align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format(centred | {"font_name": TITLE_FONT, "font_size": 22}),
        "head": book.add_format(cell | centred | {"font_name": HEAD_FONT}),
        "centred": book.add_format(cell | centred),
        "text": book.add_format(cell),
        "under": book.add_format({"text_wrap": True, "valign": "vcenter", "font_name": BODY_FONT, "font_size": 12}),
    }


def _page(sheet: Worksheet) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(2, 0)
    sheet.repeat_rows(1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.9)
    sheet.set_footer('&C&"宋体"&14— &P —')
