"""OpenDocument texts and spreadsheets (OASIS ODF 1.2) as a person sees them: tables as grids, merged cells laid out."""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from documents.contents import COVERED, Cell, Contents, Grid, Row
from documents.docx_text import descendants, local, parse
from rules.errors import BadInput

_ROWS = frozenset({"table-header-rows", "table-rows", "table-row-group"})
_HIDDEN = frozenset({"annotation", "note", "tracked-changes", "forms", "p", "h"})
_MARKS = {"tab": "\t", "line-break": "\n"}
_SPACES = re.compile(r"[ \t\r\n]+")
# A sheet ends in a million empty rows and each row in thousands of empty cells, stated once as repeated.
_MOST_REPEATS = 64


def odf_contents(blob: bytes, name: str, refusal: type[BadInput]) -> Contents:
    """What an admitted .odt or .ods says; a damaged one is refused in one sentence as `refusal`."""
    try:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            there = archive.namelist()
            body = parse(archive.read("content.xml"))
            others = [parse(archive.read(part)) for part in ("styles.xml", "meta.xml") if part in there]
    except (KeyError, etree.XMLSyntaxError) as error:
        raise refusal(f"“{name}”已损坏，打不开；请重新保存后再提交。") from error
    texts = (_text(body), *("\n".join(map(str, each.itertext())) for each in others))
    return Contents(texts, tuple(_grid(table) for table in descendants(body, "table")))


def _grid(table: etree._Element) -> Grid:
    above: dict[int, tuple[int, str]] = {}
    return tuple(_row(row, above) for row in _inside(table))


def _inside(table: etree._Element) -> Iterator[etree._Element]:
    for each in table:
        if local(each) == "table-row":
            yield each
        elif local(each) in _ROWS:
            yield from _inside(each)


def _row(row: etree._Element, above: dict[int, tuple[int, str]]) -> Row:
    cells: list[Cell] = []
    for element in row:
        if local(element) == "table-cell":
            text, rows = _text(element), _count(element, "number-rows-spanned")
            for _ in range(_count(element, "number-columns-repeated")):
                above[len(cells)] = (rows - 1, text)
                cells.append(Cell(text))
        elif local(element) == "covered-table-cell":
            cells += [_below(above, len(cells) + at) for at in range(_count(element, "number-columns-repeated"))]
    return tuple(cells)


def _below(above: dict[int, tuple[int, str]], column: int) -> Cell:
    left, text = above.get(column, (0, ""))
    if not left:
        return COVERED
    above[column] = (left - 1, text)
    return Cell(text)


def _count(element: etree._Element, name: str) -> int:
    stated = next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), "1")
    return min(int(stated), _MOST_REPEATS) if stated.isdecimal() else 1


def _text(element: etree._Element) -> str:
    paragraphs = (each for each in element.iter() if local(each) in {"p", "h"} and not _in_history(each))
    return "\n".join(text for each in paragraphs if (text := "".join(_visible(each)).strip()))


def _in_history(element: etree._Element) -> bool:
    """Whether this stands among what was deleted with tracking, or in a comment."""
    return any(local(each) in {"tracked-changes", "annotation"} for each in element.iterancestors())


def _visible(element: etree._Element) -> Iterator[str]:
    yield _SPACES.sub(" ", element.text or "")
    for each in element:
        name = local(each)
        if name == "s":
            yield " " * int(each.get(str(each.tag).replace("}s", "}c"), "1"))
        elif name in _MARKS:
            yield _MARKS[name]
        elif name not in _HIDDEN:
            yield from _visible(each)
        yield _SPACES.sub(" ", each.tail or "")
