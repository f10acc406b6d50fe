"""What every way of reading an opinion shares: laying what is asked for on the clauses it is about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from documents.citation_hits import Hit
from documents.edits import WHOLE, changes
from documents.finder import Finder
from documents.likeness import normal, plain
from documents.suggestions import Suggestion, without_grounds
from rules.anchors import ClauseKind, EditKind, Method, Place, ProposedEdit, Unlaid

_BRACKET = re.compile(r"（(?:修改)?(?:建议|意见|修改建议)[^（）]*(?:（[^（）]*）[^（）]*)*）")
_TYPED = re.compile(r"(?<![0-9第、和至])[0-9]{1,2}(?=[.、](?![0-9]))")
_OURS = re.compile(r"[我本](?:局|委|办|厅|院|中心|单位|部门|县|区)")
_LONG_QUOTE = 8
_QUOTE_AGREES, _QUOTE_ALONE, _QUOTE_ELSEWHERE = 0.07, 0.93, 0.9
_FUZZY_QUOTE = 0.85
_MOST_EVERYWHERE = 200
_NO_WORDS = frozenset({ClauseKind.ROW, ClauseKind.TABLE, ClauseKind.WHOLE})
_WHOLE_CLAUSE = frozenset({EditKind.DELETE_CLAUSE, EditKind.INSERT_PARAGRAPH, EditKind.INSERT_END})


@dataclass(frozen=True, slots=True)
class Said:
    """An opinion as received: `text` in full, and a form's columns where there are any.

    confirmed: the labels of the clauses a person has said it speaks of.
    """

    unit: str
    text: str
    place: str = ""
    original: str = ""
    proposal: str = ""
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What was made of an opinion; `left` are the suggestions that could not be laid on the draft."""

    places: tuple[Place, ...]
    edits: tuple[ProposedEdit, ...]
    left: tuple[Unlaid, ...]


class Reader:
    """What both kinds of opinions share: scopes, and suggestions laid on the clauses in them."""

    def __init__(self, said: Said, finder: Finder) -> None:
        self.said, self.finder, self.outline = said, finder, finder.outline
        clauses = filter(None, map(self.outline.labelled, said.confirmed))
        self.confirmed = [Hit(self.outline.at[clause.anchor], 1.0, Method.PERSON) for clause in clauses]

    def lay(self, asked: Suggestion, scope: Sequence[Hit], original: str) -> list[ProposedEdit]:
        """The edits of one suggestion; of several clauses below one place exactly one must fit, or none is meant."""
        asked = replace(asked, old=self._named(asked.old), new=self._named(asked.new))
        laid: list[ProposedEdit] = []
        for hit in scope:
            fitting = [edits for place in self._inside(hit, asked) if (edits := self._fit(asked, place, hit, original))]
            if len(fitting) == 1 or asked.everywhere or asked.kind in {EditKind.LIST_REMOVE, EditKind.LIST_ADD}:
                laid.extend(edit for edits in fitting[:_MOST_EVERYWHERE] for edit in edits)
        return laid

    def unlaid(self, one: Suggestion, scope: Sequence[Hit], text: str) -> Unlaid:
        """What is left to a person of a suggestion that fits nothing."""
        anchors = tuple(self.outline.clauses[hit.place].anchor for hit in scope)
        return Unlaid(one.kind, anchors, text[one.start : one.end].strip())

    def _named(self, words: str) -> str:
        return self.said.unit if _OURS.fullmatch(words) else words

    def _inside(self, hit: Hit, asked: Suggestion) -> Iterable[int]:
        if asked.kind in _WHOLE_CLAUSE:
            return (hit.place,)
        if asked.role == WHOLE:
            # A heading with text below it is not reworded by a sentence.
            return (hit.place,) if self.outline.ends[hit.place] == hit.place + 1 else ()
        return range(hit.place, self.outline.ends[hit.place])

    def _fit(self, asked: Suggestion, place: int, hit: Hit, original: str) -> list[ProposedEdit]:
        clause = self.outline.clauses[place]
        if clause.kind in _NO_WORDS:
            return []
        sure = round(min(hit.score, 0.99) * asked.confidence, 2)
        return [
            ProposedEdit(asked.kind, clause.anchor, start, end, clause.text[start:end], new, sure)
            for start, end, new in changes(asked, clause.text, original)
            if clause.text[start:end] != new
        ]

    def by_quote(self, quote: str) -> list[Hit]:
        """The clauses a quotation stands in, as hits of one slot."""
        short = len(normal(quote)) < _LONG_QUOTE
        found = [f for f in self.finder.quoted(quote) if f.place and (f.score == 1 or not short)]
        return [Hit(f.place, f.score * _QUOTE_ALONE, Method.QUOTE) for f in found if f.score >= _FUZZY_QUOTE]

    def refined(self, hits: tuple[Hit, ...], quote: str) -> tuple[Hit, ...]:
        """A place with what is quoted from it: surer and nearer where it stands there, doubtful where it does not."""
        if len(normal(quote)) < _LONG_QUOTE:
            return hits
        for hit in hits:
            within = self.finder.quoted(quote, (hit.place, self.outline.ends[hit.place]))
            if within and within[0].score >= _FUZZY_QUOTE:
                near = within[0]
                score = min(0.99, hit.score + _QUOTE_AGREES * near.score)
                return (replace(hit, place=near.place, score=score), *(h for h in hits if h is not hit))
        elsewhere = [h for h in self.by_quote(quote) if h.score >= _QUOTE_ALONE]
        if len(elsewhere) != 1:
            return hits
        label = self.outline.clauses[elsewhere[0].place].label
        moved = replace(elsewhere[0], score=_QUOTE_ELSEWHERE, note=f"引文在“{label}”，不在所写的条款")
        return (moved, *(replace(hit, score=hit.score * 0.5) for hit in hits))


def about(one: Suggestion, quoted: str) -> Suggestion:
    """建议修改为：… and 删除该句 are about the words quoted right before; 该句 without such words is nobody's guess."""
    if one.kind is EditKind.REPLACE_TAIL and quoted:
        return replace(one, old=one.old or quoted)
    if one.kind is EditKind.DELETE_CLAUSE and one.role and (quoted or one.role != "建议"):
        return replace(one, kind=EditKind.DELETE, old=quoted)
    return one


def masked(text: str, asked: Sequence[Suggestion]) -> str:
    """The text without reasons, proposed wordings and the numbers of a list of suggestions: none of them cite."""
    wording = without_grounds(plain(text))
    masked = list(wording)
    for start, end in (span for one in asked for span in one.proposed):
        masked[start:end] = "。" * (end - start)
    for bracket in _BRACKET.finditer(wording):
        for typed in _TYPED.finditer(wording, *bracket.span()):
            masked[slice(*typed.span())] = "。" * (typed.end() - typed.start())
    return "".join(masked)
