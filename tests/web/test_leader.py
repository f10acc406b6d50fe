"""The leader's page: what waits is approved as it was seen, or sent back with why; the rest is there to read."""

import re

import pytest

from desk import approving, disputing, filing, rejoining
from desk.filing import Entered
from desk.view import view
from models.rejoinders import Word
from rules.disputes import Form, Negotiated, Parts
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Accord, Channel, Duty, Stage, Verdict
from tests.desk.office import FINANCE, INDUSTRY, OPENED, PLANNING, ROUND, open_round
from tests.web.browser import PEOPLE, Browser, Site

ROUND_PAGE = f"/rounds/{ROUND}"
HERE = f"{ROUND_PAGE}/leader"
ADOPTED = Outcome(Verdict.ADOPTED, Stage.PROPOSED)
REJECTED = Outcome(Verdict.REJECTED, Stage.PROPOSED, reason="与上位法不一致")
CLERK, LEADER = PEOPLE[Duty.CLERK], PEOPLE[Duty.LEADER]


@pytest.fixture
def leader(site: Site) -> Browser:
    """A leader before three proposals and one opinion nobody has dealt with."""
    open_round(site.desk)
    for unit, texts in ((FINANCE, ["甲", "乙"]), (PLANNING, ["丙", "丁"])):
        entered = Entered(OPENED, Channel.PAPER, opinions_of(texts))
        filing.enter_reply(site.desk, ROUND, unit, entered, OPENED)
    propose(site, {1: ADOPTED, 2: REJECTED, 3: ADOPTED})
    browser = site.signed_in(Duty.LEADER)
    browser.get(HERE)
    return browser


def propose(site: Site, chosen: dict[int, Outcome]) -> None:
    approving.settle(site.desk, ROUND, chosen, CLERK, site.clock.now)


def stages(site: Site) -> list[Stage | None]:
    return [one.outcome.stage if one.outcome else None for one in view(site.desk, ROUND, site.clock.now).opinions]


def done(site: Site) -> list[tuple[str, str, str]]:
    return [act for act in site.acts() if act[0] == LEADER]


def waiting(browser: Browser) -> list[str]:
    return re.findall(r'name="seen" value="(\d+:\d+)"', browser.page.text)


def test_what_waits_what_is_declined_and_who_kept_silent_stand_on_one_page(site: Site, leader: Browser) -> None:
    assert waiting(leader) == ["1:1", "2:1", "3:1"]
    said = ("等待审定：3 条", "未采纳或部分采纳：1 条", "没有反馈：1 家", "1 条意见经办人还没有提出处理建议")
    assert [words for words in (*said, INDUSTRY, "与上位法不一致") if words not in leader.text] == []
    assert view(site.desk, ROUND, site.clock.now).ledger.sentence in leader.text


def test_one_is_approved_by_its_own_button_and_others_by_ticking(site: Site, leader: Browser) -> None:
    leader.post(HERE, {"one": "2:1"})
    assert (waiting(leader), "已审定 1 条。" in leader.text) == (["1:1", "3:1"], True)
    leader.post(HERE, {"seen": ["1:1", "3:1"]})
    assert stages(site) == [Stage.APPROVED] * 3 + [None]
    assert done(site) == [(LEADER, "审定", "审定第 2 条处理建议"), (LEADER, "审定", "审定第 1、3 条处理建议")]


def test_all_are_approved_at_once(site: Site, leader: Browser) -> None:
    (stamp,) = re.findall(r'name="stamp" value="(\w+)"', leader.page.text)
    leader.post(HERE, {"all": "1", "stamp": stamp})
    assert (stages(site), "已审定 3 条。" in leader.text) == ([Stage.APPROVED] * 3 + [None], True)


