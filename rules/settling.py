"""Settling opinions: what each verdict needs, and what still stands between a round and its table."""

from collections.abc import Iterable
from dataclasses import dataclass

from rules.errors import ConditionMissing, ReasonMissing, WordingMissing
from rules.words import VERDICT_WORDS, Stage, Verdict

NEEDS_REASON = frozenset({Verdict.REJECTED, Verdict.PARTLY, Verdict.EXPLAINED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict with what it needs to stand."""

    verdict: Verdict
    stage: Stage
    reason: str = ""
    condition: str = ""
    final_text: str = ""


@dataclass(frozen=True, slots=True)
class Opinion:
    """A numbered opinion of a round: `text` as received, the rest what was read out of it or decided on it.

    `parent` is the number of the opinion as received that it is a part of; the parts count, the whole no longer does.
    """

    number: int
    unit: str
    text: str
    clause: str = ""
    outcome: Outcome | None = None
    parent: int | None = None

    @property
    def rank(self) -> tuple[int, int]:
        """Where it stands among the others: by number, a part in the place of its whole."""
        return self.parent or self.number, self.number

    @property
    def verdict(self) -> Verdict:
        """The verdict so far; pending where nobody has proposed one."""
        return self.outcome.verdict if self.outcome else Verdict.PENDING


def check_outcome(outcome: Outcome, number: int) -> None:
    """Refuse an outcome on opinion `number` that lacks what its verdict needs."""
    word = VERDICT_WORDS[outcome.verdict]
    if outcome.verdict in NEEDS_REASON and not outcome.reason.strip():
        raise ReasonMissing(f"第 {number} 条意见拟“{word}”，但没有写明理由；请补充理由后再提交。")
    if outcome.verdict is Verdict.CONDITIONAL and not outcome.condition.strip():
        raise ConditionMissing(f"第 {number} 条意见拟“{word}”，但没有写明条件；请补充条件后再提交。")
    if outcome.verdict is Verdict.ADOPTED_WITH_CHANGES and not outcome.final_text.strip():
        raise WordingMissing(f"第 {number} 条意见拟“{word}”，但没有给出调整后的表述；请补充表述后再提交。")


def unsettled(opinions: Iterable[Opinion]) -> tuple[int, ...]:
    """The numbers of the opinions that still block the table: nothing proposed, or left undecided."""
    return tuple(opinion.number for opinion in opinions if opinion.verdict is Verdict.PENDING)


def unapproved(opinions: Iterable[Opinion]) -> tuple[int, ...]:
    """The numbers of the opinions whose verdict a leader has not approved yet."""
    return tuple(o.number for o in opinions if o.outcome and o.outcome.stage is Stage.PROPOSED)
