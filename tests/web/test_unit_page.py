"""A unit's page: the draft to read, opinions written beside it, and nobody's words lost."""

import re

import pytest

from desk import opening
from documents.draft_writing import write_draft
from rules.answering import LONGEST
from rules.filing import OpinionEntry
from rules.policy import Policy
from tests.desk.office import (
    DAY,
    DRAFT_NAME,
    DUE,
    FEW,
    HOUR,
    OPENED,
    PLANNING,
    asking,
    draft,
    open_round,
)
from tests.desk.units import looked_at
from tests.web.browser import Site
from tests.web.units import at_work

LARGEST_PAGE, AGAIN = 80_000, "2026-002"
A, B = OpinionEntry("", "第一条", "", "删去“加强”"), OpinionEntry("", grounds="经费不足")
SECOND = OpinionEntry("", "第二条", "经费由市财政局落实。")


@pytest.fixture(autouse=True)
def _opened(site: Site) -> None:
    open_round(site.desk)


def test_the_page_says_what_is_asked_by_whom_and_until_when(site: Site) -> None:
    said = at_work(site, PLANNING).said
    for part in (
        "征求《全市河道管护办法》意见",
        "征求单位 市水利局",
        "反馈单位 市发改委",
        "截止时间 2026年10月13日（星期二）18时 还有 7 个工作日",
    ):
        assert said.count(part) == 1, part


def test_every_clause_but_the_title_has_its_anchor_and_its_button(site: Site) -> None:
    page = at_work(site).browser.page.text
    assert re.findall(r' id="c(\d+)"', page) == ["1", "2", "3"]
    assert re.findall(r'name="do" value="on-(\d+)"', page) == ["2", "3"]


def test_commenting_on_a_clause_fills_in_its_place_and_words_and_keeps_what_was_typed(site: Site) -> None:
    unit = at_work(site)
    unit.presses("on-3", A)
    assert unit.fields == [A, SECOND]
    assert unit.browser.page.url.query == b"part=1&at=2"
    assert unit.browser.page.text.count("autofocus") == 1


def test_opinions_are_added_moved_split_and_deleted_without_a_script(site: Site) -> None:
    unit = at_work(site)
    seen = []
    for button, opinions in (
        ("add", (A,)),
        ("up-1", (A, B)),
        ("down-0", (B, A)),
        ("split-0", (OpinionEntry("", "第一条", "", "1.删去甲。\n2.删去乙。"), B)),
        ("drop-1", (A, B)),
        ("drop-0", (A,)),
    ):
        unit.presses(button, *opinions)
        seen.append(unit.fields)
    halves = [OpinionEntry("", "第一条", "", part) for part in ("删去甲。", "删去乙。")]
    assert seen == [[A, OpinionEntry("")], [B, A], [A, B], [*halves, B], [A], [OpinionEntry("")]]


@pytest.mark.parametrize("button", ["on-99999999999", "on--1", "on-0", "up-7", "drop-x", "", "rm -rf", "split-"])
def test_a_button_that_was_never_there_only_saves(site: Site, button: str) -> None:
    unit = at_work(site)
    assert (unit.presses(button, A).status_code, unit.fields) == (200, [A])


def test_what_was_saved_is_there_on_any_device(site: Site) -> None:
    at_work(site).presses("save", A, B, contact="王五")
    site.clock.now += DAY
    again = at_work(site)
    assert again.fields == [A, B]
    assert "尚未提交" in again.said
    assert at_work(site, PLANNING).fields == [OpinionEntry("")]


def test_typing_is_saved_without_leaving_the_page(site: Site) -> None:
    unit = at_work(site)
    unit.presses("save", A)
    fields = {"seen": unit.seen(), "place": "", "original": "", "proposal": "甲", "grounds": "", "text": ""}
    saved = unit.sends("/draft-answer", fields)
    assert (saved.status_code, saved.json()) == (200, {"seen": 2, "said": "已保存 09:30"})
    unit.opens()
    stale = unit.sends("/draft-answer", fields | {"seen": "1", "proposal": "乙"})
    assert (stale.status_code, stale.json()["seen"]) == (409, 1)
    unit.opens()
    long = unit.sends("/draft-answer", fields | {"seen": "2", "proposal": "字" * (LONGEST + 1)})
    assert (long.status_code, long.json()["said"][:7]) == (422, "第 1 条意见")
    unit.opens()
    assert [opinion.proposal for opinion in unit.fields] == ["甲"]


