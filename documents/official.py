"""A portrait GB/T 9704-2012 page for what is written by hand: margins, page numbers, the styles of body and table."""

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from documents.ooxml import (
    BODY_FONT,
    HEAD_FONT,
    KAI_FONT,
    MM,
    TITLE_FONT,
    cell,
    page_number_styles,
    paragraph,
    style,
    table_open,
)

PAGE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdFootdefault"/>'
    '<w:footerReference w:type="even" r:id="rIdFooteven"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    f'<w:pgMar w:top="{37 * MM:.0f}" w:right="{26 * MM:.0f}" w:bottom="{35 * MM:.0f}" w:left="{28 * MM:.0f}" '
    f'w:header="851" w:footer="{26 * MM:.0f}" w:gutter="0"/></w:sectPr>'
)
# The same page turned on its side for a table: the 28 mm binding edge on top, a block of 225 by 156 mm.
LANDSCAPE = (
    '<w:sectPr><w:footerReference w:type="default" r:id="rIdFootdefault"/>'
    '<w:footerReference w:type="even" r:id="rIdFooteven"/>'
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    f'<w:pgMar w:top="{28 * MM:.0f}" w:right="{37 * MM:.0f}" w:bottom="{26 * MM:.0f}" w:left="{35 * MM:.0f}" '
    f'w:header="851" w:footer="{15 * MM:.0f}" w:gutter="0"/></w:sectPr>'
)
WIDTH = 8844  # twips: 156 mm
_KEEP_WHOLE = 270
_RESTART, _CONTINUE = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def styles() -> list[str]:
    """Heading, Under, Section, Prose, Plain, Right, Chart, Head, Centred, Cell, Small, and the page numbers' own."""
    centred, right = '<w:jc w:val="center"/>', '<w:jc w:val="right"/>'
    # Numbers stand close to their measure, as offices set them.
    close = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
    line = f'{close}<w:spacing w:line="560" w:lineRule="exact"/>'
    row = f'{close}<w:spacing w:before="40" w:after="40" w:line="320" w:lineRule="exact"/>'
    indent = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
    return [
        style("Heading", TITLE_FONT, 22, f'<w:spacing w:after="120" w:line="600" w:lineRule="exact"/>{centred}'),
        style("Under", KAI_FONT, 16, f'<w:spacing w:after="240" w:line="560" w:lineRule="exact"/>{centred}'),
        style("Section", HEAD_FONT, 16, f"<w:keepNext/>{line}{indent}"),
        style("Prose", BODY_FONT, 16, f'{line}{indent}<w:jc w:val="both"/>'),
        style("Plain", BODY_FONT, 16, line),
        style("Right", BODY_FONT, 16, f'{line}<w:ind w:rightChars="200" w:right="640"/>{right}'),
        style("Chart", BODY_FONT, 12, f'<w:spacing w:before="120" w:after="120"/>{centred}'),
        style("Head", HEAD_FONT, 12, f"{row}{centred}"),
        style("Centred", BODY_FONT, 12, f"{row}{centred}"),
        style("Cell", BODY_FONT, 12, f'{row}<w:jc w:val="left"/>'),
        style("Small", BODY_FONT, 12, '<w:spacing w:before="120" w:after="120" w:line="360" w:lineRule="exact"/>'),
        *page_number_styles(),
    ]


def table(
    widths: Sequence[int],
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    centred: frozenset[int] = frozenset(),
    spans: Iterable[int] = (),
) -> str:
    """A table under a header that every page repeats; a row of a few lines stays on one page.

    Args:
        widths: of the columns, in twips.
        heads: the header's texts.
        rows: the texts of each row.
        centred: the columns whose cells stand in the middle.
        spans: over how many rows each cell of the first column reaches; none where each has its own.
    """
    names = ["Centred" if column in centred else "Cell" for column in range(len(widths))]
    marks = [mark for span in spans for mark in (_RESTART, *(_CONTINUE,) * (span - 1))]
    body = (_row(widths, names, row, _kept(row), mark) for row, mark in zip_longest(list(rows), marks, fillvalue=""))
    head = _row(widths, ["Head"] * len(widths), heads, "<w:cantSplit/><w:tblHeader/>")
    return f"{table_open(widths)}{head}{''.join(body)}</w:tbl>"


def _kept(row: Sequence[str]) -> str:
    return "<w:cantSplit/>" if max(map(len, row), default=0) <= _KEEP_WHOLE else ""


def _row(widths: Sequence[int], names: Sequence[str], texts: Sequence[str], kept: str, mark: str = "") -> str:
    shown = ["" if mark == _CONTINUE else texts[0], *texts[1:]]
    cells = "".join(
        cell(width, paragraph(name, text), mark if place == 0 else "")
        for place, (width, name, text) in enumerate(zip(widths, names, shown, strict=True))
    )
    return f"<w:tr>{f'<w:trPr>{kept}</w:trPr>' if kept else ''}{cells}</w:tr>"
