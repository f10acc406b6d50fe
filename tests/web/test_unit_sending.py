"""Sending an answer off on a page: looked over, sent once, receipted, printed, corrected, answered again later."""

import pytest

from desk.closing import close
from desk.unit_papers import form_file
from desk.view import view
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from rules.filing import OpinionEntry
from rules.words import LetterKind, Standing
from tests.desk.office import DUE, FINANCE, HOUR, OPENED, PLANNING, ROUND, address, open_round, written
from tests.desk.units import ADOPTED, REJECTED, answer, looked_at, settle
from tests.web.browser import Site
from tests.web.units import AtWork, at_work

SCRIPT = "<script>alert(1)</script>"
SCAN = {"scan": ("盖章件.jpg", b"\xff\xd8\xff\xe0 sealed")}


@pytest.fixture(autouse=True)
def _opened(site: Site) -> None:
    open_round(site.desk)


def texts(site: Site) -> list[str]:
    return [opinion.text for opinion in view(site.desk, ROUND, site.clock.now).opinions]


def standing(site: Site, which: Standing) -> tuple[str, ...]:
    return view(site.desk, ROUND, site.clock.now).standing({which})


def test_an_answer_is_looked_over_sent_and_receipted(site: Site) -> None:
    unit = at_work(site)
    unit.presses(
        "review", OpinionEntry("", "第二条", "经费", "删去", "无此职责"), OpinionEntry("", proposal="加强检查。")
    )
    assert "共 2 条意见，将这样登记" in unit.said
    assert "第二条“经费”（建议：删去）理由：无此职责" in unit.said
    assert texts(site) == []
    unit.sends("/submit", {"seen": unit.seen()})
    assert f"回执编号 {ROUND}-001-1 反馈单位 市财政局" in unit.said
    assert "未盖章（暂登，待补盖章件）" in unit.said
    assert texts(site)[1:] == ["加强检查。"]
    assert written(site.desk, LetterKind.RECEIPT) == [(address(FINANCE), 1)]
    assert site.acts() == [(FINANCE, "反馈", "在网页上提交意见 2 条（第 1 次）")]


def test_no_comment_takes_one_button_and_a_confirmation(site: Site) -> None:
    unit = at_work(site)
    unit.presses("none")
    assert "市财政局对《全市河道管护办法》无意见？" in unit.said
    assert standing(site, Standing.NO_COMMENT) == ()
    unit.sends("/submit", {"seen": unit.seen(), "no_comment": "1"})
    assert standing(site, Standing.NO_COMMENT) == (FINANCE,)
    assert "反馈内容 无意见" in unit.said


def test_saying_no_comment_shows_what_would_not_be_sent(site: Site) -> None:
    unit = at_work(site)
    unit.presses("none", OpinionEntry("", proposal="甲"))
    assert "页面上还有 1 条意见；确认无意见后，这些意见不会提交。" in unit.said


def test_an_empty_answer_leads_back_to_the_form(site: Site) -> None:
    unit = at_work(site)
    unit.presses("review")
    assert unit.browser.page.url.path == f"/r/{unit.token}"
    refused = unit.sends("/submit", {"seen": "0"})
    assert (refused.status_code, unit.error[:8]) == (409, "还没有填写意见；")
    assert unit.opens("/receipt").url.path == f"/r/{unit.token}"
    assert unit.opens("/letter").status_code == 404


def test_going_back_and_sending_once_more_files_nothing(site: Site) -> None:
    unit = at_work(site)
    unit.presses("review", OpinionEntry("", proposal="甲"))
    seen = unit.seen()
    for again in (False, True, True):
        unit.opens("/review")
        unit.sends("/submit", {"seen": seen})
        assert ("没有重复登记" in unit.said) == again
    assert len(looked_at(site.desk).sent) == 1


def test_a_correction_is_prefilled_and_counts_until_a_later_one(site: Site) -> None:
    at_work(site).proposes("甲", "乙")
    site.clock.now += HOUR
    unit = at_work(site)
    assert [opinion.proposal for opinion in unit.fields] == ["甲", "乙"]
    unit.proposes("甲改")
    assert texts(site) == ["甲改"]
    assert f"{ROUND}-001-2" in unit.said


def test_what_a_colleague_saved_meanwhile_is_shown_before_it_is_sent(site: Site) -> None:
    one, other = at_work(site), at_work(site)
    one.presses("review", OpinionEntry("", proposal="甲"))
    other.opens()
    other.presses("save", OpinionEntry("", proposal="甲"), OpinionEntry("", proposal="乙"))
    one.opens("/review")
    one.sends("/submit", {"seen": "1"})
    assert "刚才在另一个窗口或由其他同事修改过；请核对后再提交" in one.said
    assert [opinion.proposal for opinion in one.fields] == ["甲", "乙"]
    assert texts(site) == []


