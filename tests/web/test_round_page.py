"""A round in the browser: who is missing first, the ledger as everywhere, and what a clerk does about it."""

import re

import pytest

from desk import filing, urging
from desk.filing import Entered
from desk.overview import overview
from desk.view import view
from rules.filing import opinions_of
from rules.words import Channel, Duty, LetterKind, LetterState
from tests.desk.office import (
    DAY,
    FINANCE,
    INDUSTRY,
    OFFICE,
    OPENED,
    PLANNING,
    ROUND,
    UNITS,
    address,
    bounce,
    caught,
    day,
    letters,
    open_round,
    send,
    state_of,
    take_in,
    written,
)
from tests.web.browser import PEOPLE, Browser, Site

HERE = f"/rounds/{ROUND}"
CLERK = PEOPLE[Duty.CLERK]


@pytest.fixture
def clerk(site: Site) -> Browser:
    """A clerk before a round of three silent units, on a Saturday that is worked."""
    open_round(site.desk)
    site.clock.now = day(10, 10)
    browser = site.signed_in()
    browser.get(HERE)
    return browser


def answers(site: Site, unit: str, *texts: str, channel: Channel = Channel.PAPER) -> None:
    now = site.clock.now
    entered = Entered(now, channel, opinions_of(list(texts)), no_comment=not texts)
    filing.enter_reply(site.desk, ROUND, unit, entered, now)


def named(page: str) -> list[str]:
    """The units in the panel of the missing, in its order."""
    panel = page.split('id="missing"')[1].split("</section>", maxsplit=1)[0]
    return re.findall(r'/units/\d+">([^<]+)</a>', panel)


def rows(page: str) -> list[str]:
    """The units of the list, in its order."""
    return re.findall(r'<th scope="row"[^>]*><a href="/rounds/[^"]+/units/\d+">([^<]+)</a>', page)


def test_who_is_missing_stands_first_and_nobody_else(site: Site, clerk: Browser) -> None:
    answers(site, PLANNING, "一", "二")
    page = clerk.get(HERE).text
    assert (named(page), "还有 2 家没有反馈" in page) == ([FINANCE, INDUSTRY], True)
    assert rows(page) == [FINANCE, INDUSTRY, PLANNING]
    for unit in (FINANCE, INDUSTRY):
        answers(site, unit)
    assert "所有单位都已反馈" in clerk.get(HERE).text


def test_the_page_counts_as_the_ledger_does(site: Site, clerk: Browser) -> None:
    answers(site, PLANNING, "一", "二")
    answers(site, INDUSTRY)
    figures = re.findall(r"<b>(\d+)</b>([^<]+)</li>", clerk.get(HERE).text)
    assert figures == [
        *[("3", "发函单位"), ("1", "有意见"), ("1", "无意见"), ("1", "无反馈"), ("2", "意见建议")],
    ]
    assert overview(site.desk, ROUND, site.clock.now).ledger == view(site.desk, ROUND, site.clock.now).ledger


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [FINANCE, INDUSTRY, PLANNING]),
        ("?show=missing", [FINANCE, INDUSTRY]),
        ("?show=answered", [PLANNING]),
        ("?show=late", []),
        ("?show=provisional", [PLANNING]),
        ("?show=nonsense", [FINANCE, INDUSTRY, PLANNING]),
        ("?q=工信", [INDUSTRY]),
        ("?q=<script>", []),
        ("?at=99", [FINANCE, INDUSTRY, PLANNING]),
        ("?at=-1", [FINANCE, INDUSTRY, PLANNING]),
    ],
)
def test_the_list_shows_what_is_looked_for(site: Site, clerk: Browser, query: str, shown: list[str]) -> None:
    answers(site, PLANNING, "一", channel=Channel.PHONE)
    page = clerk.get(HERE + query).text
    assert (rows(page), page.count('calm">待补盖章</span>')) == (shown, shown.count(PLANNING))


def test_a_bounce_is_pointed_out_and_the_invitation_goes_to_another_address(site: Site, clerk: Browser) -> None:
    take_in(site.desk, OPENED + DAY, bounce(caught(site.desk, address(FINANCE))[0]))
    page = clerk.get(HERE).text
    assert ("1 家单位的邮箱送不到" in page, "没有这个邮箱" in page, named(page)[0]) == (True, True, FINANCE)
    clerk.get(f"{HERE}/units/1")
    assert clerk.post(f"{HERE}/units/1/write-to", {"email": "nowhere"}).status_code == 422
    clerk.post(f"{HERE}/units/1/write-to", {"email": "new@unit.test", "person": "王五", "instead": "1"})
    assert "征求意见函已改发" in clerk.text
    assert "1 封函件将在下一次定时发送时发出" in clerk.text
    send(site.desk, site.clock.now)
    assert len(caught(site.desk, "new@unit.test")) == 1
    assert site.acts() == [(CLERK, "改发", f"{FINANCE}：征求意见函改发至 new@unit.test")]
    assert "邮箱送不到" not in clerk.get(HERE).text


