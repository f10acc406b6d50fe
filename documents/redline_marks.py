"""Tracked insertions and deletions of words within one paragraph, each run keeping its look."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import count, pairwise

from lxml import etree

from documents.docx_text import attribute, child, descendants, local
from documents.ooxml import clean
from documents.redline_diff import Passage, passages
from documents.redline_words import SPACE, Piece, named, pieces, sibling

# What a deletion leaves where it is: pictures and boxes, comments, and fields that it covers only in part.
_STAYS = frozenset({"drawing", "pict", "object", "AlternateContent", "commentReference", "fldChar", "instrText"})
_DELETED_NAMES = {"t": "delText", "instrText": "delInstrText"}
_CONTAINERS = frozenset({"hyperlink", "fldSimple", "sdt", "sdtContent", "smartTag", "customXml", "dir", "bdo"})
_BREAKING = {"\n": "br", "\t": "tab"}
_BREAKS = re.compile("([\n\t])")


@dataclass(frozen=True, slots=True)
class Rewording:
    """Characters `start` to `end` of a paragraph become `new`; `begins` says that a clause begins at `start`."""

    start: int
    end: int
    old: str
    new: str
    author: str
    begins: bool = False


class Pen:
    """Writes marks: each with a number of its own, the author it is told, and one date."""

    def __init__(self, first: int, date: str) -> None:
        self._numbers, self.date = count(first), date

    def number(self) -> str:
        """The next number."""
        return str(next(self._numbers))

    def mark(self, near: etree._Element, name: str, author: str) -> etree._Element:
        """A mark of that name in the namespace of an element near it."""
        mark = sibling(near, name)
        for key, value in (("id", self.number()), ("author", author), ("date", self.date)):
            mark.set(named(near, key), value)
        return mark

    def reword(self, paragraph: etree._Element, changes: Sequence[Rewording]) -> list[list[etree._Element]]:
        """Make changes that do not overlap, in order of their places; returns for each the marks it left."""
        steps = [(at, step) for at, change in enumerate(changes) for step in _steps(change)]
        found = pieces(paragraph, (place for _, step in steps for place in (step.start, step.start + len(step.old))))
        by_end = {piece.end: piece for piece in found}
        by_start = {piece.start: piece for piece in found}
        last: dict[int, etree._Element] = {}
        marks: dict[int, list[etree._Element]] = defaultdict(list)
        for at, step in steps:
            if step.new:
                place, change = step.start + len(step.old), changes[at]
                left, right = by_end.get(place), by_start.get(place)
                like = by_start.get(step.start) if step.old or (change.begins and place == change.start) else left
                ink = self.mark(paragraph, "ins", change.author)
                ink.append(new_run(paragraph, step.new, _look(like or left or right, left, right)))
                _put(ink, paragraph, last.get(place), left)
                last[place] = ink
                marks[at].append(ink)
        for at, step in steps:
            if step.old:
                gone = [piece.run for piece in found if step.start <= piece.start < step.start + len(step.old)]
                marks[at].extend(self.delete(paragraph, gone, changes[at].author))
        return [marks[at] for at in range(len(changes))]

    def delete(self, paragraph: etree._Element, runs: Iterable[etree._Element], author: str) -> list[etree._Element]:
        """Delete runs of a paragraph; a field whose shown text goes, goes with it."""
        marks = []
        for group in _groups(_with_fields(paragraph, list(runs))):
            mark = self.mark(paragraph, "del", author)
            group[0].addprevious(mark)
            for run in group:
                mark.append(run)
                _say_deleted(run, paragraph)
            marks.append(mark)
        return marks


def new_run(near: etree._Element, text: str, look: etree._Element | None) -> etree._Element:
    """A run with text, line feeds as breaks, in a copy of that look."""
    run = sibling(near, "r")
    if look is not None:
        run.append(deepcopy(look))
    for part in _BREAKS.split(clean(text)):
        if part in _BREAKING:
            run.append(sibling(near, _BREAKING[part]))
        elif part:
            words = sibling(near, "t")
            words.text = part
            words.set(SPACE, "preserve")
            run.append(words)
    return run


def all_runs(paragraph: etree._Element) -> list[etree._Element]:
    """Every run of a paragraph, whatever it shows, but for comments and fields that reach beyond it."""
    own = [run for run in descendants(paragraph, "r") if _holder(run) is paragraph]
    closed = {run for field in _fields(own) for run in field}
    return [
        run
        for run in own
        if child(run, "commentReference") is None and (run in closed or child(run, "fldChar") is None)
    ]


def _steps(change: Rewording) -> Iterator[Passage]:
    for step in passages(change.old, change.new):
        if not step.stays:
            yield Passage(change.start + step.start, step.old, step.new)


def _look(like: Piece | None, left: Piece | None, right: Piece | None) -> etree._Element | None:
    """The look of the text it joins; what is added behind a link does not look like one."""
    if like and right and like is left and _in_link(like.run) and not _in_link(right.run):
        like = right
    return None if like is None else child(like.run, "rPr")


def _in_link(run: etree._Element) -> bool:
    return any(local(each) == "hyperlink" for each in run.iterancestors())


def _put(ink: etree._Element, paragraph: etree._Element, last: etree._Element | None, left: Piece | None) -> None:
    """Put an insertion behind the one before it, else behind the text to its left, outside of what ends there."""
    if last is not None:
        last.addnext(ink)
        return
    if left is None:
        paragraph.insert(0 if child(paragraph, "pPr") is None else 1, ink)
        return
    place = left.run
    while True:
        following, around = place.getnext(), place.getparent()
        if following is not None and _closes_field(following):
            place = following
        elif following is None and around is not None and local(around) in _CONTAINERS:
            place = around
        else:
            break
    place.addnext(ink)


def _closes_field(element: etree._Element) -> bool:
    return local(element) == "r" and attribute(child(element, "fldChar"), "fldCharType") == "end"


def _with_fields(paragraph: etree._Element, runs: list[etree._Element]) -> list[etree._Element]:
    """The runs with those of every field whose shown text is all among them."""
    if next(descendants(paragraph, "fldChar"), None) is None:
        return runs
    chosen = set(runs)
    own = [run for run in descendants(paragraph, "r") if _holder(run) is paragraph]
    for field in _fields(own):
        shown = [run for run in field if child(run, "t") is not None]
        if shown and chosen.issuperset(shown):
            chosen.update(field)
    return [run for run in own if run in chosen]


def _fields(runs: Iterable[etree._Element]) -> Iterator[list[etree._Element]]:
    """The runs of every field that begins and ends among these, from its first sign to its last."""
    open_ones: list[list[etree._Element]] = []
    for run in runs:
        kinds = [attribute(each, "fldCharType") for each in run.iterchildren("{*}fldChar")]
        open_ones.extend([] for kind in kinds if kind == "begin")
        for field in open_ones:
            field.append(run)
        for _ in [kind for kind in kinds if kind == "end" and open_ones]:
            yield open_ones.pop()


def _holder(run: etree._Element) -> etree._Element | None:
    return next((each for each in run.iterancestors() if local(each) == "p"), None)


def _groups(runs: Sequence[etree._Element]) -> Iterator[list[etree._Element]]:
    """The runs in groups that stand side by side, each with what shows nothing between them."""
    group = list(runs[:1])
    for before, run in pairwise(runs):
        between = _between(before, run)
        if between is None:
            yield group
            group = [run]
        else:
            group += [*between, run]
    if group:
        yield group


def _between(before: etree._Element, run: etree._Element) -> list[etree._Element] | None:
    """What stands between two runs if it can go with them, None if it cannot."""
    found: list[etree._Element] = []
    for each in before.itersiblings():
        if each is run:
            return found
        if local(each) != "r" or any(local(inner) in _STAYS for inner in each):
            return None
        found.append(each)
    return None


def _say_deleted(run: etree._Element, paragraph: etree._Element) -> None:
    space = etree.QName(paragraph).namespace
    for each in run:
        name = etree.QName(each)
        if name.namespace == space and name.localname in _DELETED_NAMES:
            each.tag = f"{{{space}}}{_DELETED_NAMES[name.localname]}"
            each.set(SPACE, "preserve")
