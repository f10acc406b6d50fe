"""A unit that should not have been asked: left out of its round from now on, or asked after all."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk.acts import note
from desk.approving import whoever
from desk.office import Desk
from models import leaving
from models.queries import invitation_of, round_named, who_was_invited
from models.races import hold
from models.tables import Invitation, Round
from rules.errors import ReasonMissing


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A unit no longer asked.  told: whether a letter of the round has left for it, so that somebody calls it.

    stopped: how many letters that waited are not sent.
    """

    unit: str
    told: bool
    stopped: int


@dataclass(frozen=True, slots=True)
class Without:
    """A unit that was left out of a round, by its number there, and since when."""

    number: int
    unit: str
    since: datetime


def leave_out(desk: Desk, place: tuple[str, str], reason: str, who: str, now: datetime) -> LeftOut:
    """Ask a unit no more: it counts nowhere, is not chased, its page says so; what was recorded stays.

    Args:
        desk: the office.
        place: the round's short name and the unit's name.
        reason: why, for the record.
        who: whose act it is; empty for the clerk's.
        now: when.

    Raises:
        RoundUnknown, UnitUnknown, ReasonMissing, RoundNotOpen.
        Refused: it has replied, is left out already, or is the only one.
    """
    if not reason.strip():
        raise ReasonMissing("撤回对一家单位的征求须写明原因，例如发错了单位。")
    with desk.store.write() as session:
        asked, invitation = _place(session, place)
        told, stopped = leaving.leave_out(session, asked, invitation, now)
        words = f"不再征求{invitation.unit_name}的意见：{reason.strip()}"
        if stopped:
            words += f"（{stopped} 封未发的函件不再发出）"
        note(session, whoever(who), "撤回征求", words, now, asked.id)
        return LeftOut(invitation.unit_name, told, stopped)


def ask_after_all(desk: Desk, place: tuple[str, str], who: str, now: datetime) -> int:
    """Ask a unit that was left out after all; returns how many letters wait again because it never got one.

    Raises:
        RoundUnknown, UnitUnknown, RoundNotOpen.
        Refused: it is not left out.
    """
    with desk.store.write() as session:
        asked, invitation = _place(session, place)
        again = leaving.ask_after_all(session, asked, invitation)
        note(session, whoever(who), "恢复征求", f"恢复征求{invitation.unit_name}的意见", now, asked.id)
        return again


def left_out(desk: Desk, name: str) -> tuple[Without, ...]:
    """The units left out of a round, or RoundUnknown."""
    with desk.store.read() as session:
        rows = who_was_invited(session, round_named(session, name))
        return tuple(Without(row.number, row.unit_name, row.withdrawn) for row in rows if row.withdrawn)


def _place(session: Session, place: tuple[str, str]) -> tuple[Round, Invitation]:
    asked = hold(session, round_named(session, place[0]).id or 0)
    return asked, invitation_of(session, asked, place[1])