def test_who_has_answered_is_not_invited_again(site: Site, clerk: Browser) -> None:
    clerk.get(f"{HERE}/units/1")
    answers(site, FINANCE)
    assert clerk.post(f"{HERE}/units/1/write-to", {"email": "new@unit.test"}).status_code == 409
    assert (len(written(site.desk, LetterKind.INVITATION)), site.acts()) == (3, [])


def test_the_reminders_due_by_the_schedule_are_ticked_and_sent_to_whom_is_chosen(site: Site, clerk: Browser) -> None:
    page = clerk.get(f"{HERE}/remind").text
    assert re.findall(r'value="(\d)" id="u\d" checked', page) == ["1", "2", "3"]
    clerk.post(f"{HERE}/remind", {"unit": ["1", "3", "77", "x"]})
    assert "已催办 2 家。" in clerk.text
    assert written(site.desk, LetterKind.REMINDER) == [(address(FINANCE), 1), (address(INDUSTRY), 1)]
    assert site.acts() == [(CLERK, "催办", f"催办 2 家：{FINANCE}、{INDUSTRY}")]


def test_a_clerk_reminds_before_the_schedule_does_but_nobody_twice_a_day(site: Site, clerk: Browser) -> None:
    site.clock.now = OPENED + DAY
    page = clerk.get(f"{HERE}/remind").text
    assert re.findall(r'value="(\d)" id="u\d"( checked)?', page) == [("1", ""), ("2", ""), ("3", "")]
    clerk.post(f"{HERE}/remind", {"unit": "1"})
    assert "有函件正在发出" in clerk.get(f"{HERE}/remind").text
    send(site.desk, site.clock.now)
    assert "今天已经发过函件" in clerk.get(f"{HERE}/remind").text
    assert clerk.post(f"{HERE}/remind", {"unit": "1"}).status_code == 422
    site.clock.now += DAY
    clerk = site.signed_in()
    clerk.get(f"{HERE}/remind")
    clerk.post(f"{HERE}/remind", {"unit": "1"})
    assert written(site.desk, LetterKind.REMINDER) == [(address(FINANCE), 1), (address(FINANCE), 2)]


def test_who_answered_meanwhile_or_is_out_of_reach_is_not_reminded(site: Site, clerk: Browser) -> None:
    clerk.get(f"{HERE}/remind")
    answers(site, FINANCE)
    take_in(site.desk, site.clock.now, bounce(caught(site.desk, address(PLANNING))[0]))
    assert [unit.unit for unit in urging.silence(site.desk, ROUND, site.clock.now).units] == [INDUSTRY]
    clerk.post(f"{HERE}/remind", {"unit": ["1", "2", "3"]})
    assert written(site.desk, LetterKind.REMINDER) == [(address(INDUSTRY), 1)]


def test_more_time_for_all_or_for_one_and_what_the_calendar_says(site: Site, clerk: Browser) -> None:
    clerk.post(f"{HERE}/extend", {"unit": "0", "day": "2026-10-17", "time": "17:00", "reason": "单位来函请求"})
    told = "已延期：3 家单位的截止时间改为2026年10月17日（星期六）17时。"
    assert (told in clerk.text, "2026-10-17 不是工作日" in clerk.text) == (True, True)
    clerk.post(f"{HERE}/extend", {"unit": "2", "day": "2026-10-20", "time": ""})
    assert f"已延期：{PLANNING}的截止时间改为2026年10月20日" in clerk.text
    seen = overview(site.desk, ROUND, site.clock.now)
    dues = [f"{site.desk.local(unit.due):%m-%d %H:%M}" for unit in seen.units]
    assert dues == ["10-17 17:00", "10-20 18:00", "10-17 17:00"]
    assert site.acts() == [
        (CLERK, "延期", "3 家单位的截止时间改为 2026-10-17 17:00：单位来函请求"),
        (CLERK, "延期", f"{PLANNING}的截止时间改为 2026-10-20 18:00"),
    ]


def test_a_due_moment_that_cannot_be_is_refused_and_what_was_typed_stays(site: Site, clerk: Browser) -> None:
    typed = {"unit": "2", "day": "2026-10-01", "time": "08:30", "reason": "<b>为什么"}
    page = clerk.post(f"{HERE}/extend", typed)
    kept = [f'value="{typed["day"]}"', 'value="08:30"', "&lt;b&gt;为什么", '<option value="2" selected>']
    assert (page.status_code, [word for word in kept if word not in page.text]) == (422, [])
    assert [clerk.post(f"{HERE}/extend", {"day": wrong}).status_code for wrong in ("", "x", "2099-01-01")] == [422] * 3
    assert clerk.post(f"{HERE}/extend", {"day": "2026-12-01", "unit": "9"}).status_code == 404
    assert site.acts() == []


