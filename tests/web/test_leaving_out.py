"""A unit asked by mistake is left out on its page in the round, and asked after all on the round's."""

import pytest

from rules.words import Duty
from tests.desk.office import FINANCE, ROUND, open_round
from tests.desk.units import token
from tests.web.browser import PEOPLE, Browser, Site

HERE = f"/rounds/{ROUND}"
CLERK = PEOPLE[Duty.CLERK]


@pytest.fixture
def clerk(site: Site) -> Browser:
    open_round(site.desk)
    browser = site.signed_in()
    browser.get(f"{HERE}/units/1")
    return browser


def test_a_unit_is_left_out_with_the_reason_and_its_page_says_so(site: Site, clerk: Browser) -> None:
    at_the_unit = f"/r/{token(site.desk, FINANCE)}"
    clerk.post(f"{HERE}/units/1/leave-out", {"mistake": "职能已划转"})
    assert f"已撤回对{FINANCE}的征求，不再计入和催办。该单位已收到过函件，请电话告知不必反馈。" in clerk.text
    assert ("还有 2 家没有反馈" in clerk.text, f"已撤回征求的单位 {FINANCE}" in clerk.text) == (True, True)
    assert site.acts() == [(CLERK, "撤回征求", f"不再征求{FINANCE}的意见：职能已划转")]
    unit = site.browser()
    assert (unit.get(at_the_unit).status_code, f"不再征求{FINANCE}的意见，不必反馈" in unit.text) == (410, True)
    assert clerk.get(f"{HERE}/units/1").status_code == 410


def test_a_unit_left_out_is_asked_after_all(site: Site, clerk: Browser) -> None:
    clerk.post(f"{HERE}/units/1/leave-out", {"mistake": "看错了"})
    clerk.post(f"{HERE}/units/1/ask-after-all")
    assert (f"已恢复征求{FINANCE}的意见。" in clerk.text, "还有 3 家没有反馈" in clerk.text) == (True, True)
    assert site.browser().get(f"/r/{token(site.desk, FINANCE)}").status_code == 200
    clerk.post(f"{HERE}/units/1/ask-after-all")
    assert "这家单位没有被撤回，不必恢复。" in clerk.text


def test_without_a_reason_nobody_is_left_out_nor_by_a_leader(site: Site, clerk: Browser) -> None:
    answer = clerk.post(f"{HERE}/units/1/leave-out", {"mistake": " "})
    assert (answer.status_code, "须写明原因" in clerk.text, "<details open>" in answer.text) == (409, True, True)
    leader = site.signed_in(Duty.LEADER)
    for act in ("leave-out", "ask-after-all"):
        assert leader.post(f"{HERE}/units/1/{act}", {"mistake": "错"}).status_code == 403
    assert site.acts() == []
