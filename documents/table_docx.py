"""The table of opinions as a .docx, from a template for each column set that an office may edit."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from documents.ooxml import clean
from documents.table_wording import above, title_of, under
from documents.template_docx import fill, flowing
from rules.layouts import LAYOUTS, Layout
from rules.summary import Table

# Stands in the unit's cell on all its rows but the first; a noncharacter, which no text holds.
_SAME = "\ufdd0"
_KEEP_WHOLE = 270
_END = "</w:tc>"
_TAG = re.compile("<[^>]+>")
_ROWS = re.compile(r"(<w:tr[ >].*?</w:tr>)", re.DOTALL)
_ROW_BEGINS = re.compile(r"<w:tr(?: [^>]*)?>(?:<w:tblPrEx>.*?</w:tblPrEx>)?", re.DOTALL)
_BEFORE_MERGE = re.compile(r"<w:tcPr>(?:<w:(?:cnfStyle|tcW|gridSpan|hMerge)\b[^>]*/>)*")


@dataclass(frozen=True, slots=True)
class Line:
    """One row as templates speak of it: `row.unit`, `row.opinion` and so on."""

    unit: str = ""
    number: str = ""
    clause: str = ""
    opinion: str = ""
    outcome: str = ""
    note: str = ""


def write_table(table: Table, *, zone: tzinfo, templates: Path | None = None) -> bytes:
    """The .docx of a table: one header repeated on every page, a unit's cell merged over its opinions, closing rows.

    Args:
        table: see `rules.summary.table_of`.
        zone: the office's zone, in which the line under the table gives its moment.
        templates: the office's own template root.

    Raises:
        TemplateBroken: see `documents.template_docx.fill`.
    """
    context = {
        "title": clean(title_of(table)),
        "above": [clean(line) for line in above(table, zone)],
        "rows": list(_lines(table)),
        "under": [clean(line) for line in under(table, zone)],
    }
    filled = fill(template_name(table.layout), context, templates)
    filled.body = _finished(filled.body)
    return filled.content()


def template_name(layout: Layout) -> str:
    """The template of a column set: table_four.docx and its siblings."""
    return next(f"table_{columns}.docx" for columns, known in LAYOUTS.items() if known == layout)


def _lines(table: Table) -> Iterator[Line]:
    names = [str(column.holds) for column in table.layout.columns]
    for run in table.runs():
        for place, texts in enumerate(run):
            held = {name: flowing(text) for name, text in zip(names, texts, strict=True)}
            yield Line(**held | {"unit": _SAME} if place else held)


def _finished(body: str) -> str:
    """The body with the cells of one unit merged, and rows of a few lines kept on one page each."""
    pieces = _ROWS.split(body)
    rows = [row.split(_END) for row in pieces[1::2]]
    below: int | None = None
    for row in reversed(rows):
        same = next((place for place, cell in enumerate(row) if _SAME in cell), None)
        if same is not None:
            row[same] = _merged(row[same].replace(_SAME, ""), "<w:vMerge/>")
        elif below is not None:
            row[below] = _merged(row[below], '<w:vMerge w:val="restart"/>')
        below = same
    pieces[1::2] = [_kept_whole(_END.join(row)) for row in rows]
    return "".join(pieces)


def _merged(cell: str, mark: str) -> str:
    """A cell with its mark where the schema has it: behind width and span."""
    return _BEFORE_MERGE.sub(lambda found: found[0] + mark, cell, count=1)


def _kept_whole(row: str) -> str:
    # A long row may break, or it would leave half a page white.
    if "<w:cantSplit" in row or len(_TAG.sub("", row)) > _KEEP_WHOLE:
        return row
    if "<w:trPr>" in row:
        return row.replace("<w:trPr>", "<w:trPr><w:cantSplit/>", 1)
    return _ROW_BEGINS.sub(lambda found: f"{found[0]}<w:trPr><w:cantSplit/></w:trPr>", row, count=1)
