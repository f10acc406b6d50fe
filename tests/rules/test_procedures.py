"""Procedures: every step has its basis, nothing is ticked by silence, and what is too short is said."""

from datetime import UTC, datetime

import pytest

from rules.errors import BadInput, ReasonMissing, Refused
from rules.procedures import (
    LEGALITY,
    PROCEDURE_WORDS,
    STEPS,
    Procedure,
    StepState,
    Taken,
    check_taken,
    checklist,
    missing,
    step_of,
)

NOW = datetime(2026, 10, 1, tzinfo=UTC)
DECISION = Procedure.DECISION


def taken(key: str, state: StepState = StepState.DONE, days: int = 0, evidence: str = "某法审〔2026〕3号") -> Taken:
    return Taken(key, state, evidence, days, "王工", NOW)


@pytest.mark.parametrize("procedure", Procedure)
def test_every_procedure_has_its_steps_each_with_its_basis(procedure: Procedure) -> None:
    steps = STEPS[procedure]
    assert (len({step.key for step in steps}), [step.words for step in steps if not step.basis]) == (len(steps), [])
    assert (steps[0].key, procedure in PROCEDURE_WORDS) == ("consulted", True)


@pytest.mark.parametrize("procedure", [Procedure.NORMATIVE, DECISION, Procedure.REGULATION])
def test_legal_review_is_required_and_no_reply_takes_its_place(procedure: Procedure) -> None:
    step = step_of(procedure, LEGALITY)
    with pytest.raises(Refused, match=f"^“{step.words}”不能以征求意见时的“无意见”代替"):
        check_taken(step, StepState.DONE, "市司法局答复无意见")
    with pytest.raises(Refused, match=f"^“{step.words}”是必经程序（.+），不能标为不适用。$"):
        check_taken(step, StepState.NOT_NEEDED, "时间紧")
    check_taken(step, StepState.DONE, "某法审〔2026〕3号")


def test_a_step_needs_its_evidence_or_the_reason_why_not() -> None:
    step = step_of(DECISION, "risk")
    with pytest.raises(ReasonMissing, match=r"^“风险评估”没有写明凭据，例如文号、日期或会议；请用 --evidence 写明。$"):
        check_taken(step, StepState.DONE, " ")
    with pytest.raises(ReasonMissing, match=r"^“风险评估”没有写明为什么不适用；请用 --evidence 写明。$"):
        check_taken(step, StepState.NOT_NEEDED, "")
    check_taken(step, StepState.NOT_NEEDED, "不涉及公众利益和社会稳定")


def test_a_step_the_procedure_does_not_have_is_refused_with_those_it_has() -> None:
    with pytest.raises(BadInput, match=r"^标准的程序里没有“risk”这一步；有 consulted（征求意见并形成意见汇总处理表）"):
        step_of(Procedure.STANDARD, "risk")


@pytest.mark.parametrize(("days", "said"), [(0, "没有写明日数"), (29, "29 日"), (30, ""), (31, "")])
def test_a_public_consultation_shorter_than_thirty_days_is_minded(days: int, said: str) -> None:
    steps = checklist(DECISION, [taken("public", days=days)])
    (public,) = (each for each in steps if each.step.key == "public")
    assert public.warning == (f"一般不少于 30 日，登记的是{said}；缩短的应当说明原因。" if said else "")


def test_the_last_word_on_a_step_counts() -> None:
    steps = checklist(DECISION, [taken("risk"), taken("risk", StepState.OPEN, evidence="")])
    assert [each.state for each in steps if each.step.key == "risk"] == [StepState.OPEN]


def test_what_nobody_has_seen_to_is_missing() -> None:
    done = [taken(step.key, days=30) for step in STEPS[DECISION] if step.key != "experts"]
    assert missing(checklist(DECISION, done)) == ("专家论证",)
    assert missing(checklist(DECISION, [*done, taken("experts", StepState.NOT_NEEDED)])) == ()
