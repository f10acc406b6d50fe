"""A suggestion laid on the words of a clause: the span to change and what to write there, or nothing at all."""

import re
from collections.abc import Callable

from documents.likeness import equality, normal, span_in
from documents.markers import marker_of
from documents.suggestions import Suggestion
from documents.unit_lists import Change, added, list_in, names_of, removed, same_unit
from rules.anchors import EditKind

# The role of a suggestion that rewords the clause it names from beginning to end.
WHOLE = "整条"
_LISTED = "、"
_JOINS = re.compile(r"(?:以及|及|和|与|或)$")
_PAUSES = "，；。、"
_CUTS = re.compile(r"[。；：，、]\s*")
_LABEL = re.compile(r"[\u4e00-\u9fff（）()、]{2,20}[：:]")
_HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff”）])[,;:](?=[\u4e00-\u9fff“]|$)")
_FULL = {",": "，", ";": "；", ":": "："}
_STARTS_ALIKE, _LIST_COMMA, _LEAST_TAIL = 0.15, 0.1, 0.3


def changes(suggestion: Suggestion, text: str, original: str = "") -> list[Change]:
    """Where and how the text of a clause changes; empty where the suggestion does not fit it.

    Args:
        suggestion: what is asked for.
        text: the clause's own words.
        original: the passage the unit speaks of, quoted from the draft as far as it could.
    """
    return _WAYS[suggestion.kind](suggestion, text, original)


def widened(words: str) -> str:
    """Half-width punctuation between Chinese words made full-width, as the draft has it."""
    return _HALF_WIDTH.sub(lambda found: _FULL[found[0]], words)


def _span(text: str, words: str, original: str) -> tuple[int, int] | None:
    """The one place where the words stand, within the quoted passage if there; None where it is not clear which."""
    passage = span_in(text, original) if len(original) > len(words) else None
    begin, end = passage or (0, len(text))
    found = span_in(text[begin:end], words)
    if found is None or span_in(text[begin + found[1] : end], words):
        return None
    return begin + found[0], begin + found[1]


def _replace(asked: Suggestion, text: str, original: str) -> list[Change]:
    span = _span(text, asked.old, original)
    return [(*span, widened(asked.new))] if span else []


def _everywhere(asked: Suggestion, text: str, _original: str) -> list[Change]:
    return [(found.start(), found.end(), asked.new) for found in re.finditer(re.escape(asked.old), text)]


def _delete(asked: Suggestion, text: str, original: str) -> list[Change]:
    span = _span(text, asked.old, original)
    if span is None:
        return []
    wanted = normal(asked.result)
    for start, end in (_tidied(text, *span), span):
        if wanted and wanted in normal(text[:start] + text[end:]):
            return [(start, end, "")]
    return [(*_tidied(text, *span), "")]


def _tidied(text: str, start: int, end: int) -> tuple[int, int]:
    """The words with the mark or joining word that would be left over without them."""
    before, after = text[:start], text[end:]
    join = _JOINS.search(before)
    if before.endswith(_LISTED) and after.startswith(_LISTED):
        return start, end + 1
    if text[start:end][-1:] in _PAUSES:
        return start, end
    if join and not after.startswith(_LISTED):
        return join.start(), end
    if before.endswith(_LISTED):
        return start - 1, end
    if (not before or before[-1] in "。；：，") and after[:1] in {"。", "；", "，", "、"}:
        return start, end + 1
    return start, end


def _insert(asked: Suggestion, text: str, original: str) -> list[Change]:
    span = _span(text, asked.old, original)
    if span is None:
        return []
    place = span[1] if asked.kind is EditKind.INSERT_AFTER else span[0]
    return [(place, place, widened(asked.new))]


def _insert_end(asked: Suggestion, text: str, _original: str) -> list[Change]:
    """A whole sentence goes behind the last one; words without an end of their own could belong anywhere."""
    whole = asked.new.rstrip("”").endswith(("。", "；")) and text.endswith(("。", "；"))
    return [(len(text), len(text), widened(asked.new))] if whole else []