@pytest.mark.parametrize(("button", "after"), [("merge", [B, A]), ("mine", [A]), ("theirs", [B])])
def test_the_second_of_two_savers_sees_both_and_chooses(site: Site, button: str, after: list[OpinionEntry]) -> None:
    one, other = at_work(site), at_work(site)
    other.presses("save", B)
    shown = one.presses("save", A)
    assert (shown.status_code, one.error[:16]) == (409, "这份反馈刚才在另一个窗口或由其他")
    assert [part in one.said for part in ("删去“加强”", "经费不足")] == [True, True]
    assert one.fields == [A]
    one.presses(button, *one.fields)
    assert one.fields == after


@pytest.mark.parametrize("column", ["place", "original", "proposal", "grounds", "text"])
def test_an_opinion_without_end_is_refused_and_stays_in_the_form(site: Site, column: str) -> None:
    unit, long = at_work(site), OpinionEntry(**{"text": ""} | {column: "字" * 50_000})
    refused = unit.presses("review", A, long)
    assert refused.status_code == 422
    assert "有 50000 字，超过 10000 字的上限" in unit.error
    assert unit.fields == [A, long]
    assert looked_at(site.desk).kept.version == 0


def test_control_characters_are_refused_and_taken_out_of_the_form(site: Site) -> None:
    unit = at_work(site)
    refused = unit.presses("save", OpinionEntry("", proposal="甲\x1b[31m乙\u202e丙"))
    assert (refused.status_code, unit.fields) == (422, [OpinionEntry("", proposal="甲[31m乙丙")])
    assert unit.error.startswith("第 1 条意见的“修改建议”里有看不见的控制字符，已替你删去")
    assert unit.presses("save", *unit.fields).status_code == 200


def test_the_draft_and_the_form_can_be_taken_away(site: Site) -> None:
    unit = at_work(site)
    taken = unit.opens("/draft")
    assert (taken.content, taken.headers["content-disposition"][:29]) == (draft(), "attachment; filename*=UTF-8''")
    assert unit.opens("/form").content[:2] == b"PK"
    assert DRAFT_NAME.endswith(".docx")


def test_after_the_due_moment_the_page_says_what_becomes_of_an_answer(site: Site) -> None:
    again(site, draft("另一份", "第一条 内容。"), Policy(accept_late=False))
    over = at_work(site, name=AGAIN)
    site.clock.now = DUE + HOUR
    assert "已过反馈截止时间，现在仍可反馈，将按逾期反馈登记。" in at_work(site).said
    over.presses("save", A)
    assert (over.browser.page.status_code, over.error[:21]) == (409, "本轮征求意见已过反馈截止时间，且不再收逾期")
    assert "你刚才填写的内容没有保存 第一条 删去“加强”" in over.said
    over.opens()
    assert ("已停止收集意见" in over.said, 'name="do"' in over.browser.page.text) == (True, False)


def test_a_long_draft_is_read_in_parts_each_below_80_kilobytes(site: Site) -> None:
    clauses = [f"第{number}条 " + "为加强河道管护，制定本办法。" * 12 for number in range(1, 201)]
    again(site, write_draft("\n".join(["# 很长的办法", *clauses])))
    unit = at_work(site, name=AGAIN)
    last = max(map(int, re.findall(r'value="part-(\d+)"', unit.browser.page.text)))
    pages = [unit.opens(f"?part={part}") for part in range(1, last + 1)]
    assert max(len(page.content) for page in pages) < LARGEST_PAGE
    shown = [place for page in pages for place in re.findall(r' id="c(\d+)"', page.text)]
    assert shown == [str(place) for place in range(1, 202)]


def test_turning_to_another_part_keeps_what_was_typed_and_leads_back_to_the_clause(site: Site) -> None:
    again(site, write_draft("\n".join(f"第{number}条 " + "制定本办法。" * 60 for number in range(1, 101))))
    unit = at_work(site, name=AGAIN)
    unit.presses("part-2", A)
    assert (unit.browser.page.url.query, unit.fields) == (b"part=2", [A])
    assert 'href="?part=1#c1"' in unit.browser.page.text


def again(site: Site, content: bytes, policy: Policy | None = None) -> None:
    """Another round of the same units."""
    opening.open_round(site.desk, asking(site.desk, FEW, policy, content=content), OPENED)
