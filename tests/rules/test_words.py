"""What the office prints for what the records say."""

from enum import StrEnum

import pytest

from rules import words
from rules.words import Channel, Formality, LetterKind, LetterState, RoundState, Stage, Standing, Verdict, printed


@pytest.mark.parametrize(
    ("verdict", "proposal", "decision"),
    [
        (Verdict.ADOPTED, "建议采纳", "采纳"),
        (Verdict.ADOPTED_WITH_CHANGES, "建议采纳并调整", "采纳并调整"),
        (Verdict.PARTLY, "建议部分采纳", "部分采纳"),
        (Verdict.CONDITIONAL, "建议有条件采纳", "有条件采纳"),
        (Verdict.REJECTED, "建议不采纳", "不采纳"),
        (Verdict.EXPLAINED, "建议解释说明", "解释说明"),
        (Verdict.WITHDRAWN, "收回", "收回"),
        (Verdict.PENDING, "待定", "待定"),
    ],
)
def test_a_proposal_says_so_and_a_decision_does_not(verdict: Verdict, proposal: str, decision: str) -> None:
    assert printed(verdict, Stage.PROPOSED) == proposal
    assert printed(verdict, Stage.APPROVED) == decision
    assert printed(verdict, None) == decision


@pytest.mark.parametrize(
    ("kind", "printed_words"),
    [
        (Verdict, words.VERDICT_WORDS),
        (Standing, words.STANDING_WORDS),
        (Channel, words.CHANNEL_WORDS),
        (Formality, words.FORMALITY_WORDS),
        (LetterKind, words.LETTER_WORDS),
        (LetterState, words.LETTER_STATE_WORDS),
        (RoundState, words.ROUND_WORDS),
    ],
)
def test_every_word_of_the_records_has_one_word_in_print(
    kind: type[StrEnum], printed_words: dict[StrEnum, str]
) -> None:
    assert list(printed_words) == list(kind)
    assert len(set(printed_words.values())) == len(kind)


def test_every_channel_has_its_usual_formality() -> None:
    assert set(words.USUAL_FORMALITY) == set(Channel)
