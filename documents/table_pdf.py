"""The table of opinions as PDF/A."""

from datetime import tzinfo
from pathlib import Path

from documents.press_long import press_table
from documents.table_wording import above, title_of, under
from rules.summary import Table


def write_table(table: Table, *, zone: tzinfo, templates: Path | None = None, own_fonts: Path | None = None) -> bytes:
    """The PDF of a table, page numbers as GB/T 9704 has them, the header on every page.

    Args:
        table: see `rules.summary.table_of`.
        zone: the office's zone, in which the line under the table gives its moment.
        templates: the office's own template root.
        own_fonts: a folder with the office's own fonts.

    Raises:
        TemplateBroken: the office's template has a mistake.
    """
    columns = [
        {"heading": column.heading, "width": column.width, "centred": column.centred} for column in table.layout.columns
    ]
    data = {
        "name": table.title,
        "title": title_of(table),
        "office": table.heading.office,
        "above": above(table, zone),
        "columns": columns,
        "under": under(table, zone),
    }
    runs, unit = list(table.runs()), table.layout.unit_column
    return press_table("table.typ", data, runs, unit, table.ledger.as_of, templates, own_fonts)
