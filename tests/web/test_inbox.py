"""Unsure mail on its page: read, its files saved and never shown, filed for a unit or set aside with why."""

from datetime import timedelta
from email.message import EmailMessage

import pytest

from desk.office import Desk
from desk.view import view
from desk.watching import watched
from models.tables import Message
from rules.errors import MailDown
from rules.words import Duty, MessageState
from tests.desk.office import (
    FINANCE,
    OFFICE,
    OPENED,
    PLANNING,
    ROUND,
    address,
    answer,
    caught,
    filled,
    messages,
    open_round,
    take_in,
)
from tests.web.browser import PEOPLE, Browser, Site
from tests.web.work import LATER, fields

CLERK = PEOPLE[Duty.CLERK]
NASTY = '<script>x</script>../"意见.html'


def stray(text: str, *, with_file: bool = True) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "stranger@other.test", OFFICE, "几点想法"
    mail["Message-ID"] = f"<{abs(hash(text))}@other.test>"
    mail.set_content(text)
    if with_file:
        mail.add_attachment(b"<script>alert(1)</script>", maintype="text", subtype="html", filename=NASTY)
    return mail


@pytest.fixture
def clerk(desk: Desk, site: Site) -> Browser:
    open_round(desk)
    take_in(desk, LATER, stray("建议第二条再斟酌。"))
    site.clock.now = LATER
    browser = site.signed_in()
    browser.get("/inbox")
    return browser


def message(desk: Desk) -> Message:
    (found,) = messages(desk)
    return found


def said(desk: Desk) -> list[tuple[str, str]]:
    return [(opinion.unit, opinion.text) for opinion in view(desk, ROUND, LATER).opinions]


def test_a_message_is_listed_with_why_it_waits_and_read(clerk: Browser) -> None:
    assert "看不出 stranger@other.test 代表哪个单位" in clerk.text
    assert "建议第二条再斟酌。" in clerk.get("/inbox/1").text
    assert "<script>" not in clerk.page.text.replace('<script src="', "")


def test_its_file_is_saved_under_a_harmless_name_and_never_shown(clerk: Browser) -> None:
    file = clerk.get("/inbox/1/files/1")
    assert (file.content, file.headers["content-type"]) == (b"<script>alert(1)</script>", "application/octet-stream")
    named = file.headers["content-disposition"]
    assert (named.startswith("attachment; filename*=UTF-8''"), "/" in named, "%2F" in named) == (True, False, False)
    assert [clerk.get(f"/inbox/{path}").status_code for path in ("1/files/2", "1/files/0", "9", "9/files/1")] == [
        404
    ] * 4


def test_what_is_typed_from_it_is_filed_for_the_unit(desk: Desk, site: Site, clerk: Browser) -> None:
    clerk.get("/inbox/1")
    assert fields(clerk)["round"] == ROUND
    clerk.post(
        "/inbox/1", fields(clerk) | {"unit": PLANNING, "how": "typed", "opinion": ["一", "", "二"], "do": "assign"}
    )
    assert f"已登记为{PLANNING}的反馈：意见 2 条。" in clerk.text
    assert said(desk) == [(PLANNING, "一"), (PLANNING, "二")]
    assert site.acts() == [(CLERK, "来信", f"第 1 号来信登记为“{PLANNING}”的反馈：意见 2 条")]
    assert "没有等待查看的来信。" in clerk.text
    assert "几点想法" in clerk.get("/inbox?show=all").text


