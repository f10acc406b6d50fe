"""Forms to read: our own as printed, and documents that units make themselves."""

import io
from collections.abc import Callable, Iterable, Sequence

from docx import Document
from docx.document import Document as Docx
from openpyxl import Workbook

from documents.docx_contents import docx_contents
from documents.docx_text import open_docx
from documents.form import FormPress
from documents.form_code import code_for
from rules.errors import BadInput

SECRET = b"an office's own"
PRESS = FormPress("河道管护办法（征求意见稿）", "2026年10月19日18时00分", "市水利局", "张三 0371-1234567")


def blank(unit: str = "市林业局", number: int = 7) -> bytes:
    return PRESS.for_unit(unit, code_for(SECRET, "2026-001", number))


def saved(document: Docx) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def edited(blob: bytes, change: Callable[[Docx], None]) -> bytes:
    """The form after someone changed it in a word processor."""
    document = Document(io.BytesIO(blob))
    change(document)
    return saved(document)


def own_table(*rows: Sequence[str], before: Iterable[str] = ()) -> bytes:
    """A document of a unit's own making: some paragraphs, then one table."""
    document = Document()
    for text in before:
        document.add_paragraph(text)
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for line, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(line.cells, texts, strict=True):
            cell.text = text
    return saved(document)


def as_sheet(form: bytes, down: str = "") -> bytes:
    """The form as a spreadsheet: its tables one below the other, cells merged alike, its notes last."""
    sheet, tables = Workbook().active, docx_contents(open_docx(form, "表", BadInput)).tables
    for at, row in enumerate((row for table in tables for row in table), 1):
        begins = [column for column, cell in enumerate(row, 1) if not cell.covered]
        for begin, end in zip(begins, [*begins[1:], len(row) + 1], strict=True):
            sheet.cell(at, begin, row[begin - 1].text).data_type = "s"
            sheet.merge_cells(start_row=at, end_row=at, start_column=begin, end_column=end - 1)
    if down:
        sheet.merge_cells(down)
    for paragraph in Document(io.BytesIO(form)).paragraphs[-4:]:
        sheet.append([paragraph.text])
    buffer = io.BytesIO()
    sheet.parent.save(buffer)
    return buffer.getvalue()
