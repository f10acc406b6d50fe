"""The table of opinions as a .docx: the layout offices print, written as text so that 10 000 rows take a second."""

from collections.abc import Iterable
from datetime import tzinfo

from documents.ooxml import (
    BODY_FONT,
    HEAD_FONT,
    MM,
    SONG_FONT,
    TITLE_FONT,
    cell,
    pack,
    package,
    paragraph,
    run,
    style,
    table_open,
)
from documents.wording import as_of_text
from rules.summary import COLUMNS, Table, UnitRows

# A portrait GB/T 9704-2012 page turned on its side: the 28 mm binding edge on top, a block of 225 by 156 mm.
_PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdFootdefault"/>'
    '<w:footerReference w:type="even" r:id="rIdFooteven"/>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    f'<w:pgMar w:top="{28 * MM:.0f}" w:right="{37 * MM:.0f}" w:bottom="{26 * MM:.0f}" w:left="{35 * MM:.0f}" '
    f'w:header="851" w:footer="{15 * MM:.0f}" w:gutter="0"/></w:sectPr>'
)
_WIDTHS = (1500, 6656, 1900, 2700)
_STYLES = ("Centred", "Opinion", "Centred", "Opinion")
_TITLE_LINE = 28
_KEEP_WHOLE = 270
_RESTART, _CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def write_table(table: Table, *, zone: tzinfo) -> bytes:
    """The .docx of a table: one header repeated on every page, a unit's cell merged over its opinions, closing rows.

    Args:
        table: see `rules.summary.table_of`.
        zone: the office's zone, in which the line under the table gives its moment.
    """
    body = "".join(
        (
            paragraph("Heading", _title(table.title)),
            table_open(_WIDTHS),
            _row(COLUMNS, ("Head",) * 4, "<w:cantSplit/><w:tblHeader/>"),
            *(row for group in table.groups for row in _unit_rows(group)),
            *(_row((label, units, "", "")) for label, units in table.closing),
            "</w:tbl>",
            paragraph("Under", as_of_text(table.ledger, zone)),
            _PAGE,
        )
    )
    return pack(package(body, _styles(), _footers(), table.title))


def _title(title: str) -> str:
    """A title too long for one line breaks before its last words, as offices set it."""
    name, tail, rest = title.rpartition("征求意见情况")
    return f"{name}\n{tail}{rest}" if len(title) > _TITLE_LINE and name else title


def _unit_rows(group: UnitRows) -> Iterable[str]:
    merge = _RESTART if len(group.rows) > 1 else ""
    unit = group.unit
    for row in group.rows:
        texts = (unit, row.opinion, row.outcome, row.note)
        # A row of a few lines stays on one page; a long one may break, or it would leave half a page white.
        whole = len(row.opinion) <= _KEEP_WHOLE and len(row.note) <= _KEEP_WHOLE // 3
        yield _row(texts, keep="<w:cantSplit/>" if whole else "", merge=merge)
        unit, merge = "", _CONTINUE


def _row(texts: Iterable[str], styles: Iterable[str] = _STYLES, keep: str = "", merge: str = "") -> str:
    marks = (merge, "", "", "")
    cells = "".join(
        cell(width, paragraph(name, text), mark)
        for width, name, text, mark in zip(_WIDTHS, styles, texts, marks, strict=True)
    )
    return f"<w:tr>{f'<w:trPr>{keep}</w:trPr>' if keep else ''}{cells}</w:tr>"


def _styles() -> list[str]:
    air = '<w:spacing w:before="40" w:after="40" w:line="320" w:lineRule="exact"/>'
    return [
        style(
            "Heading",
            TITLE_FONT,
            22,
            '<w:spacing w:after="240" w:line="600" w:lineRule="exact"/><w:jc w:val="center"/>',
        ),
        style("Head", HEAD_FONT, 12, f'{air}<w:jc w:val="center"/>'),
        style("Centred", BODY_FONT, 12, f'{air}<w:jc w:val="center"/>'),
        style("Opinion", BODY_FONT, 12, f'{air}<w:jc w:val="both"/>'),
        style("Under", BODY_FONT, 12, '<w:spacing w:before="120" w:line="360" w:lineRule="exact"/>'),
        style("PageOdd", SONG_FONT, 14, '<w:ind w:rightChars="100" w:right="280"/><w:jc w:val="right"/>', SONG_FONT),
        style("PageEven", SONG_FONT, 14, '<w:ind w:leftChars="100" w:left="280"/><w:jc w:val="left"/>', SONG_FONT),
    ]


def _footers() -> dict[str, str]:
    """The page number as GB/T 9704-2012 7.5 has it: — 1 —, outside on either side."""
    return {"default": _page_number("PageOdd"), "even": _page_number("PageEven")}


def _page_number(name: str) -> str:
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run("— ")}{field}{run(" —")}</w:p>'
