"""What a verdict needs before it may stand."""

import pytest

from rules.errors import ConditionMissing, ReasonMissing, WordingMissing
from rules.settling import Outcome, check_outcome, unapproved, unsettled
from rules.words import Stage, Verdict
from tests.rules.facts import UNIT, approved, opinion, proposed


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        (Verdict.REJECTED, "第 3 条意见拟“不采纳”，但没有写明理由；请补充理由后再提交。"),
        (Verdict.PARTLY, "第 3 条意见拟“部分采纳”，但没有写明理由；请补充理由后再提交。"),
        (Verdict.EXPLAINED, "第 3 条意见拟“解释说明”，但没有写明理由；请补充理由后再提交。"),
    ],
)
@pytest.mark.parametrize("reason", ["", " \n　"])
def test_nothing_is_refused_without_its_reason(verdict: Verdict, sentence: str, reason: str) -> None:
    with pytest.raises(ReasonMissing) as refused:
        check_outcome(proposed(verdict, reason), 3)
    assert refused.value.sentence == sentence


def test_a_condition_is_stated_or_there_is_none() -> None:
    with pytest.raises(ConditionMissing) as refused:
        check_outcome(approved(Verdict.CONDITIONAL, reason="待省级文件出台"), 7)
    assert refused.value.sentence == "第 7 条意见拟“有条件采纳”，但没有写明条件；请补充条件后再提交。"


def test_an_adoption_with_changes_gives_the_final_wording() -> None:
    with pytest.raises(WordingMissing) as refused:
        check_outcome(approved(Verdict.ADOPTED_WITH_CHANGES, reason="统一表述"), 8)
    assert refused.value.sentence == "第 8 条意见拟“采纳并调整”，但没有给出调整后的表述；请补充表述后再提交。"


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize(
    "complete",
    [
        (Verdict.ADOPTED, "", "", ""),
        (Verdict.ADOPTED_WITH_CHANGES, "", "", "由市财政局牵头"),
        (Verdict.PARTLY, "第二项已有规定", "", ""),
        (Verdict.CONDITIONAL, "", "经费落实后", ""),
        (Verdict.REJECTED, "与上位法不一致", "", ""),
        (Verdict.EXPLAINED, "第五条已经包含", "", ""),
        (Verdict.WITHDRAWN, "", "", ""),
        (Verdict.PENDING, "", "", ""),
    ],
)
def test_a_complete_outcome_stands_at_either_stage(stage: Stage, complete: tuple[Verdict, str, str, str]) -> None:
    verdict, reason, condition, final_text = complete
    check_outcome(Outcome(verdict, stage, reason, condition, final_text), 1)


def test_what_nobody_has_proposed_on_is_pending_and_blocks_the_table() -> None:
    opinions = [
        opinion(1, UNIT, "一", approved(Verdict.ADOPTED)),
        opinion(2, UNIT, "二"),
        opinion(3, UNIT, "三", proposed(Verdict.PENDING)),
        opinion(4, UNIT, "四", proposed(Verdict.ADOPTED)),
    ]
    assert [o.verdict for o in opinions] == [Verdict.ADOPTED, Verdict.PENDING, Verdict.PENDING, Verdict.ADOPTED]
    assert unsettled(opinions) == (2, 3)


def test_a_proposal_waits_for_the_leader() -> None:
    opinions = [
        opinion(1, UNIT, "一", approved(Verdict.ADOPTED)),
        opinion(2, UNIT, "二"),
        opinion(3, UNIT, "三", proposed(Verdict.REJECTED, "与上位法不一致")),
    ]
    assert unapproved(opinions) == (3,)
