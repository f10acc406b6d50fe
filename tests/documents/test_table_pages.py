"""The table as PDF and as a page: every cell read back, in every column set."""

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pdfplumber
import pytest
from lxml import html

from documents import table_html, table_pdf
from rules.errors import TemplateBroken
from rules.layouts import Columns, TableStyle
from rules.summary import Table
from tests.documents.cases import ZONE, round_of, small_round

_BLANK = re.compile(r"\s")


def pdf_cells(blob: bytes) -> list[tuple[str, ...]]:
    """The cells of every page's table without its header; what spans rows stands on the first alone."""
    with pdfplumber.open(io.BytesIO(blob)) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [tuple(_BLANK.sub("", cell or "") for cell in row) for table in tables for row in table[1:]]


def html_cells(blob: bytes, tag: str = "td") -> list[tuple[str, ...]]:
    rows = (
        tuple("".join(map(str, cell.itertext())) for cell in row.iter(tag)) for row in html.fromstring(blob).iter("tr")
    )
    return [row for row in rows if row]


def once(table: Table, gap: Sequence[str]) -> list[tuple[str, ...]]:
    """The rows with the unit's name on the first of its rows alone."""
    unit = table.layout.unit_column
    return [
        row if at == 0 else (*row[:unit], *gap, *row[unit + 1 :]) for run in table.runs() for at, row in enumerate(run)
    ]


@pytest.mark.parametrize("columns", Columns)
def test_every_cell_of_the_pdf_is_the_tables(columns: Columns) -> None:
    table = small_round(TableStyle(columns))
    expected = [tuple(_BLANK.sub("", cell) for cell in row) for row in once(table, [""])]
    assert pdf_cells(table_pdf.write_table(table, zone=ZONE)) == expected


@pytest.mark.parametrize("columns", Columns)
def test_every_cell_of_the_page_is_the_tables(columns: Columns) -> None:
    table = small_round(TableStyle(columns))
    page = table_html.write_table(table, zone=ZONE)
    assert html_cells(page) == once(table, [])
    assert html_cells(page, "th") == [table.layout.headings]


def test_nothing_in_an_opinion_becomes_part_of_the_page() -> None:
    page = table_html.write_table(round_of(["<script>alert(1)</script>{{ title }}&amp;"]), zone=ZONE)
    assert list(html.fromstring(page).iter("script")) == []
    assert html_cells(page)[0][1] == "<script>alert(1)</script>{{ title }}&amp;"


def test_an_opinion_of_fifty_thousand_characters_runs_over_pages_and_loses_none() -> None:
    pdf = table_pdf.write_table(round_of(["长" * 50_000], each=1), zone=ZONE)
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        assert sum(page.extract_text().count("长") for page in opened.pages) == 100_000


def test_no_line_begins_with_a_mark_that_may_not_begin_one() -> None:
    texts = [f"{'建' * count}，“议”；（改）：《办法》。{'删' * count}……、？！" for count in range(1, 60)]
    with pdfplumber.open(io.BytesIO(table_pdf.write_table(round_of(texts), zone=ZONE))) as opened:
        cells = [cell or "" for page in opened.pages for rows in page.extract_tables() for row in rows for cell in row]
    lines = [line for cell in cells for line in cell.split("\n")]
    assert [line for line in lines if line[:1] in set("，。；：、？！）》”’")] == []


def test_an_offices_page_with_an_unknown_placeholder_is_refused_by_line(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "table.html").write_text("<h1>{{ title }}</h1>\n<p>{{ titel }}</p>", "utf-8")
    with pytest.raises(TemplateBroken, match=r"^文件模板 table\.html 第 2 行用了不认识的占位符“titel”"):
        table_html.write_table(small_round(), zone=ZONE, templates=tmp_path)
