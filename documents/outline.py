"""The outline of a draft: its clauses in reading order, each with an anchor that survives moving and renumbering."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from documents.lines import Line, docx_lines
from documents.outline_building import grown
from rules.anchors import Clause, ClauseKind

_UNNUMBERED = frozenset(
    {ClauseKind.WHOLE, ClauseKind.TITLE, ClauseKind.PARAGRAPH, ClauseKind.TABLE, ClauseKind.ROW, ClauseKind.ANNEX}
)
# Sections begin anew in every chapter, articles run through, an annex may quote some of its parent's.
_BEGIN_ANYWHERE = frozenset({ClauseKind.ARTICLE, ClauseKind.POINT})


@dataclass(frozen=True, slots=True)
class Gap:
    """Two neighbours whose numbers do not follow one another; `before` is None at the beginning."""

    before: Clause | None
    after: Clause

    @property
    def sentence(self) -> str:
        """What to tell the clerk."""
        if self.before is None:
            return f"“{self.after.label}”之前缺少编号。"
        return f"“{self.before.label}”之后紧接“{self.after.label}”，编号不连续。"


class Outline:
    """A draft's clauses: `clauses[0]` is the whole draft, what a clause holds follows it without interruption."""

    def __init__(self, clauses: Iterable[Clause]) -> None:
        self.clauses = tuple(clauses)
        self.at = {clause.anchor: place for place, clause in enumerate(self.clauses)}
        self._labels = {clause.label: clause for clause in self.clauses}
        self._paths = {clause.path: clause for clause in self.clauses}
        self._alike: dict[str, list[Clause]] = defaultdict(list)
        self.numbered: dict[tuple[ClauseKind, int], list[int]] = defaultdict(list)
        for place, clause in enumerate(self.clauses):
            self._alike[clause.fingerprint].append(clause)
            if clause.number is not None:
                self.numbered[clause.kind, clause.number].append(place)
        self.parents = [self.at.get(clause.parent or "", 0) for clause in self.clauses]
        self.ends = self._ends()

    def labelled(self, label: str) -> Clause | None:
        """The clause people cite by exactly this label."""
        return self._labels.get(label)

    def find(self, anchor: str) -> Clause | None:
        """The clause an anchor of this draft or of an earlier version points at, None where it is gone.

        The same path with the same words comes first, then the same words elsewhere, then the same path reworded.
        """
        place = self.at.get(anchor)
        if place is not None:
            return self.clauses[place]
        path, mark, fingerprint = anchor.rpartition("#")
        if not mark:
            return None
        moved = self._alike.get(fingerprint, ())
        return moved[0] if len(moved) == 1 else self._paths.get(path)

    def children(self, place: int) -> Iterator[int]:
        """The places of the clauses directly below the one at `place`."""
        below = place + 1
        while below < self.ends[place]:
            yield below
            below = self.ends[below]

    def lint(self) -> tuple[Gap, ...]:
        """Where the numbers of neighbours of one kind leave a gap, repeat or do not begin at one."""
        return tuple(gap for place in range(len(self.clauses)) for gap in self._gaps(place))

    def _gaps(self, place: int) -> Iterator[Gap]:
        last: dict[ClauseKind, Clause] = {}
        for below in self.children(place):
            clause = self.clauses[below]
            if clause.kind in _UNNUMBERED or clause.number is None or "之" in clause.marker:
                continue
            before = last.get(clause.kind)
            begins = before is None and clause.kind not in _BEGIN_ANYWHERE and clause.number != 1
            if begins or (before is not None and clause.number != (before.number or 0) + 1):
                yield Gap(before, clause)
            last[clause.kind] = clause

    def _ends(self) -> list[int]:
        ends, waiting = [len(self.clauses)] * len(self.clauses), list[int]()
        for place, clause in enumerate(self.clauses):
            while waiting and self.clauses[waiting[-1]].level >= clause.level:
                ends[waiting.pop()] = place
            waiting.append(place)
        return ends


def outline_of(blob: bytes, name: str = "征求意见稿") -> Outline:
    """The outline of a .docx draft.

    Raises:
        DraftUnreadable: no .docx, damaged or dangerous; the sentence says how to mend it.
    """
    return outline_of_lines(docx_lines(blob, name))


def outline_of_lines(lines: Iterable[Line]) -> Outline:
    """The outline of a draft read into lines already."""
    return Outline(grown(lines))
