"""Short ways to say what happened to a unit; the working days are the real ones of 2026."""

from datetime import datetime
from zoneinfo import ZoneInfo

from office.calendar import working_calendar
from office.settings import load
from rules.settling import Opinion, Outcome
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.words import Formality, LetterKind, LetterState, Stage, Stance, Verdict

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = working_calendar(load(timezone="Asia/Shanghai", calendar=None))
UNIT = "市财政局"


def at(text: str) -> datetime:
    """A moment in the office's zone; a day alone means ten in the morning."""
    return datetime.fromisoformat(text if " " in text else f"{text} 10:00").replace(tzinfo=ZONE)


def letter(
    day: str,
    kind: LetterKind = LetterKind.INVITATION,
    *,
    state: LetterState = LetterState.SENT,
    bounced: bool = False,
    turn: int = 1,
) -> LetterFact:
    return LetterFact(kind, turn, state, at(day), bounced)


def reply(
    day: str,
    stance: Stance = Stance.OPINIONS,
    formality: Formality = Formality.SEALED,
    *,
    number: int = 1,
    withdrawn: bool = False,
) -> ReplyFact:
    return ReplyFact(number, stance, formality, at(day), withdrawn)


def asked(
    *happened: LetterFact | ReplyFact, due: str = "2026-09-29 18:00", unit: str = UNIT, withdrawn: bool = False
) -> InvitationFact:
    """A unit in a round with its letters and replies in the order they happened."""
    letters = tuple(fact for fact in happened if isinstance(fact, LetterFact))
    replies = tuple(fact for fact in happened if isinstance(fact, ReplyFact))
    return InvitationFact(unit, at(due), letters, replies, withdrawn)


def opinion(number: int, unit: str, text: str, outcome: Outcome | None = None) -> Opinion:
    return Opinion(number, unit, text, outcome=outcome)


def approved(verdict: Verdict, reason: str = "", condition: str = "", final_text: str = "") -> Outcome:
    return Outcome(verdict, Stage.APPROVED, reason, condition, final_text)


def proposed(verdict: Verdict, reason: str = "") -> Outcome:
    return Outcome(verdict, Stage.PROPOSED, reason)
