"""Opinions on the desk: beside the draft, settled without losing a word, approved and sent back, split, by Excel."""

import io
import re

import pytest
from openpyxl import load_workbook

from desk import anchoring, approving, filing
from desk.filing import Entered
from desk.office import Desk
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Duty, Stage, Verdict
from tests.desk.office import FINANCE, PLANNING, ROUND
from tests.web.browser import PEOPLE, Browser, Site
from tests.web.work import LATER, OPINIONS, OWN, SHARED, TWOFOLD, fields, outcomes, with_opinions

CLERK, LEADER = PEOPLE[Duty.CLERK], PEOPLE[Duty.LEADER]
Typed = dict[str, str | list[str]]
ADOPTED = Outcome(Verdict.ADOPTED, Stage.PROPOSED)


@pytest.fixture(autouse=True)
def _opinions(desk: Desk, site: Site) -> None:
    with_opinions(desk)
    site.clock.now = LATER


@pytest.fixture
def clerk(site: Site) -> Browser:
    browser = site.signed_in()
    browser.get(OPINIONS)
    return browser


def numbers(browser: Browser) -> list[int]:
    """The opinions on the page, in its order."""
    return [int(number) for number in re.findall(r'<article [^>]*id="o(\d+)"', browser.page.text)]


def found(browser: Browser, query: str) -> list[int]:
    browser.get(f"{OPINIONS}?{query}")
    return numbers(browser)


def proposed(desk: Desk, *chosen: int) -> None:
    approving.settle(desk, ROUND, dict.fromkeys(chosen, ADOPTED), CLERK, LATER)


def test_opinions_are_looked_for_by_unit_clause_verdict_and_words(desk: Desk, clerk: Browser) -> None:
    proposed(desk, 2)
    assert found(clerk, "") == [1, 2, 3]
    assert found(clerk, f"unit={PLANNING}") == [3]
    assert found(clerk, "clause=第一条") == [2]
    assert found(clerk, "order=clause") == [2, 1, 3]
    assert found(clerk, "verdict=adopted") == [2]
    assert found(clerk, "q=考核") == [2]
    assert found(clerk, "numbers=3,1") == [1, 3]
    assert found(clerk, "only=undecided") == [1, 3]
    assert found(clerk, "only=proposed") == [2]
    assert found(clerk, "only=blocking") == [1, 2, 3]
    assert found(clerk, "only=conflicts") == [1, 3]
    assert found(clerk, "only=returned") == []


@pytest.mark.parametrize("query", ["at=99", "at=x", "only=x", "verdict=x", "order=x", "numbers=x,9999999999", "q=%00"])
def test_an_address_that_makes_no_sense_still_shows_opinions(clerk: Browser, query: str) -> None:
    assert (found(clerk, query), clerk.page.status_code) == ([1, 2, 3], 200)


def test_contradictions_and_the_clauses_own_words_stand_beside_an_opinion(clerk: Browser) -> None:
    clerk.get(f"{OPINIONS}?numbers=1")
    assert (
        f"与其他意见矛盾 第 3 条 {PLANNING}（第二条）：“经费由市财政局落实”改为“经费由市财政局统筹落实”" in clerk.text
    )
    assert "第二条 经费由市财政局落实。" in clerk.text


def test_a_page_of_proposals_is_saved_at_once_and_under_a_name(desk: Desk, site: Site, clerk: Browser) -> None:
    typed: Typed = {"verdict-1": "rejected", "reason-1": "已有规定。", "verdict-3": "adopted", "do": "save"}
    clerk.post(OPINIONS, fields(clerk) | typed)
    assert "已保存 2 条处理建议。" in clerk.text
    assert outcomes(desk) == {1: Outcome(Verdict.REJECTED, Stage.PROPOSED, "已有规定。"), 2: None, 3: ADOPTED}
    assert site.acts() == [(CLERK, "处理", "第 1 条：建议不采纳；第 3 条：建议采纳")]


def test_saving_what_nobody_touched_changes_nothing(desk: Desk, site: Site, clerk: Browser) -> None:
    proposed(desk, 1)
    clerk.get(OPINIONS)
    clerk.post(OPINIONS, fields(clerk) | {"do": "save"})
    assert ("没有需要保存的改动。" in clerk.text, len(site.acts())) == (True, 1)


