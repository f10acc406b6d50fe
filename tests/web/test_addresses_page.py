"""The addresses of a round in one list, and a unit's reply taken back or filed for others, by clicking."""

import re

import pytest

from desk import filing
from desk.filing import Entered
from desk.overview import overview
from desk.page_addresses import page_addresses
from rules.filing import opinions_of
from rules.words import Channel, Duty, Standing
from tests.desk.office import FINANCE, INDUSTRY, OPENED, PLANNING, ROUND, open_round
from tests.web.browser import PEOPLE, Browser, Site

HERE = f"/rounds/{ROUND}/addresses"
REPLY = f"/rounds/{ROUND}/units/1/reply"
CLERK = PEOPLE[Duty.CLERK]


@pytest.fixture
def clerk(site: Site) -> Browser:
    """A clerk of a round of three units, the first of which has answered twice."""
    open_round(site.desk)
    for text in ("甲", "乙"):
        filing.enter_reply(site.desk, ROUND, FINANCE, Entered(OPENED, Channel.PAPER, opinions_of([text])), OPENED)
    browser = site.signed_in()
    browser.get(HERE)
    return browser


def listed(browser: Browser) -> list[str]:
    return re.findall(r'<span class="code">([^<]*/r/[^<]+)<', browser.page.text)


def known(site: Site) -> list[str]:
    return [one.address for one in page_addresses(site.desk, ROUND) if one.token]


def standings(site: Site) -> list[tuple[Standing, int]]:
    return [(unit.standing, unit.opinions) for unit in overview(site.desk, ROUND, OPENED).units]


def test_every_unit_stands_with_its_address(site: Site, clerk: Browser) -> None:
    assert (len(listed(clerk)), listed(clerk)) == (3, known(site))
    assert HERE in clerk.get(f"/rounds/{ROUND}").text


def test_all_get_new_addresses_or_none_once_somebody_is_sure(site: Site, clerk: Browser) -> None:
    before = known(site)
    assert clerk.post(HERE, {"reissue": "1"}).status_code == 422
    assert (known(site), "请先勾选确认" in clerk.text) == (before, True)
    clerk.post(HERE, {"reissue": "1", "sure": "1"})
    assert (len({*before, *known(site)}), listed(clerk)) == (6, known(site))
    clerk.post(HERE, {"revoke": "1", "sure": "1"})
    assert (known(site), listed(clerk)) == ([], [])
    assert [words for _who, what, words in site.acts() if what == "反馈网址"] == ["全部 3 家：换发", "全部 3 家：停用"]


def test_addresses_are_for_clerks(site: Site, clerk: Browser) -> None:
    leader = site.signed_in(Duty.LEADER)
    assert (leader.get(HERE).status_code, leader.post(HERE, {"revoke": "1", "sure": "1"}).status_code) == (403, 403)
    assert clerk.post(HERE, {"revoke": "1", "sure": "1", "csrf": "0"}).status_code == 403
    assert len(known(site)) == 3


def test_a_reply_is_taken_back_and_the_one_before_counts_again(site: Site, clerk: Browser) -> None:
    clerk.get(f"/rounds/{ROUND}/units/1")
    clerk.post(REPLY, {"withdraw": "1", "reason": "登记有误"})
    assert "已收回第 2 次反馈，现以第 1 次反馈为准。" in clerk.text
    assert site.acts()[-1] == (CLERK, "收回反馈", f"收回{FINANCE}的第 2 次反馈：登记有误")
    clerk.post(REPLY, {"withdraw": "1", "reason": "再次更正"})
    assert ("该单位现为尚未反馈" in clerk.text, standings(site)) == (True, [(Standing.AWAITING, 0)] * 3)
    assert clerk.post(REPLY, {"withdraw": "1", "reason": "无"}).status_code == 409


def test_a_reply_is_filed_for_the_units_it_was_written_with(site: Site, clerk: Browser) -> None:
    clerk.get(f"/rounds/{ROUND}/units/1")
    clerk.post(REPLY, {"join": "1", "others": f"{PLANNING}\n{INDUSTRY}"})
    assert f"已登记{PLANNING}、{INDUSTRY}的联合反馈。" in clerk.text
    assert standings(site) == [(Standing.WITH_OPINIONS, 1)] * 3


@pytest.mark.parametrize(
    ("form", "status", "sentence"),
    [
        ({"withdraw": "1", "reason": ""}, 409, "须写明原因；请写明，例如"),
        ({"join": "1", "others": "没有这家"}, 404, "没有这家"),
        ({"join": "1", "others": FINANCE}, 409, "不能是它自己"),
        ({"join": "1", "others": "、".join(map(str, range(101)))}, 422, "一次最多登记 100 家"),
    ],
)
def test_what_is_refused_comes_back_as_typed(
    site: Site, clerk: Browser, form: dict[str, str], status: int, sentence: str
) -> None:
    clerk.get(f"/rounds/{ROUND}/units/1")
    answer = clerk.post(REPLY, form)
    assert (answer.status_code, sentence in clerk.text) == (status, True)
    assert re.findall(r'id="others"[^>]*>([^<]*)<', answer.text) == [form.get("others", "")]
    assert standings(site) == [(Standing.WITH_OPINIONS, 1), (Standing.AWAITING, 0), (Standing.AWAITING, 0)]


def test_only_clerks_take_a_reply_back(site: Site, clerk: Browser) -> None:
    del clerk
    leader = site.signed_in(Duty.LEADER)
    assert 'name="withdraw"' not in leader.get(f"/rounds/{ROUND}/units/1").text
    assert leader.post(REPLY, {"withdraw": "1", "reason": "甲"}).status_code == 403
