"""Telephoning: the units that letters no longer move and above whom nobody can be written to, and the 催办单."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from desk.addressed import Addressed, asked_in
from desk.office import Desk
from desk.scribe import Scribe
from documents.call_list import write_call_list
from models.letters import unreachable
from models.outbox import NewLetter
from models.queries import how_often_chased, round_named, when_office_was_written_to
from models.register import Registered
from models.tables import Round
from rules.calls import Call, is_cut_off, is_silent, to_call
from rules.policy import policy_of
from rules.reminders import ReminderPolicy
from rules.standing import InvitationFact, arrived
from rules.summary import plain_title
from rules.words import LetterKind, Role

Units = Sequence[tuple[Addressed, InvitationFact]]


def by_letter(unit: Registered, policy: ReminderPolicy) -> ReminderPolicy:
    """The policy for the letters to one unit: without an escalation where nobody stands above its contact."""
    return policy if unit.to(Role.ESCALATION) else replace(policy, escalate_after=None)


def told(session: Session, asked: Round) -> tuple[datetime, ...]:
    """When the office was given the lists of a round's units to telephone."""
    return when_office_was_written_to(session, asked, LetterKind.ESCALATION)


def letter_to_office(scribe: Scribe, units: Units, now: datetime) -> NewLetter | None:
    """The office's list of a round if it is owed one now: at most one a day, and only where there is news."""
    asked, earlier = scribe.round, told(scribe.session, scribe.round)
    alone = {fact: addressed for addressed, fact in units if not addressed.unit.to(Role.ESCALATION)}
    listed = to_call(alone, policy_of(asked.policy).reminders, scribe.desk.calendar, now, earlier)
    if not listed:
        return None
    wanted = [pair for pair in units if pair[1] in listed or is_cut_off(pair[1], now)]
    return scribe.call_list(len(earlier) + 1, _calls(scribe.desk, scribe.session, asked, wanted))


def call_list(desk: Desk, name: str, now: datetime) -> tuple[bytes, int]:
    """The 催办单 of every unit of a round that is silent or that no letter reaches, as .docx, and how many there are.

    Raises:
        RoundUnknown.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        units = asked_in(session, asked)
        wanted = [pair for pair in units if is_silent(pair[1], now) or is_cut_off(pair[1], now)]
        calls = _calls(desk, session, asked, wanted)
        title = plain_title(asked.title)
    return write_call_list(asked.name, title, calls, now, zone=desk.settings.zone), len(calls)


def _calls(desk: Desk, session: Session, asked: Round, units: Units) -> list[Call]:
    lost = {one.unit: f"{one.address}（{one.words}）" for one in unreachable(session, asked.id or 0)}
    return [_call(desk, addressed, fact, lost.get(fact.unit, "")) for addressed, fact in units]


def _call(desk: Desk, addressed: Addressed, fact: InvitationFact, why: str) -> Call:
    people = addressed.unit.to(Role.TO)
    return Call(
        unit=fact.unit,
        contact="、".join(dict.fromkeys(person.name for person in people if person.name)),
        phone="、".join(dict.fromkeys(person.phone for person in people if person.phone)),
        since=desk.calendar.day_of(min(arrived(fact))) if arrived(fact) else None,
        due=desk.local(fact.due),
        reminders=how_often_chased(fact).reminders,
        why=why,
    )