def test_what_is_refused_comes_back_as_typed_and_holds_back_nothing_else(desk: Desk, clerk: Browser) -> None:
    typed: Typed = {"verdict-1": "partly", "condition-1": "写错了栏", "verdict-2": "adopted", "reason-3": "忘了选"}
    clerk.post(OPINIONS, fields(clerk) | typed | {"do": "save"})
    assert (clerk.page.status_code, numbers(clerk)) == (409, [1, 3])
    assert "第 1 条意见拟“部分采纳”，但没有写明理由；请补充理由后再提交。" in clerk.text
    assert "第 3 条意见还没有选定采纳情况；请选定后再保存。" in clerk.text
    again = fields(clerk)
    assert (again["verdict-1"], again["condition-1"], again["reason-3"]) == ("partly", "写错了栏", "忘了选")
    assert outcomes(desk) == {1: None, 2: ADOPTED, 3: None}


def test_two_browsers_on_one_verdict_see_one_another_and_lose_nothing(desk: Desk, site: Site, clerk: Browser) -> None:
    other = site.signed_in(Duty.ADMINISTRATOR)
    other.get(OPINIONS)
    clerk.post(OPINIONS, fields(clerk) | {"verdict-1": "adopted", "do": "save"})
    other.post(OPINIONS, fields(other) | {"verdict-1": "rejected", "reason-1": "另有安排", "do": "save"})
    assert (other.page.status_code, outcomes(desk)[1]) == (409, ADOPTED)
    assert f"第 1 条意见在你填写期间已被{CLERK}另作处理" in other.text
    assert "记录中现在是： 建议采纳" in other.text
    assert fields(other)["reason-1"] == "另有安排"
    other.post(OPINIONS, fields(other) | {"do": "save"})
    assert outcomes(desk)[1] == Outcome(Verdict.REJECTED, Stage.PROPOSED, "另有安排")


def test_one_outcome_for_several_ticked_opinions(desk: Desk, clerk: Browser) -> None:
    bulk = {"tick": ["1", "3"], "verdict-bulk": "rejected", "do": "bulk"}
    clerk.post(OPINIONS, fields(clerk) | bulk)
    assert (clerk.page.status_code, numbers(clerk)) == (409, [1, 3])
    assert fields(clerk)["tick"] == ["1", "3"]
    clerk.post(OPINIONS, fields(clerk) | bulk | {"reason-bulk": "另行安排。"})
    assert "已对 2 条意见提出处理建议。" in clerk.text
    rejected = Outcome(Verdict.REJECTED, Stage.PROPOSED, "另行安排。")
    assert outcomes(desk) == {1: rejected, 2: None, 3: rejected}


def test_a_group_of_like_opinions_comes_ticked(clerk: Browser) -> None:
    clerk.get(f"{OPINIONS}?numbers=1,3&tick=all")
    assert fields(clerk)["tick"] == ["1", "3"]
    clerk.get(f"{OPINIONS}?unit=发改&tick=all")
    assert fields(clerk)["tick"] == "3"


def test_a_leader_approves_and_sends_back_and_proposes_nothing(desk: Desk, site: Site) -> None:
    proposed(desk, 1, 2)
    leader = site.signed_in(Duty.LEADER)
    leader.get(OPINIONS)
    assert "verdict-1" not in fields(leader)
    leader.post(OPINIONS, fields(leader) | {"do": "approve:1"})
    assert "已审定 1 条。" in leader.text
    leader.post(OPINIONS, fields(leader) | {"remark-2": "请写明依据", "do": "return:2"})
    assert found(leader, "only=returned") == [2]
    assert f"{LEADER}退回： 请写明依据" in leader.text
    assert outcomes(desk)[1] == Outcome(Verdict.ADOPTED, Stage.APPROVED)
    leader.post(OPINIONS, fields(leader) | {"tick": "3", "verdict-bulk": "adopted", "do": "bulk"})
    assert (leader.page.status_code, outcomes(desk)[3]) == (409, None)


def test_a_clerk_does_not_approve(desk: Desk, clerk: Browser) -> None:
    proposed(desk, 1)
    clerk.get(OPINIONS)
    clerk.post(OPINIONS, fields(clerk) | {"do": "approve:1"})
    assert "审定和退回由负责人进行。" in clerk.text
    assert outcomes(desk)[1] == ADOPTED


def test_what_was_sent_back_is_proposed_again_as_it_was(desk: Desk, clerk: Browser) -> None:
    proposed(desk, 1)
    approving.send_back(desk, ROUND, 1, "再想想", LEADER, LATER)
    clerk.get(OPINIONS)
    clerk.post(OPINIONS, fields(clerk) | {"again-1": "on", "do": "save"})
    assert found(clerk, "only=proposed") == [1]


