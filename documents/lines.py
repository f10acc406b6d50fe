"""A .docx as the lines of its body: paragraphs with the numbers Word gives them, soft breaks apart, tables as rows."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.docx_text import attribute, child, descendants, grid, inside, local, open_docx, parse, visible_text
from documents.numbering import Numbering
from rules.errors import BadInput, DraftUnreadable

_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_NUMBERING, _STYLES = "word/numbering.xml", "word/styles.xml"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a draft, or one row of a table.

    text: the words without the spaces around them; of a row, its cells joined by ` | `.
    automatic: the number Word writes before them.  centred, begins_page: how it looks.
    paragraph, offset: the `w:p`, counted in reading order, and where in its text the line begins.
    table, row: which table and row it is, from 1; 0 outside of tables.
    """

    text: str
    automatic: str = ""
    centred: bool = False
    begins_page: bool = False
    paragraph: int = 0
    offset: int = 0
    table: int = 0
    row: int = 0


def docx_lines(blob: bytes, name: str = "征求意见稿", refusal: type[BadInput] = DraftUnreadable) -> tuple[Line, ...]:
    """Every line of a .docx that says something, in reading order.

    Raises:
        DraftUnreadable: no .docx, damaged or dangerous; the sentence says how to mend it.
    """
    root = open_docx(blob, name, refusal).root
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        parts = {part: parse(archive.read(part)) for part in (_NUMBERING, _STYLES) if part in archive.namelist()}
    return tuple(_Reader(root, Numbering(parts.get(_NUMBERING), parts.get(_STYLES))).lines())


class _Reader:
    """Walks a body once; `w:p` are counted as `descendants(root, "p")` has them."""

    def __init__(self, root: etree._Element, numbering: Numbering) -> None:
        self._body = child(root, "body")
        self._numbering = numbering
        self._order = {each: place for place, each in enumerate(descendants(root, "p"))}
        self._new_page = False
        self._tables = 0

    def lines(self) -> Iterator[Line]:
        if self._body is not None:
            yield from self._blocks(self._body)

    def _blocks(self, element: etree._Element) -> Iterator[Line]:
        for each in element:
            name = local(each)
            if name == "p":
                yield from self._paragraph(each)
            elif name == "tbl":
                yield from self._table(each)
            elif name in _WRAPPERS:
                yield from self._blocks(each)

    def _paragraph(self, element: etree._Element) -> Iterator[Line]:
        text, properties = visible_text(element), child(element, "pPr")
        automatic = self._numbering.label(element)
        centred = attribute(child(properties, "jc"), "val") == "center"
        broken = any(attribute(each, "type") == "page" for each in descendants(element, "br"))
        fresh = self._new_page or broken or child(properties, "pageBreakBefore") is not None
        offset = 0
        for piece in text.split("\n"):
            said = piece.strip()
            if said:
                begins = offset + len(piece) - len(piece.lstrip())
                yield Line(said, automatic, centred, fresh, self._order[element], begins)
                automatic, fresh, broken = "", False, False
            offset += len(piece) + 1
        self._new_page = broken or child(properties, "sectPr") is not None or (fresh and not text.strip())

    def _table(self, element: etree._Element) -> Iterator[Line]:
        self._tables += 1
        table = self._tables
        for number, cells in enumerate(grid(element), 1):
            holder = next((cell.element for cell in cells if cell.element is not None), None)
            first = next(descendants(holder, "p"), None) if holder is not None else None
            text = " | ".join(cell.text.replace("\n", " ") for cell in cells)
            place = self._order[first] if first is not None else 0
            yield Line(text, paragraph=place, table=table, row=number)
        for row in inside(element, "tr"):
            self._count_in(row)

    def _count_in(self, row: etree._Element) -> None:
        """Automatic numbers in cells count on the list they share with the text after the table."""
        for paragraph in descendants(row, "p"):
            self._numbering.label(paragraph)
