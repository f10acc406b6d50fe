"""A round as its page shows it: who is missing, the ledger, what holds it up; lean enough for a thousand units."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk.letters import Concerns
from desk.office import Desk
from desk.posting import account_name
from desk.view import TROUBLE
from models import pauses
from models.letters import Posted, posted_to, unreachable
from models.overview import Stood, Summed, Tallied, stood_in, summed, tallied
from models.queries import all_rounds, how_often_chased, round_named
from models.tables import Round
from rules.ledger import Ledger, ledger
from rules.settling import Opinion
from rules.standing import effective_reply, is_late, is_provisional, standing_of
from rules.words import LetterState, RoundState, Stage, Standing, Verdict

# Who needs somebody to do something stands first.
ORDER = (
    *(Standing.UNDELIVERABLE, Standing.UNSENT, Standing.OVERDUE, Standing.AWAITING),
    *(Standing.WITH_OPINIONS, Standing.NO_COMMENT),
)


AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of a round, by its number there.

    opinions: how many it gave.  received: when the reply that counts came.  begun: whether it has started to answer
    on its page.  trouble: the state of a letter that neither waits nor has left.  provisional: whether a sealed or
    signed reply is still to come.
    """

    number: int
    unit: str
    standing: Standing
    late: bool
    due: datetime
    reminders: int
    last_letter: datetime | None
    received: datetime | None = None
    opinions: int = 0
    begun: bool = False
    trouble: LetterState | None = None
    bounced: bool = False
    invitation: int = 0
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to do about a round's opinions: without a verdict, waiting for a leader, sent back by one."""

    undecided: int
    proposed: int
    sent_back: int

    @property
    def done(self) -> bool:
        """Whether every opinion has an approved verdict."""
        return not self.undecided and not self.proposed


@dataclass(frozen=True, slots=True)
class Overview:
    """A round as of one moment; units in register order."""

    name: str
    title: str
    number: str
    draft_name: str
    state: RoundState
    opened: datetime
    due: datetime
    closed: datetime | None
    ledger: Ledger
    work: Work
    units: tuple[UnitLine, ...]

    def standing(self, *standings: Standing) -> tuple[UnitLine, ...]:
        """The units that stand in one of these ways, those who need somebody first."""
        found = (unit for unit in self.units if unit.standing in standings)
        return tuple(sorted(found, key=lambda unit: ORDER.index(unit.standing)))

    @property
    def answered(self) -> tuple[datetime, ...]:
        """When each unit that has answered did."""
        return tuple(unit.received for unit in self.units if unit.received)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round among the others; `answered` of `invited` units have replied; `previous` names the one it follows."""

    name: str
    title: str
    state: RoundState
    opened: datetime
    due: datetime
    invited: int
    answered: int
    missing: int
    work: Work
    previous: str = ""


def overview(desk: Desk, name: str, now: datetime) -> Overview:
    """The round with this short name as of `now`, or RoundUnknown."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        return overview_of(session, asked, now)


def overview_of(session: Session, asked: Round, now: datetime) -> Overview:
    """A round as of `now`, within a transaction."""
    stood, counts = stood_in(session, asked), tallied(session, asked)
    speaking = _speaking(stood)
    heard = [one for one in counts if one.reply in speaking]
    opinions = [
        opinion for one in heard for opinion in [Opinion(0, speaking[one.reply], "", outcome=one.outcome)] * one.count
    ]
    given = Counter[str]()
    for one in heard:
        given[speaking[one.reply]] += one.count
    return Overview(
        name=asked.name,
        title=asked.title,
        number=asked.number,
        draft_name=asked.draft_name,
        state=RoundState(asked.state),
        opened=asked.opened,
        due=asked.due,
        closed=asked.closed,
        ledger=ledger([one.fact for one in stood], opinions, now),
        work=_work(heard),
        units=tuple(line_of(one, now, given[one.fact.unit]) for one in stood),
    )


def listed(desk: Desk, page: int = 1) -> tuple[tuple[RoundLine, ...], int]:
    """The rounds of one page, those open first, the newest first among them; and how many pages there are."""
    with desk.store.read() as session:
        rounds = sorted(all_rounds(session), key=lambda asked: asked.state != RoundState.OPEN)
        pages = max(1, -(-len(rounds) // AT_ONCE))
        first = (min(max(page, 1), pages) - 1) * AT_ONCE
        shown = rounds[first : first + AT_ONCE]
        sums, names = summed(session, [asked.id or 0 for asked in shown]), {asked.id: asked.name for asked in rounds}
        lines = (_round_line(asked, sums[asked.id or 0], names.get(asked.previous_id, "")) for asked in shown)
        return tuple(lines), pages


def posted(desk: Desk, units: Sequence[UnitLine]) -> dict[int, tuple[Posted, ...]]:
    """The letters to these units by their number, in the order they were written."""
    with desk.store.read() as session:
        letters = posted_to(session, [unit.invitation for unit in units])
    return {unit.number: tuple(letter for letter in letters if letter.unit == unit.unit) for unit in units}


def concerns(desk: Desk, seen: Overview) -> Concerns:
    """Everything about a round's letters that somebody has to see to."""
    with desk.store.read() as session:
        round_id = round_named(session, seen.name).id or 0
        return Concerns(
            pauses.trouble_with(session, account_name(desk)),
            pauses.hold_on(session, round_id),
            unreachable(session, round_id),
            sum(unit.trouble is LetterState.UNCERTAIN for unit in seen.units),
        )


def _speaking(stood: Sequence[Stood]) -> dict[int, str]:
    """Whose reply each reply that counts is."""
    counting = ((effective_reply(one.fact.replies), one.fact.unit) for one in stood)
    return {reply.id: unit for reply, unit in counting if reply}


def _work(heard: Sequence[Tallied]) -> Work:
    undecided = sum(one.count for one in heard if not one.outcome or one.outcome.verdict is Verdict.PENDING)
    waiting = [
        one
        for one in heard
        if one.outcome and one.outcome.stage is Stage.PROPOSED and one.outcome.verdict is not Verdict.PENDING
    ]
    return Work(undecided, sum(one.count for one in waiting), sum(one.back for one in waiting))


def line_of(one: Stood, now: datetime, opinions: int) -> UnitLine:
    """A unit as lists show it; `opinions` is how many it gave."""
    fact = one.fact
    chased, reply = how_often_chased(fact), effective_reply(fact.replies)
    return UnitLine(
        number=one.number,
        unit=fact.unit,
        standing=standing_of(fact, now),
        late=is_late(fact),
        due=fact.due,
        reminders=chased.reminders,
        last_letter=chased.at,
        received=reply.received if reply else None,
        opinions=opinions,
        begun=fact.begun and not reply,
        trouble=next((letter.state for letter in reversed(fact.letters) if letter.state in TROUBLE), None),
        bounced=any(letter.bounced for letter in fact.letters),
        invitation=one.id,
        provisional=is_provisional(fact),
    )


def _round_line(asked: Round, sums: Summed, previous: str) -> RoundLine:
    return RoundLine(
        name=asked.name,
        title=asked.title,
        state=RoundState(asked.state),
        opened=asked.opened,
        due=asked.due,
        invited=sums.invited,
        answered=sums.answered,
        missing=sums.invited - sums.answered,
        work=_work(sums.opinions),
        previous=previous,
    )
