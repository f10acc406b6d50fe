"""The ledger: one tally of standings and verdicts that feeds every table, page, mail and command, or does not exist."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from rules.errors import LedgerUnbalanced
from rules.settling import Opinion
from rules.standing import InvitationFact, is_late, standing_of
from rules.words import SILENT, VERDICT_WORDS, Standing, Verdict


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """How many units stand where; `late` is counted beside the first two, not added to them."""

    invited: int
    with_opinions: int
    no_comment: int
    no_reply: int
    undeliverable: int
    unsent: int
    late: int

    @property
    def answered(self) -> int:
        """Units that answered, with or without opinions."""
        return self.with_opinions + self.no_comment


@dataclass(frozen=True, slots=True)
class Ledger:
    """The tally of one round as of one moment. Constructing one that does not balance raises."""

    as_of: datetime
    units: UnitCounts
    opinions: int
    verdicts: Mapping[Verdict, int]

    def __post_init__(self) -> None:
        units = self.units
        stood = units.answered + units.no_reply + units.undeliverable + units.unsent
        if units.invited != stood or units.late > units.answered:
            raise LedgerUnbalanced(f"台账不平：发函 {units.invited} 家，各项合计 {stood} 家。")
        if self.opinions != sum(self.verdicts.values()):
            raise LedgerUnbalanced(f"台账不平：意见 {self.opinions} 条，各类合计 {sum(self.verdicts.values())} 条。")

    @property
    def sentence(self) -> str:
        """The counts in one sentence, as reports print them; what is zero is left out but for the three main ones."""
        units = self.units
        counts = [
            f"发函 {units.invited} 家",
            f"反馈有意见 {units.with_opinions} 家",
            f"无意见 {units.no_comment} 家",
            f"无反馈 {units.no_reply} 家",
            *([f"未送达 {units.undeliverable} 家"] if units.undeliverable else []),
            *([f"未发出 {units.unsent} 家"] if units.unsent else []),
        ]
        verdicts = [f"{VERDICT_WORDS[verdict]} {count} 条" for verdict, count in self.verdicts.items() if count]
        return f"{'，'.join(counts)}；共提出意见 {self.opinions} 条" + (
            f"，其中{'、'.join(verdicts)}。" if verdicts else "。"
        )


def ledger(invitations: Iterable[InvitationFact], opinions: Iterable[Opinion], now: datetime) -> Ledger:
    """Tally a round at `now`. Withdrawn invitations were never asked and are not counted.

    Args:
        invitations: every unit of the round.
        opinions: the opinions of the replies that count.
        now: the moment the printed documents call 截至.

    Raises:
        LedgerUnbalanced: opinions from units that do not stand as having any, or the reverse.
    """
    asked = [fact for fact in invitations if not fact.withdrawn]
    stands = {fact.unit: standing_of(fact, now) for fact in asked}
    opinions = list(opinions)
    speaking = {unit for unit, standing in stands.items() if standing is Standing.WITH_OPINIONS}
    heard = {opinion.unit for opinion in opinions}
    if heard != speaking:
        raise LedgerUnbalanced(f"台账不平：意见与反馈对不上的单位：{'、'.join(sorted(heard ^ speaking))}。")
    counts = Counter(stands.values())
    verdicts = Counter(opinion.verdict for opinion in opinions)
    return Ledger(
        as_of=now,
        units=UnitCounts(
            invited=len(asked),
            with_opinions=counts[Standing.WITH_OPINIONS],
            no_comment=counts[Standing.NO_COMMENT],
            no_reply=sum(counts[standing] for standing in SILENT),
            undeliverable=counts[Standing.UNDELIVERABLE],
            unsent=counts[Standing.UNSENT],
            late=sum(is_late(fact) for fact in asked),
        ),
        opinions=len(opinions),
        verdicts={verdict: verdicts[verdict] for verdict in Verdict},
    )