def test_an_approved_verdict_is_changed_only_with_why(desk: Desk, clerk: Browser) -> None:
    proposed(desk, 1)
    approving.approve(desk, ROUND, [1], LEADER, LATER)
    clerk.get(OPINIONS)
    typed: Typed = {"verdict-1": "rejected", "reason-1": "改了主意", "do": "save"}
    clerk.post(OPINIONS, fields(clerk) | typed)
    assert "如需更改，请在“重新处理”中写明重新处理的原因。" in clerk.text
    clerk.post(OPINIONS, fields(clerk) | {"reopen-1": "会上改定", "do": "save"})
    assert outcomes(desk)[1] == Outcome(Verdict.REJECTED, Stage.PROPOSED, "改了主意")
    clerk.get(f"{OPINIONS}/1")
    assert "重新处理的原因：会上改定" in clerk.text


def test_an_opinion_is_split_line_by_line_and_joined_again(desk: Desk, clerk: Browser) -> None:
    clerk.get(f"{OPINIONS}/2")
    clerk.post(f"{OPINIONS}/2", {"parts": "一是完善第一条\n建立机制", "do": "split"})
    assert (clerk.page.status_code, fields(clerk)["parts"]) == (409, "一是完善第一条\n建立机制")
    clerk.post(f"{OPINIONS}/2", {"parts": TWOFOLD.replace("；", "；\n"), "do": "split"})
    assert (numbers(clerk), list(outcomes(desk))) == ([4, 5], [1, 4, 5, 3])
    clerk.get(f"{OPINIONS}/2")
    assert "这一条已拆分，由拆出的各条代替：" in clerk.text
    clerk.post(f"{OPINIONS}/2", {"do": "join"})
    assert ("已合并回第 2 条。" in clerk.text, list(outcomes(desk))) == (True, [1, 2, 3])


def test_a_clause_is_confirmed_as_read_or_as_the_clerk_says_and_the_record_by_whom(clerk: Browser, site: Site) -> None:
    clerk.post(OPINIONS, fields(clerk) | {"do": "confirm:1"})
    assert "第 1 条对应条款已认定：第二条。" in clerk.text
    clerk.get(f"{OPINIONS}/1")
    clerk.post(f"{OPINIONS}/1", {"clauses": "第一条；第二条", "do": "clause"})
    assert "对应条款已认定：第一条；第二条。" in clerk.text
    clerk.post(f"{OPINIONS}/1", {"clauses": "第九十九条", "do": "clause"})
    assert (clerk.page.status_code, fields(clerk)["clauses"]) == (404, "第九十九条")
    said = [(who, words.rpartition("对应")[2]) for who, what, words in site.acts() if what == anchoring.WHAT]
    assert said == [(CLERK, "第二条"), (CLERK, "第一条；第二条")]


def test_an_edit_read_out_of_an_opinion_names_its_clause(clerk: Browser) -> None:
    clerk.get(f"{OPINIONS}/1")
    assert re.findall(r"读出的修改 (.*?) 认定为", clerk.text) == [
        "第二条：“经费由市财政局落实”改为“经费由各单位自行落实”"
    ]


def test_a_sheet_goes_out_comes_back_and_tells_row_by_row_what_was_refused(desk: Desk, clerk: Browser) -> None:
    sent = clerk.get(f"{OPINIONS}.xlsx")
    assert sent.headers["content-disposition"].startswith("attachment; ")
    book = load_workbook(io.BytesIO(sent.content))
    sheet = book.active
    assert [row[3].value for row in sheet.iter_rows(min_row=3)] == [OWN, TWOFOLD, SHARED]
    sheet["E3"], sheet["E4"], sheet["E5"] = "采纳", "不采纳", "大概"
    buffer = io.BytesIO()
    book.save(buffer)
    clerk.get(f"{OPINIONS}/sheet")
    clerk.post(f"{OPINIONS}/sheet", files={"sheet": ("采纳.xlsx", buffer.getvalue())})
    assert (clerk.page.status_code, outcomes(desk)) == (422, {1: ADOPTED, 2: None, 3: None})
    assert "已更新 1 条意见的处理建议。" in clerk.text
    assert "2 行没有导入" in clerk.text
    assert "第 4 行：第 2 条意见拟“不采纳”，但没有写明理由" in clerk.text
    assert "第 5 行的采纳情况“大概”无法识别" in clerk.text


def test_an_opinion_nobody_knows_is_not_found(clerk: Browser) -> None:
    assert [clerk.get(f"{OPINIONS}/9").status_code, clerk.get("/rounds/x/opinions").status_code] == [404, 404]


def test_what_units_write_is_never_markup(desk: Desk, site: Site) -> None:
    script = "<script>alert(1)</script>"
    filing.enter_reply(desk, ROUND, FINANCE, Entered(LATER, Channel.PAPER, opinions_of([script])), LATER)
    browser = site.signed_in()
    for url in (OPINIONS, f"{OPINIONS}/4"):
        assert script not in browser.get(url).text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in browser.page.text
