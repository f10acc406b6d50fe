"""Other voices through their page: registered, proposed on by clerks, approved by leaders, never in the ledger."""

import re

import pytest

from desk import voices
from desk.view import view
from models.voices import Heard, Said
from rules.settling import Outcome
from rules.words import Duty, Stage, Verdict, VoiceKind
from tests.desk.office import OPENED, ROUND, day, open_round
from tests.web.browser import PEOPLE, Browser, Site

HERE = f"/rounds/{ROUND}/voices"
CLERK, LEADER = PEOPLE[Duty.CLERK], PEOPLE[Duty.LEADER]
SAID = {
    "do": "hear",
    "kind": "legal",
    "who": "市司法局",
    "occasion": "〔2026〕12号",
    "heard": "2026-09-27",
    "clause": "第二条",
    "text": "与上位法不一致。",
}
SETTLED = {"number": "1", "seen": "0", "do": "propose", "verdict": "rejected", "reason": "上位法已修订"}


@pytest.fixture
def clerk(site: Site) -> Browser:
    open_round(site.desk)
    browser = site.signed_in()
    browser.get(HERE)
    return browser


@pytest.fixture
def heard(site: Site, clerk: Browser) -> Browser:
    """A clerk before one opinion of a leader."""
    voices.hear(site.desk, ROUND, Said(VoiceKind.LEADER, "刘副市长", "突出底线思维。", OPENED), CLERK, OPENED)
    clerk.get(HERE)
    return clerk


def all_heard(site: Site) -> tuple[Heard, ...]:
    return voices.heard(site.desk, ROUND)


def outcome(site: Site) -> Outcome | None:
    return all_heard(site)[0].outcome


def test_an_opinion_is_registered_apart_from_the_units(site: Site, clerk: Browser) -> None:
    clerk.post(HERE, SAID)
    (one,) = all_heard(site)
    moment = day(9, 27, 0, 0)
    assert one == Heard(
        1, Said(VoiceKind.LEGAL, "市司法局", "与上位法不一致。", moment, "〔2026〕12号", "第二条"), None
    )
    assert "第 1 条 合法性审查意见 市司法局（〔2026〕12号） 2026年9月27日 第二条 待定" in clerk.text
    assert (view(site.desk, ROUND, OPENED).ledger.opinions, site.acts()[-1][0]) == (0, CLERK)


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"text": ""}, 409, "请写明是谁提的意见和意见内容。"),
        ({"who": ""}, 409, "请写明是谁提的意见和意见内容。"),
        ({"kind": "other"}, 422, "请选择意见的来源。"),
        ({"heard": "2026-09-29"}, 422, "提出的日期还没有到"),
        ({"heard": "昨天"}, 422, "看不懂日期"),
        ({"text": "长" * 20001}, 422, "意见内容过长"),
    ],
)
def test_what_is_refused_comes_back_as_typed(
    site: Site, clerk: Browser, more: dict[str, str], status: int, sentence: str
) -> None:
    typed = {**SAID, **more}
    answer = clerk.post(HERE, typed)
    assert (answer.status_code, sentence in clerk.text, all_heard(site)) == (status, True, ())
    held = [re.findall(rf'name="{name}"[^>]* value="([^"]*)"', answer.text)[-1] for name in ("who", "clause")]
    assert (held, re.findall(r'name="text"[^>]*>([^<]*)<', answer.text)) == ([typed["who"], "第二条"], [typed["text"]])


def test_a_clerk_proposes_and_a_leader_approves(site: Site, heard: Browser) -> None:
    heard.post(HERE, SETTLED)
    assert outcome(site) == Outcome(Verdict.REJECTED, Stage.PROPOSED, "上位法已修订")
    assert "建议不采纳" in heard.text
    leader = site.signed_in(Duty.LEADER)
    leader.get(HERE)
    leader.post(HERE, {**SETTLED, "seen": "1", "do": "approve"})
    assert outcome(site) == Outcome(Verdict.REJECTED, Stage.APPROVED, "上位法已修订")
    assert site.acts()[-1][::2] == (LEADER, "其他方面的意见第 1 条：不采纳")
    heard.get(HERE)
    again = {**SETTLED, "seen": "2", "verdict": "adopted"}
    answer = heard.post(HERE, again)
    assert (answer.status_code, "请勾选“更改已审定的处理”" in heard.text) == (409, True)
    heard.post(HERE, {**again, "reopen": "1"})
    assert outcome(site) == Outcome(Verdict.ADOPTED, Stage.PROPOSED, "上位法已修订")


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"reason": ""}, 409, "第 1 条"),
        ({"verdict": ""}, 422, "还没有选定采纳情况"),
        ({"verdict": "pending"}, 422, "还没有选定采纳情况"),
        ({"reason": "长" * 4001}, 422, "超过 4000 字"),
        ({"seen": "1"}, 409, "在你填写期间有了变化，没有保存"),
        ({"number": "9"}, 404, "没有第 9 条其他方面的意见"),
    ],
)
def test_a_refused_outcome_comes_back_as_typed(
    site: Site, heard: Browser, more: dict[str, str], status: int, sentence: str
) -> None:
    typed = {**SETTLED, "condition": "经费到位", **more}
    answer = heard.post(HERE, typed)
    assert (answer.status_code, sentence in heard.text, outcome(site)) == (status, True, None)
    held = [re.findall(rf'id="{name}-1"[^>]*>([^<]*)<', answer.text)[0] for name in ("reason", "condition")]
    assert held == ([typed["reason"], "经费到位"] if typed["number"] == "1" else ["", ""])
    assert re.findall(r"circulate |--\w+", heard.text) == []


def test_each_does_what_is_theirs(site: Site, heard: Browser) -> None:
    leader = site.signed_in(Duty.LEADER)
    leader.get(HERE)
    told = [leader.post(HERE, form).status_code for form in (SAID, SETTLED)]
    assert ('value="propose"' in leader.page.text, 'value="hear"' in leader.page.text) == (False, False)
    refused = [heard.post(HERE, {**SETTLED, **more}).status_code for more in ({"do": "approve"}, {"csrf": "0"})]
    assert (told, refused, outcome(site), len(all_heard(site))) == ([403, 403], [403, 403], None, 1)


def test_many_voices_are_shown_a_page_at_a_time(site: Site, clerk: Browser) -> None:
    for n in range(30):
        said = Said(VoiceKind.PUBLIC, f"网民{n}", "建议明确责任。" * 20, OPENED)
        voices.hear(site.desk, ROUND, said, CLERK, OPENED)
    assert len(clerk.get(HERE).content) < 80_000
    first = re.findall(r'id="v(\d+)"', clerk.page.text)
    second = re.findall(r'id="v(\d+)"', clerk.get(f"{HERE}?at=2").text)
    assert [*map(int, first + second)] == [*range(1, 31)]
