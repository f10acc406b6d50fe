"""Taking every tracked change of a part as made: what was deleted goes, what was inserted stays, no mark is left."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from documents.docx_text import child, descendants, local
from documents.redline_words import length_of

_GONE, _COME = ("del", "moveFrom"), ("ins", "moveTo")
_FORMER_LOOKS = (
    *("rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "tblPrExChange", "trPrChange", "tcPrChange"),
    *("tblGridChange", "numberingChange", "cellIns", "cellDel", "cellMerge"),
    *(f"{name}Range{end}" for name in ("moveFrom", "moveTo") for end in ("Start", "End")),
    *(f"customXml{name}Range{end}" for name in ("Ins", "Del", "MoveFrom", "MoveTo") for end in ("Start", "End")),
)
_TRACKED = tuple(f"{{*}}{name}" for name in (*_GONE, *_COME, *_FORMER_LOOKS))
# Where a mark is no wrapper but says something of the paragraph, the row, the cell or the number around it.
_OF_SOMETHING = frozenset({"rPr", "trPr", "tcPr", "numPr"})
_BETWEEN = frozenset({"bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd", "proofErr", "permEnd"})


@dataclass(frozen=True, slots=True)
class Moves:
    """Which paragraphs ran on into which, and how much text came to stand before their own."""

    into: dict[etree._Element, etree._Element] = field(default_factory=dict)
    before: dict[etree._Element, int] = field(default_factory=dict)

    def place(self, paragraph: etree._Element) -> tuple[etree._Element, int]:
        """Where a paragraph's own text stands now: in which one, and how many characters from its beginning."""
        shift = self.before.get(paragraph, 0)
        while paragraph in self.into:
            paragraph = self.into[paragraph]
        return paragraph, shift


def is_marked(root: etree._Element) -> bool:
    """Whether anything is tracked here."""
    return next(root.iter(*_TRACKED), None) is not None


def accept(root: etree._Element) -> Moves:
    """Accept everything; returns where the text of paragraphs went whose ends were deleted."""
    ending: list[etree._Element] = []
    for mark in list(root.iter(*_TRACKED)):
        _accept(mark, ending)
    moves = Moves()
    for paragraph in ending:
        _run_on(paragraph, moves)
    for table in [each for each in descendants(root, "tbl") if next(descendants(each, "tr"), None) is None]:
        _drop(table)
    return moves


def next_paragraph(paragraph: etree._Element) -> etree._Element | None:
    """The paragraph that this one would run on into if its end were deleted; None before a table or a cell's end."""
    following = next((each for each in paragraph.itersiblings() if local(each) not in _BETWEEN), None)
    return following if following is not None and local(following) == "p" else None


def ends_section(paragraph: etree._Element) -> bool:
    """Whether the paragraph's end is also that of a section with its page layout."""
    return child(child(paragraph, "pPr"), "sectPr") is not None


def _accept(mark: etree._Element, ending: list[etree._Element]) -> None:
    name, around = local(mark), mark.getparent()
    if around is None:
        return
    if local(around) in _OF_SOMETHING:
        _drop(mark)
        if name in _GONE:
            ending.extend(_ended(around))
    elif name in _COME:
        for each in mark:
            mark.addprevious(each)
        _drop(mark)
    else:
        _drop(mark)


def _ended(properties: etree._Element) -> Iterator[etree._Element]:
    """The paragraph whose end was deleted; a deleted row goes at once."""
    holder = properties.getparent()
    paragraph = None if holder is None else holder.getparent()
    if holder is not None and local(properties) == "trPr":
        _drop(holder)
    elif holder is not None and paragraph is not None and local(holder) == "pPr":
        yield paragraph


def _run_on(paragraph: etree._Element, moves: Moves) -> None:
    """Move a paragraph's content to the beginning of the next one, which keeps its own look."""
    following = next_paragraph(paragraph)
    if following is None or ends_section(paragraph):
        return
    moves.into[paragraph] = following
    moves.before[following] = length_of(paragraph)
    place = 0 if child(following, "pPr") is None else 1
    for each in [each for each in paragraph if local(each) != "pPr"]:
        following.insert(place, each)
        place += 1
    _drop(paragraph)


def _drop(element: etree._Element) -> None:
    """Take an element out; white space after it stays out with it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
