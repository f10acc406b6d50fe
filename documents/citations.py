"""Citations resolved: from 第二部分的（三）第2、3小项 to the clauses it names, each with how sure that is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents import descent
from documents.citation_hits import Cited, Hit
from documents.citation_steps import steps_in
from documents.citation_units import Step, Unit
from documents.finder import Finder
from documents.likeness import likeness, normal, plain
from documents.mentions import with_names, without_foreign
from rules.anchors import ClauseKind, Method

_BY_NUMBER, _BY_NAME, _WITHIN, _AGAINST_HEADING = 0.9, 0.88, 1.03, 0.72
_ELSEWHERE, _DEEPER, _SAME_PARENT = 0.75, 0.6, 1.15
_AGREES, _HALF_AGREES, _DISAGREES, _HEADING_WINS = 0.65, 0.85, 0.5, 0.86
_SHORTEST_HEADING = 4
_NEXT = 2
_COUNTED_FROM_NOWHERE = 0.6
# From 小项 down a number means something only within what was named before.
_ONLY_BELOW = 6.9
_SPECIAL = frozenset({Unit.WHOLE, Unit.TITLE, Unit.LEAD, Unit.SIGNATURE, Unit.LAST})
_RELATIVE = frozenset({Unit.THIS, Unit.BEFORE})
_BY_WORDS = frozenset({Method.HEADING, Method.QUOTE})
_NAMED = frozenset({Unit.NAMED, Unit.SPEAKER})
_ON_A_PAGE = frozenset({Unit.PARAGRAPH, Unit.ROW})
_HEADED = frozenset(
    {ClauseKind.CHAPTER, ClauseKind.SECTION, ClauseKind.FIRST, ClauseKind.SECOND, ClauseKind.THIRD, ClauseKind.PART}
)


def citations_in(text: str, finder: Finder, *, speaker: str = "", context: int | None = None) -> tuple[Cited, ...]:
    """Every citation of a text, in order.

    Args:
        text: what a unit wrote; words that are no citation, such as proposed wordings, blanked out by the caller.
        finder: the draft.
        speaker: the unit that wrote it, which is what 我局 means.
        context: the clause under discussion, for 前款 and 本条 before any citation of its own.
    """
    wording = plain(text)
    steps = without_foreign(wording, steps_in(wording), finder.title)
    return tuple(_Walk(finder, context).cited(with_names(wording, steps, finder, speaker)))


def _readable(steps: Sequence[Step]) -> Iterator[Step]:
    """The steps without 第3页第2段: where a page begins depends on the fonts of whoever printed it."""
    on_a_page = False
    for step in steps:
        on_a_page = step.unit is Unit.PAGE or (on_a_page and step.unit in _ON_A_PAGE)
        if not on_a_page:
            yield step


class _Walk:
    """Walks the steps of a text down the outline; a step no deeper than the one before begins a new citation."""

    def __init__(self, finder: Finder, context: int | None) -> None:
        self.finder, self.outline = finder, finder.outline
        self.context = context
        self.stack: list[tuple[float, tuple[Hit, ...]]] = [(-1.0, (Hit(0, 1.0, Method.NUMBER),))]
        self.begun: tuple[int, int] | None = None
        self.total = False
        self.spared: set[int] = set()

    def cited(self, steps: Sequence[Step]) -> Iterator[Cited]:
        closed = [each for step in _readable(steps) for each in self._taken(step)]
        for each in (*closed, *self._closed()):
            slots = tuple(s for s in each.slots if s[0].place not in self.spared)
            if slots:
                yield replace(each, slots=slots)

    def _taken(self, step: Step) -> Iterator[Cited]:
        if step.spared:
            self.spared |= {hit.place for hit in self._hits(step, self._scope(step))}
            if self.begun and self.begun[1] >= step.start - 1:
                self.begun = None  # （三）第1小项予以保留 names nothing but what is spared
            return
        step = self._as_item(step)
        again = step.order <= self.stack[-1][0] or step.unit in _RELATIVE
        hits = self._hits(step, self._scope(step))
        if not hits:
            return
        if again:
            # 3小项…第2、3小项: the second says which of the three.
            refined = self.total and step.order == self.stack[-1][0]
            yield from () if refined else self._closed()
            while len(self.stack) > 1 and (step.order <= self.stack[-1][0] or step.unit in _RELATIVE):
                self.stack.pop()
            self.begun = None
        self.stack.append((step.order, hits))
        self.begun = (self.begun[0] if self.begun else step.start, step.end)
        self.total = step.total

    def _as_item(self, step: Step) -> Step:
        """保障措施第三条 of a draft without articles is the third item of that part; so is 款 where there are none."""
        follows = self.begun is not None and step.start - self.begun[1] <= _NEXT and self.stack[-1][0] > step.order
        if not follows or step.unit not in {Unit.ARTICLE, Unit.CLAUSE}:
            return step
        if step.unit is Unit.ARTICLE:
            loose = not any(self.outline.numbered.get((ClauseKind.ARTICLE, number)) for number in step.numbers)
        else:
            loose = all(self.outline.clauses[place].kind is not ClauseKind.ARTICLE for place in self._path())
        return replace(step, unit=Unit.ITEM) if loose else step

    def _path(self) -> Iterator[int]:
        """The clause named last and those around it."""
        place = self.stack[-1][1][0].place
        while place:
            yield place
            place = self.outline.parents[place]

    def _closed(self) -> Iterator[Cited]:
        if self.begun is None:
            return
        slots: dict[tuple[int, ...], list[Hit]] = {}
        for hit in self.stack[-1][1]:
            slots.setdefault(hit.slot, []).append(hit)
        ranked = [tuple(sorted(hits, key=lambda hit: -hit.score)) for hits in slots.values()]
        self.context = ranked[0][0].place
        yield Cited(*self.begun, tuple(ranked))

    def _scope(self, step: Step) -> tuple[Hit, ...]:
        return next(hits for order, hits in reversed(self.stack) if order < step.order)

    def _hits(self, step: Step, scope: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """What the step names below the scope, or, with less confidence, anywhere."""
        found = [hit for above in scope for hit in self._below(above, step)]
        if not found and scope[0].place and step.order < _ONLY_BELOW:
            found = [replace(hit, score=hit.score * _ELSEWHERE) for hit in self._below(self.stack[0][1][0], step)]
        best: dict[tuple[tuple[int, ...], int], Hit] = {}
        for hit in sorted(found, key=lambda hit: hit.score):
            best[hit.slot, hit.place] = hit
        return tuple(best.values())

    def _below(self, above: Hit, step: Step) -> Iterator[Hit]:
        if step.unit in _SPECIAL:
            yield from self._known(above, descent.special(self.outline, step), Method.LABEL)
        elif step.unit in _RELATIVE:
            near = self._recent()
            meant = descent.relative(self.outline, near, step) if near is not None else []
            yield from (Hit(p, _BY_NUMBER, Method.RELATIVE, (*above.slot, p)) for p in meant)
        elif step.unit in _NAMED:
            inside = [p for p in step.targets if above.place <= p < self.outline.ends[above.place]]
            method = Method.LABEL if step.unit is Unit.SPEAKER else Method.HEADING
            yield from self._known(above, inside, method)
        else:
            numbers = descent.total(self.outline, above.place, step) if step.total else step.numbers
            for number in numbers or (None,):
                yield from self._numbered(above, step, number)

    @staticmethod
    def _known(above: Hit, places: Sequence[int], method: Method) -> Iterator[Hit]:
        score = above.score * _WITHIN if above.place else _BY_NAME
        return (Hit(place, score, method, above.slot, above.note) for place in places)

    def _numbered(self, above: Hit, step: Step, number: int | None) -> Iterator[Hit]:
        places = descent.below(self.outline, above.place, step, number)
        slot = (*above.slot, number or 0)
        level = min((self.outline.clauses[p].level for p in places), default=0)
        hits = [self._weighed(above, step, p, slot, level) for p in places]
        yield from hits
        if len(step.words) >= _SHORTEST_HEADING and not any(hit.method in _BY_WORDS for hit in hits):
            yield from self._renumbered(above, step, slot, places)

    def _weighed(self, above: Hit, step: Step, place: int, slot: tuple[int, ...], level: int) -> Hit:
        clause = self.outline.clauses[place]
        # A chain of numbers is as sure as its first; only what lies deeper than asked for is less.
        score = above.score if above.place else _BY_NUMBER
        score *= 1.0 if clause.level == level else _DEEPER
        score *= _COUNTED_FROM_NOWHERE if step.unit is Unit.PARAGRAPH and not above.place else 1.0
        near = self._recent()
        if near is not None and not above.place and self.outline.parents[near] == self.outline.parents[place] != 0:
            score = min(1.0, score * _SAME_PARENT)
        if len(step.words) < _SHORTEST_HEADING or step.unit is Unit.POINT:
            return Hit(place, score, above.method, slot, above.note)
        words = normal(step.words)
        alike = likeness(words, self.finder.heads[place])
        method = Method.HEADING
        if alike < _AGREES and words in self.finder.texts[place]:
            alike, method = 1.0, Method.QUOTE
        if alike >= _AGREES:
            # The words single the clause out, however deep it lies.
            agreed = (max(score, _BY_NUMBER) if not above.place else score) + (1 - score) * (alike - _AGREES)
            return Hit(place, min(agreed, 1.0), method, slot, above.note)
        against = _AGAINST_HEADING if alike < _DISAGREES else _HALF_AGREES
        return Hit(place, score * against, above.method, slot, above.note)

    def _renumbered(self, above: Hit, step: Step, slot: tuple[int, ...], places: Sequence[int]) -> Iterator[Hit]:
        """A heading that another clause carries beats the number, and says so."""
        for place in self.finder.headed(step.words, _HEADED):
            if place not in places:
                label = self.outline.clauses[place].label
                note = f"所引标题是“{label}”的，与所写编号不一致"
                yield Hit(place, _HEADING_WINS * above.score, Method.HEADING, slot, note)

    def _recent(self) -> int | None:
        """The clause the text spoke of last."""
        hits = self.stack[-1][1]
        return hits[0].place if len(self.stack) > 1 else self.context
