"""Edits laid on the words of a draft: out of what an opinion proposes, or of what a clerk types; checked either way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from documents.likeness import equality, span_in
from documents.outline import Outline
from rules.anchors import Clause, ClauseKind, EditKind, Laid, ProposedEdit
from rules.edits import NO_EDIT, LaidEdit
from rules.errors import Refused

_REWORDS, _WHOLE_LENGTH = 0.5, 0.6
_UNSURE = 0.6
_WORDLESS = frozenset({ClauseKind.WHOLE, ClauseKind.TABLE})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Edits proposed for an opinion, with how sure the least sure of them is; `whole` where a clause goes entirely."""

    edits: tuple[LaidEdit, ...] = ()
    confidence: float = 0.0
    whole: bool = False


def proposal_of(
    proposed: Sequence[ProposedEdit], final_text: str, clauses: Sequence[str], outline: Outline
) -> Proposal:
    """What may be confirmed of what was read out of an opinion.

    Args:
        proposed: see `Anchored.edits`.
        final_text: the wording decided instead of the unit's, empty where there is none: it takes the place of the
            only rewording proposed, or of the only clause the opinion speaks of where it reads like that.
        clauses: the anchors of those.
        outline: the draft.
    """
    known = [each for each in proposed if each.anchor in outline.at]
    if final_text:
        return _finally(known, final_text, clauses, outline)
    edits = [edit for each in known for edit in _laid(each, outline)]
    whole = any(each.kind is EditKind.DELETE_CLAUSE for each in known)
    return Proposal(tuple(dict.fromkeys(edits)), min((each.confidence for each in known), default=0.0), whole)


def reworded(clause: Clause, old: str, new: str) -> LaidEdit:
    """Words of a clause replaced, or all of them where `old` is empty.

    Raises:
        Refused: the clause has no such words, or has them several times.
    """
    text = clause.text
    span = span_in(text, old) if old else (0, len(text))
    if span is None:
        raise Refused(f"“{clause.label}”里没有“{old}”；请照征求意见稿的原文填写。")
    if old and span_in(text[span[1] :], old):
        raise Refused(f"“{clause.label}”里不止一处“{old}”；请多写几个字，使它只指一处。")
    return LaidEdit(Laid.REPLACE, clause.anchor, *span, text[slice(*span)], new)


def added(clause: Clause, text: str) -> LaidEdit:
    """A new paragraph behind a clause with everything below it; of a table row, a new row, its cells divided by |."""
    return LaidEdit(Laid.NEW_PARAGRAPH, clause.anchor, new=text.strip())


def removed(clause: Clause, outline: Outline) -> tuple[LaidEdit, ...]:
    """A clause taken out with everything below it."""
    place = outline.at[clause.anchor]
    if clause.kind is ClauseKind.WHOLE:
        raise Refused("不能删除全文；请写明要删除的条款。")
    if clause.kind is ClauseKind.TABLE:
        return (_gone(clause),)
    inside = outline.clauses[place : outline.ends[place]]
    tables = {each.anchor for each in inside if each.kind is ClauseKind.TABLE}
    return tuple(_gone(each) for each in inside if each.parent not in tables)


def check(edits: Iterable[LaidEdit], outline: Outline, number: int) -> None:
    """Refuse edits of opinion `number` that do not fit the draft or change nothing.

    Raises:
        Refused: the sentence says which clause, and what is wrong with it.
    """
    edits = tuple(edits)
    if not edits:
        raise Refused(f"第 {number} 条意见没有要认定的修改；如确实不改动文字，请用 --none。")
    for edit in edits:
        wrong = _wrong(edit, outline, alone=len(edits) == 1)
        if wrong:
            raise Refused(f"第 {number} 条意见的修改不能认定：{wrong}；请用 circulate edits confirm 重新写明。")


def _wrong(edit: LaidEdit, outline: Outline, *, alone: bool) -> str:
    if edit.kind is Laid.NONE:
        return "" if alone and (edit,) == NO_EDIT else "“无需改动”不能与其他修改一起认定"
    if edit.anchor not in outline.at:
        return f"征求意见稿里没有“{edit.anchor.rpartition('#')[0]}”这一处"
    clause = outline.clauses[outline.at[edit.anchor]]
    if edit.kind is Laid.NEW_PARAGRAPH:
        return "" if edit.new.strip() else f"没有写出“{clause.label}”之后要增加的文字"
    if clause.text[edit.start : edit.end] != edit.old:
        return f"“{clause.label}”的原文与“{edit.old}”对不上"
    if edit.kind is Laid.REPLACE and clause.kind in _WORDLESS:
        return f"“{clause.label}”没有自己的文字，请写明是其中哪一条"
    return f"“{clause.label}”改后与原文相同" if edit.old == edit.new else ""


def _finally(known: list[ProposedEdit], text: str, clauses: Sequence[str], outline: Outline) -> Proposal:
    rewordings = [each for each in known if each.old and each.new]
    found = [outline.clauses[outline.at[anchor]] for anchor in dict.fromkeys(clauses) if anchor in outline.at]
    if len(found) == 1 and _is_all_of(text, found[0]):
        return Proposal((_whole(found[0], text),), _UNSURE)
    if len(rewordings) == 1 == len(known):
        only = rewordings[0]
        return Proposal((LaidEdit(Laid.REPLACE, only.anchor, only.start, only.end, only.old, text),), _UNSURE)
    return Proposal()


def _is_all_of(text: str, clause: Clause) -> bool:
    return len(text) >= _WHOLE_LENGTH * len(clause.text) and equality(text, clause.text) >= _REWORDS


def _whole(clause: Clause, text: str) -> LaidEdit:
    """All words of a clause; its typed number stays where the new wording does not repeat it."""
    typed = clause.marker if clause.text.startswith(clause.marker) and not text.startswith(clause.marker) else ""
    return LaidEdit(Laid.REPLACE, clause.anchor, len(typed), len(clause.text), clause.text[len(typed) :], text)


def _laid(one: ProposedEdit, outline: Outline) -> tuple[LaidEdit, ...]:
    clause = outline.clauses[outline.at[one.anchor]]
    if one.kind is EditKind.INSERT_PARAGRAPH:
        return (added(clause, one.new),)
    if one.kind is EditKind.DELETE_CLAUSE:
        return removed(clause, outline)
    return (LaidEdit(Laid.REPLACE, one.anchor, one.start, one.end, one.old, one.new),)


def _gone(clause: Clause) -> LaidEdit:
    return LaidEdit(Laid.DELETE_PARAGRAPH, clause.anchor, 0, len(clause.text), clause.text)