def test_what_can_be_read_out_of_it_is_filed_without_typing(desk: Desk, clerk: Browser) -> None:
    take_in(desk, LATER, stray("建议第二条明确经费。", with_file=False))
    clerk.get("/inbox/2")
    clerk.post("/inbox/2", fields(clerk) | {"unit": FINANCE, "do": "assign"})
    assert said(desk) == [(FINANCE, "建议第二条明确经费。")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"unit": "市文旅局"}, "没有名为“市文旅局”的单位"),
        ({"unit": FINANCE, "how": "typed"}, "还没有写意见"),
        ({"unit": FINANCE, "how": "none", "opinion": ["一"]}, "写了意见，却没有选“照来信逐条录入”"),
        ({"unit": FINANCE, "round": "2026-009"}, "没有编号为“2026-009”的征求意见"),
    ],
)
def test_what_is_refused_comes_back_as_typed(
    desk: Desk, clerk: Browser, typed: dict[str, str | list[str]], sentence: str
) -> None:
    clerk.get("/inbox/1")
    clerk.post("/inbox/1", fields(clerk) | typed | {"do": "assign"})
    assert (clerk.page.status_code >= 400, sentence in clerk.text) == (True, True)
    assert (fields(clerk)["unit"], MessageState(message(desk).state)) == (typed["unit"], MessageState.UNSURE)
    assert [text for text in fields(clerk)["opinion"] if text] == typed.get("opinion", [])


def test_it_is_set_aside_only_with_why(desk: Desk, site: Site, clerk: Browser) -> None:
    clerk.get("/inbox/1")
    clerk.post("/inbox/1", {"do": "discard", "reason": " "})
    assert MessageState(message(desk).state) is MessageState.UNSURE
    clerk.post("/inbox/1", {"do": "discard", "reason": "广告"})
    assert (message(desk).state, message(desk).note) == (MessageState.DISCARDED, "广告")
    assert site.acts() == [(CLERK, "来信", "第 1 号来信搁置：广告")]


def test_a_unit_is_proposed_where_the_sender_is_known_to_be_its_own(desk: Desk, site: Site) -> None:
    open_round(desk)
    mail = stray("收到，谢谢，请问还有别的材料吗？")
    mail.replace_header("From", "u02@unit.test")
    assert take_in(desk, LATER, mail) == [MessageState.UNSURE]
    browser = site.signed_in()
    browser.get("/inbox/1")
    assert (fields(browser)["unit"], fields(browser)["round"]) == (PLANNING, ROUND)


def test_whoever_is_not_signed_in_sees_no_mail(site: Site, desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED, stray("建议。"))
    browser = site.browser()
    for path in ("/inbox", "/inbox/1", "/inbox/1/files/1"):
        assert browser.get(path).url.path == "/sign-in"


def test_mail_is_collected_at_once_or_it_is_said_when(site: Site, clerk: Browser) -> None:
    assert "还没有收过信。" in clerk.get("/inbox").text
    with watched(site.desk, "collect-replies", LATER):
        pass
    site.clock.now = LATER + timedelta(minutes=7)
    assert f"上次收信：{site.desk.local(LATER):%Y-%m-%d %H:%M}" in clerk.get("/inbox").text
    clerk.post("/inbox/collect")
    assert f"没有立即收信；后台每 5 分钟收信一次，下一次在 {site.desk.local(LATER):%H}:40。" in clerk.text
    with pytest.raises(MailDown), watched(site.desk, "collect-replies", LATER):
        raise MailDown("邮箱拒绝登录。")
    assert "最近一次收信没有完成：邮箱拒绝登录。" in clerk.get("/inbox").text


def test_of_two_forms_in_a_mail_the_clerk_chooses_which_to_file(desk: Desk, clerk: Browser) -> None:
    letter = caught(desk, address(FINANCE))[0]
    mail = answer(letter, form=filled(letter, "一"))
    mail.add_attachment(filled(letter, "二", "三"), "application", "octet-stream", filename="反馈表2.docx")
    take_in(desk, LATER, mail)
    clerk.get("/inbox/2")
    assert f"反馈表2.docx {FINANCE} 意见 2 条" in clerk.text
    clerk.post("/inbox/2", fields(clerk) | {"unit": FINANCE, "do": "assign"})
    assert (clerk.page.status_code, "来信附有 2 份反馈表，请选定其中一份" in clerk.text) == (409, True)
    clerk.post("/inbox/2", fields(clerk) | {"unit": FINANCE, "form": "2", "do": "assign"})
    assert "来信还附有别的反馈表" in clerk.text
    assert said(desk) == [(FINANCE, "第1条（建议：二）"), (FINANCE, "第2条（建议：三）")]
