"""The draft sent back marked up instead of a form: tracked changes, comments and silent edits become opinions."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from documents.markings import Comment, Passage, passages_of
from documents.outline import outline_of
from rules.errors import FormUnreadable
from rules.filing import OpinionEntry

_SENTENCE = re.compile(r"\n|[^。；;！!？?\n]*[。；;！!？?]|[^。；;！!？?\n]+")
_QUOTED_AT_MOST = 20
# Whatever is longer than this beside the draft is another document.
_TIMES, _MORE = 3, 200


class Marked(StrEnum):
    """How a unit marked the draft: tracked, changed without tracking, or commented on."""

    TRACKED = "tracked"
    SILENT = "silent"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class MarkedChange:
    """One thing marked, whole sentences; `old` is empty where something is added, `new` where something goes.

    place: how a person cites the clause, empty where it has no number.
    comment: what the unit wrote beside it; of a COMMENT `old` is what it is about, and `new` is empty.
    """

    kind: Marked
    place: str
    old: str
    new: str
    author: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """The draft as it went out: its lines, how each is cited, and what was marked in it already."""

    lines: tuple[str, ...]
    places: Mapping[str, str]
    passages: frozenset[tuple[tuple[str, ...], tuple[str, ...]]]
    comments: frozenset[tuple[str, str]]


def read_marked_draft(returned: bytes, original: bytes, name: str = "修改稿") -> tuple[MarkedChange, ...]:
    """What a unit marked in its copy of the draft, in reading order; empty where it marked nothing.

    Args:
        returned: the file it sent back.
        original: the draft as it was sent out.
        name: the returned file's name, for the sentences.

    Raises:
        FormUnreadable: no .docx, damaged, dangerous, or no copy of this draft.
    """
    found = marked_in(passages_of(returned, name, FormUnreadable), sent_draft(original))
    if found is None:
        raise FormUnreadable(f"“{name}”不是所发征求意见稿的修改稿；请使用随函所附的征求意见反馈表填写后再提交。")
    return found


@lru_cache(4)
def sent_draft(original: bytes) -> Sent:
    """What is known of a draft for comparing others with it.

    Raises:
        DraftUnreadable: it is none.
    """
    passages, places, numbered = passages_of(original, "征求意见稿"), dict[str, str](), ""
    for clause in outline_of(original).clauses:
        numbered = clause.label if clause.marker else numbered
        places.setdefault(_key(clause.text), numbered)
    comments = frozenset((comment.about, comment.text) for passage in passages for comment in passage.comments)
    lines = tuple(line for passage in passages for line in passage.before)
    return Sent(lines, places, frozenset((each.before, each.after) for each in passages), comments)


def marked_in(returned: Sequence[Passage], sent: Sent) -> tuple[MarkedChange, ...] | None:
    """What was marked in a returned document; None where less than half of the draft stands in it."""
    owners = [(passage, line) for passage in returned for line in passage.before or ("",)]
    if len(owners) > _TIMES * len(sent.lines) + _MORE:
        return None
    old, new = list(map(_key, sent.lines)), [_key(line) for _, line in owners]
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    kept = sum(len(line) for tag, start, end, *_ in steps if tag == "equal" for line in old[start:end])
    if 2 * kept < sum(map(len, old)):
        return None
    return tuple(_Reader(sent, owners).read(steps))


def opinion_of(change: MarkedChange) -> OpinionEntry:
    """The change as an opinion, nothing rephrased: `二、（三）“年底前完成。”（建议修改为：次年三月底前完成。）`."""
    proposal, grounds = _proposal(change), change.comment if change.kind is not Marked.COMMENT else ""
    original = f"“{change.old}”" if change.old else ""
    noted = f"批注：{grounds}" if grounds else ""
    return OpinionEntry(f"{change.place}{original}（{proposal}）{noted}", change.place, change.old, proposal, grounds)


def _proposal(change: MarkedChange) -> str:
    if change.kind is Marked.COMMENT:
        return f"批注：{change.comment}"
    if not change.new:
        return "建议删除"
    return f"建议{'修改为' if change.old else '增加'}：{change.new}"


class _Reader:
    """Walks a returned document beside the draft; `lines` are its own, each with the passage it stands in."""

    def __init__(self, sent: Sent, lines: Sequence[tuple[Passage, str]]) -> None:
        self._sent, self._lines = sent, lines
        self._done: set[int] = set()
        self._place = self._before = ""

    def read(self, steps: Iterable[tuple[str, int, int, int, int]]) -> Iterator[MarkedChange]:
        """The changes along the steps from the draft to the document, as difflib has them."""
        for tag, start, end, first, last in steps:
            one_each = end - start == last - first
            if tag == "equal" or one_each:
                for at, line in enumerate(self._sent.lines[start:end], first):
                    yield from self._compared(line, at, at + 1)
            else:
                yield from self._compared("\n".join(self._sent.lines[start:end]), first, last)

    def _compared(self, old: str, first: int, last: int) -> Iterator[MarkedChange]:
        """Lines of the draft with what stands in their place; a passage of several lines is taken at its first."""
        found = {id(passage): passage for passage, _ in self._lines[first:last] if id(passage) not in self._done}
        passages = list(found.values())
        if first < last and not passages:
            return
        self._done |= found.keys()
        before = "\n".join(line for each in passages for line in each.before)
        after = "\n".join(line for each in passages for line in each.after)
        was_ours = all((each.before, each.after) in self._sent.passages for each in passages)
        silent = _key(before) != _key(old) and not any(len(each.before) > 1 for each in passages)
        kind = Marked.SILENT if silent else Marked.TRACKED
        if old:
            self._place = self._sent.places.get(_key(old.partition("\n")[0]), self._place)
        authors = "" if silent else "、".join(dict.fromkeys(who for each in passages for who in each.authors))
        change = _core(old if silent else before, after)
        if any(change) and not (passages and was_ours):
            yield self._change(kind, change, authors, passages)
        yield from self._comments(change, passages)
        self._before = old or self._before

    def _change(self, kind: Marked, change: tuple[str, str], author: str, passages: Sequence[Passage]) -> MarkedChange:
        old, new = change
        place = self._place if old else f"{self._place}“{self._before[:_QUOTED_AT_MOST]}”之后"
        beside = "\n".join(each.text for each in self._theirs(passages) if _is_about(each, change))
        return MarkedChange(kind, place, old, new, author, beside)

    def _comments(self, change: tuple[str, str], passages: Sequence[Passage]) -> Iterator[MarkedChange]:
        """What is commented on in words that were left as they are."""
        for each in self._theirs(passages):
            if not _is_about(each, change):
                yield MarkedChange(Marked.COMMENT, self._place, each.about, "", each.author, each.text)

    def _theirs(self, passages: Iterable[Passage]) -> Iterator[Comment]:
        comments = (comment for each in passages for comment in each.comments)
        return (each for each in comments if (each.about, each.text) not in self._sent.comments)


def _is_about(comment: Comment, change: tuple[str, str]) -> bool:
    about = comment.about
    return any(text and (not about or about in text or text in about) for text in change)


def _core(old: str, new: str) -> tuple[str, str]:
    """The sentences that differ; one added within a paragraph comes with its neighbour, so that its place is known."""
    if _key(old) == _key(new):
        return "", ""
    was, becomes = _SENTENCE.findall(old), _SENTENCE.findall(new)
    head = _alike(was, becomes)
    tail = _alike(was[head:][::-1], becomes[head:][::-1])
    added = becomes[head : len(becomes) - tail]
    if head + tail == len(was) and "\n" not in (*added[:1], *added[-1:]):
        head, tail = (head - 1, tail) if head else (head, max(tail - 1, 0))
    return tuple("".join(each[head : len(each) - tail]).strip() for each in (was, becomes))  # type: ignore[return-value]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many first elements are the same."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _key(text: str) -> str:
    """The words without what re-saving changes: spaces and the widths of characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())
