"""When each part of the machinery last did its work, and what it stumbled over since."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, or_, select, update

from models.races import add_unless_there
from models.tables import Beat, Letter, Message
from rules.words import LetterState, MessageState


@dataclass(frozen=True, slots=True)
class Pulse:
    """A flow by its deployment's name: when it last ran whole, and its trouble since, if any."""

    what: str
    at: datetime
    trouble: str
    told: datetime | None


def beat(session: Session, what: str, now: datetime) -> None:
    """A flow has run whole: whatever it stumbled over before is past."""
    row = _row(session, what, now)
    row.at, row.trouble, row.told = now, "", None


def stumble(session: Session, what: str, trouble: str, now: datetime) -> None:
    """A flow has failed; somebody is told once, until it has run whole again."""
    _row(session, what, now).trouble = trouble


def pulses(session: Session) -> tuple[Pulse, ...]:
    """Every flow that ever ran, by name."""
    rows = session.exec(select(Beat).order_by(col(Beat.what)))
    return tuple(Pulse(row.what, row.at, row.trouble, row.told) for row in rows)


def claim(session: Session, what: Collection[str], now: datetime, since: datetime) -> frozenset[str]:
    """Of these parts, those whose trouble nobody was told of after `since`: they are this caller's to tell now.

    One statement, so that of two who ask at once each part is told by one.
    """
    for each in sorted(what):
        add_unless_there(session, Beat, [{"what": each, "at": now, "trouble": "", "told": None}], "what")
    untold = or_(col(Beat.told).is_(None), col(Beat.told) <= since)
    mine = update(Beat).where(col(Beat.what).in_(what), untold).values(told=now).returning(col(Beat.what))
    return frozenset(session.connection().execute(mine).scalars())


def give_back(session: Session, what: Collection[str], now: datetime) -> None:
    """What was claimed at `now` was not told after all: whoever asks next may."""
    mine = update(Beat).where(col(Beat.what).in_(what), col(Beat.told) == now)
    session.connection().execute(mine.values(told=None))


def letters_by_state(session: Session) -> dict[LetterState, int]:
    """How many letters of all rounds are in each state."""
    rows = session.exec(select(Letter.state, func.count()).group_by(Letter.state)).all()
    return {LetterState(state): count for state, count in rows}


def messages_by_state(session: Session) -> dict[MessageState, int]:
    """How many messages that arrived are in each state."""
    rows = session.exec(select(Message.state, func.count()).group_by(Message.state)).all()
    return {MessageState(state): count for state, count in rows}


def _row(session: Session, what: str, now: datetime) -> Beat:
    add_unless_there(session, Beat, [{"what": what, "at": now, "trouble": "", "told": None}], "what")
    return session.get_one(Beat, what, with_for_update=True)
