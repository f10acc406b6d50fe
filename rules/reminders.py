"""The reminder engine: who is owed which letter now, by working days and office hours, and never twice."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time

from rules.deadlines import Calendar
from rules.errors import PolicyUnreadable
from rules.standing import InvitationFact, LetterFact, arrived, effective_reply, lost, reachable
from rules.words import UNDER_WAY, LetterKind, LetterState

A_YEAR = 250  # working days


@dataclass(frozen=True, slots=True)
class ReminderPolicy:
    """When the silent are chased; every number is in working days of the office's calendar.

    after_sending: days after the invitation went out.  before_due, after_due: days before and after the
    unit's due moment.  on_due: on the day itself.  cap: most reminders to one unit.  gap: fewest days since
    the last letter; there is never more than one a day.  escalate_after: days after due when the escalation
    contact is written to, or the office told whom to telephone; None never.  hours: the first and the last
    time of day, in the office's zone, at which letters are written.
    """

    after_sending: tuple[int, ...] = ()
    before_due: tuple[int, ...] = (2,)
    on_due: bool = True
    after_due: tuple[int, ...] = (1, 3)
    cap: int = 5
    gap: int = 1
    escalate_after: int | None = 5
    hours: tuple[time, time] = (time(8, 30), time(17, 30))

    def __post_init__(self) -> None:
        for name in ("after_sending", "before_due", "after_due"):
            if any(not 1 <= days <= A_YEAR for days in getattr(self, name)):
                raise PolicyUnreadable(f"催办策略 {name} 中的天数应当是 1 至 {A_YEAR} 的整数（工作日）。")
        if not (0 <= self.cap <= A_YEAR and 0 <= self.gap <= A_YEAR):
            raise PolicyUnreadable(f"催办策略的 cap、gap 应当是 0 至 {A_YEAR} 的整数。")
        if self.escalate_after is not None and not 1 <= self.escalate_after <= A_YEAR:
            raise PolicyUnreadable(f"催办策略的 escalate_after 应当是 1 至 {A_YEAR} 的整数，或写 false 表示不督促。")
        if self.hours[0] >= self.hours[1]:
            raise PolicyUnreadable('催办策略的 hours 应当是先早后晚的两个时刻，例如 ["08:30", "17:30"]。')


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


def opening(policy: ReminderPolicy, calendar: Calendar, now: datetime) -> datetime:
    """The first moment from `now` on at which the silent may be written to: `now` itself within office hours."""
    local = now.astimezone(calendar.zone)
    first, last = policy.hours
    if calendar.is_working(local.date()) and local.time() <= last:
        return max(now, datetime.combine(local.date(), first, tzinfo=calendar.zone))
    return datetime.combine(calendar.add(local.date(), 1), first, tzinfo=calendar.zone)


def ladder(fact: InvitationFact, policy: ReminderPolicy, calendar: Calendar) -> tuple[Rung, ...]:
    """Every letter one unit would get if it stayed silent, in order; days in the office's zone.

    The cap cuts the reminders; the escalation stands beside them. Nothing falls due before an invitation has
    arrived, or within the gap after it; after a bounce, not before the mended address has its own.
    """
    sent = _armed_on(fact, calendar)
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
    waits in the outbox; nothing is owed on a day off or outside office hours. After missed days the latest rung
    alone is owed, so an outage never sends two at once; a rung is served by any letter of its kind written since
    its day, so a moved due moment confuses nothing.
    """
    if opening(policy, calendar, now) != now:
        return None
    return _owed_on(calendar.day_of(now), fact, ladder(fact, policy, calendar), policy, calendar)


def foreseen(fact: InvitationFact, policy: ReminderPolicy, calendar: Calendar, now: datetime) -> tuple[Rung, ...]:
    """What one unit will get from `now` on if it stays silent: its ladder, with what was missed caught up first.

    A letter still under way is taken to arrive.
    """
    fact = once_sent(fact)
    rungs = ladder(fact, policy, calendar)
    day = calendar.day_of(opening(policy, calendar, now))
    last = calendar.add(max([day, *(rung.day for rung in rungs)]), policy.gap)
    found = []
    while rungs and day <= last:
        due = _owed_on(day, fact, rungs, policy, calendar)
        if due is not None:
            found.append(Rung(day, due.kind))
            at = datetime.combine(day, policy.hours[0], tzinfo=calendar.zone)
            fact = replace(fact, letters=(*fact.letters, LetterFact(due.kind, due.turn, LetterState.SENT, at)))
        day = calendar.add(day, 1)
    return tuple(found)


def once_sent(fact: InvitationFact) -> InvitationFact:
    """The same unit when every letter under way has left."""
    left = (replace(it, state=LetterState.SENT) if it.state in UNDER_WAY else it for it in fact.letters)
    return replace(fact, letters=tuple(left))


def escalated_on(fact: InvitationFact, policy: ReminderPolicy, calendar: Calendar) -> date | None:
    """The day from which reminders are held to have failed with a unit that was reached, wherever they went since."""
    reached = arrived(fact)
    if policy.escalate_after is None or not reached:
        return None
    day = calendar.add(calendar.day_of(fact.due), policy.escalate_after)
    return next(iter(_after(calendar.day_of(min(reached)), {day}, policy, calendar)), None)


def _owed_on(
    today: date, fact: InvitationFact, rungs: tuple[Rung, ...], policy: ReminderPolicy, calendar: Calendar
) -> Owed | None:
    passed = [rung for rung in rungs if rung.day <= today]
    if not passed or not _chased(fact) or _too_soon(fact, policy, calendar, today):
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


def _armed_on(fact: InvitationFact, calendar: Calendar) -> date | None:
    """The day of the first invitation that arrived and was not followed by a bounce: a mended address counts anew."""
    since = lost(fact)
    armed = [at for at in arrived(fact) if since is None or at > since]
    return calendar.day_of(min(armed)) if armed else None


def _too_soon(fact: InvitationFact, policy: ReminderPolicy, calendar: Calendar, today: date) -> bool:
    last = max((calendar.day_of(letter.at) for letter in fact.letters), default=None)
    return last is not None and calendar.working_days(last, today) < max(policy.gap, 1)
