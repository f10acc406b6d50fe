"""From the opinions of a round to the clauses they speak of: proposals, confirmed by a person before they are kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlmodel import Session

from desk.office import Desk
from documents.citation_hits import candidates
from documents.citations import citations_in
from documents.finder import Finder
from documents.likeness import equality
from documents.opinion_reader import Read, Said
from documents.opinion_reading import read_opinion
from documents.outline import Gap, outline_of
from models.clauses import Received, confirm_clauses, opinions_as_received
from models.files import content_of
from models.queries import round_named
from models.tables import Round
from rules.anchors import CLAUSE_JOIN, Anchored, Clause
from rules.errors import ClauseUnknown
from rules.grouping import LIKELY, ClauseGroup, Contradiction, contradictions, grouped

WHAT = "对应条款"
ALIKE = 0.85
SURE = 0.9
KEPT = 8
REMEMBERED = 20_000
_drafts: dict[str, Finder] = {}


def anchor_opinions(desk: Desk, name: str) -> tuple[Anchored, ...]:
    """Every opinion that counts, by number, with the places it names and the edits it proposes; nothing is kept.

    Raises:
        RoundUnknown, DraftUnreadable.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        finder = draft_of(session, asked)
        return tuple(_anchored(row, unit, finder) for row, unit in opinions_as_received(session, asked))


@dataclass(frozen=True, eq=False, slots=True)
class ReadRound:
    """The opinions of a round read against its draft, by number; `conflicts` by number, too.

    places: by number the clauses it most likely speaks of, best first.
    """

    finder: Finder
    opinions: Mapping[int, Anchored]
    conflicts: Mapping[int, tuple[Contradiction, ...]]
    places: Mapping[int, tuple[Clause, ...]]


@lru_cache(KEPT)
def read_round(finder: Finder, rows: tuple[tuple[Received, str], ...]) -> ReadRound:
    """Opinions with their units, read against a draft; the same ones are read once in this process."""
    read = [_anchored(row, unit, finder) for row, unit in rows]
    conflicts: dict[int, tuple[Contradiction, ...]] = {}
    for found in contradictions(read):
        for number in (found.first, found.second):
            conflicts[number] = (*conflicts.get(number, ()), found)
    places = {one.number: tuple(_likely(one, finder)) for one in read}
    return ReadRound(finder, {one.number: one for one in read}, conflicts, places)


def _likely(one: Anchored, finder: Finder) -> Iterator[Clause]:
    outline = finder.outline
    for anchor in dict.fromkeys(place.best.anchor for place in one.places if place.best.confidence >= LIKELY):
        if anchor in outline.at:
            yield outline.clauses[outline.at[anchor]]


def groups(desk: Desk, name: str) -> tuple[ClauseGroup, ...]:
    """The opinions by clause in the order of the draft: which are nearly equal, which contradict one another."""
    return groups_of(desk, name, anchor_opinions(desk, name))


def groups_of(desk: Desk, name: str, opinions: Sequence[Anchored]) -> tuple[ClauseGroup, ...]:
    """The same for opinions that have been read already."""
    with desk.store.read() as session:
        order = [clause.anchor for clause in draft_of(session, round_named(session, name)).outline.clauses]
    return grouped(opinions, order, alike)


def gaps(desk: Desk, name: str) -> tuple[Gap, ...]:
    """Where the numbering of the round's draft is not continuous."""
    with desk.store.read() as session:
        return draft_of(session, round_named(session, name)).outline.lint()


def confirm(desk: Desk, name: str, number: int, clauses: Sequence[str] = ()) -> str:
    """Keep the clauses an opinion speaks of and return their labels.

    Args:
        desk: the office.
        name: the round.
        number: the opinion's number in it.
        clauses: anchors, labels or citations (二（三）2), each of one clause; by default the likeliest of every place.

    Raises:
        RoundUnknown, OpinionUnknown, RoundNotOpen.
        ClauseUnknown: the draft has no such clause, several of them, or none could be read out of the opinion.
    """
    with desk.store.write() as session:
        asked = round_named(session, name)
        finder = draft_of(session, asked)
        labels = [clause_called(each, finder).label for each in clauses] or _proposed(session, asked, number, finder)
        label = CLAUSE_JOIN.join(dict.fromkeys(labels))
        confirm_clauses(session, asked, {number: label})
        return label


def confirm_all(desk: Desk, name: str, above: float) -> tuple[int, ...]:
    """Keep the likeliest clauses of the opinions not confirmed yet that are at least so sure; returns their numbers."""
    open_ones = [o for o in anchor_opinions(desk, name) if not o.clause and o.places]
    sure = {o.number: o.label for o in open_ones if o.confidence >= above}
    with desk.store.write() as session:
        confirm_clauses(session, round_named(session, name), sure)
    return tuple(sure)


def draft_of(session: Session, asked: Round) -> Finder:
    """The draft of a round, read once in this process."""
    known = _drafts.get(asked.draft_sha256)
    if known is None:
        if len(_drafts) >= KEPT:
            _drafts.clear()
        known = _drafts[asked.draft_sha256] = Finder(outline_of(content_of(session, asked.draft_sha256)))
    return known


def _anchored(row: Received, unit: str, finder: Finder) -> Anchored:
    confirmed = tuple(row.clause.split(CLAUSE_JOIN)) if row.clause else ()
    read = _read(Said(unit, row.text, row.place, row.original, row.proposal, confirmed), finder)
    return Anchored(row.number, unit, row.text, read.places, read.edits, read.left, row.clause)


@lru_cache(REMEMBERED)
def _read(said: Said, finder: Finder) -> Read:
    """What an opinion speaks of; its words never change, so that a page of thousands reads each of them once."""
    return read_opinion(said, finder)


@lru_cache(REMEMBERED)
def alike(one: str, other: str) -> bool:
    """Whether two opinions say nearly the same."""
    return equality(one, other) >= ALIKE


def _proposed(session: Session, asked: Round, number: int, finder: Finder) -> list[str]:
    rows = [(row, unit) for row, unit in opinions_as_received(session, asked) if row.number == number]
    labels = [place.best.label for row, unit in rows for place in _anchored(row, unit, finder).places]
    if rows and not labels:
        raise ClauseUnknown(
            f"第 {number} 条意见里没有读出所指的条款；请写明，例如 "
            f"circulate anchors confirm {asked.name} {number} 二、（三）2。"
        )
    return labels


def clause_called(words: str, finder: Finder) -> Clause:
    """The clause an anchor, a label or a citation stands for, or ClauseUnknown."""
    exact = finder.outline.labelled(words.strip()) or finder.outline.find(words.strip())
    if exact:
        return exact
    slots = [hits for cited in citations_in(words, finder) for hits in cited.slots]
    found = candidates(slots[0], finder) if len(slots) == 1 else ()
    if not found:
        raise ClauseUnknown(f"征求意见稿里没有“{words}”；请照原稿的编号填写，例如 二、（三）2 或 附件 四、市财政局。")
    best = [each for each in found if each.confidence >= found[0].confidence]
    if len(best) > 1:
        raise ClauseUnknown(f"“{words}”可以指{'、'.join(f'“{each.label}”' for each in best)}；请写明是哪一处。")
    return finder.outline.clauses[finder.outline.at[found[0].anchor]]
