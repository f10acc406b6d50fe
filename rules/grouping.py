"""Opinions on one clause: which say nearly the same, and which contradict one another."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rules.anchors import Anchored, EditKind, Place, ProposedEdit, within

LIKELY = 0.5
_MARKS = "、，,；; "
_INSERTS = frozenset({EditKind.INSERT_AFTER, EditKind.INSERT_BEFORE, EditKind.INSERT_END, EditKind.LIST_ADD})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two opinions, by number, whose edits of one clause cannot both be made."""

    first: int
    second: int
    anchor: str
    edits: tuple[ProposedEdit, ProposedEdit]


@dataclass(frozen=True, slots=True)
class ClauseGroup:
    """What is said about one clause, opinions by number.

    alike: those proposed to be settled as one, each group at least two.  contradictions: those that cannot all stand.
    """

    anchor: str
    label: str
    opinions: tuple[Anchored, ...]
    alike: tuple[tuple[int, ...], ...]
    contradictions: tuple[Contradiction, ...]


def grouped(
    opinions: Iterable[Anchored], order: Sequence[str], likeness: Callable[[str, str], bool]
) -> tuple[ClauseGroup, ...]:
    """Opinions by the clauses they most likely speak of, in the order of the draft.

    Args:
        opinions: of one round, any order; one that names several clauses stands under each, one of which it is
            not even likely that it speaks of this clause under none.
        order: the anchors of the draft's clauses in reading order.
        likeness: whether two texts say nearly the same.
    """
    listed = sorted(opinions, key=lambda opinion: opinion.number)
    here: dict[str, dict[int, Anchored]] = defaultdict(dict)
    labels = {}
    for opinion in listed:
        for place in _likely(opinion):
            here[place.best.anchor][opinion.number] = opinion
            labels[place.best.anchor] = place.best.label
    found = tuple(contradictions(listed))
    return tuple(
        _group(anchor, labels[anchor], tuple(here[anchor].values()), found, likeness)
        for anchor in order
        if anchor in labels
    )


def contradictions(opinions: Sequence[Anchored], anchor: str = "") -> Iterator[Contradiction]:
    """Every pair of edits by different opinions that overlap with different results; of one clause, or of all."""
    by_clause: dict[str, list[tuple[int, ProposedEdit]]] = defaultdict(list)
    for at, opinion in enumerate(opinions):
        for edit in opinion.edits:
            if not anchor or within(edit.anchor, anchor):
                by_clause[edit.anchor].append((at, edit))
    pairs = (pair for edits in by_clause.values() for pair in combinations(edits, 2))
    found = ((one, other) for one, other in pairs if one[0] != other[0] and contradict(one[1], other[1]))
    for (first, one), (second, other) in sorted(found, key=lambda pair: (pair[0][0], pair[1][0])):
        yield Contradiction(opinions[first].number, opinions[second].number, one.anchor, (one, other))


def contradict(one: ProposedEdit, other: ProposedEdit) -> bool:
    """Whether not both can be made: their spans overlap, or they put different words at one point."""
    if one.anchor != other.anchor or (one.start, one.end, one.new) == (other.start, other.end, other.new):
        return False
    if EditKind.INSERT_PARAGRAPH in {one.kind, other.kind}:
        return False
    if one.start == one.end and other.start == other.end:
        # Units added to one list, sentences to one clause stand side by side.
        return one.start == other.start and not {one.kind, other.kind} <= _INSERTS
    begin, end = max(one.start, other.start), min(one.end, other.end)
    if one.start == one.end or other.start == other.end:
        point, (start, stop) = (one.start, _span(other)) if one.start == one.end else (other.start, _span(one))
        return start < point < stop
    # Two units cut from one list share the mark between them, and nothing else.
    return begin < end and bool(one.old[begin - one.start : end - one.start].strip(_MARKS))


def unplaced(opinions: Iterable[Anchored]) -> tuple[int, ...]:
    """The numbers of the opinions that stand under no clause."""
    return tuple(opinion.number for opinion in opinions if not any(_likely(opinion)))


def _likely(opinion: Anchored) -> Iterator[Place]:
    return (place for place in opinion.places if place.best.confidence >= LIKELY)


def _span(edit: ProposedEdit) -> tuple[int, int]:
    return edit.start, edit.end


def _group(
    anchor: str,
    label: str,
    here: tuple[Anchored, ...],
    found: Sequence[Contradiction],
    likeness: Callable[[str, str], bool],
) -> ClauseGroup:
    numbers = {o.number for o in here}
    # Who spoke of a clause above or below may contradict those who spoke of this one.
    own = (c for c in found if within(c.anchor, anchor) and (c.first in numbers or c.second in numbers))
    return ClauseGroup(anchor, label, here, tuple(_alike(here, anchor, likeness)), tuple(own))


def _alike(here: Sequence[Anchored], anchor: str, likeness: Callable[[str, str], bool]) -> Iterator[tuple[int, ...]]:
    """Opinions that ask for the same edits of the clause, or whose words are nearly the same."""
    left = list(here)
    while left:
        first = left.pop(0)
        same = [o for o in left if same_edits(first, o, anchor) or likeness(first.text, o.text)]
        left = [o for o in left if o not in same]
        if same:
            yield (first.number, *(o.number for o in same))


def same_edits(one: Anchored, other: Anchored, anchor: str = "") -> bool:
    """Whether two opinions ask for the same edits, and for some: of one clause, or in all."""
    mine, theirs = (
        {(e.anchor, e.start, e.end, e.new) for e in o.edits if not anchor or within(e.anchor, anchor)}
        for o in (one, other)
    )
    return bool(mine) and mine == theirs
