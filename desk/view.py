"""Where a round stands, as every command, page and mail shows it: one computation."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from desk.office import Desk
from models.inbox import from_strangers
from models.queries import how_often_chased, opinions_that_count, round_named, what_happened
from models.tables import Round
from rules.ledger import Ledger, ledger
from rules.settling import Opinion, unapproved, unsettled
from rules.standing import InvitationFact, as_of, is_late, is_provisional, standing_of
from rules.words import LetterState, RoundState, Standing

TROUBLE = frozenset({LetterState.RETRY, LetterState.FAILED, LetterState.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class UnitView:
    """One unit of the round.

    last_letter: when it was last written to.  trouble: the state of a letter that neither waits nor has left.
    bounced: whether a letter that left came back.  stranger: whether its reply came from an unknown sender.
    provisional: whether a sealed or signed reply is still to come.
    """

    unit: str
    standing: Standing
    late: bool
    due: datetime
    reminders: int
    last_letter: datetime | None
    trouble: LetterState | None = None
    bounced: bool = False
    stranger: bool = False
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round as of one moment: its ledger, every unit in register order, every opinion that counts by number."""

    name: str
    title: str
    state: RoundState
    due: datetime
    ledger: Ledger
    units: tuple[UnitView, ...]
    opinions: tuple[Opinion, ...]

    def standing(self, standings: Collection[Standing]) -> tuple[str, ...]:
        """The units that stand in one of these ways, in register order."""
        return tuple(unit.unit for unit in self.units if unit.standing in standings)

    @property
    def unsettled(self) -> tuple[int, ...]:
        """The opinions without a verdict."""
        return unsettled(self.opinions)

    @property
    def settled(self) -> bool:
        """Whether every opinion has an approved verdict."""
        return not unsettled(self.opinions) and not unapproved(self.opinions)


def view(desk: Desk, name: str, now: datetime) -> RoundView:
    """The round with this short name as of `now`, or RoundUnknown."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        seen, strange = view_of(session, asked, now, looking_back=False), from_strangers(session, asked.id or 0)
        return replace(seen, units=tuple(replace(unit, stranger=unit.unit in strange) for unit in seen.units))


def view_of(session: Session, asked: Round, now: datetime, *, looking_back: bool = True) -> RoundView:
    """A round as of `now`, or of an earlier moment; withdrawn invitations are left out.

    Looking back leaves out letters sent since; otherwise every letter counts, also one dated ahead by `remind --today`.
    """
    known = [fact for fact in what_happened(session, asked) if not fact.withdrawn]
    past = [as_of(fact, now) for fact in known]
    facts = (
        past if looking_back else [replace(then, letters=fact.letters) for then, fact in zip(past, known, strict=True)]
    )
    opinions = opinions_that_count(session, asked, now)
    return RoundView(
        name=asked.name,
        title=asked.title,
        state=RoundState(asked.state),
        due=asked.due,
        ledger=ledger(facts, opinions, now),
        units=tuple(_unit(fact, now) for fact in facts),
        opinions=opinions,
    )


def as_json(view: RoundView, desk: Desk) -> dict[str, object]:
    """What `circulate status --json` prints; moments in ISO 8601 in the office's zone."""
    units, tally = view.ledger.units, view.ledger
    counted: dict[str, object] = {"total": tally.opinions}
    counted.update({str(verdict): count for verdict, count in tally.verdicts.items()})
    return {
        "round": view.name,
        "as_of": desk.local(tally.as_of).isoformat(timespec="seconds"),
        "due": desk.local(view.due).isoformat(timespec="seconds"),
        "units": {
            "invited": units.invited,
            "with_opinions": units.with_opinions,
            "no_comment": units.no_comment,
            "no_reply": units.no_reply,
            "undeliverable": units.undeliverable,
            "unsent": units.unsent,
            "late": units.late,
        },
        "opinions": counted,
        "standing": [
            {
                "unit": unit.unit,
                "standing": unit.standing,
                "late": unit.late,
                "reminders": unit.reminders,
                "last_letter": desk.local(unit.last_letter).isoformat(timespec="seconds") if unit.last_letter else None,
            }
            for unit in view.units
        ],
    }


def opinions_json(opinions: Sequence[Opinion]) -> list[dict[str, object]]:
    """What `circulate opinions --json` prints; `parent` is the number of the opinion a part was split from."""
    return [
        {
            "number": opinion.number,
            "unit": opinion.unit,
            "parent": opinion.parent,
            "text": opinion.text,
            "clause": opinion.clause,
            "verdict": opinion.verdict,
            "stage": opinion.outcome.stage if opinion.outcome else None,
            "reason": opinion.outcome.reason if opinion.outcome else "",
            "condition": opinion.outcome.condition if opinion.outcome else "",
            "final_text": opinion.outcome.final_text if opinion.outcome else "",
        }
        for opinion in opinions
    ]


def _unit(fact: InvitationFact, now: datetime) -> UnitView:
    chased = how_often_chased(fact)
    return UnitView(
        unit=fact.unit,
        standing=standing_of(fact, now),
        late=is_late(fact),
        due=fact.due,
        reminders=chased.reminders,
        last_letter=chased.at,
        trouble=next((letter.state for letter in reversed(fact.letters) if letter.state in TROUBLE), None),
        bounced=any(letter.bounced for letter in fact.letters),
        provisional=is_provisional(fact),
    )
