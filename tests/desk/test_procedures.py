"""A round's checklist: chosen by a person, ticked with evidence, kept with who and when."""

import pytest

from desk import acts, procedures
from desk.office import Desk
from rules.errors import Refused
from rules.procedures import Procedure, StepState, Taken
from tests.desk.office import DAY, HOUR, OPENED, ROUND, open_round

LATER = OPENED + HOUR
REVIEW = "某法审〔2026〕3号"


@pytest.fixture
def asked(desk: Desk) -> Desk:
    open_round(desk)
    return desk


def reviewed(desk: Desk, state: StepState = StepState.DONE) -> StepState:
    return procedures.take(desk, ROUND, Taken("legality", state, REVIEW, 0, "王工", LATER)).state


def test_nothing_is_listed_before_somebody_has_chosen(asked: Desk) -> None:
    with pytest.raises(Refused, match=r"^2026-001 还没有选定程序；请用 circulate checklist 2026-001 --procedure 选定"):
        procedures.checked(asked, ROUND)
    assert procedures.chosen(asked, ROUND) is None


def test_a_ticked_step_is_kept_with_its_evidence_and_in_the_record(asked: Desk) -> None:
    procedures.choose(asked, ROUND, Procedure.NORMATIVE, "王工", OPENED)
    assert reviewed(asked) is StepState.DONE
    found = procedures.checked(asked, ROUND)
    assert [(each.step.key, each.taken.evidence) for each in found.steps if each.taken] == [("legality", REVIEW)]
    assert "合法性审核" not in found.missing
    assert [(act.who, act.words) for act in acts.record(asked, ROUND).acts] == [
        ("王工", f"“合法性审核”已办：{REVIEW}"),
        ("王工", "按“行政规范性文件”的程序办理"),
    ]


def test_a_step_taken_back_is_open_again(asked: Desk) -> None:
    procedures.choose(asked, ROUND, Procedure.NORMATIVE, "王工", OPENED)
    reviewed(asked)
    procedures.reopen(asked, ROUND, "legality", "李局长", LATER)
    assert "合法性审核" in procedures.checked(asked, ROUND).missing


def test_what_was_ticked_stays_when_the_procedure_changes(asked: Desk) -> None:
    procedures.choose(asked, ROUND, Procedure.NORMATIVE, "王工", OPENED)
    reviewed(asked)
    found = procedures.choose(asked, ROUND, Procedure.DECISION, "王工", LATER)
    assert (found.procedure, "合法性审查" in found.missing) == (Procedure.DECISION, False)


def test_a_refused_step_leaves_the_list_as_it_was(asked: Desk) -> None:
    procedures.choose(asked, ROUND, Procedure.DECISION, "王工", OPENED)
    before = procedures.checked(asked, ROUND)
    with pytest.raises(Refused, match="是必经程序"):
        reviewed(asked, StepState.NOT_NEEDED)
    assert procedures.checked(asked, ROUND) == before


def test_a_term_shorter_than_usual_is_minded(desk: Desk) -> None:
    open_round(desk, due=OPENED + 2 * DAY)
    found = procedures.choose(desk, ROUND, Procedure.GENERAL, "王工", OPENED)
    assert found.warnings == ("给各单位的时间是 2 个工作日，少于通常的 7 个工作日。",)
