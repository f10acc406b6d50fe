"""Suggestions read: from “将……改为……” to what is asked for; what cannot be read is left unread, never guessed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.likeness import plain
from documents.suggestion_patterns import EVERYWHERE, PATTERNS
from rules.anchors import EditKind

_GROUNDS = re.compile(r"(?:修改)?(?:理由|依据|原因|说明)(?:如下)?：[^\n]*")
_SENTENCE_BEFORE = re.compile(r"[^。；：，]*[。；：，]?$")
_QUOTED_BEFORE = re.compile(r"“([^“”]+(?:“[^“”]*”[^“”]*)*)”\s*$")
_RESTATES_WITHIN = 8
_LOOK_BACK = 12
# No opinion asks for more; a text made to keep the reader busy may.
_MOST = 200
_REMOVES = frozenset({EditKind.DELETE, EditKind.LIST_REMOVE})
_NAMES = frozenset({EditKind.LIST_REMOVE, EditKind.LIST_ADD, EditKind.LIST_REPLACE})


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an opinion asks for at `text[start:end]`.

    old, new: the words as written; of an insertion, `old` is what stands beside it.
    role: 责任单位 and the like; of a deletion, the 句 or 处 that is no clause, or 建议 where nothing is named.
    result: how the wording shall read afterwards, where that is said besides (删除“甲”，修改为“乙”).
    proposed: where in the text wordings stand that are proposed, no citations of the draft.
    everywhere: all places, not one.
    """

    kind: EditKind
    old: str
    new: str
    role: str
    start: int
    end: int
    confidence: float
    result: str = ""
    proposed: tuple[tuple[int, int], ...] = ()
    everywhere: bool = False


def suggestions_in(text: str) -> tuple[Suggestion, ...]:
    """Every suggestion that says which words to change, in order; an open one (进一步细化……) is none."""
    wording = without_grounds(plain(text))
    taken: list[Suggestion] = []
    for kind, sure, pattern in PATTERNS:
        for found in pattern.finditer(wording):
            if all(found.end() <= one.start or found.start() >= one.end for one in taken):
                taken.extend(_read(text, wording, kind, sure, found))
    return tuple(_restated(sorted(taken, key=lambda one: one.start)[:_MOST]))


def without_grounds(wording: str) -> str:
    """The text with its reasons blanked out, length unchanged: they quote other documents."""
    return _GROUNDS.sub(lambda found: "。" * len(found[0]), wording)


def _read(text: str, wording: str, kind: EditKind, sure: float, found: re.Match[str]) -> Iterator[Suggestion]:
    groups = found.groupdict()
    old, new = (_words(text, found, name) for name in ("old", "new"))
    if kind is EditKind.DELETE_INLINE:
        old = _before(text, wording, found.start())
    if kind in _NAMES:
        old, new = (each.strip("。；，的 ").removeprefix("将").removeprefix("把") for each in (old, new))
    near = wording[max(0, found.start() - _LOOK_BACK) : found.end()]
    proposed = next((found.span(name) for name in ("new", "new_bare") if groups.get(name)), None)
    one = Suggestion(
        kind,
        old,
        new.strip(),
        groups.get("role") or "",
        *found.span(),
        sure,
        proposed=(proposed,) if proposed else (),
        everywhere=EVERYWHERE.search(near) is not None,
    )
    yield one
    for more in re.findall(r"“([^“”]+)”", groups.get("more") or ""):
        yield replace(one, old=more)


def _words(text: str, found: re.Match[str], name: str) -> str:
    """The words of a group as they stand in the text itself, quoted or bare."""
    for group in (name, f"{name}_bare"):
        if found.groupdict().get(group):
            return text[slice(*found.span(group))]
    return ""


def _before(text: str, wording: str, end: int) -> str:
    """What is quoted right before （建议删除）, or the sentence there."""
    quoted = _QUOTED_BEFORE.search(wording, 0, end)
    if quoted:
        return text[slice(*quoted.span(1))]
    said = _SENTENCE_BEFORE.search(wording, 0, end)
    return text[said.start() : end].strip() if said else ""


def _restated(taken: list[Suggestion]) -> Iterator[Suggestion]:
    """“删除‘甲’，修改为‘乙’” is one deletion that also says how the wording reads afterwards."""
    held: Suggestion | None = None
    for one in taken:
        again = one.kind is EditKind.REPLACE_TAIL and held is not None and one.start - held.end < _RESTATES_WITHIN
        if held is not None and again and held.kind in _REMOVES:
            held = replace(held, result=one.new, proposed=(*held.proposed, *one.proposed), end=one.end)
            continue
        if held is not None:
            yield held
        held = one
    if held is not None:
        yield held
