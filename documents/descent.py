"""One step of a citation taken down the outline: from a clause to those below it that the step names."""

import re
from collections.abc import Callable, Iterator

from documents.citation_units import Step, Unit
from documents.outline import Outline
from rules.anchors import ClauseKind as Kind

_KINDS: dict[Unit, tuple[Kind, ...]] = {
    Unit.BOOK: (Kind.BOOK,),
    Unit.CHAPTER: (Kind.CHAPTER,),
    Unit.SECTION: (Kind.SECTION,),
    Unit.ARTICLE: (Kind.ARTICLE, Kind.FIRST, Kind.THIRD, Kind.SECOND),
    Unit.PART: (Kind.PART, Kind.FIRST, Kind.CHAPTER),
    Unit.FIRST: (Kind.FIRST,),
    Unit.SECOND: (Kind.SECOND,),
    Unit.THIRD: (Kind.THIRD,),
    Unit.SUBITEM: (Kind.THIRD, Kind.FOURTH, Kind.FIFTH, Kind.SECOND),
    Unit.FOURTH: (Kind.FOURTH,),
    Unit.FIFTH: (Kind.FIFTH,),
}
_ITEMS = {
    Kind.ARTICLE: (Kind.SECOND, Kind.THIRD, Kind.FOURTH, Kind.FIFTH),
    Kind.PARAGRAPH: (Kind.SECOND, Kind.THIRD),
    Kind.FIRST: (Kind.SECOND, Kind.THIRD),
    Kind.SECOND: (Kind.THIRD, Kind.FOURTH, Kind.FIFTH),
    Kind.THIRD: (Kind.FOURTH, Kind.FIFTH),
}
_OTHER_ITEMS = (Kind.THIRD, Kind.FOURTH, Kind.FIRST, Kind.SECOND, Kind.FIFTH)
_IN_ROWS = frozenset({Unit.ARTICLE, Unit.ITEM, Unit.SUBITEM})
_HEADLINE = re.compile(r"[。；！？]")


def below(outline: Outline, scope: int, step: Step, number: int | None) -> list[int]:
    """The clauses below `scope` that are this number of this unit, the shallowest first; several where it is open."""
    find = _SPECIAL.get(step.unit)
    found = find(outline, scope, step, number) if find else []
    # 第2款 of a clause without paragraphs of its own is its second item.
    return found if find and (found or step.unit is not Unit.CLAUSE) else _numbered(outline, scope, step, number or 0)


def special(outline: Outline, step: Step) -> list[int]:
    """The clauses that 全文, 标题, 引言, 落款 and 最后一条 stand for."""
    clauses = outline.clauses
    top = [p for p in outline.children(0) if clauses[p].kind is Kind.PARAGRAPH]
    by_unit = {
        Unit.WHOLE: [0],
        Unit.TITLE: [p for p in outline.children(0) if clauses[p].kind is Kind.TITLE][:1],
        Unit.LEAD: top[:1],
        Unit.SIGNATURE: top[-1:],
        Unit.LAST: [p for p in _every(outline, 0, Kind.ARTICLE) if "附件" not in clauses[p].path][-1:],
    }
    return by_unit.get(step.unit, [])


def relative(outline: Outline, context: int, step: Step) -> list[int]:
    """What 本条, 本款, 前款 and 前两款 mean beside the clause `context`; nothing where there is no such neighbour."""
    if step.unit is Unit.THIS:
        return _around(outline, context, step.like)
    count = step.numbers[0] if step.numbers else 1
    if step.like is Unit.ARTICLE:
        own = _around(outline, context, Unit.ARTICLE)
        before = [p for p in _every(outline, 0, Kind.ARTICLE) if own and p < own[0]]
        return before[-count:]
    if step.like is Unit.CLAUSE:
        texts = _texts_of(outline, (_around(outline, context, Unit.ARTICLE) or [outline.parents[context]])[0])
        own_text = max((place for place, p in enumerate(texts) if p <= context), default=0)
        return texts[max(0, own_text - count) : own_text]
    kind, parent = outline.clauses[context].kind, outline.parents[context]
    return [p for p in outline.children(parent) if outline.clauses[p].kind is kind and p < context][-count:]


def total(outline: Outline, scope: int, step: Step) -> tuple[int, ...]:
    """3小项 are all of them where there are three, else the third."""
    for kind in _kinds(outline, scope, step):
        counted = [outline.clauses[p].number or 0 for p in outline.children(scope) if outline.clauses[p].kind is kind]
        if counted:
            return tuple(counted) if step.numbers == (len(counted),) else step.numbers
    return step.numbers