def _insert_paragraph(asked: Suggestion, text: str, _original: str) -> list[Change]:
    return [(len(text), len(text), widened(asked.new))]


def _list_remove(asked: Suggestion, text: str, _original: str) -> list[Change]:
    return removed(text, asked.role, names_of(asked.old))


def _list_add(asked: Suggestion, text: str, _original: str) -> list[Change]:
    return added(text, asked.role, names_of(asked.new))


def _list_replace(asked: Suggestion, text: str, _original: str) -> list[Change]:
    span = list_in(text, asked.role)
    if span is None:
        return []
    if not asked.old:
        return [(*span, asked.new)]
    place = span[0]
    for name in re.split("[、，,]", text[slice(*span)]):
        if same_unit(asked.old, name):
            return [(place, place + len(name), asked.new)]
        place += len(name) + 1
    return []


def _replace_tail(asked: Suggestion, text: str, original: str) -> list[Change]:
    """建议修改为：… replaces the passage in quotation marks, or of words cited at length the end most like it."""
    new = widened(asked.new)
    if asked.role == WHOLE:
        return [_reworded(text, new)]
    label = _LABEL.match(text)
    if label and normal(new).startswith(normal(label[0])):
        return [(0, len(text), new)]
    words = asked.old or _likest_tail(text, original, new)
    span = _span(text, words, original) if words else None
    return [_with_stop(text, *span, new)] if span else []


def _reworded(text: str, new: str) -> Change:
    """All words of a clause, its typed number or the unit it begins with kept."""
    marker, label = marker_of(text), _LABEL.match(text)
    kept = marker.text if marker else label[0] if label else ""
    if normal(new).startswith(normal(kept)):
        return 0, len(text), new
    return len(text) - len(text[len(kept) :].lstrip()), len(text), new


def _likest_tail(text: str, passage: str, new: str) -> str:
    """The end of a passage, begun at a mark, that reads most like what shall replace it; empty where none does."""
    words = passage.rstrip("。；，, （(")
    best, most = "", _LEAST_TAIL
    for cut in (0, *(found.end() for found in _CUTS.finditer(words))):
        tail = words[cut:].strip()
        if len(tail) < 2 or span_in(text, tail) is None:  # noqa: PLR2004 - one sign is no passage
            continue
        likeness = equality(tail, new) - (_LIST_COMMA if cut and words[:cut].rstrip()[-1] == "、" else 0)
        likeness += _STARTS_ALIKE if normal(tail)[:2] == normal(new)[:2] else 0
        if likeness > most:
            best, most = tail, likeness
    return best


def _with_stop(text: str, start: int, end: int, new: str) -> Change:
    """One full stop at the end, not two and not none."""
    stopped = new.endswith(("。", "；"))
    if text[end : end + 1] in {"。", "；"} and stopped:
        return start, end + 1, new
    if text[end - 1 : end] in {"。", "；"} and not stopped:
        return start, end, new + text[end - 1]
    return start, end, new


def _whole(_asked: Suggestion, text: str, _original: str) -> list[Change]:
    return [(0, len(text), "")]


def _nothing(_asked: Suggestion, _text: str, _original: str) -> list[Change]:
    return []


_WAYS: dict[EditKind, Callable[[Suggestion, str, str], list[Change]]] = {
    EditKind.REPLACE: lambda asked, text, original: (_everywhere if asked.everywhere else _replace)(
        asked, text, original
    ),
    EditKind.DELETE: lambda asked, text, original: (_everywhere if asked.everywhere else _delete)(
        asked, text, original
    ),
    EditKind.DELETE_INLINE: _delete,
    EditKind.INSERT_AFTER: _insert,
    EditKind.INSERT_BEFORE: _insert,
    EditKind.INSERT_END: _insert_end,
    EditKind.INSERT_PARAGRAPH: _insert_paragraph,
    EditKind.LIST_REMOVE: _list_remove,
    EditKind.LIST_ADD: _list_add,
    EditKind.LIST_REPLACE: _list_replace,
    EditKind.REPLACE_TAIL: _replace_tail,
    EditKind.DELETE_CLAUSE: _whole,
    EditKind.MOVE: _nothing,
}