def test_a_round_is_closed_only_once_nothing_blocks_it(site: Site, clerk: Browser) -> None:
    answers(site, FINANCE, "一")
    clerk.get(f"{HERE}/end")
    assert clerk.post(f"{HERE}/end", {"close": "1"}).status_code == 409
    assert "1 条意见还没有处理" in clerk.text
    answers(site, FINANCE)
    assert "还没有到，现在办结就不再催办。" in clerk.get(f"{HERE}/end").text
    clerk.post(f"{HERE}/end", {"close": "1"})
    assert ("已办结，不再催办" in clerk.text, state_of(site.desk)) == (True, "closed")
    assert written(site.desk, LetterKind.SUMMARY) == [(OFFICE, 1)]
    assert [(who, what) for who, what, _ in site.acts()] == [(CLERK, "办结")]
    assert clerk.get(f"{HERE}/remind").status_code == 409


def test_who_closes_early_is_told_whose_extension_still_runs(site: Site, clerk: Browser) -> None:
    answers(site, INDUSTRY)
    for unit in ("2", "3"):
        clerk.post(f"{HERE}/extend", {"unit": unit, "day": "2026-10-20", "time": "17:00"})
    clerk.get(f"{HERE}/end")
    assert f"1 家单位的延期还没有到期，也还没有反馈： {PLANNING}（延至 2026-10-20 17:00）" in clerk.text


def test_a_round_is_cancelled_only_by_who_says_so_twice(site: Site, clerk: Browser) -> None:
    clerk.get(f"{HERE}/end")
    assert (clerk.post(f"{HERE}/end", {"cancel": "1"}).status_code, state_of(site.desk)) == (409, "open")
    clerk.post(f"{HERE}/end", {"cancel": "1", "sure": "1", "reason": "文稿有误"})
    assert (state_of(site.desk), site.acts()) == ("cancelled", [(CLERK, "取消", "取消本轮：文稿有误")])


def test_a_letter_is_read_sent_again_or_held_to_have_arrived(site: Site, clerk: Browser) -> None:
    page = clerk.get(f"{HERE}/letters/1?unit=1")
    assert (FINANCE in clerk.text, "征求意见反馈表.docx" in clerk.text, page.status_code) == (True, True, 200)
    assert clerk.get("/rounds/2026-002/letters/1").status_code == 404
    for state, act, after in (("failed", "again", "queued"), ("uncertain", "arrived", "sent")):
        with site.desk.store.write() as session:
            session.get_one(type(letters(site.desk)[0]), 1).state = state
        clerk.get(f"{HERE}/units/1")
        clerk.post(f"{HERE}/letters/1/{act}", {"unit": "1"})
        assert (clerk.page.url.path, letters(site.desk)[0].state) == (f"{HERE}/units/1", LetterState(after))
    assert clerk.post(f"{HERE}/letters/1/again").status_code == 409
    assert clerk.post(f"{HERE}/letters/1/burn").status_code == 404
    assert [what for _, what, _ in site.acts()] == ["重发", "核实"]


def test_a_units_page_gets_a_new_address_or_none(site: Site, clerk: Browser) -> None:
    found = []
    for button in ("", "reissue", "revoke"):
        clerk.get(f"{HERE}/units/1")
        if button:
            clerk.post(f"{HERE}/units/1/page", {button: "1"})
        found += re.findall(r'href="/r/(\w+)"', clerk.page.text)
    assert (len(found), len({*found})) == (2, 2)
    assert [words for _, _, words in site.acts()] == [f"{FINANCE}：换发", f"{FINANCE}：停用"]


def test_the_record_says_who_did_what_and_what_they_wrote_stays_words(clerk: Browser) -> None:
    clerk.post(f"{HERE}/extend", {"day": "2026-12-01", "reason": "<script>alert(1)</script>"})
    page = clerk.get(f"{HERE}/record").text
    assert (CLERK in page, "&lt;script&gt;alert(1)" in page, "<script>alert" in page) == (True, True, False)
    assert clerk.get("/record").status_code == 403


def test_the_rounds_under_way_stand_first_with_what_is_left_to_do(site: Site, clerk: Browser) -> None:
    answers(site, FINANCE, "一")
    page = clerk.get("/rounds").text
    assert re.findall(r"<td[^>]*>(\d+ / \d+)</td>", page) == ["1 / 3"]
    assert ("2 家未反馈" in page, "1 条待处理" in page) == (True, True)


def test_the_page_of_nineteen_units_is_small(site: Site) -> None:
    open_round(site.desk, UNITS)
    page = site.signed_in().get(HERE)
    assert (len(rows(page.text)), len(page.content) < 40_000) == (19, True)
