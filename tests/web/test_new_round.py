"""A new round by its form: looked over before it goes out, and nothing filled in is ever lost."""

from collections.abc import Mapping

import pytest

from desk import sheets
from desk.office import Desk
from desk.view import view
from models.queries import round_named
from rules.policy import policy_of
from rules.words import Duty, Silence
from tests.desk.office import FEW, FINANCE, PLANNING, ROUND, day, draft, letters, units_sheet
from tests.web.browser import PEOPLE, Browser, Site
from tests.web.work import fields

NEW = "/rounds/new"
DOCX = ("办法（征求意见稿）.docx", draft())


@pytest.fixture
def clerk(desk: Desk, site: Site) -> Browser:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    browser = site.signed_in()
    browser.get(NEW)
    return browser


def filled(browser: Browser, **typed: str | list[str]) -> Mapping[str, str | list[str]]:
    return fields(browser) | {"do": "look"} | typed


def test_a_round_is_looked_over_and_sent_as_it_was_seen(desk: Desk, site: Site, clerk: Browser) -> None:
    clerk.post(NEW, filled(clerk, group="all"), {"file": DOCX})
    assert fields(clerk)["title"] == "全市河道管护办法"
    assert "2026年10月13日（星期二）18时 今天之后 7 个工作日" in clerk.text
    assert "2026年10月1日—2026年10月7日 放假；2026年10月10日 上班" in clerk.text
    assert f"3 家：{'、'.join(FEW)}" in clerk.text
    assert "附件 征求意见反馈表.docx、反馈截止时间.ics、办法（征求意见稿）.docx" in clerk.text
    assert "2026年9月28日 征求意见函 3 封" in clerk.text
    clerk.post(NEW, filled(clerk, do="send"))
    assert (clerk.page.url.path, "已向 3 家单位发函。" in clerk.text) == (f"/rounds/{ROUND}", True)
    assert [letter.state for letter in letters(desk)] == ["queued"] * 3
    assert site.acts() == [(PEOPLE[Duty.CLERK], "发函", "发出“全市河道管护办法”征求意见，3 家单位")]


def test_whom_the_office_telephones_stands_apart_from_the_letters(desk: Desk, clerk: Browser) -> None:
    sheet = desk.settings.home / "more.csv"
    sheet.write_text("单位,邮箱\n市新设局,new@unit.test\n", "utf-8")
    sheets.import_units(desk, sheet)
    clerk.post(NEW, filled(clerk, group="all"), {"file": DOCX})
    assert ("督促函 3 封" in clerk.text, "督促函 1 封" in clerk.text) == (True, False)
    assert "请本单位电话催办 1 家（催办单） 市新设局" in clerk.text


def test_looking_writes_no_round_and_no_letter(clerk: Browser) -> None:
    clerk.post(NEW, filled(clerk, group="all"), {"file": DOCX})
    clerk.post(NEW, filled(clerk, letter_for=PLANNING))
    assert "收件人 u02@unit.test" in clerk.text
    assert "没有编号为" in clerk.get(f"/rounds/{ROUND}").text


def test_what_was_changed_after_the_look_is_shown_again_before_it_goes(desk: Desk, clerk: Browser) -> None:
    clerk.post(NEW, filled(clerk, group="all"), {"file": DOCX})
    clerk.post(NEW, filled(clerk, title="《另一办法》", do="send"))
    assert "内容有改动，还没有发出；请再核对一遍，无误后发出。" in clerk.text
    clerk.post(NEW, filled(clerk, do="send"))
    assert view(desk, ROUND, day(9, 28)).title == "《另一办法》"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "还没有选择发给哪些单位"),
        ({"group": "县区"}, "没有类别为“县区”的单位"),
        ({"group": "all", "due_by": "date", "due_date": "2026-09-01"}, "截止时间 2026-09-01 18:00 已经过去"),
        ({"group": "all", "due_by": "date", "due_date": ""}, "看不懂日期"),
        ({"group": "all", "due_days": "x"}, "看不懂日期“+xwd”"),
        ({"group": "all", "before_due": "两天"}, "“截止前催办”一栏的“两天”不是天数"),
        ({"group": "all", "before_due": "999"}, "催办策略 before_due 中的天数应当是 1 至 250 的整数"),
    ],
)
def test_what_is_refused_comes_back_with_everything_filled_in(
    clerk: Browser, typed: dict[str, str], sentence: str
) -> None:
    clerk.post(NEW, filled(clerk, title="《办法》", number="水函〔2026〕1号", **typed), {"file": DOCX})
    assert clerk.page.status_code in {404, 422}
    assert sentence in clerk.text
    assert "已上传：办法（征求意见稿）.docx" in clerk.text
    shown = fields(clerk)
    assert {name: shown.get(name, "") for name in ("title", "number", *typed) if name != "group"} == {
        "title": "《办法》",
        "number": "水函〔2026〕1号",
    } | {name: value for name, value in typed.items() if name != "group"}


def test_a_draft_that_is_none_is_refused_and_the_rest_kept(clerk: Browser) -> None:
    clerk.post(NEW, filled(clerk, title="《办法》", group="all"), {"file": ("草案.pdf", b"%PDF-1.7")})
    assert (clerk.page.status_code, fields(clerk)["title"]) == (422, "《办法》")
    assert "“草案.pdf”是 PDF；请提供可编辑的 .docx 原稿。" in clerk.text


def test_units_are_found_ticked_and_named_by_a_list(clerk: Browser) -> None:
    clerk.post(NEW, filled(clerk, do="find", q="发改"), {"file": DOCX})
    assert (PLANNING in clerk.text, FINANCE in clerk.text) == (True, False)
    clerk.post(NEW, filled(clerk, unit="2"), {"list": ("名单.csv", f"单位\n{FINANCE}\n".encode())})
    assert f"2 家：{FINANCE}、{PLANNING}" in clerk.text
    clerk.post(NEW, filled(clerk), {"list": ("名单.csv", "单位\n市文旅局\n".encode())})
    assert "单位名册中没有“市文旅局”" in clerk.text


def test_the_policy_is_kept_with_the_round(desk: Desk, clerk: Browser) -> None:
    form = dict(filled(clerk, group="all", before_due="1，3", escalate_after="", silence="deemed_no_comment"))
    del form["accept_late"], form["on_due"]
    clerk.post(NEW, form, {"file": DOCX})
    form = dict(filled(clerk, do="send"))
    clerk.post(NEW, form)
    with desk.store.read() as session:
        policy = policy_of(round_named(session, ROUND).policy)
    assert (policy.silence, policy.accept_late, policy.reminders.on_due) == (Silence.DEEMED_NO_COMMENT, False, False)
    assert (policy.reminders.before_due, policy.reminders.escalate_after) == ((1, 3), None)


def test_only_a_clerk_sends(site: Site) -> None:
    assert site.signed_in(Duty.LEADER).get(NEW).status_code == 403
