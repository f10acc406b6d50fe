"""Entering what came otherwise than by mail: filed as it is in hand; what is refused comes back whole."""

import pytest

from desk.office import Desk
from desk.view import view
from models.queries import replies_that_count, round_named
from models.tables import Reply
from rules.words import Duty, Standing
from tests.desk.office import DAY, FEW, FINANCE, OPENED, PLANNING, ROUND, address, caught, filled, open_round
from tests.web.browser import PEOPLE, Browser, Site
from tests.web.work import fields

ENTER = f"/rounds/{ROUND}/enter"
SCAN = ("盖章件.pdf", b"%PDF-1.7 scan")


@pytest.fixture
def clerk(desk: Desk, site: Site) -> Browser:
    open_round(desk)
    site.clock.now = OPENED + DAY
    browser = site.signed_in()
    browser.get(f"{ENTER}?unit={FINANCE}")
    return browser


def reply(desk: Desk) -> Reply:
    with desk.store.read() as session:
        (found,) = replies_that_count(session, round_named(session, ROUND)).values()
    return found


def texts(desk: Desk) -> list[str]:
    return [opinion.text for opinion in view(desk, ROUND, OPENED + DAY).opinions]


def test_opinions_are_entered_one_to_a_box_with_the_scan(desk: Desk, site: Site, clerk: Browser) -> None:
    assert fields(clerk)["unit"] == FINANCE
    typed = {"channel": "oa", "date": "2026-09-28", "time": "15:00", "opinion": ["删去“尽快”。", "", "明确经费。"]}
    clerk.post(ENTER, fields(clerk) | typed | {"do": "save"}, {"scan_file": SCAN})
    assert f"已登记{FINANCE}的反馈：意见 2 条。" in clerk.text
    assert texts(desk) == ["删去“尽快”。", "明确经费。"]
    found = reply(desk)
    assert (found.channel, found.formality, f"{desk.local(found.received):%m-%d %H:%M}") == (
        "oa",
        "sealed",
        "09-28 15:00",
    )
    assert found.scan_sha256 is not None
    assert site.acts() == [(PEOPLE[Duty.CLERK], "登记反馈", f"登记“{FINANCE}”的反馈（第 1 次）：意见 2 条")]


def test_no_comment_by_telephone_and_on_to_the_next_unit(desk: Desk, clerk: Browser) -> None:
    clerk.post(ENTER, fields(clerk) | {"channel": "phone", "how": "none", "do": "next"})
    assert (clerk.page.url.path, fields(clerk)["unit"]) == (ENTER, "")
    assert (reply(desk).formality, view(desk, ROUND, OPENED + DAY).standing({Standing.NO_COMMENT})) == (
        "oral",
        (FINANCE,),
    )


def test_a_filled_form_is_read(desk: Desk, clerk: Browser) -> None:
    form = filled(caught(desk, address(FINANCE))[0], "一", "二")
    clerk.post(ENTER, fields(clerk) | {"how": "sheet", "do": "save"}, {"sheet_file": ("表.docx", form)})
    assert len(texts(desk)) == 2
    assert reply(desk).form_sha256 is not None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"unit": "市文旅局", "opinion": ["一"]}, "没有名为“市文旅局”的单位"),
        ({"opinion": [""]}, "还没有写意见"),
        ({"opinion": ["无意见。"]}, "“无意见。”不是一条意见"),
        ({"how": "none", "opinion": ["一"]}, "写了意见，却没有选“逐条录入意见”"),
        ({"how": "sheet", "opinion": [""]}, "还没有选择反馈表"),
        ({"date": "2026-10-30", "opinion": ["一"]}, "收到日期还没有到"),
        ({"date": "2026-09-01", "opinion": ["一"]}, "早于 2026-001 的发函日期"),
        ({"date": "昨天", "opinion": ["一"]}, "看不懂日期"),
    ],
)
def test_what_is_refused_comes_back_with_its_scan(
    desk: Desk, clerk: Browser, typed: dict[str, str | list[str]], sentence: str
) -> None:
    clerk.post(ENTER, fields(clerk) | typed | {"do": "save"}, {"scan_file": SCAN})
    assert (clerk.page.status_code >= 400, sentence in clerk.text, texts(desk)) == (True, True, [])
    shown = fields(clerk)
    assert (shown["unit"], shown["scan_name"]) == (typed.get("unit", FINANCE), "盖章件.pdf")
    assert [text for text in shown["opinion"] if text] == [text for text in typed["opinion"] if text]


def test_the_scan_of_a_refused_reply_need_not_be_chosen_again(desk: Desk, clerk: Browser) -> None:
    clerk.post(ENTER, fields(clerk) | {"do": "save"}, {"scan_file": SCAN})
    clerk.post(ENTER, fields(clerk) | {"opinion": ["一"], "do": "save"})
    assert (texts(desk), reply(desk).scan_sha256 is not None) == (["一"], True)


def test_what_is_no_scan_is_refused_and_the_words_kept(desk: Desk, clerk: Browser) -> None:
    clerk.post(ENTER, fields(clerk) | {"opinion": ["一"], "do": "save"}, {"scan_file": ("件.docx", b"MZ\x00")})
    assert ("“件.docx”不是扫描件" in clerk.text, texts(desk)) == (True, [])
    assert "一" in fields(clerk)["opinion"]


def test_more_boxes_lose_nothing(clerk: Browser) -> None:
    clerk.post(ENTER, fields(clerk) | {"opinion": ["一", "二", "三"], "do": "more"})
    assert fields(clerk)["opinion"] == ["一", "二", "三", *[""] * 5]


def test_a_leader_enters_nothing(desk: Desk, site: Site, clerk: Browser) -> None:
    leader = site.signed_in(Duty.LEADER)
    assert leader.get(ENTER).status_code == 403
    assert clerk.get("/rounds/2026-009/enter").status_code == 404
    assert view(desk, ROUND, OPENED + DAY).standing({Standing.AWAITING}) == FEW


def test_planning_is_asked_too(clerk: Browser) -> None:
    assert f'value="{PLANNING}"' in clerk.page.text
