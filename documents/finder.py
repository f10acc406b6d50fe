"""Finding clauses by their words: headings, the units that begin paragraphs, and quotations."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import nlargest
from itertools import accumulate

from rapidfuzz import fuzz, process

from documents.likeness import likeness, normal, plain
from documents.markers import RANKS
from documents.outline import Outline
from rules.anchors import ClauseKind

_ELLIPSIS = re.compile(r"…+|\.{3,}|·{3,}|。{3,}|\*{3,}")
_BRACKETED = re.compile(r"（[^（）]*）$")
_REGION = re.compile(r"^[省市县区]")
_SHORTEST_NAME, _SHORTEST_HEADING, _SHORTEST_CHAPTER = 3, 4, 2
_SHORTEST_QUOTE, _SHORTEST_FUZZY = 2, 6
_FUZZY, _PART_FUZZY = 72, 0.8
_ENOUGH = 0.6
_RUN, _NEAREST = 3, 60
_HEADING_LIKE = 0.88


@dataclass(frozen=True, slots=True)
class Name:
    """A name clauses go by: the places of the clauses, and whether it is a unit's rather than a heading."""

    text: str
    places: tuple[int, ...]
    unit: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A clause a quotation stands in; `score` 1 for word for word."""

    place: int
    score: float


class Finder:
    """The words of one outline made ready to be searched; building costs about a millisecond a hundred clauses."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.texts = [normal(clause.text) for clause in outline.clauses]
        self.heads = [normal(clause.title or clause.text[:60]) for clause in outline.clauses]
        self._whole = "\x00".join(self.texts)
        self._starts = [0, *accumulate(len(text) + 1 for text in self.texts)][:-1]
        self.title = self._title()
        self._names: dict[str, list[Name]] = defaultdict(list)
        for name in _names(outline):
            self._names[name.text[:2]].append(name)
        for names in self._names.values():
            names.sort(key=lambda name: -len(name.text))

    def names_in(self, text: str) -> Iterator[tuple[int, Name]]:
        """Every name that stands in a plain text, the longest at each point, none within another."""
        begun = 0
        for place in range(len(text) - 1):
            names = self._names.get(text[place : place + 2])
            if names is None or place < begun:
                continue
            found = next((name for name in names if text.startswith(name.text, place)), None)
            if found is not None:
                yield place, found
                begun = place + len(found.text)

    def headed(self, words: str, kinds: frozenset[ClauseKind]) -> list[int]:
        """The clauses of these kinds whose heading these words nearly are."""
        wanted = normal(words)
        near = process.extract(wanted, self.heads, scorer=fuzz.partial_ratio, score_cutoff=_HEADING_LIKE * 100, limit=5)
        return [
            place
            for head, _, place in near
            if self.outline.clauses[place].kind in kinds and min(len(head), len(wanted)) >= _SHORTEST_HEADING
        ]

    def quoted(self, quote: str, within: tuple[int, int] | None = None, limit: int = 3) -> list[Found]:
        """The clauses a quotation stands in, best first; `……` in it stands for anything.

        Args:
            quote: the words, without their quotation marks.
            within: the places to look at, from and up to but not including; the whole draft by default.
            limit: at most so many.
        """
        parts = [part for each in _ELLIPSIS.split(quote) if len(part := normal(each).strip('"')) >= _SHORTEST_QUOTE]
        if not parts:
            return []
        first, last = within or (0, len(self.texts))
        longest = max(parts, key=len)
        exact = [Found(place, 1.0) for place in self._containing(longest, first, last)]
        found = exact or self._nearly(longest, first, last, limit)
        others = [part for part in parts if part != longest]
        return sorted(filter(None, (self._with_all(each, others) for each in found)), key=lambda f: -f.score)[:limit]

    def _containing(self, wanted: str, first: int, last: int) -> Iterator[int]:
        at = self._whole.find(wanted, self._starts[first])
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            if place >= last:
                return
            yield place
            following = place + 1
            at = self._whole.find(wanted, self._starts[following]) if following < len(self._starts) else -1

    def _nearly(self, wanted: str, first: int, last: int, limit: int) -> list[Found]:
        if len(wanted) < _SHORTEST_FUZZY:
            return []
        choices = {place: self.texts[place] for place in self._sharing(wanted, first, last)}
        near = process.extract(wanted, choices, scorer=fuzz.partial_ratio, score_cutoff=_FUZZY, limit=limit * 2)
        return [Found(place, score / 100) for text, score, place in near if len(text) >= len(wanted) * _ENOUGH]

    def _sharing(self, wanted: str, first: int, last: int) -> list[int]:
        """The clauses that share most runs of three signs with the words: only they can be nearly alike."""
        shared: Counter[int] = Counter()
        for start in range(len(wanted) - _RUN + 1):
            shared.update(self._runs.get(wanted[start : start + _RUN], ()))
        inside = ((count, place) for place, count in shared.items() if first <= place < last)
        return [place for _, place in nlargest(_NEAREST, inside)]

    @cached_property
    def _runs(self) -> dict[str, set[int]]:
        runs: dict[str, set[int]] = defaultdict(set)
        for place, text in enumerate(self.texts):
            for start in range(len(text) - _RUN + 1):
                runs[text[start : start + _RUN]].add(place)
        return runs

    def _with_all(self, found: Found, others: list[str]) -> Found | None:
        """The clause where the other parts of a quotation stand in it too, or nearly."""
        text = self.texts[found.place]
        scores = [1.0 if part in text else likeness(part, text) for part in others]
        if any(score < _PART_FUZZY for score in scores):
            return None
        return Found(found.place, min([found.score, *scores]))

    def _title(self) -> str:
        titles = (c.title for c in self.outline.clauses if c.kind is ClauseKind.TITLE and c.level == 1)
        return normal("".join(titles))


def _names(outline: Outline) -> Iterator[Name]:
    """Headings long enough to be told from prose, annexes by each line of their title, paragraphs by their unit."""
    headings: dict[str, list[int]] = defaultdict(list)
    units: dict[str, list[int]] = defaultdict(list)
    for place, clause in enumerate(outline.clauses):
        title, parent = plain(clause.title), outline.parents[place]
        if clause.kind is ClauseKind.TITLE and outline.clauses[parent].kind is ClauseKind.ANNEX:
            headings[title].append(parent)
        elif clause.kind is ClauseKind.PARAGRAPH and len(title) >= _SHORTEST_NAME:
            units[title].append(place)
            if len(title) > _SHORTEST_NAME:
                units[_REGION.sub("", title)].append(place)
        elif RANKS[clause.kind] <= RANKS[ClauseKind.FOURTH] and len(title) >= _shortest(clause.kind):
            headings[title].append(place)
            headings[_BRACKETED.sub("", title)].append(place)
    for names, unit in ((headings, False), (units, True)):
        yield from (Name(text, tuple(dict.fromkeys(places)), unit) for text, places in names.items() if text)


def _shortest(kind: ClauseKind) -> int:
    return _SHORTEST_CHAPTER if kind is ClauseKind.CHAPTER else _SHORTEST_HEADING
