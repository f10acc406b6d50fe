"""Comments on a document: what they say in a part of their own, and where they stand in the text."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from documents.docx_text import attribute, descendants, local
from documents.ooxml import clean
from documents.redline_marks import Pen, new_run
from documents.redline_words import named, pieces, sibling

_LONGEST_INITIALS = 9


@dataclass(frozen=True, slots=True)
class Note:
    """A comment by the office: its text, and the number of its opinion, which Word shows in brackets."""

    text: str
    initials: str


class Comments:
    """The comments part of a document, with what it held before."""

    def __init__(self, part: etree._Element, pen: Pen, author: str) -> None:
        self.part, self._pen, self._author = part, pen, author

    def beside(
        self, paragraph: etree._Element, marks: Sequence[etree._Element], note: Note, *, whole: bool = False
    ) -> None:
        """A comment on tracked changes of a paragraph; `whole` ones come or go with it: it is tracked as they are."""
        tops = sorted((_top(mark, paragraph) for mark in marks), key=paragraph.index)
        if tops:
            self._around(tops[0], tops[-1], note, like=marks[0] if whole else None)
        else:
            self.on(paragraph, note)

    def on(self, paragraph: etree._Element, note: Note, start: int = 0, end: int | None = None) -> None:
        """A comment on a paragraph, or on so many of its characters; it cuts no run, but takes in whole ones."""
        runs = [piece.run for piece in pieces(paragraph) if start < piece.end and (end is None or piece.start < end)]
        if runs:
            self._around(_top(runs[0], paragraph), _top(runs[-1], paragraph), note)
            return
        place = sibling(paragraph, "proofErr")
        place.set(named(place, "type"), "spellStart")
        paragraph.append(place)
        self._around(place, place, note)
        paragraph.remove(place)

    def _around(
        self, first: etree._Element, last: etree._Element, note: Note, like: etree._Element | None = None
    ) -> None:
        number = self._written(note)
        begin, end, reference = (sibling(first, f"comment{name}") for name in ("RangeStart", "RangeEnd", "Reference"))
        for mark in (begin, end, reference):
            mark.set(named(first, "id"), number)
        first.addprevious(begin)
        shown = sibling(first, "r")
        shown.append(reference)
        # Behind the comments that end here already, so that they stand in the order they were made.
        while (following := last.getnext()) is not None and _is_of_comment(following):
            last = following
        last.addnext(end)
        if like is not None:
            tracked = self._pen.mark(first, local(like), attribute(like, "author") or "")
            tracked.append(shown)
            shown = tracked
        end.addnext(shown)

    def _written(self, note: Note) -> str:
        number = self._pen.number()
        comment = sibling(self.part, "comment")
        values = (
            ("id", number),
            ("author", self._author),
            ("date", self._pen.date),
            ("initials", note.initials[:_LONGEST_INITIALS]),
        )
        for key, value in values:
            comment.set(named(self.part, key), value)
        for line in clean(note.text).split("\n"):
            paragraph = sibling(self.part, "p")
            paragraph.append(new_run(self.part, line, None))
            comment.append(paragraph)
        self.part.append(comment)
        return number


def highest_number(root: etree._Element) -> int:
    """The highest number that a mark of a part carries; bookmarks, comments and changes may not share one."""
    numbers = (
        attribute(each, "id") or "" for each in root.iter("{*}bookmarkStart", "{*}comment", "{*}commentReference")
    )
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def strip_comments(root: etree._Element) -> None:
    """Take out every place where a comment begins, ends or is shown."""
    for mark in list(root.iter("{*}commentRangeStart", "{*}commentRangeEnd", "{*}commentReference")):
        run = mark.getparent()
        if run is None:
            continue
        run.remove(mark)
        above = run.getparent()
        if local(run) == "r" and above is not None and all(local(each) == "rPr" for each in run):
            above.remove(run)


def _top(element: etree._Element, paragraph: etree._Element) -> etree._Element:
    """The child of the paragraph that holds the element."""
    while (around := element.getparent()) is not None and around is not paragraph:
        element = around
    return element


def _is_of_comment(element: etree._Element) -> bool:
    return local(element) == "commentRangeEnd" or next(descendants(element, "commentReference"), None) is not None
