"""What a clerk does about silence beyond the schedule: remind whom they choose, now; write to another address."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from desk.acts import note
from desk.addressed import Addressed, asked_in
from desk.calling import by_letter
from desk.office import Desk
from desk.scribe import Scribe
from documents.unit_sheet import is_address
from models import outbox, register
from models.queries import how_often_chased, round_named
from models.races import hold
from models.rounds import open_only
from models.tables import Round
from rules.errors import BadInput, NotFound, Refused
from rules.policy import policy_of
from rules.register import ContactEntry, UnitEntry
from rules.reminders import Owed, opening, owed
from rules.standing import InvitationFact, effective_reply, reachable, standing_of
from rules.words import SILENT, UNDER_WAY, LetterKind, Role, Standing


@dataclass(frozen=True, slots=True)
class Silent:
    """A unit that has not answered, by its number in the round.

    owed: whether the schedule writes to it now by itself.  why_not: why it cannot be reminded now, or nothing.
    """

    number: int
    unit: str
    standing: Standing
    due: datetime
    reminders: int
    last_letter: datetime | None
    addresses: tuple[str, ...]
    owed: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Silence:
    """Every silent unit of a round, and from when the round's policy lets letters be written by themselves."""

    units: tuple[Silent, ...]
    opens: datetime


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Another address of a unit; `instead` where the ones it had are no longer used."""

    email: str
    name: str = ""
    instead: bool = False


def silence(desk: Desk, name: str, now: datetime) -> Silence:
    """Who could be reminded now, and who could not and why.

    Raises:
        RoundUnknown, RoundNotOpen.
    """
    with desk.store.read() as session:
        asked = open_only(round_named(session, name))
        units = asked_in(session, asked)
        policy = policy_of(asked.policy).reminders
        found = tuple(
            _silent(desk, asked, one, fact, now)
            for one, fact in units
            if not fact.withdrawn and standing_of(fact, now) in SILENT
        )
    return Silence(found, opening(policy, desk.calendar, now))


def remind(desk: Desk, name: str, numbers: Collection[int], by: str, now: datetime) -> int:
    """Queue a reminder to each of these units that is silent and may be written to; returns how many.

    Raises:
        RoundUnknown, RoundNotOpen.
    """
    with desk.store.write() as session:
        asked = _held(session, name)
        scribe = Scribe(desk, session, asked, now)
        chosen = [
            (one, fact)
            for one, fact in asked_in(session, asked)
            if one.invitation.number in numbers and _may_be_reminded(desk, fact, now)
        ]
        letters = [scribe.chaser(one, _next(fact), fact) for one, fact in chosen]
        written = outbox.queue(session, letters, now)
        if written:
            units = "、".join(fact.unit for _, fact in chosen[:20]) + ("等" if len(chosen) > 20 else "")  # noqa: PLR2004
            note(session, by, "催办", f"催办 {written} 家：{units}", now, asked.id)
        return written


def write_to(desk: Desk, name: str, number: int, new: NewAddress, by: str, now: datetime) -> None:  # noqa: PLR0913 - whom, by whom, when
    """Add an address to a unit's card and send the invitation there, in this and in later rounds.

    Raises:
        BadInput: it is no mail address.
        RoundUnknown, RoundNotOpen, NotFound.
        Refused: the unit has answered.
    """
    if not is_address(new.email):
        raise BadInput(f"“{new.email}”不是邮箱地址；请写成 name@example.gov.cn 的样子。")
    with desk.store.write() as session:
        asked = _held(session, name)
        one, fact = _unit(session, asked, number)
        if effective_reply(fact.replies):
            raise Refused(f"“{fact.unit}”已经反馈，不必再发征求意见函。")
        _register(session, one, new)
        one, fact = _unit(session, asked, number)
        turn = 1 + max((letter.turn for letter in fact.letters if letter.kind is LetterKind.INVITATION), default=0)
        outbox.queue(session, [Scribe(desk, session, asked, now).invitation(one, turn)], now)
        note(session, by, "改发", f"{fact.unit}：征求意见函改发至 {new.email}", now, asked.id)


def _silent(desk: Desk, asked: Round, one: Addressed, fact: InvitationFact, now: datetime) -> Silent:
    policy = by_letter(one.unit, policy_of(asked.policy).reminders)
    chased = how_often_chased(fact)
    return Silent(
        number=one.invitation.number,
        unit=fact.unit,
        standing=standing_of(fact, now),
        due=fact.due,
        reminders=chased.reminders,
        last_letter=chased.at,
        addresses=tuple(contact.email for contact in one.recipients(LetterKind.REMINDER)),
        owed=owed(fact, policy, desk.calendar, now) is not None,
        why_not=_why_not(desk, fact, now),
    )


def _may_be_reminded(desk: Desk, fact: InvitationFact, now: datetime) -> bool:
    silent = not fact.withdrawn and standing_of(fact, now) in SILENT
    return silent and not _why_not(desk, fact, now)


def _why_not(desk: Desk, fact: InvitationFact, now: datetime) -> str:
    """Even by hand nobody is written to in vain, or twice a day."""
    if not reachable(fact):
        return "上一封函件被退回，请先更换邮箱"
    if any(letter.state in UNDER_WAY for letter in fact.letters):
        return "有函件正在发出"
    today = desk.calendar.day_of(now)
    if any(desk.calendar.day_of(letter.at) == today for letter in fact.letters):
        return "今天已经发过函件"
    return ""


def _next(fact: InvitationFact) -> Owed:
    turns = (letter.turn for letter in fact.letters if letter.kind is LetterKind.REMINDER)
    return Owed(fact.unit, LetterKind.REMINDER, max(turns, default=0) + 1)


def _register(session: Session, one: Addressed, new: NewAddress) -> None:
    """The new address first: it is the one that must be accepted."""
    unit, contact = one.unit, ContactEntry(Role.TO, new.email, new.name.strip())
    same = new.email.lower()
    others = [it for it in unit.contacts if it.email.lower() != same and not (new.instead and it.role is Role.TO)]
    phone = next((it.phone for it in unit.to(Role.TO) if it.phone), "")
    contacts = (replace(contact, phone=phone), *others)
    register.write_down(session, unit.id, UnitEntry(unit.name, contacts, unit.short, unit.aliases, unit.category))
    session.flush()


def _unit(session: Session, asked: Round, number: int) -> tuple[Addressed, InvitationFact]:
    found = [(one, fact) for one, fact in asked_in(session, asked) if one.invitation.number == number]
    if not found or found[0][1].withdrawn:
        raise NotFound(f"{asked.name} 没有第 {number} 家单位；请回到该轮页面核对。")
    return found[0]


def _held(session: Session, name: str) -> Round:
    return open_only(hold(session, round_named(session, name).id or 0))
