"""The opinions of a round as a clerk works through them: looked for, in order, a page at a time."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desk.office import Desk
from desk.work_items import Everything, Item, everything, items
from models.outcomes import given_in
from models.queries import round_named
from rules.anchors import Clause
from rules.register import name_key
from rules.settling import Opinion, unapproved, unsettled
from rules.words import RoundState, Verdict

AT_ONCE = 15
UNPLACED = "-"


class Only(StrEnum):
    """What a clerk may want to see alone."""

    ALL = "all"
    BLOCKING = "blocking"
    UNDECIDED = "undecided"
    PROPOSED = "proposed"
    RETURNED = "returned"
    CONFLICTS = "conflicts"
    UNPLACED = "unplaced"


class Order(StrEnum):
    """In which order they stand."""

    UNIT = "unit"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: `unit` a part of a name, `clause` a label, `numbers` these alone; empty for any."""

    order: Order = Order.UNIT
    only: Only = Only.ALL
    unit: str = ""
    clause: str = ""
    verdict: Verdict | None = None
    sought: str = ""
    numbers: tuple[int, ...] = ()
    at: int = 1


@dataclass(frozen=True, slots=True)
class Board:
    """One page of the opinions looked for, and what there is to look for.

    units, clauses: with how many opinions each has, clauses in the draft's order.  open: what blocks closing, by why.
    """

    name: str
    title: str
    state: RoundState
    wanted: Wanted
    items: tuple[Item, ...]
    found: tuple[int, ...]
    total: int
    pages: int
    units: Mapping[str, int]
    clauses: Mapping[str, int]
    verdicts: Mapping[Verdict, int]
    open: Mapping[Only, tuple[int, ...]]

    @property
    def at(self) -> int:
        """The number of this page, from 1."""
        return self.wanted.at


def board(desk: Desk, name: str, wanted: Wanted, now: datetime) -> Board:
    """A page of a round's opinions as of `now`.

    Raises:
        RoundUnknown, DraftUnreadable.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        all_ = everything(session, asked, now)
        chosen = _ordered(_chosen(all_, wanted), all_, wanted.order)
        pages = max(1, -(-len(chosen) // AT_ONCE))
        at = min(max(wanted.at, 1), pages)
        shown = chosen[(at - 1) * AT_ONCE : at * AT_ONCE]
        given = given_in(session, asked, {opinion.number for opinion in shown})
    counted = Counter(clause.anchor for places in all_.places.values() for clause in places)
    return Board(
        name=asked.name,
        title=asked.title,
        state=RoundState(asked.state),
        wanted=replace(wanted, at=at),
        items=tuple(items(shown, all_, given)),
        found=tuple(opinion.number for opinion in chosen),
        total=len(all_.opinions),
        pages=pages,
        units=Counter(opinion.unit for opinion in all_.opinions),
        clauses={
            clause.label: counted[clause.anchor]
            for clause in all_.read.finder.outline.clauses
            if clause.anchor in counted
        },
        verdicts=Counter(opinion.verdict for opinion in all_.opinions),
        open=_open(all_),
    )


def _open(all_: Everything) -> dict[Only, tuple[int, ...]]:
    """What blocks closing, by why."""
    undecided = unsettled(all_.opinions)
    rest = frozenset(undecided)
    proposed = [number for number in unapproved(all_.opinions) if number not in rest]
    return {
        Only.UNDECIDED: undecided,
        Only.RETURNED: tuple(number for number in proposed if number in all_.returned),
        Only.PROPOSED: tuple(number for number in proposed if number not in all_.returned),
    }


def _chosen(all_: Everything, wanted: Wanted) -> list[Opinion]:
    only = _only(all_, wanted.only)
    sought, unit = name_key(wanted.sought), name_key(wanted.unit)
    return [
        opinion
        for opinion in all_.opinions
        if (only is None or opinion.number in only)
        and unit in name_key(opinion.unit)
        and (wanted.verdict is None or opinion.verdict is wanted.verdict)
        and (not wanted.numbers or opinion.number in wanted.numbers)
        and (not wanted.clause or _speaks_of(wanted.clause, all_.places[opinion.number]))
        and (not sought or sought in name_key(f"{opinion.number} {opinion.unit} {opinion.text}"))
    ]


def _only(all_: Everything, only: Only) -> frozenset[int] | None:
    if only is Only.ALL:
        return None
    if only is Only.BLOCKING:
        return frozenset(number for numbers in _open(all_).values() for number in numbers)
    if only is Only.CONFLICTS:
        return frozenset(all_.read.conflicts)
    if only is Only.UNPLACED:
        return frozenset(number for number, places in all_.places.items() if not places)
    return frozenset(_open(all_)[only])


def _speaks_of(label: str, places: Sequence[Clause]) -> bool:
    return any(clause.label == label for clause in places) or (label == UNPLACED and not places)


def _ordered(chosen: list[Opinion], all_: Everything, order: Order) -> list[Opinion]:
    """In the order of the register, or of the draft; what has no place stands last."""
    if order is Order.UNIT:
        return chosen
    at, last = all_.read.finder.outline.at, len(all_.read.finder.outline.clauses)
    places = all_.places
    return sorted(chosen, key=lambda o: at[places[o.number][0].anchor] if places[o.number] else last)
