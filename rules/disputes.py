"""What a unit makes of the outcomes it was told, and what is left where it maintains its opinion."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from rules.errors import ReasonMissing
from rules.words import Accord


class Form(StrEnum):
    """How a negotiation was held."""

    MEETING = "meeting"
    PHONE = "phone"
    LETTER = "letter"
    VISIT = "visit"


class Reaction(StrEnum):
    """Where a unit stands towards the outcome of its opinion."""

    UNTOLD = "untold"
    WAITING = "waiting"
    SILENT = "silent"
    ACCEPTED = "accepted"
    MAINTAINED = "maintained"
    AGREED = "agreed"
    DISPUTED = "disputed"


OPPOSED = frozenset({Reaction.MAINTAINED, Reaction.DISPUTED})
FORM_WORDS = {Form.MEETING: "会议", Form.PHONE: "电话", Form.LETTER: "书面", Form.VISIT: "当面"}
REACTION_WORDS = {
    Reaction.UNTOLD: "尚未告知",
    Reaction.WAITING: "等待回应",
    Reaction.SILENT: "未回应",
    Reaction.ACCEPTED: "同意",
    Reaction.MAINTAINED: "坚持原意见",
    Reaction.AGREED: "协商一致",
    Reaction.DISPUTED: "存在分歧",
}


@dataclass(frozen=True, slots=True)
class Negotiated:
    """One negotiation over an opinion: how, when, who took part, what came of it, and whether that is agreement."""

    form: Form
    held: datetime
    people: str
    result: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Parts:
    """A dispute in its four parts: the main question, the unit's view, ours, our reasons and their basis."""

    question: str
    theirs: str
    ours: str
    grounds: str


def check_parts(parts: Parts, number: int) -> None:
    """Refuse a dispute on opinion `number` that leaves one of its parts out."""
    given = {"主要问题": parts.question, "对方意见": parts.theirs, "我方意见": parts.ours, "理由和依据": parts.grounds}
    missing = [word for word, text in given.items() if not text.strip()]
    if missing:
        raise ReasonMissing(f"第 {number} 条意见的分歧没有写明{'、'.join(missing)}；四项都要写明，上报时才能说清楚。")


def check_negotiated(negotiated: Negotiated, number: int) -> None:
    """Refuse a negotiation on opinion `number` that does not say with whom or with what result."""
    given = {"参加人员": negotiated.people, "协商结果": negotiated.result}
    missing = [word for word, text in given.items() if not text.strip()]
    if missing:
        raise ReasonMissing(f"第 {number} 条意见的协商记录没有写明{'、'.join(missing)}；请补充后再登记。")


def reaction_of(
    accord: Accord | None, answer_by: date | None, today: date, *, agreed: bool | None, disputed: bool
) -> Reaction:
    """Where a unit stands towards an outcome.

    Silence is shown as what it is: it neither agrees nor maintains.

    Args:
        accord: its last word on this very outcome, None where it has not spoken.
        answer_by: the last day it may speak on, None where it was not told of this outcome.
        today: the day of asking.
        agreed: what the last negotiation came to, None where there was none.
        disputed: whether a dispute has been written down since.
    """
    if agreed:
        return Reaction.AGREED
    if disputed:
        return Reaction.DISPUTED
    if accord is not None:
        return Reaction.ACCEPTED if accord is Accord.ACCEPTED else Reaction.MAINTAINED
    if answer_by is None:
        return Reaction.UNTOLD
    return Reaction.SILENT if today > answer_by else Reaction.WAITING
