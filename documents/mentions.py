"""Clauses named without their number, as 领导小组成员名单及职责, and numbers that are another document's."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from documents.citation_units import Step, Unit
from documents.finder import Finder, Name
from documents.likeness import likeness, normal
from rules.anchors import ClauseKind

_LIKE = {
    ClauseKind.ANNEX: Unit.ANNEX,
    ClauseKind.CHAPTER: Unit.CHAPTER,
    ClauseKind.SECTION: Unit.SECTION,
    ClauseKind.ARTICLE: Unit.ARTICLE,
    ClauseKind.PART: Unit.PART,
    ClauseKind.FIRST: Unit.FIRST,
    ClauseKind.SECOND: Unit.SECOND,
    ClauseKind.THIRD: Unit.THIRD,
    ClauseKind.POINT: Unit.POINT,
    ClauseKind.FOURTH: Unit.FOURTH,
}
_OURS = re.compile(
    r"(?:我|本)(?:局|委|办|厅|院|中心|单位|公司|县|区|市)(?=的?(?:主要)?(?:职责|责任分工|分工|任务|责任))"
)
_DUTY = re.compile(
    r"”?\s*(?:：|(?=“|建议|[修改删])|的?(?:主要)?(?:职责|责任分工|工作分工|分工|任务|责任)|[。，；）]?\s*$)"
)
_MENTION_BEFORE = re.compile(r"(?:^|[“《（：。，；、\s在于对中]|关于|附件)$")
_MENTION_AFTER = re.compile(
    r"[”》第]|部分|章节?|一?[章节段条]|[的中里内]|任务|\s*[\u4e00-\u9fff]{2,12}：|\s*$|[：。，；（]"
)
_BOOK = re.compile(r"《([^《》]{2,60})》?(?:[（(][^（）]*[）)])?\s*$")
_LAW = re.compile(r"[\u4e00-\u9fff]{2,}(?:法|条例|规定|办法|细则|决定)\s*$")
_THIS_LAW = re.compile(r"[本该此](?:法|条例|规定|办法|细则|决定)\s*$")
_OWN_LIKE = 0.8
_LOOK_BACK = 70
_NEXT_STEP = 3


def without_foreign(text: str, steps: Sequence[Step], title: str) -> tuple[Step, ...]:
    """The steps without those that count another document's articles, as in 《土地管理法》第十条第二款."""
    kept: list[Step] = []
    foreign_end = -_NEXT_STEP
    for step in steps:
        follows = step.start - foreign_end < _NEXT_STEP and text[foreign_end : step.start].strip("、和及 ") == ""
        if follows or _is_foreign(text, step, title):
            foreign_end = step.end
        else:
            kept.append(step)
    return tuple(kept)


def _is_foreign(text: str, step: Step, title: str) -> bool:
    before = text[max(0, step.start - _LOOK_BACK) : step.start]
    book = _BOOK.search(before) if "《" in before else None
    if book:
        named = normal(book[1])
        return not (named in title or "征求意见稿" in named or "草案" in named or likeness(named, title) >= _OWN_LIKE)
    law = _LAW.search(before) if step.unit is Unit.ARTICLE else None
    if law is None or _THIS_LAW.search(before):
        return False
    return normal(law[0])[-4:] not in title


def with_names(text: str, steps: Sequence[Step], finder: Finder, speaker: str) -> tuple[Step, ...]:
    """The steps with those that go by a heading or a unit, in order; an opinion's own number is none of them."""
    named = [*_named(text, steps, finder), *_ours(text, finder, speaker)]
    units = [step.start for step in named if step.unit is Unit.SPEAKER]
    # 四、市税务局: the words after the number are no heading but the unit below it.
    bare = [replace(s, words="") if any(s.end <= u <= s.end + _NEXT_STEP for u in units) else s for s in steps]
    return tuple(_without_own_numbers(text, sorted([*bare, *named], key=lambda step: step.start), finder))


def _named(text: str, steps: Sequence[Step], finder: Finder) -> Iterator[Step]:
    for start, name in finder.names_in(text):
        end = start + len(name.text)
        if name.unit:
            if _speaks(text, start, end, steps):
                yield Step(Unit.SPEAKER, (), start, end, targets=name.places)
        elif not _is_heading_of_step(start, steps, finder, name) and _is_mention(text, start, end):
            kind = finder.outline.clauses[name.places[0]].kind
            yield Step(Unit.NAMED, (), start, end, like=_LIKE.get(kind, Unit.NAMED), targets=name.places)


def _speaks(text: str, start: int, end: int, steps: Sequence[Step]) -> bool:
    """Whether a unit's name stands for its paragraph: followed by a colon or its duties, or last after a number."""
    follows = _DUTY.match(text, end)
    if follows is None:
        return False
    directly = any(step.end <= start <= step.end + _NEXT_STEP for step in steps)
    duty = follows[0].strip("。，；） ”")
    listed = text[max(0, start - 1) : start] in {"、", "“"} and not follows[0].startswith(("：", "”：", "的"))
    return directly or (bool(duty) and not listed)


def _is_heading_of_step(start: int, steps: Sequence[Step], finder: Finder, name: Name) -> bool:
    annex = finder.outline.clauses[name.places[0]].kind is ClauseKind.ANNEX
    return any(s.end <= start <= s.end + _NEXT_STEP and (annex or s.unit is not Unit.ANNEX) for s in steps)


def _is_mention(text: str, start: int, end: int) -> bool:
    return bool(_MENTION_BEFORE.search(text, 0, start) and _MENTION_AFTER.match(text, end))


def _ours(text: str, finder: Finder, speaker: str) -> Iterator[Step]:
    """我局职责 is the paragraph of whoever speaks."""
    own = next((name for _, name in finder.names_in(speaker) if name.unit), None) if speaker else None
    if own is not None:
        for found in _OURS.finditer(text):
            yield Step(Unit.SPEAKER, (), *found.span(), targets=own.places)


def _without_own_numbers(text: str, steps: Sequence[Step], finder: Finder) -> Iterator[Step]:
    """1. （三）…; 2. 三、…: a number right before a wider one, or over another heading, is the opinion's own."""
    for place, step in enumerate(steps):
        following = steps[place + 1 :]
        before = text[: step.start].rstrip(" \n")
        begins = step.unit in {Unit.THIRD, Unit.FIRST} and (not before or before[-1] in "。；）")
        own = begins and place == 0 and _numbers_the_opinion(step, following, finder)
        if not (begins and following and (own or following[0].order < step.order)):
            yield step


def _numbers_the_opinion(step: Step, following: Sequence[Step], finder: Finder) -> bool:
    """一、原文：二、（一）…: the words are no heading of that number, and a citation as wide comes later."""
    if all(other.order > step.order for other in following):
        return False
    heads = [finder.heads[p] for p in finder.outline.numbered.get((ClauseKind.FIRST, step.numbers[0]), ())]
    return all(likeness(normal(step.words), head) < _OWN_LIKE for head in heads)
