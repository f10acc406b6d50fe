"""The procedure's checklist through its page: chosen, ticked with evidence, taken back; units to consult named."""

import re

import pytest

from desk import anchoring, approving, filing, procedures
from desk.filing import Entered
from rules.filing import opinions_of
from rules.procedures import Procedure, StepState
from rules.settling import Outcome
from rules.words import Channel, Duty, Stage, Verdict
from tests.desk.office import AUDIT, HOUR, OPENED, ROUND, TAX, UNITS, draft, open_round
from tests.desk.test_duties import ARTICLE
from tests.web.browser import PEOPLE, Browser, Site

HERE = f"/rounds/{ROUND}/procedure"
CLERK = PEOPLE[Duty.CLERK]


@pytest.fixture
def clerk(site: Site) -> Browser:
    """A clerk before a round whose procedure nobody has chosen."""
    open_round(site.desk, UNITS[:5], content=draft("管护办法", "第一条 为加强管护，制定本办法。", ARTICLE))
    browser = site.signed_in()
    browser.get(HERE)
    return browser


@pytest.fixture
def choosing(site: Site, clerk: Browser) -> Browser:
    """The same, once it is a major decision."""
    procedures.choose(site.desk, ROUND, Procedure.DECISION, CLERK, OPENED)
    clerk.get(HERE)
    return clerk


def states(site: Site) -> dict[str, tuple[StepState, str]]:
    """By its key, every step somebody has seen to, and by which evidence."""
    seen = procedures.checked(site.desk, ROUND).steps
    return {one.step.key: (one.state, one.taken.evidence) for one in seen if one.taken}


def field(browser: Browser, step: str, name: str) -> str:
    found = re.search(rf'<input id="{name}-{step}"[^>]* value="([^"]*)"', browser.page.text)
    assert found
    return found[1]


def test_a_procedure_is_chosen_and_its_steps_stand_with_their_basis(site: Site, clerk: Browser) -> None:
    assert "还没有选定程序" in clerk.text
    clerk.post(HERE, {"do": "choose", "procedure": "normative"})
    assert (procedures.chosen(site.desk, ROUND), "按“行政规范性文件”的程序办理" in clerk.text) == (
        Procedure.NORMATIVE,
        True,
    )
    assert "还有 7 步未办：书面征求有关单位意见、向社会公开征求意见、合法性审核、公平竞争审查" in clerk.text
    assert site.acts()[-1][::2] == (CLERK, "按“行政规范性文件”的程序办理")
    assert clerk.post(HERE, {"do": "choose", "procedure": "other"}).status_code == 422


def test_a_step_is_ticked_by_its_evidence_and_warned_of_where_it_was_short(site: Site, choosing: Browser) -> None:
    choosing.post(HERE, {"do": "done", "step": "public", "evidence": "公告〔2026〕3号", "days": "20"})
    assert states(site) == {"public": (StepState.DONE, "公告〔2026〕3号")}
    assert ("公告〔2026〕3号；20 日" in choosing.text, "一般不少于 30 日，登记的是20 日" in choosing.text) == (
        True,
        True,
    )
    choosing.post(HERE, {"do": "reopen", "step": "public"})
    assert states(site) == {"public": (StepState.OPEN, "")}
    choosing.post(HERE, {"do": "not_needed", "step": "risk", "evidence": "不涉及"})
    assert states(site)["risk"] == (StepState.NOT_NEEDED, "不涉及")


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"do": "done", "step": "legality", "evidence": ""}, 409, "请在“凭据或理由”中写明"),
        ({"do": "done", "step": "legality", "evidence": "司法局回函无意见"}, 409, "不能以征求意见时的“无意见”代替"),
        ({"do": "not_needed", "step": "legality", "evidence": "不涉及"}, 409, "是必经程序"),
        ({"do": "done", "step": "public", "evidence": "公告", "days": "三十"}, 422, "日数请填整数"),
        ({"do": "done", "step": "risk", "evidence": "长" * 501}, 422, "凭据或理由超过 500 字"),
    ],
)
def test_a_step_that_is_refused_comes_back_as_typed(
    site: Site, choosing: Browser, form: dict[str, str], status: int, sentence: str
) -> None:
    answer = choosing.post(HERE, form)
    assert (answer.status_code, sentence in choosing.text, states(site)) == (status, True, {})
    assert field(choosing, form["step"], "evidence") == form["evidence"]
    assert re.findall(r"circulate |--\w+", choosing.text) == []


@pytest.mark.parametrize("form", [{"do": "done", "step": "x", "evidence": "甲"}, {"do": "other"}, {}])
def test_what_is_no_step_is_refused(site: Site, choosing: Browser, form: dict[str, str]) -> None:
    assert (choosing.post(HERE, form).status_code, states(site)) == (422, {})


def test_a_step_cannot_be_ticked_before_a_procedure_is_chosen(clerk: Browser) -> None:
    answer = clerk.post(HERE, {"do": "done", "step": "risk", "evidence": "甲"})
    assert (answer.status_code, "还没有选定程序；请先选定程序。" in clerk.text) == (409, True)


def test_a_unit_whose_duty_another_changes_is_to_be_consulted(site: Site, clerk: Browser) -> None:
    entered = Entered(OPENED + HOUR, Channel.PAPER, opinions_of(["第二条责任单位中删去市审计局。"]))
    filing.enter_reply(site.desk, ROUND, TAX, entered, OPENED + HOUR)
    anchoring.confirm_all(site.desk, ROUND, 0.5)
    approving.settle(site.desk, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.PROPOSED)}, CLERK, OPENED + HOUR)
    clerk.get(HERE)
    assert f"请征求{AUDIT}的意见：采纳{TAX}的意见，在“第二条”去掉了它的职责。 第 1 条意见" in clerk.text


def test_a_leader_reads_the_checklist_and_ticks_nothing(site: Site, choosing: Browser) -> None:
    del choosing
    leader = site.signed_in(Duty.LEADER)
    leader.get(HERE)
    assert ("合法性审查" in leader.text, 'name="evidence"' in leader.page.text) == (True, False)
    assert leader.post(HERE, {"do": "done", "step": "risk", "evidence": "甲"}).status_code == 403
    assert states(site) == {}


def test_a_tick_needs_the_mark_of_the_page(site: Site, choosing: Browser) -> None:
    form = {"do": "done", "step": "risk", "evidence": "甲", "csrf": "0"}
    assert (choosing.post(HERE, form).status_code, states(site)) == (403, {})
