"""Excel workbooks as a person sees them: every sheet a grid, merged cells laid out."""

import io

from python_calamine import CalamineSheet, CalamineWorkbook

from documents.contents import COVERED, Cell, Contents, Grid
from documents.extent import is_boundless
from documents.gate import Kind
from documents.sheets import damage_as, rows_of_csv, shown
from rules.errors import BadInput


def sheet_contents(blob: bytes, name: str, kind: Kind, refusal: type[BadInput]) -> Contents:
    """What an admitted .xlsx or .xls says; one that is damaged or boundless is refused in one sentence as `refusal`."""
    if is_boundless(blob, kind):
        raise refusal(f"“{name}”在很远的位置还有内容，大得无法读取；请把意见复制到新表中再提交。")
    with damage_as(refusal(f"“{name}”已损坏或加了密码，打不开；请重新保存后再提交。")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(blob))
        tables = tuple(_grid(book.get_sheet_by_name(sheet)) for sheet in book.sheet_names)
    texts = ("\n".join(cell.text for row in table for cell in row if cell.text) for table in tables)
    return Contents(tuple(texts), tables)


def csv_contents(blob: bytes, name: str, refusal: type[BadInput]) -> Contents | None:
    """What an admitted .csv says; None where no line has several columns, as in any other text."""
    rows = rows_of_csv(blob, name, refusal)
    if all(len(row) < 2 for row in rows):  # noqa: PLR2004 - a table has two
        return None
    table = tuple(tuple(Cell(text.strip()) for text in row) for row in rows)
    return Contents(("\n".join(cell.text for row in table for cell in row if cell.text),), (table,))


def _grid(sheet: CalamineSheet) -> Grid:
    rows = [[Cell(shown(value).strip()) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in rows[top : bottom + 1]:
            # Down, a merged cell says the same on every row; across, it says it once.
            row[left : right + 1] = [rows[top][left], *[COVERED] * (min(right + 1, len(row)) - left - 1)]
    return tuple(map(tuple, rows))
