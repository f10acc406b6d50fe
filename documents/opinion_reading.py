"""An opinion read against the draft: the places it names, the edits it proposes, all for a person to confirm."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from documents.citation_hits import Cited, Hit, candidates
from documents.citations import citations_in
from documents.edits import WHOLE
from documents.finder import Finder
from documents.likeness import normal, plain, span_in
from documents.opinion_reader import Read, Reader, Said, about, masked
from documents.suggestion_patterns import OPEN
from documents.suggestions import Suggestion, suggestions_in
from rules.anchors import EditKind, Place, ProposedEdit, Unlaid

_QUOTE = re.compile(r"“([^“”]+(?:“[^“”]*”[^“”]*)*)”")
_LEADS_IN = re.compile(r"[\s（(，,。]*(?:(?:修改)?(?:建议|意见))?[:：]?\s*$")
_WORDED = 0.8
_SHORT_QUOTE = 4
_NO_GAP = re.compile(r"(?:的?(?:内容|规定|表述|条文))?[，：（ ]*(?:建议|应)?")
_SENTENCE, _LONG_SENTENCE = re.compile(r"[。；\n]"), 15


def read_opinion(said: Said, finder: Finder) -> Read:
    """The places an opinion names and the edits it proposes; empty where it names or proposes none."""
    reader = _Form(said, finder) if said.proposal and (said.place or said.original) else _Prose(said, finder)
    slots = _distinct(reader.slots())
    edits, left = reader.edits()
    return Read(tuple(Place(candidates(hits, finder)) for hits in slots), edits, left)


class _Form(Reader):
    """An opinion in a form's columns: place, original wording, what shall become of it."""

    def __init__(self, said: Said, finder: Finder) -> None:
        super().__init__(said, finder)
        self.asked = suggestions_in(said.proposal)
        proposal = masked(said.proposal, self.asked)
        # The proposal's numbers only narrow what the place names: （三）第1小项予以保留.
        cited = citations_in(said.place or proposal, finder, speaker=said.unit)
        quoted = plain(said.original).strip().removeprefix("“").removesuffix("”")
        self.original = quoted if span_in(said.original, quoted) else said.original.strip()
        slots = [hits for each in cited for hits in each.slots]
        if len(slots) == 1:
            slots = [self.refined(slots[0], self.original)]
        self.found = (
            [(hit,) for hit in self.confirmed]
            or slots
            or ([tuple(hits)] if self.original and (hits := self.by_quote(self.original)) else [])
        )

    def slots(self) -> Iterator[tuple[Hit, ...]]:
        return iter(self.found)

    def edits(self) -> tuple[tuple[ProposedEdit, ...], tuple[Unlaid, ...]]:
        scope = [hits[0] for hits in self.found]
        asked = self.asked or tuple(self._plain())
        laid = [(one, self.lay(about(one, self.original), scope, self.original)) for one in asked]
        left = tuple(self.unlaid(one, scope, self.said.proposal) for one, edits in laid if not edits)
        return tuple(edit for _, edits in laid for edit in edits), left

    def _plain(self) -> Iterator[Suggestion]:
        """A proposal without a verb is the wording itself."""
        proposal = self.said.proposal.strip()
        if not self.original:
            return
        if not OPEN.match(plain(proposal)) and not proposal.startswith("建议"):
            yield Suggestion(EditKind.REPLACE_TAIL, self.original, proposal, "", 0, len(proposal), _WORDED)


