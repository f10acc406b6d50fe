"""The characters of one paragraph and the runs they stand in, so that runs can be cut where an edit begins or ends."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from documents.docx_text import PRIVATE_MARKS, attribute, child, local

SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SKIPPED = frozenset({"pPr", "rPr", "sdtPr", "instrText", "delInstrText", "Fallback", "del", "moveFrom", "p"})
_ONE_SIGN = frozenset({"tab", "br", "cr", "noBreakHyphen"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A run, or what is left of it after cutting, with the place of its text in the paragraph's."""

    run: etree._Element
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sign:
    """An element that shows text: where its text begins, and how long it is."""

    element: etree._Element
    start: int
    length: int


def sibling(element: etree._Element, name: str) -> etree._Element:
    """A new element of that name in the namespace of this one: strict files stay strict."""
    return element.makeelement(f"{{{etree.QName(element).namespace}}}{name}")


def named(element: etree._Element, name: str) -> str:
    """The name of a `w:` attribute in the namespace of this element."""
    return f"{{{etree.QName(element).namespace}}}{name}"


def length_of(paragraph: etree._Element) -> int:
    """How many characters of the paragraph are visible, as `docx_text.visible_text` counts them."""
    return sum(sign.length for sign in _signs(paragraph))


def pieces(paragraph: etree._Element, cuts: Iterable[int] = ()) -> list[Piece]:
    """The runs that show text, in order, cut in two wherever a cut falls inside one."""
    waiting = sorted(set(cuts), reverse=True)
    for sign in list(_signs(paragraph)):
        _cut(sign, waiting)
    found: list[Piece] = []
    for sign in _signs(paragraph):
        run, end = _run_of(sign.element), sign.start + sign.length
        if found and found[-1].run is run:
            found[-1] = Piece(run, found[-1].start, end)
        else:
            found.append(Piece(run, sign.start, end))
    return found


def _signs(paragraph: etree._Element) -> Iterator[_Sign]:
    place = 0
    for element in _shown(paragraph):
        length = _length(element)
        if length:
            yield _Sign(element, place, length)
            place += length


def _shown(element: etree._Element) -> Iterator[etree._Element]:
    """Every element that shows text, in order."""
    for each in element:
        name = local(each)
        if name == "t" or name in _ONE_SIGN or name == "sym":
            yield each
        elif name not in _SKIPPED and not (name == "sdt" and _is_placeholder(each)):
            yield from _shown(each)


def _length(element: etree._Element) -> int:
    name = local(element)
    if name == "t":
        return len(element.text or "")
    if name == "sym":
        return len(PRIVATE_MARKS.get(int(attribute(element, "char") or "0", 16), ""))
    return 1


def _is_placeholder(element: etree._Element) -> bool:
    return child(child(element, "sdtPr"), "showingPlcHdr") is not None


def _run_of(element: etree._Element) -> etree._Element:
    """The run an element stands in; it is the parent but in the rarest of files."""
    parent = element.getparent()
    while parent is not None and local(parent) != "r":
        parent = parent.getparent()
    return element if parent is None else parent


def _cut(sign: _Sign, waiting: list[int]) -> None:
    """Cut a sign's run at the cuts that fall on it; `waiting` are those left, the next one last."""
    element, start, end = sign.element, sign.start, sign.start + sign.length
    while waiting and waiting[-1] < end:
        place = waiting.pop()
        if place > start:
            element = _divided(element, place - start)
            start = place
        if any(local(each) != "rPr" for each in element.itersiblings(preceding=True)):
            _move_on(_run_of(element), element)


def _divided(element: etree._Element, length: int) -> etree._Element:
    """Leave so many characters in a `w:t`; the rest goes to a new one after it, which is returned."""
    text, rest = element.text or "", sibling(element, "t")
    element.text, rest.text = text[:length], text[length:]
    for half in (element, rest):
        half.set(SPACE, "preserve")
    element.addnext(rest)
    return rest


def _move_on(run: etree._Element, first: etree._Element) -> None:
    """Move what begins with `first` to a new run with the same look."""
    rest = run.makeelement(run.tag, {str(key): str(value) for key, value in run.items()})
    look = child(run, "rPr")
    rest.extend([*([] if look is None else [deepcopy(look)]), first, *first.itersiblings()])
    run.addnext(rest)
