"""Which units should be asked again because somebody else's opinion changes their duties."""

from collections.abc import Iterator
from dataclasses import dataclass

from desk.editing import edits_of
from desk.office import Desk
from models.register import registered
from rules.duties import touched
from rules.edits import LaidEdit
from rules.words import Verdict

TAKEN = frozenset({Verdict.ADOPTED, Verdict.ADOPTED_WITH_CHANGES, Verdict.PARTLY, Verdict.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class Consult:
    """A unit to ask: opinion `number` of another unit gives it a duty, or takes one away; `clause` where."""

    unit: str
    number: int
    speaker: str
    gains: bool
    clause: str

    @property
    def sentence(self) -> str:
        """What to tell the clerk."""
        how = "增加了它的职责" if self.gains else "去掉了它的职责"
        return f"请征求{self.unit}的意见：采纳第 {self.number} 条意见（{self.speaker}）在“{self.clause}”{how}。"


def to_consult(desk: Desk, name: str) -> tuple[Consult, ...]:
    """The units whose duties an adopted opinion of another unit changes, by opinion; or RoundUnknown.

    Confirmed edits count; where nobody has confirmed any, what the opinion was read to ask for.
    """
    with desk.store.read() as session:
        names = {
            spelling: unit.name for unit in registered(session) for spelling in (*unit.names, unit.short) if spelling
        }
    edits = edits_of(desk, name)
    labels = {clause.anchor: clause.label for clause in edits.outline.clauses}
    found = list[Consult]()
    for each in edits.opinions:
        if each.opinion.verdict in TAKEN:
            laid = each.decided.edits or each.proposal.edits
            found += _consulted(laid, names, each.opinion.number, each.opinion.unit, labels)
    return tuple(dict.fromkeys(found))


def _consulted(
    laid: tuple[LaidEdit, ...], names: dict[str, str], number: int, speaker: str, labels: dict[str, str]
) -> Iterator[Consult]:
    for edit in laid:
        for each in touched(edit, names):
            if each.unit != speaker:
                yield Consult(each.unit, number, speaker, each.gains, labels.get(edit.anchor, edit.anchor))