def test_the_reply_is_printed_for_the_seal_and_the_scan_makes_it_formal(site: Site) -> None:
    unit = at_work(site)
    unit.proposes("甲")
    unit.opens("/letter")
    assert "关于《全市河道管护办法》的反馈意见 市水利局： 来函收悉。" in unit.said
    assert "未盖章前为暂登件" in unit.said
    unit.opens("/upload")
    unit.sends("/upload", {"do": "scan"}, SCAN)
    assert "附有盖章件（盖章件.jpg），作为正式反馈登记。" in unit.said
    unit.sends("/submit", {"seen": unit.seen()})
    assert "正式程度 盖章" in unit.said
    assert "以此前的盖章件为准" in corrected(unit)


def corrected(unit: AtWork) -> str:
    """What the review of a correction without a seal says."""
    unit.opens()
    unit.presses("review", OpinionEntry("", proposal="甲改"))
    return unit.said


def test_a_filled_form_is_shown_back_to_confirm(site: Site) -> None:
    unit = at_work(site)
    _, blank = form_file(site.desk, unit.token, OPENED)
    form = fill_form(blank, rows=[FormRow(1, proposal="表上的。")], no_comment=False, contact="", phone="")
    unit.opens("/upload")
    unit.sends("/upload", {"do": "form"}, {"form": ("反馈表.docx", form)})
    assert "从“反馈表.docx”中读出 1 条意见，请逐条核对" in unit.said
    assert ([opinion.proposal for opinion in unit.fields], texts(site)) == (["表上的。"], [])
    empty = fill_form(blank, rows=[], no_comment=True, contact="", phone="")
    unit.opens("/upload")
    unit.sends("/upload", {"do": "form"}, {"form": ("反馈表.docx", empty)})
    assert "反馈表上填的是“无意见”，请确认。" in unit.said


@pytest.mark.parametrize(
    ("button", "files", "sentence"),
    [
        ("form", None, "还没有选择文件"),
        ("scan", {"scan": ("a.pdf", b"MZ not a pdf")}, "“a.pdf”不是扫描件"),
        ("form", {"form": ("<b>.docx", b"PK\x03\x04")}, "“<b>.docx”已损坏，打不开"),
        ("scan", {"scan": ("空.pdf", b"")}, "“空.pdf”是空文件"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_where_it_was_chosen(
    site: Site, button: str, files: dict[str, tuple[str, bytes]] | None, sentence: str
) -> None:
    unit = at_work(site)
    unit.opens("/upload")
    refused = unit.sends("/upload", {"do": button}, files)
    assert (refused.status_code, unit.error[: len(sentence)]) == (422, sentence)
    assert looked_at(site.desk).kept.version == 0


def test_a_late_answer_is_marked_as_such(site: Site) -> None:
    site.clock.now = DUE + HOUR
    unit = at_work(site)
    unit.proposes("甲")
    assert "逾期" in unit.said
    assert [sent.late for sent in looked_at(site.desk).sent] == [True]


def test_outcomes_are_shown_once_approved_and_answered_one_by_one_or_all_at_once(site: Site) -> None:
    answer(site.desk, "甲", "乙")
    answer(site.desk, "丙", unit=PLANNING)
    unit = at_work(site)
    assert "采纳情况" not in unit.said.split("征求意见稿")[0]
    settle(site.desk, {1: REJECTED, 2: ADOPTED, 3: REJECTED})
    unit.opens()
    assert "1. 甲 不采纳 上级文件另有规定。" in unit.said
    assert "丙" not in unit.said
    unit.sends("/word", {"do": "maintain-1", "why-1": ""})
    assert "坚持原意见的，请写明理由" in unit.said
    unit.sends("/word", {"do": "maintain-1", "why-1": "确有必要。"})
    assert "你单位已回应： 坚持原意见 （确有必要。）" in unit.said
    unit.sends("/word", {"do": "accept"})
    assert [one.word and one.word.accord for one in looked_at(site.desk).said] == ["accepted", "accepted"]
    refused = unit.sends("/word", {"do": "accept-3"})
    assert (refused.status_code, looked_at(site.desk, PLANNING).said[0].word) == (404, None)


def test_a_closed_round_still_shows_its_outcomes_and_takes_a_word(site: Site) -> None:
    answer(site.desk, "甲")
    settle(site.desk, {1: REJECTED})
    close(site.desk, ROUND, DUE)
    site.clock.now = DUE + HOUR
    unit = at_work(site)
    assert ("已停止收集意见" in unit.said, "1. 甲 不采纳" in unit.said, unit.fields) == (True, True, [])
    unit.sends("/word", {"do": "maintain-1", "why-1": SCRIPT})
    assert [one.word and one.word.why for one in looked_at(site.desk).said] == [SCRIPT]
    assert "<script>alert" not in unit.browser.page.text


def test_one_who_wrote_nothing_is_told_so(site: Site) -> None:
    unit = at_work(site)
    unit.presses("review")
    assert "还没有填写意见；请填写后再提交，没有意见的请点“无意见”。" in unit.said
    assert texts(site) == []
