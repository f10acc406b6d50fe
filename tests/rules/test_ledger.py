"""The ledger balances or does not exist."""

import dataclasses

import pytest

from rules.errors import LedgerUnbalanced
from rules.ledger import Ledger, UnitCounts, ledger
from rules.words import Formality, LetterState, Stance, Verdict
from tests.rules.facts import approved, asked, at, letter, opinion, proposed, reply

SENT, NOW = "2026-09-18", at("2026-09-30")
ROUND = [
    asked(letter(SENT), reply("2026-09-22"), unit="市财政局"),
    asked(letter(SENT), reply("2026-09-30 09:00"), unit="市教育局"),
    asked(letter(SENT), reply("2026-09-22", Stance.NO_COMMENT), unit="市民政局"),
    asked(letter(SENT), reply("2026-09-30 09:00", Stance.NO_COMMENT, Formality.ORAL), unit="市司法局"),
    asked(letter(SENT), unit="市水利局"),
    asked(letter(SENT), due="2026-10-09 18:00", unit="市商务局"),
    asked(letter(SENT, bounced=True), unit="市体育局"),
    asked(letter(SENT, state=LetterState.RETRY), unit="市统计局"),
    asked(letter(SENT), reply("2026-09-22"), unit="市信访局", withdrawn=True),
]
OPINIONS = [
    opinion(1, "市财政局", "一", approved(Verdict.ADOPTED)),
    opinion(2, "市财政局", "二", proposed(Verdict.REJECTED, "与上位法不一致")),
    opinion(3, "市教育局", "三"),
]
UNITS = UnitCounts(invited=8, with_opinions=2, no_comment=2, no_reply=2, undeliverable=1, unsent=1, late=2)


def test_every_unit_is_counted_once_and_a_withdrawn_one_never() -> None:
    tally = ledger(ROUND, OPINIONS, NOW)
    assert tally.as_of == NOW
    assert tally.units == UNITS
    assert tally.units.answered == 4


def test_every_opinion_is_counted_under_its_verdict_and_every_verdict_is_named() -> None:
    tally = ledger(ROUND, OPINIONS, NOW)
    assert tally.opinions == 3
    assert dict(tally.verdicts) == {
        Verdict.ADOPTED: 1,
        Verdict.ADOPTED_WITH_CHANGES: 0,
        Verdict.PARTLY: 0,
        Verdict.CONDITIONAL: 0,
        Verdict.REJECTED: 1,
        Verdict.EXPLAINED: 0,
        Verdict.WITHDRAWN: 0,
        Verdict.PENDING: 1,
    }


def test_the_ledger_says_its_counts_in_one_sentence() -> None:
    assert ledger(ROUND, OPINIONS, NOW).sentence == (
        "发函 8 家，反馈有意见 2 家，无意见 2 家，无反馈 2 家，未送达 1 家，未发出 1 家；"
        "共提出意见 3 条，其中采纳 1 条、不采纳 1 条、待定 1 条。"
    )
    assert ledger([], [], NOW).sentence == "发函 0 家，反馈有意见 0 家，无意见 0 家，无反馈 0 家；共提出意见 0 条。"


def test_an_empty_round_balances_at_nothing() -> None:
    tally = ledger([], [], NOW)
    assert dataclasses.astuple(tally.units) == (0, 0, 0, 0, 0, 0, 0)
    assert (tally.opinions, sum(tally.verdicts.values())) == (0, 0)


def test_an_opinion_of_a_unit_that_has_none_is_refused() -> None:
    stray = opinion(4, "市民政局", "四")
    with pytest.raises(LedgerUnbalanced) as refused:
        ledger(ROUND, [*OPINIONS, stray], NOW)
    assert refused.value.sentence == "台账不平：意见与反馈对不上的单位：市民政局。"


def test_a_unit_said_to_have_opinions_without_any_is_refused() -> None:
    with pytest.raises(LedgerUnbalanced) as refused:
        ledger(ROUND, OPINIONS[:2], NOW)
    assert refused.value.sentence == "台账不平：意见与反馈对不上的单位：市教育局。"


def test_an_opinion_of_a_withdrawn_unit_is_refused() -> None:
    with pytest.raises(LedgerUnbalanced) as refused:
        ledger(ROUND, [*OPINIONS, opinion(4, "市信访局", "四")], NOW)
    assert refused.value.sentence == "台账不平：意见与反馈对不上的单位：市信访局。"


def test_one_unit_asked_twice_under_one_name_is_refused() -> None:
    with pytest.raises(LedgerUnbalanced) as refused:
        ledger([ROUND[4], ROUND[4]], [], NOW)
    assert refused.value.sentence == "台账不平：发函 2 家，各项合计 1 家。"


@pytest.mark.parametrize(
    "counts",
    [dataclasses.replace(UNITS, invited=9), dataclasses.replace(UNITS, no_reply=1), dataclasses.replace(UNITS, late=5)],
)
def test_counts_that_contradict_one_another_cannot_be_written_down(counts: UnitCounts) -> None:
    with pytest.raises(LedgerUnbalanced):
        Ledger(NOW, counts, 1, {Verdict.ADOPTED: 1})


def test_opinions_are_the_sum_of_their_verdicts() -> None:
    with pytest.raises(LedgerUnbalanced) as refused:
        Ledger(NOW, UNITS, 3, {Verdict.ADOPTED: 1, Verdict.PENDING: 1})
    assert refused.value.sentence == "台账不平：意见 3 条，各类合计 2 条。"
