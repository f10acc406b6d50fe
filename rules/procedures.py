"""What a document's procedure asks for besides the round: steps with their legal basis, and what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.errors import BadInput, ReasonMissing, Refused


class Procedure(StrEnum):
    """The kinds of document whose procedures differ; a person chooses, a title proves nothing."""

    GENERAL = "general"
    NORMATIVE = "normative"
    DECISION = "decision"
    REGULATION = "regulation"
    STANDARD = "standard"


PROCEDURE_WORDS = {
    Procedure.GENERAL: "一般公文",
    Procedure.NORMATIVE: "行政规范性文件",
    Procedure.DECISION: "重大行政决策",
    Procedure.REGULATION: "规章",
    Procedure.STANDARD: "标准",
}


class StepState(StrEnum):
    """Where a step of the procedure stands."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


STEP_WORDS = {StepState.OPEN: "未办", StepState.DONE: "已办", StepState.NOT_NEEDED: "不适用"}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `days` is the least number of calendar days it lasts, `basis` the rule that asks for it.

    required: whether it may not be called inapplicable.
    """

    key: str
    words: str
    basis: str
    days: int = 0
    required: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """What a person wrote down about a step: by which evidence it was done, or why it does not apply."""

    key: str
    state: StepState
    evidence: str
    days: int
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """A step with what was written down about it, and what is to be minded."""

    step: Step
    taken: Taken | None
    warning: str = ""

    @property
    def state(self) -> StepState:
        """Where it stands; open where nobody has written anything."""
        return self.taken.state if self.taken else StepState.OPEN


_UNITS = "书面征求有关单位意见"
LEGALITY = "legality"
_COMPETITION = Step("competition", "公平竞争审查", "《公平竞争审查条例》第十三条、第十八条", required=False)
_ARCHIVE = Step("archive", "过程材料归档", "《档案法》第十三条")
STEPS: Mapping[Procedure, tuple[Step, ...]] = {
    Procedure.GENERAL: (
        Step("consulted", _UNITS, "《党政机关公文处理工作条例》第十九条"),
        _COMPETITION,
        Step("signed", "负责人审批签发", "《党政机关公文处理工作条例》第二十二条"),
        _ARCHIVE,
    ),
    Procedure.NORMATIVE: (
        Step("consulted", _UNITS, "国办发〔2018〕37号"),
        Step(
            "public",
            "向社会公开征求意见",
            "《优化营商环境条例》第六十二条",
            30,
            required=False,
        ),
        Step(LEGALITY, "合法性审核", "国办发〔2018〕115号"),
        _COMPETITION,
        Step("collective", "集体审议决定", "国办发〔2018〕37号"),
        Step("record", "备案", "国办发〔2018〕37号"),
        _ARCHIVE,
    ),
    Procedure.DECISION: (
        Step("consulted", _UNITS, "《重大行政决策程序暂行条例》第十三条"),
        Step("public", "向社会公开征求意见", "《重大行政决策程序暂行条例》第十五条", 30),
        Step("experts", "专家论证", "《重大行政决策程序暂行条例》第十九条", required=False),
        Step("risk", "风险评估", "《重大行政决策程序暂行条例》第二十二条", required=False),
        Step(LEGALITY, "合法性审查", "《重大行政决策程序暂行条例》第二十五条"),
        _COMPETITION,
        Step("collective", "集体讨论决定", "《重大行政决策程序暂行条例》第三十条"),
        Step("archive", "过程材料归档", "《重大行政决策程序暂行条例》第三十三条"),
    ),
    Procedure.REGULATION: (
        Step("consulted", _UNITS, "《规章制定程序条例》第十七条"),
        Step("public", "向社会公开征求意见", "《规章制定程序条例》第十五条", 30),
        Step(LEGALITY, "法制机构审查", "《规章制定程序条例》第十九条"),
        _COMPETITION,
        Step("collective", "会议审议决定", "《规章制定程序条例》第二十七条"),
        Step("record", "备案", "《规章制定程序条例》第三十四条"),
        _ARCHIVE,
    ),
    Procedure.STANDARD: (
        Step("consulted", "征求意见并形成意见汇总处理表", "《标准化法》及标准制定程序的规定"),
        Step("review", "技术审查", "标准制定程序的规定"),
        Step("approved", "批准、编号、发布", "标准制定程序的规定"),
        _ARCHIVE,
    ),
}
# An office is usually given so long to answer; a shorter term is no breach, but somebody should mean it.
USUAL_WORKING_DAYS = 7


def step_of(procedure: Procedure, key: str) -> Step:
    """A step of a procedure by its key.

    Raises:
        BadInput: the procedure has no such step; the sentence names those it has.
    """
    for step in STEPS[procedure]:
        if step.key == key:
            return step
    known = "、".join(f"{step.key}（{step.words}）" for step in STEPS[procedure])
    raise BadInput(f"{PROCEDURE_WORDS[procedure]}的程序里没有“{key}”这一步；有 {known}。")


def check_taken(step: Step, state: StepState, evidence: str) -> None:
    """Refuse to tick a step without evidence, or by what is none.

    Raises:
        ReasonMissing: nothing was given to prove it, or no reason why it does not apply.
        Refused: a required step is called inapplicable, or a reply is taken for the legality review.
    """
    if not evidence.strip():
        what = "为什么不适用" if state is StepState.NOT_NEEDED else "凭据，例如文号、日期或会议"
        raise ReasonMissing(f"“{step.words}”没有写明{what}；请用 --evidence 写明。")
    if state is StepState.NOT_NEEDED and step.required:
        raise Refused(f"“{step.words}”是必经程序（{step.basis}），不能标为不适用。")
    if step.key == LEGALITY and state is StepState.DONE and "无意见" in evidence:
        raise Refused(
            f"“{step.words}”不能以征求意见时的“无意见”代替（《重大行政决策程序暂行条例》第二十五条）；请写审查意见书的文号。"
        )


def checklist(procedure: Procedure, taken: Iterable[Taken]) -> tuple[Checked, ...]:
    """Every step of a procedure in its order, with the last that was written down about it."""
    last = {each.key: each for each in taken}
    return tuple(Checked(step, last.get(step.key), _warning(step, last.get(step.key))) for step in STEPS[procedure])


def missing(steps: Iterable[Checked]) -> tuple[str, ...]:
    """The steps that nobody has seen to, in words."""
    return tuple(checked.step.words for checked in steps if checked.state is StepState.OPEN)


def _warning(step: Step, taken: Taken | None) -> str:
    if taken and taken.state is StepState.DONE and step.days and taken.days < step.days:
        said = f"{taken.days} 日" if taken.days else "没有写明日数"
        return f"一般不少于 {step.days} 日，登记的是{said}；缩短的应当说明原因。"
    return ""
