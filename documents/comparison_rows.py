"""Two versions of a draft clause by clause: what was reworded, what went, what came; renumbering is no change."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from documents.likeness import normal
from documents.outline import Outline
from rules.anchors import Clause

_SAME_CLAUSE = 35.0  # of 100: two wordings less alike than this are two clauses
_LARGEST = 40_000  # pairs of a block that are all compared; where more is new, clauses are paired in their order


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause before and after; no `new` where it was taken out, no `old` where it was put in."""

    old: Clause | None
    new: Clause | None


def pairs(old: Outline, new: Outline) -> tuple[Pair, ...]:
    """The clauses that differ, in the order of the new version."""
    return tuple(_pairs(_worded(old), _worded(new)))


def _pairs(old: Sequence[Clause], new: Sequence[Clause]) -> Iterator[Pair]:
    before, after = ([_key(clause) for clause in version] for version in (old, new))
    begun_old = begun_new = 0
    for step in Indel.opcodes(before, after):
        if step.tag == "equal":
            yield from _block(old[begun_old : step.src_start], new[begun_new : step.dest_start])
            begun_old, begun_new = step.src_end, step.dest_end
    yield from _block(old[begun_old:], new[begun_new:])


def _worded(outline: Outline) -> list[Clause]:
    return [clause for clause in outline.clauses if clause.text]


def _key(clause: Clause) -> str:
    """A clause's words without its typed number."""
    text = clause.text
    return normal(text[len(clause.marker) :] if clause.marker and text.startswith(clause.marker) else text)


def _block(old: Sequence[Clause], new: Sequence[Clause]) -> Iterator[Pair]:
    """Clauses between two that stayed: the pairs that are most alike together, none of them crossing another."""
    if not old or not new or len(old) * len(new) > _LARGEST:
        return _in_order(old, new)
    return _likest(old, new)


def _in_order(old: Sequence[Clause], new: Sequence[Clause]) -> Iterator[Pair]:
    for place in range(max(len(old), len(new))):
        one, other = (version[place] if place < len(version) else None for version in (old, new))
        if one and other and not _likeness(one, other):
            yield Pair(one, None)
            one = None
        yield Pair(one, other)


def _likest(old: Sequence[Clause], new: Sequence[Clause]) -> Iterator[Pair]:
    alike = [[_likeness(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            joined = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(joined, best[i + 1][j], best[i][j + 1])
    i = j = 0
    while i < len(old) or j < len(new):
        if i < len(old) and j < len(new) and alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            yield Pair(old[i], new[j])
            i, j = i + 1, j + 1
        elif j == len(new) or (i < len(old) and best[i][j] == best[i + 1][j]):
            yield Pair(old[i], None)
            i += 1
        else:
            yield Pair(None, new[j])
            j += 1


def _likeness(one: Clause, other: Clause) -> float:
    """0 where two clauses are not one reworded; of one kind they are a little more likely to be."""
    alike = fuzz.ratio(_key(one), _key(other), score_cutoff=_SAME_CLAUSE)
    return alike + (alike > 0 and one.kind is other.kind)
