"""The table of opinions as a page to read, print or publish: one file, no script, nothing fetched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from documents.ooxml import clean
from documents.table_wording import above, title_of, under
from documents.template_html import fill_html
from rules.summary import Table

_SHORT = 270


@dataclass(frozen=True, slots=True)
class HtmlColumn:
    """A column; `share` in percent of the width."""

    heading: str
    share: float


@dataclass(frozen=True, slots=True)
class HtmlCell:
    """A cell over `span` rows."""

    text: str
    centred: bool
    span: int = 1


@dataclass(frozen=True, slots=True)
class HtmlRow:
    """A row; a `short` one stays on one printed page."""

    cells: tuple[HtmlCell, ...]
    short: bool


def write_table(table: Table, *, zone: tzinfo, templates: Path | None = None) -> bytes:
    """The .html of a table, UTF-8; arguments as of `documents.table_docx.write_table`.

    Raises:
        TemplateBroken: see `documents.template_html.fill_html`.
    """
    columns = table.layout.columns
    whole = sum(column.width for column in columns)
    context = {
        "title": clean(title_of(table)).replace("\n", ""),
        "above": [clean(line) for line in above(table, zone)],
        "columns": [HtmlColumn(column.heading, round(100 * column.width / whole, 1)) for column in columns],
        "rows": list(_rows(table)),
        "under": [clean(line) for line in under(table, zone)],
    }
    return fill_html("table.html", context, templates)


def _rows(table: Table) -> Iterator[HtmlRow]:
    unit, columns = table.layout.unit_column, table.layout.columns
    for run in table.runs():
        for at, texts in enumerate(run):
            cells = (
                HtmlCell(clean(text), column.centred, len(run) if place == unit else 1)
                for place, (column, text) in enumerate(zip(columns, texts, strict=True))
                if place != unit or at == 0
            )
            yield HtmlRow(tuple(cells), sum(map(len, texts)) <= _SHORT)
