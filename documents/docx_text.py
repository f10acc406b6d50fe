"""A .docx read as a person sees it: tracked deletions gone, insertions in, tables laid out as grids."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from lxml import etree

from documents.contents import COVERED, Cell, Grid
from documents.gate import admit_docx
from documents.package import Package
from rules.errors import BadInput

DELETED, INSERTED = frozenset({"del", "moveFrom"}), frozenset({"ins", "moveTo"})
_SKIPPED = frozenset({"pPr", "rPr", "sdtPr", "instrText", "delInstrText", "Fallback"})
_NEVER_SEEN = _SKIPPED | DELETED
_WRAPPERS = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"})
CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# The boxes and ticks of Wingdings and Wingdings 2, which Word's 插入符号 and WPS write instead of Unicode.
_WINGDINGS = dict.fromkeys((0x52, 0x53, 0x54, 0xFD, 0xFE), "☑") | dict.fromkeys((0x50, 0xFC), "√")
_WINGDINGS |= dict.fromkeys((0x6F, 0xA3, 0xA8), "□")
PRIVATE_MARKS = {0xF000 + code: mark for code, mark in _WINGDINGS.items()}
_MARKED = re.compile(f"[{''.join(map(chr, [*_WINGDINGS, *PRIVATE_MARKS]))}]")
_MOST_NAMES = 1024
_PROPERTIES, _MARGINS = "docProps/core.xml", ("word/header", "word/footer")
# One for all: making a parser takes as long as parsing a form.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)


@dataclass(frozen=True, slots=True)
class Opened:
    """A .docx that passed the gate: the tree of its body, the texts of its headers and footers, its properties."""

    root: etree._Element
    margins: tuple[str, ...]
    properties: str


def open_docx(blob: bytes, name: str, refusal: type[BadInput]) -> Opened:
    """Open a .docx; whatever is none, or is damaged, is refused in one sentence as `refusal`."""
    return open_admitted(admit_docx(blob, name, refusal), name, refusal)


def open_admitted(package: Package, name: str, refusal: type[BadInput]) -> Opened:
    """The same for what has passed the gate as a .docx."""
    try:
        properties = package.read(_PROPERTIES) if _PROPERTIES in package else b""
        root = parse(package.read("word/document.xml"))
        texts = tuple(text_of(parse(package.read(part))) for part in package.names(_MARGINS))
    except (KeyError, etree.XMLSyntaxError) as error:
        raise refusal(f"“{name}”已损坏，打不开；请用 Word 或 WPS 重新保存后再提交。") from error
    return Opened(root, texts, properties.decode("utf-8", "replace"))


def parse(xml: bytes) -> etree._Element:
    """Parse one part; the gate has refused entities, and the parser would not resolve one either."""
    return etree.fromstring(xml, _PARSER)


def local(element: etree._Element) -> str:
    """An element's name without its namespace: strict and transitional files read alike."""
    return _LOCAL[element.tag]


class _Local(dict[object, str]):
    def __missing__(self, tag: object) -> str:
        name = str(tag).rpartition("}")[2]
        if len(self) < _MOST_NAMES:
            self[tag] = name
        return name


_LOCAL = _Local()


