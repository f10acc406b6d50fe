"""The table of opinions as an .xlsx, for offices that work on in it: every cell is text, whatever it begins with."""

import io
from collections.abc import Iterable, Sequence
from datetime import tzinfo

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.ooxml import BODY_FONT, HEAD_FONT, TITLE_FONT, clean
from documents.table_wording import above, title_of, under
from documents.workbook import A4, TEXT_ONLY, fitting, height, pieces
from rules.summary import Table

# A landscape page of 225 mm holds 120 characters of this size; a row of 20 lines still prints on one page.
_CHARACTERS = 120 / 225
_MOST_LINES = 20
_TALLEST = 346.0
_TITLE_LINE = 30


def write_table(table: Table, *, zone: tzinfo) -> bytes:
    """The .xlsx of a table: header frozen, with filters and repeated in print; merged unit cells, closing rows, counts.

    A text too long for one row goes on in the next, its other cells merged over both.

    Args:
        table: see `rules.summary.table_of`.
        zone: the office's zone, in which the line under the table gives its moment.
    """
    buffer = io.BytesIO()
    with Workbook(buffer, TEXT_ONLY) as book:
        _Sheet(book, table).write(zone)
    return buffer.getvalue()


class _Sheet:
    """The one sheet as it is written, `at` the row that comes next."""

    def __init__(self, book: Workbook, table: Table) -> None:
        self.table, self.at = table, 0
        self.sheet: Worksheet = book.add_worksheet("征求意见情况")
        self.formats = _formats(book)
        columns = table.layout.columns
        self.looks = [self.formats["centred" if column.centred else "text"] for column in columns]
        self.widths = [column.width * _CHARACTERS for column in columns]

    def write(self, zone: tzinfo) -> None:
        title = title_of(self.table)
        self._across(title, "title", 60 if len(title) > _TITLE_LINE else 36)
        for line in above(self.table, zone):
            self._across(line, "under")
        head = self.at
        headings = self.table.layout.headings
        self._row(headings, [self.formats["head"]] * len(headings), height(headings, self.widths))
        for run in self.table.runs():
            self._run(run)
        self.sheet.autofilter(head, 0, self.at - 1, len(self.looks) - 1)
        for line in under(self.table, zone):
            self._across(line, "under")
        _page(self.sheet, self.widths, head)

    def _across(self, text: str, look: str, tall: float | None = None) -> None:
        self.sheet.merge_range(self.at, 0, self.at, len(self.looks) - 1, fitting(text), self.formats[look])
        self.sheet.set_row(self.at, tall or height([text], [sum(self.widths)]))
        self.at += 1

    def _run(self, run: Sequence[tuple[str, ...]]) -> None:
        """The rows of one unit, its name on each of them so that filters find all, shown once over them."""
        unit, first = self.table.layout.unit_column, self.at
        least = height([run[0][unit]], [self.widths[unit]]) / len(run)
        rows = list[tuple[Sequence[str], float]]()
        for given in run:
            texts = [clean(text) for text in given]
            parts = self._parts(texts, unit)
            if len(parts) > 1:
                whole = [column for column, text in enumerate(texts) if column != unit and parts[0][0][column] == text]
                self._spread(whole, first + len(rows), len(parts))
            rows += parts
        # Merged before they are written: merging leaves blanks behind, which the texts replace.
        if len(rows) > 1:
            self.sheet.merge_range(first, unit, first + len(rows) - 1, unit, "", self.looks[unit])
        for row, tall in rows:
            self._row(row, self.looks, max(least, tall))

    def _parts(self, texts: Sequence[str], unit: int) -> list[tuple[Sequence[str], float]]:
        """The rows one opinion needs, each with its height; a text in one part is repeated on each of them."""
        shown = [*texts[:unit], "", *texts[unit + 1 :]]
        tall = height(shown, self.widths)
        if tall <= _TALLEST:
            return [(texts, tall)]
        parts = [pieces(text, width, _MOST_LINES) for text, width in zip(shown, self.widths, strict=True)]
        most = max(map(len, parts))
        parts[unit] = [texts[unit]]
        columns = [part * most if len(part) == 1 else [*part, *[""] * (most - len(part))] for part in parts]
        return [(row, height([*row[:unit], "", *row[unit + 1 :]], self.widths)) for row in zip(*columns, strict=True)]

    def _spread(self, columns: Iterable[int], first: int, rows: int) -> None:
        """Merge the cells of an opinion that its long text leaves behind."""
        for column in columns:
            self.sheet.merge_range(first, column, first + rows - 1, column, "", self.looks[column])

    def _row(self, texts: Iterable[str], looks: Iterable[Format], tall: float) -> None:
        for column, (text, look) in enumerate(zip(texts, looks, strict=True)):
            if text:
                self.sheet.write_string(self.at, column, text, look)
            else:
                self.sheet.write_blank(self.at, column, None, look)
        self.sheet.set_row(self.at, tall)
        self.at += 1


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


def _page(sheet: Worksheet, widths: Sequence[float], head: int) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(head + 1, 0)
    sheet.repeat_rows(head)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.center_horizontally()
    sheet.set_margins(left=0.7, right=0.7, top=0.9, bottom=0.9)
    # Outside on either side, as GB/T 9704-2012 7.5 has it.
    sheet.set_footer('&R&"宋体"&14— &P —　')
