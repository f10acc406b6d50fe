"""A form filled in as a unit would, in the document itself: for the demonstration and the tests."""

import copy
import io
import zipfile
from collections.abc import Sequence

from lxml import etree

from documents.docx_text import descendants, grids, local, open_docx, parse
from documents.form import NO_COMMENT, WITH_OPINIONS
from documents.form_reading import FormRow
from documents.form_table import Field, OpinionTable, labelled, opinion_table
from documents.ooxml import W, pack, run
from rules.errors import FormUnreadable

_BODY = "word/document.xml"


def fill_form(
    blob: bytes, *, rows: Sequence[FormRow] = (), no_comment: bool = False, contact: str = "", phone: str = ""
) -> bytes:
    """Fill our own form: contact and telephone, the tick, one row an opinion; rows are added where five are too few.

    Raises:
        FormUnreadable: `blob` is not our form.
    """
    opened = open_docx(blob, "反馈表", FormUnreadable)
    tables = tuple(grids(opened.root))
    values, table = labelled(tables), opinion_table(tables)
    if table is None or not {Field.CONTACT, Field.PHONE, Field.STANCE} <= set(values):
        raise FormUnreadable("这不是征求意见反馈表的原表；请使用随函所附的反馈表。")
    _write(values[Field.CONTACT].element, contact)
    _write(values[Field.PHONE].element, phone)
    _write(values[Field.STANCE].element, _ticked(values[Field.STANCE].text, no_comment=no_comment, opinions=bool(rows)))
    _write_rows(table, rows)
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    return pack(parts | {_BODY: etree.tostring(opened.root, encoding="UTF-8", xml_declaration=True, standalone=True)})


def _ticked(text: str, *, no_comment: bool, opinions: bool) -> str:
    for chosen, option in ((no_comment, NO_COMMENT), (opinions, WITH_OPINIONS)):
        text = text.replace(option, option.replace("□", "☑")) if chosen else text
    return text


def _write_rows(table: OpinionTable, rows: Sequence[FormRow]) -> None:
    """Fill the rows in order; a row too many is a copy of the last, as Word's own 插入行 makes it."""
    lines = [line for row in table.rows if (line := _line(row[0].element)) is not None]
    for _ in range(len(rows) - len(lines)):
        lines.append(copy.deepcopy(lines[-1]))
        lines[-2].addnext(lines[-1])
    for number, (line, row) in enumerate(zip(lines, rows, strict=False), 1):
        texts = {
            Field.NUMBER: str(number),
            Field.PLACE: row.place,
            Field.ORIGINAL: row.original,
            Field.PROPOSAL: row.proposal,
            Field.GROUNDS: row.grounds,
        }
        cells = list(descendants(line, "tc"))
        for at, field in table.columns.items():
            _write(cells[at], texts[field])


def _line(cell: etree._Element | None) -> etree._Element | None:
    return None if cell is None else cell.getparent()


def _write(cell: etree._Element | None, text: str) -> None:
    """Replace what stands in a cell's first paragraph, keeping its style."""
    if cell is None:
        return
    paragraph = next(descendants(cell, "p"))
    for old in [each for each in paragraph if local(each) == "r"]:
        paragraph.remove(old)
    paragraph.extend(parse(f'<w:p xmlns:w="{W}">{run(text)}</w:p>'.encode()))
