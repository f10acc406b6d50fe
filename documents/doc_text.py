"""Word 97–2003 files, which WPS writes as .wps too, as a person sees them: the piece table's text, tables as grids.

Source: [MS-DOC], Word (.doc) Binary File Format: 2.4.1 retrieving text, 2.4.3 table boundaries, 2.9.157 PapxInFkp.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from documents.contents import COVERED, Cell, Contents, Grid, Row
from documents.doc_file import DAMAGE, TABLE_DEFINITION, WordFile, open_word_file, short, word
from documents.docx_text import PRIVATE_MARKS
from rules.errors import BadInput

_IN_TABLE, _ROW_END = 0x2416, 0x2417
_MARKS = re.compile("[\r\x07\x0c]")
_FIELD_CODE = re.compile("\x13[^\x13-\x15]*(?:\x14|(?=\x15))")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1d\x1f]")
_CHARACTERS = PRIVATE_MARKS | dict.fromkeys((0x07, 0x0B, 0x0C, 0x0D), "\n") | {0x1E: "-"}
_CONTINUED = 1
_TC_SIZE = 20
# Edges of cells that should meet lie up to a millimetre apart.
_SLACK = 57


@dataclass(frozen=True, slots=True)
class TableLine:
    """A table row: the text of its cells, their left edges in twips, and which continue the cell above."""

    texts: tuple[str, ...]
    edges: tuple[int, ...]
    continued: tuple[bool, ...]


def doc_contents(blob: bytes, name: str, refusal: type[BadInput]) -> Contents:
    """What an admitted .doc says; one that is damaged, encrypted or older than Word 97 is refused as `refusal`."""
    try:
        return _contents(open_word_file(blob, name, refusal))
    except DAMAGE as error:
        raise refusal(f"“{name}”已损坏，打不开；请用 Word 或 WPS 重新保存为 .docx 后再提交。") from error


def _contents(file: WordFile) -> Contents:
    tables: list[list[TableLine]] = [[]]
    for line in _lines(file):
        if line:
            tables[-1].append(line)
        elif tables[-1]:
            tables.append([])
    body, margins = _shown(file.text[: file.body_end]), _shown(file.text[file.body_end :])
    return Contents((body, margins, file.properties), tuple(grid_of(lines) for lines in tables if lines))


def _lines(file: WordFile) -> Iterator[TableLine | None]:
    """Every table row in order; None for a paragraph outside tables."""
    cells: list[str] = []
    begun = 0
    for mark in _MARKS.finditer(file.text, 0, file.body_end):
        properties = file.paragraph(mark.start())
        inside, row_ends = (properties.get(code, b"\0") != b"\0" for code in (_IN_TABLE, _ROW_END))
        if not inside:
            yield None
        elif row_ends:
            yield _line(cells, properties.get(TABLE_DEFINITION, b"\0"))
            cells = []
        elif mark[0] == "\x07":
            cells.append(_shown(file.text[begun : mark.start()]))
        else:
            continue
        begun = mark.end()


def _line(texts: list[str], definition: bytes) -> TableLine:
    """A row by its definition (2.9.321): the number of cells, their edges, then 20 bytes for each."""
    count = definition[0]
    if count != len(texts):
        return TableLine(tuple(texts), tuple(range(0, 1000 * len(texts), 1000)), (False,) * len(texts))
    edges = tuple(short(definition, 1 + 2 * at) for at in range(count))
    first = 3 + 2 * count
    flags = [
        word(definition[at : at + 2].ljust(2, b"\0"), 0) for at in range(first, first + _TC_SIZE * count, _TC_SIZE)
    ]
    return TableLine(tuple(texts), edges, tuple(flag >> 5 & 3 == _CONTINUED for flag in flags))


def grid_of(lines: list[TableLine]) -> Grid:
    """The rows of a table with every cell at the column its left edge stands at."""
    columns: list[int] = []
    for edge in sorted({edge for line in lines for edge in line.edges}):
        if not columns or edge - columns[-1] > _SLACK:
            columns.append(edge)
    above: dict[int, str] = {}
    return tuple(_row(line, columns, above) for line in lines)


def _row(line: TableLine, columns: list[int], above: dict[int, str]) -> Row:
    cells = [COVERED] * len(columns)
    for text, edge, continued in zip(line.texts, line.edges, line.continued, strict=True):
        column = max(at for at, left in enumerate(columns) if left <= edge)
        above[column] = above.get(column, "") if continued else text
        cells[column] = Cell(above[column])
    return tuple(cells)


def _shown(text: str) -> str:
    """Text as displayed: the results of fields without their codes, breaks as line feeds."""
    while _FIELD_CODE.search(text):
        text = _FIELD_CODE.sub("", text)
    text = (
        _INVISIBLE.sub("", text.translate(_CHARACTERS))
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
    )
    return "\n".join(line for each in text.split("\n") if (line := each.strip()))
