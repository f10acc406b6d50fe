"""What a .docx says: read in one pass where it is made of the usual parts only, else as `docx_text` reads anything.

Looking at each element by itself is most of the time a form takes. The pass goes by the few that matter, in their
order, and gives the same; what else could bear on what is seen, or stands where it should not, is left to the other.
"""

from functools import cache

from lxml import etree

from documents.contents import Cell, Contents, Grid
from documents.docx_text import CHARACTERS, Opened, child, grids, local, paragraph_text, spread, text_of, written

_TRACKED = frozenset({"ins", "moveTo", "del", "moveFrom", "delText", "delInstrText"})
_UNUSUAL = _TRACKED | {"sdt", "customXml", "smartTag", "sym", "instrText", "Fallback", "gridBefore"}
_READ = frozenset({"tbl", "tr", "tc", "gridSpan", "vMerge", "p", "t", *CHARACTERS})
_TAGS = [f"{{*}}{name}" for name in sorted(_READ | _UNUSUAL)]
Words = list[str]
Said = tuple[str, tuple[Grid, ...]]


def docx_contents(opened: Opened) -> Contents:
    """What an opened .docx says."""
    text, tables = one_pass(opened.root) or by_parts(opened.root)
    return Contents((text, *opened.margins, opened.properties), tables)


def by_parts(root: etree._Element) -> Said:
    """The text of any document and its tables."""
    said = cache(paragraph_text)  # first for the whole, then for each cell
    return text_of(root, said), tuple(grids(root, said))


def one_pass(root: etree._Element) -> Said | None:
    """The same of a usual document, None of another."""
    try:
        lines, tables = _passed(root)
    except _Unusual:
        return None
    return "\n".join(filter(None, map(_said, lines))), tuple(map(_grid, tables))


class _Unusual(Exception):
    pass


class _Cell:
    """A cell as it is read: the words of its paragraphs, and what it states of its size."""

    __slots__ = ("element", "lines", "stated")

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.lines: list[Words] = []
        self.stated: dict[str, etree._Element] = {}

    def text(self) -> str:
        return "\n".join(filter(None, map(_said, self.lines)))


def _passed(root: etree._Element) -> tuple[list[Words], list[list[list[_Cell]]]]:
    """The words of every paragraph, and the cells of every row of every table."""
    lines, tables = list[Words](), list[list[list[_Cell]]]()
    body, words, cell = child(root, "body"), Words(), _Cell(root)
    table = row = paragraph = root
    _expect(local(root) == "document" and body is not None)
    for element in root.iter(*_TAGS):
        name = local(element)
        parent = element.getparent()
        if parent is None or name in _UNUSUAL:
            raise _Unusual
        if name == "t":
            _expect(local(parent) == "r" and parent.getparent() is paragraph)
            words.append(written(parent, element.text or ""))
        elif name == "p":
            paragraph, words = element, Words()
            lines.append(words)
            if parent is cell.element:
                cell.lines.append(words)
            else:
                _expect(parent is body)
        elif name == "tc":
            _expect(parent is row)
            cell = _Cell(element)
            tables[-1][-1].append(cell)
        elif name == "tr":
            _expect(parent is table)
            row = element
            tables[-1].append([])
        elif name == "tbl":
            _expect(parent is body)
            table = element
            tables.append([])
        elif name in CHARACTERS:
            stop = local(parent) == "tabs"  # where a tab goes, as the paragraph's properties say
            above = parent.getparent()
            _expect(child(paragraph, "pPr") is above if stop else local(parent) == "r" and above is paragraph)
            words += [] if stop else [CHARACTERS[name]]
        else:
            _expect(parent is child(cell.element, "tcPr"))
            cell.stated[name] = element
    return lines, tables


def _expect(usual: object) -> None:
    if not usual:
        raise _Unusual


def _said(words: list[str]) -> str:
    return "".join(words).strip()


def _grid(table: list[list[_Cell]]) -> Grid:
    above: dict[int, str] = {}
    rows = []
    for row in table:
        cells: list[Cell] = []
        for cell in row:
            cells += spread(cell.element, cell.text, cell.stated, above, len(cells))
        rows.append(tuple(cells))
    return tuple(rows)
