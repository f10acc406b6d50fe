"""What a letter's template may speak of: one frozen context for each kind of letter, all words already Chinese."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from rules.calls import Call
from rules.ledger import Ledger
from rules.tally import Part, unit_parts, verdict_parts
from rules.words import VERDICT_WORDS, Silence, Verdict

WEEKDAYS = "一二三四五六日"
SILENCE_WORDS = {
    Silence.NO_REPLY: "逾期未反馈的，将在征求意见情况中如实列为“无反馈”。",
    Silence.DEEMED_NO_COMMENT: "逾期未反馈的，视为无意见。",
}


def date_words(day: date) -> str:
    """2026年10月13日."""
    return f"{day.year}年{day.month}月{day.day}日"


def moment_words(moment: datetime) -> str:
    """2026年10月13日（星期二）18时; minutes only where there are any. The moment is in the office's zone."""
    minutes = f"{moment.minute:02}分" if moment.minute else ""
    return f"{date_words(moment)}（星期{WEEKDAYS[moment.weekday()]}）{moment.hour}时{minutes}"


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """The office that asks."""

    name: str
    contact: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class RoundCard:
    """The round a letter belongs to. `due` is the moment that holds for the addressed unit, in the office's zone.

    title: the draft's title without 《》.  draft_name: its file.  number: the letter's 文号 where it has one.
    again: whether the draft revises that of an earlier round.
    """

    name: str
    title: str
    draft_name: str
    due: datetime
    silence: Silence = Silence.NO_REPLY
    number: str = ""
    again: bool = False

    @property
    def due_words(self) -> str:
        """The due moment as letters print it."""
        return moment_words(self.due)

    @property
    def silence_words(self) -> str:
        """What the round's policy says of those who never answer."""
        return SILENCE_WORDS[self.silence]


@dataclass(frozen=True, slots=True)
class UnitCard:
    """The unit written to; `contact` is the person on its own register card."""

    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """One numbered opinion, with what became of it where that is known; the parts of the third are 3.1, 3.2."""

    number: int | str
    text: str
    outcome_words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What every letter has. `written` is its 成文日期; `folder` has its templates where its kind does not name it."""

    folder: ClassVar[str] = ""
    office: OfficeCard
    round: RoundCard
    written: date


@dataclass(frozen=True, slots=True)
class UnitLetter(Letter):
    """What every letter to a unit has; `code` finds the round and unit again, `page` is the address of its own page."""

    unit: UnitCard
    code: str
    page: str = field(default="", kw_only=True)


@dataclass(frozen=True, slots=True)
class Invitation(UnitLetter):
    """征求意见函. `basis` is the clause the letter opens with; `attachments` are the names below the text."""

    attachments: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Reminder(UnitLetter):
    """催办函. `days_left` in working days, negative once overdue; `begun` where the unit has started to answer."""

    turn: int
    days_left: int
    sent: date
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Escalation(UnitLetter):
    """督促函 to the unit's escalation contact, after `reminders` letters and `days_over` working days."""

    reminders: int
    days_over: int
    sent: date


@dataclass(frozen=True, slots=True)
class CallList(Letter):
    """The escalation to the office itself: whom to telephone, since nobody stands above them to be written to."""

    folder: ClassVar[str] = "call_list"
    calls: tuple[Call, ...]


@dataclass(frozen=True, slots=True)
class Receipt(UnitLetter):
    """回执: what was understood of a reply; no opinions means it was taken as 无意见."""

    received: datetime
    opinions: tuple[OpinionLine, ...] = ()
    provisional: bool = False
    late: bool = False

    @property
    def received_words(self) -> str:
        """The moment of arrival as letters print it."""
        return moment_words(self.received)


@dataclass(frozen=True, slots=True)
class Result(UnitLetter):
    """采纳情况告知: what became of each opinion of the unit, which may agree or not until the end of `answer_by`.

    turn: the how-manieth telling this is.  attachments: the names of the files that go with it.
    """

    opinions: tuple[OpinionLine, ...]
    answer_by: date | None = None
    turn: int = 1
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary(Letter):
    """情况汇总 to the office itself; units by name, opinions by their number in the round."""

    ledger: Ledger
    missing: tuple[str, ...] = ()
    undeliverable: tuple[str, ...] = ()
    unsettled: tuple[int, ...] = ()
    unapproved: tuple[int, ...] = ()
    attachments: tuple[str, ...] = ()

    @property
    def as_of_words(self) -> str:
        """The moment the ledger is fixed at, in the office's zone."""
        return moment_words(self.ledger.as_of.astimezone(self.round.due.tzinfo))

    @property
    def ledger_lines(self) -> tuple[tuple[str, int], ...]:
        """The ledger's units as printed lines, those that are always zero-free first; zero lines are left out."""
        units = self.ledger.units
        lines = (
            ("发函单位", units.invited),
            ("反馈有意见", units.with_opinions),
            ("反馈无意见", units.no_comment),
            ("无反馈", units.no_reply),
            ("未送达", units.undeliverable),
            ("未发出", units.unsent),
        )
        return tuple((label, count) for place, (label, count) in enumerate(lines) if count or place <= 3)  # noqa: PLR2004

    @property
    def verdict_lines(self) -> tuple[tuple[str, int], ...]:
        """How many opinions got which verdict; verdicts nobody gave are left out."""
        given = ((verdict, self.ledger.verdicts.get(verdict, 0)) for verdict in Verdict)
        return tuple((VERDICT_WORDS[verdict], count) for verdict, count in given if count)

    @property
    def unit_parts(self) -> tuple[Part, ...]:
        """Where the units stand, each with the colour of its part of the bar."""
        return unit_parts(self.ledger.units)

    @property
    def verdict_parts(self) -> tuple[Part, ...]:
        """What became of the opinions, each with the colour of its part of the bar."""
        return verdict_parts(self.ledger.verdicts)


Context = Invitation | Reminder | Escalation | CallList | Receipt | Result | Summary