def _numbered(outline: Outline, scope: int, step: Step, number: int) -> list[int]:
    first, last = scope, outline.ends[scope]
    if outline.clauses[scope].kind is Kind.PARAGRAPH and outline.clauses[outline.parents[scope]].kind is Kind.ARTICLE:
        # The items of 第五条第二款 follow it in the article.
        last = outline.ends[outline.parents[scope]]
    for kind in _kinds(outline, scope, step):
        inside = [p for p in outline.numbered.get((kind, number), ()) if first < p < last]
        if kind is Kind.ARTICLE:
            inside = [p for p in inside if ("之" in outline.clauses[p].marker) == bool(step.sub)]
        if inside:
            return sorted(inside, key=lambda p: outline.clauses[p].level)
    beginning = re.compile(rf"\s*{number}[\s.、]*\|")
    rows = (p for p in _every(outline, scope, Kind.ROW) if beginning.match(outline.clauses[p].text))
    return list(rows) if step.unit in _IN_ROWS else []


def _kinds(outline: Outline, scope: int, step: Step) -> tuple[Kind, ...]:
    if step.unit in {Unit.ITEM, Unit.CLAUSE}:
        return _ITEMS.get(outline.clauses[scope].kind, _OTHER_ITEMS)
    return _KINDS.get(step.unit, ())


def _texts_of(outline: Outline, scope: int) -> list[int]:
    """The 款 of an article: its own text first, then its plain paragraphs; elsewhere the paragraphs alone."""
    plain = [p for p in outline.children(scope) if outline.clauses[p].kind is Kind.PARAGRAPH]
    return [scope, *plain] if outline.clauses[scope].kind is Kind.ARTICLE else plain


def _paragraphs_of(outline: Outline, scope: int) -> list[int]:
    """The paragraphs as a reader counts them: a clause that is more than a heading is its own first one."""
    clause = outline.clauses[scope]
    if clause.kind is Kind.WHOLE:
        return [p for p in _range(outline, 0) if outline.clauses[p].kind is not Kind.TITLE]
    inside = [p for p in outline.children(scope) if outline.clauses[p].kind is not Kind.TITLE]
    return [scope, *inside] if _HEADLINE.search(clause.text) else inside


def _captioned(outline: Outline, scope: int, step: Step, number: int | None) -> list[int]:
    unit = step.unit
    caption = re.compile(rf"附?{unit}\s*{number}(?![0-9])")
    named = [p for p in _range(outline, scope) if caption.match(outline.clauses[p].title or outline.clauses[p].text)]
    tables = [p for p in named if outline.clauses[p].kind is Kind.TABLE] if unit is Unit.TABLE else []
    counted = [p for p in _every(outline, scope, Kind.TABLE) if unit is Unit.TABLE]
    return tables or named or _nth(counted, number)


def _around(outline: Outline, context: int, unit: Unit | None) -> list[int]:
    """The clause itself or the nearest one around it of a kind."""
    if unit is Unit.CLAUSE:
        return [context]
    kinds = (Kind.SECOND, Kind.THIRD) if unit is Unit.ITEM else _KINDS.get(unit or Unit.ARTICLE, ())[:1]
    while context and outline.clauses[context].kind not in kinds:
        context = outline.parents[context]
    return [context] if context else []


def _every(outline: Outline, scope: int, kind: Kind) -> Iterator[int]:
    return (p for p in _range(outline, scope) if outline.clauses[p].kind is kind)


def _range(outline: Outline, scope: int) -> range:
    return range(scope + 1, outline.ends[scope])


def _nth(listed: list[int], number: int | None) -> list[int]:
    return [listed[number - 1]] if number is not None and 0 < number <= len(listed) else []


def _annexes(outline: Outline, scope: int, _step: Step, number: int | None) -> list[int]:
    """附件1 of a draft with one annex is the one without a number."""
    annexes = list(_every(outline, scope, Kind.ANNEX))
    named = [p for p in annexes if number in {None, outline.clauses[p].number}]
    return named or [p for p in annexes if number == 1 and not outline.clauses[p].number]


def _points(outline: Outline, scope: int, step: Step, _number: int | None) -> list[int]:
    return [p for p in _range(outline, scope) if outline.clauses[p].marker.strip() == step.words]


def _rows(outline: Outline, scope: int, _step: Step, number: int | None) -> list[int]:
    """A reader counts the rows with or without the header."""
    rows = [p for p in outline.children(scope) if outline.clauses[p].kind is Kind.ROW]
    return _nth(rows, number) + _nth(rows[1:], number)


_SPECIAL: dict[Unit, Callable[[Outline, int, Step, int | None], list[int]]] = {
    Unit.CLAUSE: lambda outline, scope, _, number: _nth(_texts_of(outline, scope), number),
    Unit.PARAGRAPH: lambda outline, scope, _, number: _nth(_paragraphs_of(outline, scope), number),
    Unit.ANNEX: _annexes,
    Unit.POINT: _points,
    Unit.TABLE: _captioned,
    Unit.FIGURE: _captioned,
    Unit.ROW: _rows,
}
