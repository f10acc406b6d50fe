"""What opinions change in the draft once a person has confirmed it: what is applied, what is not, what clashes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rules.anchors import Laid
from rules.errors import Refused
from rules.settling import Opinion
from rules.words import Verdict

# Verdicts that leave something of the opinion in the draft; the others leave it as it was.
CHANGING = frozenset({Verdict.ADOPTED, Verdict.ADOPTED_WITH_CHANGES, Verdict.PARTLY, Verdict.CONDITIONAL})
# Of these a draft without an edit is not finished; partly and conditionally may come to nothing.
WANTING = frozenset({Verdict.ADOPTED, Verdict.ADOPTED_WITH_CHANGES})
_ALONE = frozenset({Laid.DELETE_PARAGRAPH, Laid.REPLACE})
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class LaidEdit:
    """A confirmed edit: `old`, at `start` of the clause's text, becomes `new`; a new paragraph follows the clause."""

    kind: Laid
    anchor: str = ""
    start: int = 0
    end: int = 0
    old: str = ""
    new: str = ""


NO_EDIT = (LaidEdit(Laid.NONE),)


@dataclass(frozen=True, slots=True)
class Decided:
    """An opinion as the revised draft has it.

    anchors: the clauses it speaks of, none where it is about the whole draft or nobody knows.
    edits: what a person confirmed, `NO_EDIT` where it changes nothing, none where nobody has confirmed anything.
    """

    opinion: Opinion
    anchors: tuple[str, ...] = ()
    edits: tuple[LaidEdit, ...] = ()

    @property
    def laid(self) -> tuple[LaidEdit, ...]:
        """What it changes in the draft as its verdict stands."""
        return self.edits if self.opinion.verdict in CHANGING and self.edits != NO_EDIT else ()

    @property
    def missing(self) -> bool:
        """Whether it was adopted and nobody has said yet what that changes."""
        return self.opinion.verdict in WANTING and not self.edits


@dataclass(frozen=True, slots=True)
class Change:
    """One edit of the draft with the opinions behind it, by number; several units may ask for the same."""

    edit: LaidEdit
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two edits that cannot both be made."""

    one: Change
    other: Change

    def sentence(self, label: str) -> str:
        """What to tell the clerk, the clause called as people cite it."""
        one, other = sorted((self.one, self.other), key=lambda change: change.opinions[0].rank)
        return (
            f"{_who(one)}与{_who(other)}对“{label}”的修改相互重叠（{_words(one.edit)}；{_words(other.edit)}），"
            "不能同时写入修改稿；请用 circulate edits confirm 改定其中一条。"
        )


def changes_of(decided: Iterable[Decided]) -> tuple[Change, ...]:
    """The edits that are to be made, each once however many opinions ask for it."""
    behind: dict[LaidEdit, dict[int, Opinion]] = defaultdict(dict)
    for each in decided:
        for edit in each.laid:
            behind[edit][each.opinion.number] = each.opinion
    return tuple(Change(edit, tuple(opinions.values())) for edit, opinions in behind.items())


def clashes(changes: Iterable[Change]) -> tuple[Clash, ...]:
    """The pairs that overlap in one clause; words added at one place, one after the other, do not."""
    by_clause: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.edit.kind in _ALONE:
            by_clause[change.edit.anchor].append(change)
    return tuple(clash for group in by_clause.values() for clash in _overlapping(group))


def refuse_clashes(changes: Sequence[Change], label: Callable[[str], str]) -> None:
    """Refuse changes of which two overlap, both opinions named; `label` calls a clause by its anchor."""
    found = clashes(changes)
    if found:
        raise Refused(found[0].sentence(label(found[0].one.edit.anchor)))


def _overlapping(group: Sequence[Change]) -> Iterable[Clash]:
    ordered = sorted(group, key=lambda change: (change.edit.start, change.edit.end))
    whole = [change for change in ordered if change.edit.kind is Laid.DELETE_PARAGRAPH]
    if whole:
        return (Clash(whole[0], other) for other in ordered if other is not whole[0])
    return _neighbours(ordered)


def _neighbours(ordered: Sequence[Change]) -> Iterable[Clash]:
    """Of edits in order, each against the one before it that reaches furthest."""
    furthest = ordered[0]
    for change in ordered[1:]:
        if _overlap(furthest.edit, change.edit):
            yield Clash(furthest, change)
        furthest = max(furthest, change, key=lambda each: each.edit.end)


def _overlap(one: LaidEdit, other: LaidEdit) -> bool:
    if one.start == one.end or other.start == other.end:
        inner, outer = (one, other) if one.start == one.end else (other, one)
        return outer.start < inner.start < outer.end
    return one.start < other.end and other.start < one.end


def _who(change: Change) -> str:
    return "、".join(f"第 {opinion.number} 条意见（{opinion.unit}）" for opinion in change.opinions)


def _words(edit: LaidEdit) -> str:
    if edit.kind is Laid.DELETE_PARAGRAPH:
        return "整条删除"
    old, new = (f"“{words[:_LONGEST]}{'…' * (len(words) > _LONGEST)}”" for words in (edit.old, edit.new))
    return f"{old}改为{new}" if edit.old and edit.new else f"删除{old}" if edit.old else f"增加{new}"
