"""The reminder engine: who is owed which letter today, by working days, and never twice."""

from dataclasses import dataclass
from datetime import date, datetime

from rules.deadlines import Calendar
from rules.errors import PolicyUnreadable
from rules.standing import InvitationFact, effective_reply, reachable
from rules.words import UNDER_WAY, LetterKind, LetterState


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """When the silent are chased; every number is in working days of the office's calendar.

    after_sending: days after the invitation went out.  before_due, after_due: days before and after the
    unit's due moment.  on_due: on the day itself.  cap: most reminders to one unit.  gap: fewest days since
    the last letter.  escalate_after: days after due when the escalation contact is written to; None never.
    """

    after_sending: tuple[int, ...] = ()
    before_due: tuple[int, ...] = (2,)
    on_due: bool = True
    after_due: tuple[int, ...] = (1, 3)
    cap: int = 5
    gap: int = 1
    escalate_after: int | None = 5

    def __post_init__(self) -> None:
        for name in ("after_sending", "before_due", "after_due"):
            if any(days < 1 for days in getattr(self, name)):
                raise PolicyUnreadable(f"催办策略 {name} 中的天数应当是 1 以上的整数（工作日）。")
        if self.cap < 0 or self.gap < 0 or (self.escalate_after is not None and self.escalate_after < 1):
            raise PolicyUnreadable("催办策略的 cap、gap 不能为负，escalate_after 应当是 1 以上的整数。")


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder: from `day` on a letter of this kind falls due."""

    day: date
    kind: LetterKind


@dataclass(frozen=True, slots=True)
class Owed:
    """A letter a unit is owed now; `turn` makes its key unique however often the same run is repeated."""

    unit: str
    kind: LetterKind
    turn: int


def ladder(fact: InvitationFact, policy: ReminderPolicy, calendar: Calendar) -> tuple[Rung, ...]:
    """Every letter one unit would get if it stayed silent, in order; days in the office's zone.

    The cap cuts the reminders; the escalation stands beside them. Nothing falls due before the invitation has
    arrived, or within the gap after it.
    """
    sent = _arrived_on(fact, calendar)
    if sent is None:
        return ()
    due = calendar.day_of(fact.due)
    days = {calendar.add(sent, n) for n in policy.after_sending}
    days |= {calendar.add(due, -n) for n in policy.before_due}
    days |= {calendar.on_or_before(due)} if policy.on_due else set()
    days |= {calendar.add(due, n) for n in policy.after_due}
    escalations = {calendar.add(due, policy.escalate_after)} if policy.escalate_after is not None else set()
    rungs = [Rung(day, LetterKind.REMINDER) for day in _after(sent, days, policy, calendar)[: policy.cap]]
    rungs += [Rung(day, LetterKind.ESCALATION) for day in _after(sent, escalations, policy, calendar)]
    return tuple(sorted(rungs, key=lambda rung: (rung.day, rung.kind is LetterKind.ESCALATION)))


def owed(fact: InvitationFact, policy: ReminderPolicy, calendar: Calendar, now: datetime) -> Owed | None:
    """The one letter a unit is owed at `now`, or None.

    Nobody is owed anything who answered, was withdrawn, was never reached, whose last letter bounced or still
    waits in the outbox; nothing is owed on a day off. After missed days the latest rung alone is owed, so an
    outage never sends two at once; a rung is served by any letter of its kind written since its day, so a moved
    due moment confuses nothing.
    """
    today = calendar.day_of(now)
    if not _chased(fact) or not calendar.is_working(today):
        return None
    passed = [rung for rung in ladder(fact, policy, calendar) if rung.day <= today]
    if not passed or _too_soon(fact, policy, calendar, today):
        return None
    latest = passed[-1]
    written = [letter for letter in fact.letters if letter.kind is latest.kind]
    served = any(calendar.day_of(letter.at) >= latest.day for letter in written)
    spent = latest.kind is LetterKind.REMINDER and len(written) >= policy.cap
    return (
        None
        if served or spent
        else Owed(fact.unit, latest.kind, max((letter.turn for letter in written), default=0) + 1)
    )


def _chased(fact: InvitationFact) -> bool:
    if fact.withdrawn or effective_reply(fact.replies) or not reachable(fact):
        return False
    return not any(letter.state in UNDER_WAY for letter in fact.letters)


def _after(sent: date, days: set[date], policy: ReminderPolicy, calendar: Calendar) -> list[date]:
    return [day for day in sorted(days) if calendar.working_days(sent, day) >= max(policy.gap, 1)]


def _arrived_on(fact: InvitationFact, calendar: Calendar) -> date | None:
    """The day the first invitation that did not bounce was sent; a mended address re-arms the ladder from its own."""
    arrived = [
        letter.at
        for letter in fact.letters
        if letter.kind is LetterKind.INVITATION and letter.state is LetterState.SENT and not letter.bounced
    ]
    return calendar.day_of(min(arrived)) if arrived else None


def _too_soon(fact: InvitationFact, policy: ReminderPolicy, calendar: Calendar, today: date) -> bool:
    last = max((calendar.day_of(letter.at) for letter in fact.letters), default=None)
    return last is not None and calendar.working_days(last, today) < policy.gap
