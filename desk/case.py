"""A round read once, as every one of its documents is written from: no two of them can disagree."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from pathlib import Path

from sqlmodel import Session

from desk.office import Desk
from models.files import content_of
from models.queries import opinions_that_count, round_named, what_happened
from models.rounds import round_before
from models.tables import Round
from rules.layouts import TableStyle
from rules.ledger import Ledger
from rules.policy import Policy, policy_of
from rules.settling import Opinion
from rules.standing import InvitationFact, as_of
from rules.summary import Heading, Table, table_of
from rules.words import RoundState, Silence


@dataclass(frozen=True, slots=True)
class Case:
    """One round as of `now`.

    title: as the clerk typed it.  number: the letter's 文号 where it has one.
    previous: the short name of the round whose draft this one revises, empty where there is none.
    facts: every unit asked, in register order.  opinions: those that count, by number.
    """

    desk: Desk
    now: datetime
    name: str
    title: str
    number: str
    draft_name: str
    draft_sha256: str
    opened: datetime
    due: datetime
    state: RoundState
    policy: Policy
    facts: tuple[InvitationFact, ...]
    opinions: tuple[Opinion, ...]
    table: Table
    previous: str = ""

    @property
    def ledger(self) -> Ledger:
        """The one tally that every number comes from."""
        return self.table.ledger

    @property
    def zone(self) -> tzinfo:
        """The office's zone, in which moments are printed."""
        return self.desk.settings.zone

    @property
    def templates(self) -> Path | None:
        """The office's own template root."""
        return self.desk.settings.templates

    def draft(self) -> bytes:
        """The draft as it was sent out."""
        with self.desk.store.read() as session:
            return content_of(session, self.draft_sha256)


def read_case(desk: Desk, name: str, now: datetime, style: TableStyle | None = None) -> Case:
    """The round with this short name as of `now`, its table in its own style or this one; or RoundUnknown."""
    with desk.store.read() as session:
        return case_of(desk, session, round_named(session, name), now, style)


def case_of(  # noqa: PLR0913 - what is read, and as of when
    desk: Desk,
    session: Session,
    asked: Round,
    now: datetime,
    style: TableStyle | None = None,
    *,
    looking_back: bool = False,
) -> Case:
    """A round as of `now`, or of an earlier moment, read within a transaction; `looking_back` as `view_of` has it."""
    known = [fact for fact in what_happened(session, asked) if not fact.withdrawn]
    past = [as_of(fact, now) for fact in known]
    letters = past if looking_back else known
    facts = tuple(replace(then, letters=fact.letters) for then, fact in zip(past, letters, strict=True))
    opinions, before = opinions_that_count(session, asked, now), round_before(session, asked)
    policy, office = policy_of(asked.policy), desk.settings
    heading = Heading(
        asked.name, office.office_name, office.office_contact, office.office_phone, Silence(asked.silence)
    )
    return Case(
        desk=desk,
        now=now,
        name=asked.name,
        title=asked.title,
        number=asked.number,
        draft_name=asked.draft_name,
        draft_sha256=asked.draft_sha256,
        opened=asked.opened,
        due=asked.due,
        state=RoundState(asked.state),
        policy=policy,
        facts=facts,
        opinions=opinions,
        table=table_of(asked.title, facts, opinions, now, style or policy.table, heading),
        previous=before.name if before else "",
    )