def test_nothing_is_approved_that_was_proposed_anew_after_the_page_was_opened(site: Site, leader: Browser) -> None:
    (stamp,) = re.findall(r'name="stamp" value="(\w+)"', leader.page.text)
    propose(site, {1: REJECTED})
    for form in ({"one": "1:1"}, {"seen": ["1:1", "2:1"]}, {"all": "1", "stamp": stamp}):
        answer = leader.post(HERE, form)
        assert (answer.status_code, "有变化，没有审定" in answer.text) == (409, True)
    assert (stages(site), done(site)) == ([Stage.PROPOSED] * 3 + [None], [])
    leader.post(HERE, {"one": "1:2"})
    assert stages(site)[0] is Stage.APPROVED


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 409),
        ({"seen": "x"}, 409),
        ({"one": "9:1"}, 409),
        ({"one": "4:0"}, 409),
        ({"back": "9"}, 404),
        ({"back": ""}, 404),
    ],
)
def test_what_cannot_be_decided_is_refused_with_a_sentence(
    site: Site, leader: Browser, form: dict[str, str], status: int
) -> None:
    answer = leader.post(HERE, form)
    assert (answer.status_code, 'role="alert"' in answer.text, done(site)) == (status, True, [])


def test_one_is_sent_back_with_a_remark_and_waits_no_more_until_it_is_proposed_anew(
    site: Site, leader: Browser
) -> None:
    assert leader.post(HERE, {"back": "2", "words2": " "}).status_code == 409
    leader.post(HERE, {"back": "2", "words2": "请补充依据"})
    assert (waiting(leader), "已退回、等待重新提出：1 条" in leader.text) == (["1:1", "3:1"], True)
    assert done(site) == [(LEADER, "退回", "退回第 2 条处理建议：请补充依据")]
    listed = leader.get("/rounds").text
    assert ("2 条待审定" in listed, "1 条被退回" in listed) == (True, True)
    propose(site, {2: REJECTED})
    leader.get(HERE)
    assert waiting(leader) == ["1:1", "2:2", "3:1"]


def test_what_a_unit_maintains_is_shown_with_why_and_as_a_dispute_once_talking_has_failed(
    site: Site, leader: Browser
) -> None:
    leader.post(HERE, {"one": "2:1"})
    rejoining.rejoin(site.desk, ROUND, 2, Word(Accord.MAINTAINED, "省里另有要求"), site.clock.now)
    leader.get(HERE)
    assert "单位坚持原意见，尚在协商：1 条 第 2 条 市财政局： 省里另有要求 已协商 0 次" in leader.text
    talked = Negotiated(Form.MEETING, site.clock.now, "双方负责同志", "未达成一致", agreed=False)
    disputing.negotiate(site.desk, ROUND, 2, talked, site.clock.now)
    disputing.dispute(site.desk, ROUND, 2, Parts("是否另行发文", "", "", "《防洪法》"), site.clock.now)
    leader.get(HERE)
    parts = "主要问题 是否另行发文 对方意见 省里另有要求 我方意见 不采纳。与上位法不一致 理由和依据 《防洪法》"
    assert f"协商不成、存在分歧：1 条 第 2 条 市财政局 {parts}" in leader.text
    assert "尚在协商" not in leader.text


def test_a_clerk_reads_the_page_and_decides_nothing(site: Site, leader: Browser) -> None:
    del leader
    clerk = site.signed_in()
    page = clerk.get(HERE)
    assert (waiting(clerk), "等待审定：3 条" in clerk.text) == ([], True)
    assert (page.status_code, clerk.post(HERE, {"one": "1:1"}).status_code) == (200, 403)
    assert stages(site) == [Stage.PROPOSED] * 3 + [None]


def test_a_leader_looks_at_the_rounds_page_and_changes_nothing(leader: Browser) -> None:
    page = leader.get(ROUND_PAGE).text
    assert re.findall(r"/(remind|extend|end|enter|addresses|release)\"", page) == []
    assert [leader.get(f"{ROUND_PAGE}/{get}").status_code for get in ("remind", "extend", "end", "enter")] == [403] * 4
    posts = ("remind", "extend", "end", "release", "units/1/write-to", "units/1/page", "letters/1/again")
    assert [leader.post(f"{ROUND_PAGE}/{post}", {"unit": "1"}).status_code for post in posts] == [403] * len(posts)