class _Prose(Reader):
    """An opinion in one text: each suggestion is about what was cited since the one before, or about the same."""

    def __init__(self, said: Said, finder: Finder) -> None:
        super().__init__(said, finder)
        self.asked = suggestions_in(said.text)
        self.masked = masked(said.text, self.asked)
        self.cited = citations_in(self.masked, finder, speaker=said.unit)
        self.scopes = [self._scope(one) for one in self.asked]

    def slots(self) -> Iterator[tuple[Hit, ...]]:
        yield from ((hit,) for hit in self.confirmed)
        if self.confirmed:
            return
        if not self.cited:
            yield from filter(None, [tuple(self._quoted())])
        for each in self.cited:
            quotes = [q[1] for q in _QUOTE.finditer(plain(self.masked), each.end)] if len(self.cited) == 1 else []
            for hits in each.slots:
                yield self.refined(hits, quotes[0]) if quotes and len(each.slots) == 1 else hits

    def edits(self) -> tuple[tuple[ProposedEdit, ...], tuple[Unlaid, ...]]:
        found: list[ProposedEdit] = []
        left: list[Unlaid] = []
        for one, scope in zip(self.asked, self.scopes, strict=True):
            passage = self._passage(one)
            asked = about(one, passage if self._is_quoted(one) else "")
            laid = self.lay(self._of_whole_clause(asked), scope, passage)
            found.extend(laid)
            if not laid:
                left.append(self.unlaid(one, scope, self.said.text))
        return tuple(found), tuple(left)

    def _of_whole_clause(self, one: Suggestion) -> Suggestion:
        """第八条第三款修改为：… with nothing between the two rewords the clause itself."""
        gaps = (self.masked[each.end : one.start] for each in self.cited if each.end <= one.start)
        whole = one.kind is EditKind.REPLACE_TAIL and not one.old and any(map(_NO_GAP.fullmatch, gaps))
        return replace(one, role=WHOLE) if whole else one

    def _scope(self, one: Suggestion) -> list[Hit]:
        before = [each for each in self.cited if each.start < one.end]
        ends = [other.end for other in self.asked if other.end <= one.start]
        last = max(ends, default=-1)
        recent = [each for each in before if each.start >= last] or _same_as_before(before, ends)
        chosen = recent or self.cited[:1]
        hits = [hits[0] for each in chosen for hits in each.slots] or self._quoted()[:1]
        if not self.confirmed:
            return hits
        return [hit for hit in self.confirmed if any(hit.place == other.place for other in hits)] or self.confirmed

    def _quoted(self) -> list[Hit]:
        """Without a citation, the first words in quotation marks that are found, or a long sentence of the draft's."""
        wording = plain(self.masked)
        quotes = [one.old for one in self.asked if one.old] + [found[1] for found in _QUOTE.finditer(wording)]
        sentences = [piece for piece in _SENTENCE.split(wording) if len(piece) >= _LONG_SENTENCE]
        for words in (*(q for q in quotes if len(normal(q)) >= _SHORT_QUOTE), *sentences):
            hits = self.by_quote(words)
            if hits:
                return hits
        return []

    def _passage(self, one: Suggestion) -> str:
        """What the unit quotes right before a suggestion: words in quotation marks, else everything since the last."""
        last = max((other.end for other in self.asked if other.end <= one.start), default=0)
        before = _LEADS_IN.sub("", self.said.text[last : one.start])
        quoted = list(_QUOTE.finditer(plain(before)))
        if quoted and quoted[-1].end() == len(before):
            return before[quoted[-1].start(1) : quoted[-1].end(1)]
        return before

    def _is_quoted(self, one: Suggestion) -> bool:
        return _LEADS_IN.sub("", plain(self.said.text[: one.start])).endswith("”")


def _same_as_before(before: Sequence[Cited], ends: Sequence[int]) -> list[Cited]:
    """What the suggestion before spoke of: the citations between the last two suggestions that had any."""
    for start, end in zip(reversed([-1, *ends[:-1]]), reversed(ends), strict=False):
        group = [each for each in before if start <= each.start < end]
        if group:
            return group
    return []


def _distinct(slots: Iterable[tuple[Hit, ...]]) -> list[tuple[Hit, ...]]:
    """Every clause once, in the order of the draft's citation."""
    chosen: dict[int, tuple[Hit, ...]] = {}
    for hits in slots:
        place = max(hits, key=lambda hit: hit.score).place
        chosen.setdefault(place, hits)
    return list(chosen.values())