def attribute(element: etree._Element | None, name: str) -> str | None:
    """A `w:` attribute in either namespace, None where the element or the attribute is missing."""
    if element is None:
        return None
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first child of that name."""
    if element is not None:
        for each in element:
            if _LOCAL[each.tag] == name:
                return each
    return None


def descendants(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """Every element of that name below, in reading order."""
    return element.iter(f"{{*}}{name}")


def paragraph_text(paragraph: etree._Element) -> str:
    """The visible text of one paragraph, without the spaces around it."""
    return visible_text(paragraph).strip()


def text_of(element: etree._Element, said: Callable[[etree._Element], str] = paragraph_text) -> str:
    """The visible text below an element, its paragraphs on lines of their own, without placeholders."""
    return "\n".join(text for each in descendants(element, "p") if (text := said(each)))


def text_without(paragraph: etree._Element, gone: frozenset[str]) -> str:
    """The same with one side of its tracked changes gone: DELETED, or INSERTED for how it was before."""
    return "".join(_visible(paragraph, _SKIPPED | gone)).strip()


def visible_text(paragraph: etree._Element) -> str:
    """The visible text of one paragraph with every space, sign for sign as it stands there."""
    return "".join(_visible(paragraph))


def _visible(element: etree._Element, skipped: frozenset[str] = _NEVER_SEEN) -> list[str]:
    said: list[str] = []
    for each in element:
        name = _LOCAL[each.tag]
        if name in skipped or name == "p":
            continue
        if name in {"t", "delText"}:
            said.append(written(element, each.text or ""))
        elif name == "sym":
            said.append(PRIVATE_MARKS.get(int(attribute(each, "char") or "0", 16), ""))
        elif name in CHARACTERS:
            said.append(CHARACTERS[name])
        elif name != "sdt" or not _is_placeholder(each):
            said += _visible(each, skipped)
    return said


def written(run: etree._Element, text: str) -> str:
    """What a run's text looks like: letters of a font of symbols are ticks and boxes."""
    return text.translate(_font(run) | PRIVATE_MARKS) if _MARKED.search(text) else text


def _font(run: etree._Element) -> dict[int, str]:
    font = attribute(child(child(run, "rPr"), "rFonts"), "ascii") or ""
    return _WINGDINGS if font.startswith("Wingdings") else {}


def _is_placeholder(element: etree._Element) -> bool:
    return child(child(element, "sdtPr"), "showingPlcHdr") is not None


def grids(root: etree._Element, said: Callable[[etree._Element], str] = paragraph_text) -> Iterator[Grid]:
    """Every table as rows of cells."""
    return (grid(table, said) for table in descendants(root, "tbl"))


def grid(table: etree._Element, said: Callable[[etree._Element], str] = paragraph_text) -> Grid:
    """One table as rows of cells, merged cells spread out, rows deleted with tracking left out."""
    above: dict[int, str] = {}
    kept = (row for row in inside(table, "tr") if child(child(row, "trPr"), "del") is None)
    return tuple(tuple(_cells(row, above, said)) for row in kept)


def inside(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that name, also those wrapped in content controls or tracked insertions."""
    for each in element:
        if local(each) == name:
            yield each
        elif local(each) in _WRAPPERS:
            yield from inside(each, name)


def _cells(row: etree._Element, above: dict[int, str], said: Callable[[etree._Element], str]) -> Iterator[Cell]:
    column = _number(child(child(row, "trPr"), "gridBefore"), 0)
    yield from (COVERED for _ in range(column))
    for element in inside(row, "tc"):
        properties = child(element, "tcPr")
        stated = {} if properties is None else {_LOCAL[each.tag]: each for each in properties}
        cells = spread(element, partial(text_of, element, said), stated, above, column)
        yield from cells
        column += len(cells)


def spread(
    element: etree._Element,
    said: Callable[[], str],
    stated: Mapping[str, etree._Element],
    above: dict[int, str],
    column: int,
) -> tuple[Cell, ...]:
    """A cell with the places it covers; `above` is what reaches down into each column, and is brought up to date."""
    merge = stated.get("vMerge")
    continued = merge is not None and attribute(merge, "val") != "restart"
    text = above.get(column, "") if continued else said()
    above[column] = text if merge is not None else ""
    return (Cell(text, element), *[COVERED] * (_number(stated.get("gridSpan"), 1) - 1))


def _number(element: etree._Element | None, otherwise: int) -> int:
    """A small count that the file states; what is none, or absurd, is the usual one."""
    value = attribute(element, "val") or ""
    return int(value) if value.isdecimal() and int(value) <= 63 else otherwise  # noqa: PLR2004 - Word's own limit
