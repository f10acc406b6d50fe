"""The opinions of a round with all that is known of each: what was read out of it, its like, what contradicts it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from desk.anchoring import ReadRound, alike, draft_of, read_round
from desk.office import Desk
from models.clauses import Received, received_in
from models.outcomes import Given, given_in, sent_back_in
from models.queries import opinions_that_count, round_named
from models.tables import Invitation, Round
from rules.anchors import Anchored, Clause
from rules.grouping import Contradiction, same_edits
from rules.settling import Opinion
from rules.words import Stage, Verdict


@dataclass(frozen=True, slots=True)
class Conflict:
    """Another opinion that asks for something else at the same words."""

    number: int
    unit: str
    clause: str
    mine: tuple[str, str]
    theirs: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """An opinion to be settled.

    given: its outcome now.  read: the places and edits read out of it.  clauses: those it most likely speaks of.
    alike: the opinions on the same clauses that say nearly the same, itself among them.
    """

    opinion: Opinion
    received: Received
    given: Given | None
    read: Anchored
    clauses: tuple[Clause, ...]
    alike: tuple[int, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def number(self) -> int:
        """Its number in the round."""
        return self.opinion.number

    @property
    def version(self) -> int:
        """The version of its outcome, 0 for none: what a form that settles it has seen."""
        return self.given.version if self.given else 0

    @property
    def final(self) -> bool:
        """Whether a leader has decided it."""
        outcome = self.opinion.outcome
        return bool(outcome and outcome.stage is Stage.APPROVED and outcome.verdict is not Verdict.PENDING)


@dataclass(frozen=True, slots=True)
class Everything:
    """A round's opinions in register order, what was read out of them, and those sent back."""

    opinions: tuple[Opinion, ...]
    received: Mapping[int, Received]
    read: ReadRound
    returned: frozenset[int]

    @property
    def places(self) -> Mapping[int, tuple[Clause, ...]]:
        """By number the likely clauses of each, best first."""
        return self.read.places


def item(desk: Desk, name: str, number: int, now: datetime) -> Item | None:
    """One opinion of a round that counts; None where it does not any more.

    Raises:
        RoundUnknown, DraftUnreadable.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        all_ = everything(session, asked, now)
        shown = [opinion for opinion in all_.opinions if opinion.number == number]
        return next(items(shown, all_, given_in(session, asked, [number])), None)


def everything(session: Session, asked: Round, now: datetime) -> Everything:
    """Every opinion of a round that counts as of `now`."""
    opinions, received = opinions_that_count(session, asked, now), received_in(session, asked)
    rows = tuple((received[opinion.number], opinion.unit) for opinion in opinions)
    read = read_round(draft_of(session, asked), rows)
    units = select(Invitation.unit_name).where(Invitation.round_id == asked.id).order_by(col(Invitation.number))
    order = {unit: at for at, unit in enumerate(session.exec(units))}
    ranked = tuple(sorted(opinions, key=lambda opinion: (order[opinion.unit], opinion.rank)))
    return Everything(ranked, received, read, sent_back_in(session, asked))


def items(shown: Sequence[Opinion], all_: Everything, given: Mapping[int, Given]) -> Iterator[Item]:
    """These opinions with all that is known of them and their outcomes."""
    neighbours: dict[str, list[int]] = {
        clause.anchor: [] for opinion in shown for clause in all_.places[opinion.number]
    }
    for number, places in all_.places.items():
        for clause in places:
            if clause.anchor in neighbours:
                neighbours[clause.anchor].append(number)
    for opinion in shown:
        near = sorted({number for clause in all_.places[opinion.number] for number in neighbours[clause.anchor]})
        own = all_.read.opinions[opinion.number]
        conflicts = tuple(_conflicts(opinion.number, all_))
        against = {conflict.number for conflict in conflicts}
        rest = (number for number in near if number not in against)
        same = tuple(n for n in rest if n == opinion.number or _alike(own, all_.read.opinions[n]))
        yield Item(
            opinion=opinion,
            received=all_.received[opinion.number],
            given=given.get(opinion.number),
            read=own,
            clauses=all_.places[opinion.number],
            alike=same if len(same) > 1 else (),
            conflicts=conflicts,
        )


def _alike(one: Anchored, other: Anchored) -> bool:
    return same_edits(one, other) or alike(one.text, other.text)


def _conflicts(number: int, all_: Everything) -> Iterator[Conflict]:
    outline = all_.read.finder.outline
    for found in all_.read.conflicts.get(number, ()):
        other = found.second if found.first == number else found.first
        mine, theirs = _sides(found, number)
        label = outline.clauses[outline.at[found.anchor]].label if found.anchor in outline.at else ""
        yield Conflict(other, all_.read.opinions[other].unit, label, mine, theirs)


def _sides(found: Contradiction, number: int) -> tuple[tuple[str, str], tuple[str, str]]:
    one, other = found.edits if found.first == number else found.edits[::-1]
    return (one.old, one.new), (other.old, other.new)
