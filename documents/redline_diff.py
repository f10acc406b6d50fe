"""What differs between two wordings, in passages a person can read: numbers and words whole, no confetti."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Indel

_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)*%?|[A-Za-z]+|.", re.DOTALL)
_ISLAND, _SURVIVES, _SIMPLE = 3, 0.5, 3
_JOINS, _STOPS = "、，；", "。；：，、"


@dataclass(frozen=True, slots=True)
class Passage:
    """Text that stays (`old == new`), goes, comes or is replaced; `start` is its place in the old wording."""

    start: int
    old: str
    new: str

    @property
    def stays(self) -> bool:
        """Whether nothing changes here."""
        return self.old == self.new


def passages(old: str, new: str) -> tuple[Passage, ...]:
    """The old and the new wording side by side, passage by passage; together they give both texts in full.

    What is kept of fewer than three characters between two changes is marked with them, and where less than half of
    the old wording would survive, all of it is replaced but how both begin and end.
    """
    found = list(_joined(_islands_sunk(list(_steps(old, new)))))
    kept = sum(len(each.old) for each in found if each.stays)
    if len(found) > _SIMPLE and kept < _SURVIVES * len(old):
        found = list(_ends_kept(old, new))
    for place in range(1, len(found) - 1):
        found[place - 1 : place + 2] = _slid(*found[place - 1 : place + 2])
    return tuple(each for each in found if each.old or each.new)


def _steps(old: str, new: str) -> Iterator[Passage]:
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    place = 0
    for step in Indel.opcodes(before, after):
        gone, come = "".join(before[step.src_start : step.src_end]), "".join(after[step.dest_start : step.dest_end])
        yield Passage(place, gone, come)
        place += len(gone)


def _islands_sunk(steps: list[Passage]) -> Iterator[tuple[Passage, bool]]:
    """Each step and whether it stays; a few characters between two changes do not."""
    for place, each in enumerate(steps):
        between = 0 < place < len(steps) - 1 and len(each.old) < _ISLAND
        yield each, each.stays and not between


def _joined(steps: Iterable[tuple[Passage, bool]]) -> Iterator[Passage]:
    last: Passage | None = None
    stays = True
    for each, kept in steps:
        if last is not None and kept == stays:
            last = Passage(last.start, last.old + each.old, last.new + each.new)
            continue
        if last is not None:
            yield last
        last, stays = each, kept
    if last is not None:
        yield last


def _ends_kept(old: str, new: str) -> Iterator[Passage]:
    """How both begin, what is different, how both end; numbers and words are not torn."""
    head = _alike(_TOKEN.findall(old), _TOKEN.findall(new))
    tail = _alike(_TOKEN.findall(old[head:])[::-1], _TOKEN.findall(new[head:])[::-1])
    if head:
        yield Passage(0, old[:head], old[:head])
    yield Passage(head, old[head : len(old) - tail], new[head : len(new) - tail])
    if tail:
        yield Passage(len(old) - tail, old[len(old) - tail :], old[len(old) - tail :])


def _slid(left: Passage, change: Passage, right: Passage) -> Iterable[Passage]:
    """Of words that could as well begin a little earlier or later, those that begin with a mark or behind one.

    甲局[、乙局] rather than 甲[局、乙]局.
    """
    words = change.old or change.new
    if (change.old and change.new) or not (left.stays and right.stays):
        return left, change, right
    around = left.old + words + right.old
    begin = earliest = latest = len(left.old)
    while earliest > 0 and around[earliest - 1] == around[earliest - 1 + len(words)]:
        earliest -= 1
    while latest + len(words) < len(around) and around[latest] == around[latest + len(words)]:
        latest += 1
    begin = max(range(earliest, latest + 1), key=lambda at: (_reads(around, at, len(words)), -abs(at - begin)))
    return _at(left.start, around, begin, len(words), gone=bool(change.old))


def _reads(text: str, begin: int, length: int) -> int:
    """How well words of this length that begin here read as what was taken out or put in."""
    if text[begin] in _JOINS:
        return 2
    return int(begin == 0 or text[begin - 1] in _STOPS or text[begin + length - 1] in _STOPS)


def _at(start: int, text: str, begin: int, length: int, *, gone: bool) -> Iterable[Passage]:
    left, words, right = text[:begin], text[begin : begin + length], text[begin + length :]
    change = Passage(start + begin, words if gone else "", "" if gone else words)
    return Passage(start, left, left), change, Passage(change.start + len(change.old), right, right)


def _alike(one: list[str], other: list[str]) -> int:
    """How many characters of the first tokens are the same."""
    length = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        length += len(mine)
    return length
