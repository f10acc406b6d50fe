"""Edits as a page shows them: old and new words among their clause's own, and as rows for a person to retype."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desk.editing import OpinionEdits, RoundEdits, Typed, is_sure
from documents.outline import Outline
from rules.anchors import Clause, Laid
from rules.edits import CHANGING, NO_EDIT, LaidEdit, changes_of, clashes
from rules.errors import BadInput
from rules.settling import Outcome
from rules.words import Verdict
from web.forms import Filled
from web.language import _

AROUND, MOST = 120, 1500


class How(StrEnum):
    """What a row does to the clause it names."""

    REWORD = "reword"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Shown:
    """One edit among the words around it; `added` where `new` is a paragraph of its own behind the clause."""

    label: str
    before: str
    old: str
    new: str
    after: str
    added: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One edit as a clerk types it."""

    how: str = How.REWORD
    clause: str = ""
    old: str = ""
    new: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not (self.clause or self.old or self.new)


@dataclass(frozen=True, slots=True)
class Item:
    """An opinion that may change the draft.

    wanting: whether somebody still has to say what it changes.  none: whether somebody said nothing.
    overlaps: the numbers of the opinions whose edits overlap.  mark: of all that was shown, to tell whether it changed.
    """

    number: int
    unit: str
    text: str
    verdict: Verdict
    outcome: Outcome | None
    wanting: bool
    none: bool
    sure: bool
    confirmed: tuple[Shown, ...]
    proposed: tuple[Shown, ...]
    left: tuple[str, ...]
    overlaps: tuple[int, ...]
    rows: tuple[Row, ...]
    mark: str


def overlapping(edits: RoundEdits) -> Mapping[int, tuple[int, ...]]:
    """By number, the opinions whose edits overlap; where nothing is confirmed, what is proposed counts."""
    meant = (
        replace(one.decided, edits=one.decided.edits or one.proposal.edits)
        for one in edits.opinions
        if one.opinion.verdict in CHANGING
    )
    found: dict[int, set[int]] = {}
    for clash in clashes(changes_of(meant)):
        one, other = ({opinion.number for opinion in side.opinions} for side in (clash.one, clash.other))
        for mine, theirs in ((one, other), (other, one)):
            for number in mine:
                found.setdefault(number, set()).update(theirs)
    return {number: tuple(sorted(others)) for number, others in found.items()}


def item(one: OpinionEdits, outline: Outline, overlaps: Sequence[int], above: float) -> Item:
    """An opinion with its edits, as the page shows it."""
    confirmed, proposed = one.decided.edits, one.proposal.edits
    none = confirmed == NO_EDIT
    return Item(
        number=one.opinion.number,
        unit=one.opinion.unit,
        text=one.opinion.text,
        verdict=one.opinion.verdict,
        outcome=one.opinion.outcome,
        wanting=one.decided.missing,
        none=none,
        sure=is_sure(one, above),
        confirmed=() if none else _shown(confirmed, outline),
        proposed=_shown(proposed, outline) if proposed != confirmed else (),
        left=tuple(left.words for left in one.left),
        overlaps=tuple(overlaps),
        rows=tuple(_rows(proposed if none or not confirmed else confirmed, outline)) or (Row(),),
        mark=mark_of(one),
    )


def mark_of(one: OpinionEdits) -> str:
    """What is confirmed and proposed, in sixteen digits."""
    return hashlib.sha256(repr((one.decided.edits, one.proposal.edits)).encode()).hexdigest()[:16]


def rows_in(form: Filled) -> tuple[Row, ...]:
    """The rows of a form as they were typed."""
    columns = [form.texts(name) for name in ("how", "clause", "old", "new")]
    known = {*How}
    return tuple(Row(how if how in known else How.REWORD, *words) for how, *words in zip(*columns, strict=False))


def typed_in(rows: Iterable[Row]) -> Typed:
    """What the rows say; empty ones say nothing.

    Raises:
        BadInput: a row leaves out its clause or its words.
    """
    given = [row for row in rows if not row.empty]
    for place, row in enumerate(given, 1):
        _check(row, place)
    return Typed(
        reworded=tuple((row.clause, row.old, row.new) for row in given if row.how not in {How.ADD, How.REMOVE}),
        added=tuple((row.clause, row.new) for row in given if row.how == How.ADD),
        removed=tuple(row.clause for row in given if row.how == How.REMOVE),
    )


def _check(row: Row, place: int) -> None:
    if not row.clause:
        raise BadInput(_("第 %(n)d 处没有写明条款；请照原稿的编号填写。", n=place))
    if row.how == How.ADD and not row.new:
        raise BadInput(_("第 %(n)d 处没有写明要增加的文字。", n=place))
    if row.how == How.REWORD and not (row.old or row.new):
        raise BadInput(_("第 %(n)d 处没有写明原文和改后的文字；整条删去的请选“删去整条”。", n=place))
    if max(len(row.old), len(row.new)) > MOST * 4:
        raise BadInput(_("第 %(n)d 处的文字过长；请分成几处填写。", n=place))


def _shown(edits: Iterable[LaidEdit], outline: Outline) -> tuple[Shown, ...]:
    return tuple(_one(edit, outline) for edit in edits if edit.anchor in outline.at)


def _one(edit: LaidEdit, outline: Outline) -> Shown:
    clause = outline.clauses[outline.at[edit.anchor]]
    if edit.kind is Laid.NEW_PARAGRAPH:
        return Shown(clause.label, _end(clause.text), "", _short(edit.new), "", added=True)
    before, after = clause.text[: edit.start], clause.text[edit.end :]
    start = f"{after[:AROUND]}…" if len(after) > AROUND else after
    return Shown(clause.label, _end(before), _short(edit.old), _short(edit.new), start)


def _end(text: str) -> str:
    return f"…{text[-AROUND:]}" if len(text) > AROUND else text


def _short(text: str) -> str:
    return f"{text[:MOST]}…" if len(text) > MOST else text


def _rows(edits: Iterable[LaidEdit], outline: Outline) -> Iterator[Row]:
    known = [edit for edit in edits if edit.anchor in outline.at]
    gone = {edit.anchor for edit in known if edit.kind is Laid.DELETE_PARAGRAPH}
    for edit in known:
        clause = outline.clauses[outline.at[edit.anchor]]
        if edit.kind is Laid.NEW_PARAGRAPH:
            yield Row(How.ADD, clause.label, "", edit.new)
        elif edit.kind is Laid.DELETE_PARAGRAPH:
            if clause.parent not in gone:
                yield Row(How.REMOVE, clause.label)
        else:
            yield _reworded(edit, clause)


def _reworded(edit: LaidEdit, clause: Clause) -> Row:
    """The edit with as many words around it as tell its place from every other in the clause."""
    text, start, end = clause.text, edit.start, edit.end
    while (start == end or text.count(text[start:end]) > 1) and (start, end) != (0, len(text)):
        start, end = (start - 1, end) if start else (start, end + 1)
    return Row(How.REWORD, clause.label, text[start:end], text[start : edit.start] + edit.new + text[edit.end : end])
