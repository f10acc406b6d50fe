"""The end of a round: put off, come with its ledger sent to the office, closed when nothing is left, or cancelled."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from desk import reporting
from desk.acts import note
from desk.office import Desk
from desk.reporting import Summary
from desk.view import RoundView, view, view_of
from models import outbox, rounds
from models.queries import round_named, what_happened, who_was_invited
from models.races import hold
from models.tables import Round
from rules.ledger import Ledger
from rules.policy import policy_of
from rules.reminders import ladder
from rules.standing import effective_reply
from rules.words import LetterKind, RoundState


@dataclass(frozen=True, slots=True)
class Due:
    """A round whose due moment has come: its ledger as of then, and whether it could be closed."""

    name: str
    ledger: Ledger
    closed: bool


def close_due(desk: Desk, now: datetime) -> tuple[Due, ...]:
    """Sum up every open round past its last due moment, once for each such moment, and close those with nothing open.

    A round stays open while an opinion has no verdict or a silent unit has a reminder ahead of it.
    """
    for name in reporting.open_names(desk):
        reporting.write_summary(desk, partial(_summary, desk, name, now), now)
    come = (_come_due(desk, name, now) for name in reporting.open_names(desk))
    return tuple(due for due in come if due)


def owes_summary(desk: Desk, name: str, now: datetime) -> bool:
    """Whether a round's due moment has come and nothing has told the office yet."""
    with desk.store.read() as session:
        return _owes_summary(session, round_named(session, name), now)


def close(desk: Desk, name: str, now: datetime, by: str = "") -> RoundView:
    """Close a round by hand and send the office its summary; `by` a person is noted as their act.

    Raises:
        Refused: opinions without a verdict block it.
        Overtaken: the record would not rest.
    """

    def closed(session: Session) -> Summary:
        closing = rounds.close(session, name, now)
        summary = reporting.summary_of(desk, session, closing, now, now)
        if by:
            note(session, by, "办结", summary.seen.ledger.sentence, now, closing.id)
        return summary

    seen = reporting.write_summary(desk, closed, now)
    return seen or view(desk, name, now)


def cancel(desk: Desk, name: str, reason: str, by: str, now: datetime) -> None:
    """Cancel a round: what was not sent is not sent any more, what is on record stays.

    Raises:
        RoundUnknown, RoundNotOpen.
    """
    with desk.store.write() as session:
        cancelled = rounds.cancel(session, name, now)
        note(session, by, "取消", f"取消本轮{'：' if reason else ''}{reason}", now, cancelled.id)


def extend(desk: Desk, name: str, new: rounds.NewDue, by: str, now: datetime) -> int:
    """Move the due moment of a round, or of one unit in it; returns how many units it was moved for.

    Raises:
        RoundUnknown, UnitUnknown, RoundNotOpen, DueInPast.
    """
    with desk.store.write() as session:
        moved = rounds.extend(session, name, new, now)
        words = f"{new.unit or f'{moved} 家单位'}的截止时间改为 {desk.local(new.moment):%Y-%m-%d %H:%M}"
        why = f"：{new.reason}" if new.reason else ""
        note(session, by, "延期", words + why, now, round_named(session, name).id)
    return moved


def _summary(desk: Desk, name: str, now: datetime, session: Session) -> Summary | None:
    asked = hold(session, round_named(session, name).id or 0)
    if asked.state != RoundState.OPEN or not _owes_summary(session, asked, now):
        return None
    return reporting.summary_of(desk, session, asked, _last_due(session, asked), now)


def _come_due(desk: Desk, name: str, now: datetime) -> Due | None:
    with desk.store.write() as session:
        asked = hold(session, round_named(session, name).id or 0)
        due = _last_due(session, asked)
        if asked.state != RoundState.OPEN or due > now or _owes_summary(session, asked, now):
            return None
        then = view_of(session, asked, due)
        finished = view_of(session, asked, now).settled and not _still_chasing(desk, session, asked, now)
        if finished:
            rounds.close(session, name, now)
        return Due(name, then.ledger, finished)


def _owes_summary(session: Session, asked: Round, now: datetime) -> bool:
    due = _last_due(session, asked)
    return due <= now and not outbox.written_since(session, asked.id or 0, LetterKind.SUMMARY, due)


def _last_due(session: Session, asked: Round) -> datetime:
    dues = [row.due for row in who_was_invited(session, asked) if row.withdrawn is None]
    return max(dues, default=asked.due)


def _still_chasing(desk: Desk, session: Session, asked: Round, now: datetime) -> bool:
    policy, today = policy_of(asked.policy).reminders, desk.calendar.day_of(now)
    silent = [
        fact for fact in what_happened(session, asked) if not fact.withdrawn and not effective_reply(fact.replies)
    ]
    return any(rung.day >= today for fact in silent for rung in ladder(fact, policy, desk.calendar))
