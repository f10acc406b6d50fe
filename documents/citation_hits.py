"""What a citation may mean, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

from documents.finder import Finder
from rules.anchors import Candidate, Method

_TIE, _SUREST = 0.92, 0.99
MOST = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause a citation may mean; hits of one `slot` are alternatives, those of different slots all meant."""

    place: int
    score: float
    method: Method
    slot: tuple[int, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """One citation at `text[start:end]` with what it names, an entry for each clause meant, likeliest hit first."""

    start: int
    end: int
    slots: tuple[tuple[Hit, ...], ...]


def candidates(hits: Sequence[Hit], finder: Finder) -> tuple[Candidate, ...]:
    """Up to three candidates; clauses equally likely share their confidence."""
    ranked = sorted(hits, key=lambda hit: -hit.score)
    ties = sum(hit.score >= ranked[0].score * _TIE for hit in ranked)
    clauses = finder.outline.clauses
    return tuple(
        Candidate(clauses[hit.place].anchor, clauses[hit.place].label, round(_sure(hit, ties), 2), hit.method, hit.note)
        for hit in ranked[:MOST]
    )


def _sure(hit: Hit, ties: int) -> float:
    # Only a person is wholly sure.
    most = 1.0 if hit.method is Method.PERSON else _SUREST
    return min(hit.score, most) / max(1, ties)
