"""The page of the revised draft: old and new words to be confirmed, retyped or left, by whoever may, as it was seen."""

import io
import re

import pytest
from docx import Document

from desk import approving, editing, opening, sheets
from desk.filing import Entered, enter_reply
from documents.draft_writing import write_draft
from models import rounds
from rules.anchors import Laid
from rules.edits import NO_EDIT, LaidEdit
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Duty, Stage, Verdict
from tests.desk.office import DAY, OPENED, ROUND, UNITS, asking, units_sheet
from tests.desk.test_editing import SAID, VERDICTS
from tests.documents.drafts import PLAN
from tests.web.browser import PEOPLE, Browser, Site

HERE = f"/rounds/{ROUND}/edits"
CLERK = PEOPLE[Duty.CLERK]
DRAFT = write_draft(PLAN.read_text("utf-8"))


@pytest.fixture
def clerk(site: Site) -> Browser:
    """A clerk before seven opinions on the demonstration's draft, six of them adopted."""
    sheets.import_units(site.desk, units_sheet(site.desk.settings.home / "units.csv", UNITS[:6]))
    opening.open_round(site.desk, asking(site.desk, UNITS[:6], content=DRAFT), OPENED)
    for unit, said in SAID.items():
        enter_reply(site.desk, ROUND, unit, Entered(OPENED, Channel.PAPER, opinions_of(said)), OPENED)
    approving.settle(site.desk, ROUND, dict(VERDICTS), CLERK, OPENED)
    site.clock.now = OPENED + DAY
    browser = site.signed_in()
    browser.get(HERE)
    return browser


def kept(site: Site) -> dict[int, tuple[LaidEdit, ...]]:
    """By number, what was confirmed."""
    found = editing.edits_of(site.desk, ROUND).opinions
    return {one.opinion.number: one.decided.edits for one in found if one.decided.edits}


def words(site: Site) -> dict[int, list[tuple[str, str]]]:
    return {number: [(edit.old, edit.new) for edit in edits] for number, edits in kept(site).items()}


def shown(browser: Browser) -> list[int]:
    """The opinions on the page, in its order."""
    return [int(number) for number in re.findall(r'<article [^>]*id="e(\d+)"', browser.page.text)]


def form(browser: Browser, number: int, **more: str | list[str]) -> dict[str, str | list[str]]:
    """The hidden fields of one opinion as it was shown, with more."""
    own = browser.page.text.split(f'id="e{number}"')[1].split("</article>")[0]
    fields = {name: re.findall(rf'name="{name}" value="([^"]*)"', own)[0] for name in ("number", "mark")}
    return {**fields, **more}


def rows(browser: Browser) -> list[tuple[str, str, str, str]]:
    """What the rows of the page hold: how, clause, old, new."""
    html = browser.page.text
    how = [
        (re.findall(r'value="(\w+)" selected', each) or ["reword"])[0]
        for each in re.findall(r'<select [^>]*name="how">(.*?)</select>', html)
    ]
    clauses = re.findall(r'name="clause" list="labels" value="([^"]*)"', html)
    old, new = (re.findall(rf'<textarea [^>]*name="{name}"[^>]*>([^<]*)<', html) for name in ("old", "new"))
    return list(zip(how, clauses, old, new, strict=True))


def test_what_is_missing_stands_first_and_each_change_among_the_clauses_own_words(clerk: Browser) -> None:
    assert shown(clerk) == [1, 2, 3, 4, 6, 7]
    assert "还有 6 条采纳的意见没有认定改动 第 1 条 第 2 条 第 3 条 第 4 条 第 6 条 第 7 条" in clerk.text
    assert "各项指标<del>及税费</del>一并盘活使用" in clerk.page.text
    assert "没有从意见里读出对文字的修改" in clerk.text


def test_a_proposal_is_confirmed_as_it_was_shown_and_the_draft_is_written_from_it(site: Site, clerk: Browser) -> None:
    clerk.post(HERE, form(clerk, 1, do="confirm"))
    assert (words(site), "已认定第 1 条意见的改动。" in clerk.text) == ({1: [("及税费", "")]}, True)
    assert site.acts()[-1] == (CLERK, "认定改动", "认定第 1 条意见的改动，1 处")
    clean = Document(io.BytesIO(clerk.get(f"/rounds/{ROUND}/documents/clean.docx").content))
    assert [text.text.count("及税费") for text in clean.paragraphs if "各项指标" in text.text] == [0]


def test_whoever_has_confirmed_one_goes_on_at_the_next(clerk: Browser) -> None:
    clerk.get(f"{HERE}?only=all&at=1")
    clerk.post(HERE, form(clerk, 2, do="none", next="3", back="only=all&at=1"))
    url = clerk.page.url
    assert (url.path, url.query, url.fragment) == (HERE, b"only=all&at=1", "e3")


def test_an_opinion_may_change_no_words(site: Site, clerk: Browser) -> None:
    clerk.post(HERE, form(clerk, 7, do="none"))
    assert (kept(site), site.acts()[-1][2]) == ({7: NO_EDIT}, "第 7 条意见不改动文字")
    clerk.get(f"{HERE}?only=done")
    assert (shown(clerk), clerk.page.text.count('class="tag">不改动文字')) == ([7], 1)


def test_what_is_surely_read_is_confirmed_at_once_and_a_second_time_there_is_nothing(
    site: Site, clerk: Browser
) -> None:
    assert "认定有把握的（3 条）" in clerk.text
    clerk.post(HERE, {"do": "sure"})
    assert (sorted(kept(site)), "已认定 3 条意见的改动。" in clerk.text) == ([1, 2, 3], True)
    assert site.acts()[-1][2] == "一并认定第 1、2、3 条意见有把握的改动"
    answer = clerk.post(HERE, {"do": "sure"})
    assert (answer.status_code, "没有可以一并认定的" in clerk.text, "认定有把握的" in clerk.text) == (409, True, False)


def test_the_rows_hold_what_is_proposed_and_confirm_the_same_when_sent_as_they_are(site: Site, clerk: Browser) -> None:
    proposed = {one.opinion.number: one.proposal.edits for one in editing.edits_of(site.desk, ROUND).opinions}
    for number in (1, 2, 3, 4, 6):
        clerk.get(f"{HERE}?number={number}")
        how, clause, old, new = zip(*rows(clerk), strict=True)
        typed = {"how": [*how], "clause": [*clause], "old": [*old], "new": [*new]}
        clerk.post(HERE, form(clerk, number, do="write", **typed))
    assert kept(site) == {number: proposed[number] for number in (1, 2, 3, 4, 6)}


def test_a_change_is_typed_anew_in_three_ways(site: Site, clerk: Browser) -> None:
    typed = {
        "how": ["reword", "add", "remove", "reword"],
        "clause": ["二、（三）2.", "二、（三）", "附件 四、市督查局", ""],
        "old": ["一并盘活使用", "", "", ""],
        "new": ["统筹使用", "4.加强调度。", "", ""],
    }
    clerk.post(HERE, form(clerk, 7, do="write", **typed))
    assert [edit.kind for edit in kept(site)[7]] == [Laid.REPLACE, Laid.NEW_PARAGRAPH, Laid.DELETE_PARAGRAPH]
    clerk.get(f"{HERE}?number=7")
    assert "<del>一并盘活使用</del><ins>统筹使用</ins>" in clerk.page.text
    assert rows(clerk) == [
        ("reword", "二、（三）2.", "一并盘活使用", "统筹使用"),
        ("add", "二、（三）", "", "4.加强调度。"),
        ("remove", "附件 四、市督查局", "", ""),
    ]


def test_words_put_in_between_are_shown_for_retyping_with_enough_around_them(site: Site, clerk: Browser) -> None:
    edits = editing.typed_edits(
        site.desk, ROUND, editing.Typed(reworded=(("二、（三）2.", "责任单位：", "责任单位（牵头）："),))
    )
    (edit,) = edits
    place = edit.start + len("责任单位")
    inserted = LaidEdit(Laid.REPLACE, edit.anchor, place, place, "", "（牵头）")
    editing.confirm_edits(site.desk, ROUND, 7, (inserted,), CLERK, OPENED)
    clerk.get(f"{HERE}?number=7")
    ((how, clause, old, new),) = rows(clerk)
    assert (how, clause, new) == ("reword", "二、（三）2.", f"{old}（牵头）")
    clerk.post(HERE, form(clerk, 7, do="write", how=how, clause=clause, old=old, new=new))
    assert words(site)[7] == [(old, f"{old}（牵头）")]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"clause": "二、（三）2.", "old": "没有这些字", "new": "甲"}, "里没有“没有这些字”；请照征求意见稿的原文填写"),
        ({"clause": "第九十九条", "old": "甲", "new": "乙"}, "第九十九条"),
        ({"clause": "", "old": "甲", "new": "乙"}, "第 1 处没有写明条款"),
        ({"clause": "二、（三）2.", "old": "", "new": ""}, "第 1 处没有写明原文和改后的文字"),
        ({"how": "add", "clause": "二、（三）2.", "old": "甲", "new": ""}, "第 1 处没有写明要增加的文字"),
        ({"clause": "", "old": "", "new": ""}, "如确实不改动文字，请按“不改动文字”"),
    ],
)
def test_what_does_not_fit_comes_back_as_typed_with_a_sentence(
    site: Site, clerk: Browser, typed: dict[str, str], sentence: str
) -> None:
    typed = {"how": "reword", **typed}
    answer = clerk.post(HERE, form(clerk, 7, do="write", **typed))
    assert (answer.status_code in {404, 409, 422}, sentence in clerk.text, kept(site)) == (True, True, {})
    assert (shown(clerk), rows(clerk)) == ([7], [(typed["how"], typed["clause"], typed["old"], typed["new"])])
    assert re.findall(r"circulate |--\w+", clerk.text) == []


def test_one_more_row_loses_nothing_and_keeps_nothing(site: Site, clerk: Browser) -> None:
    clerk.post(HERE, form(clerk, 7, do="more", how="add", clause="三、", old="", new="加一段"))
    assert (rows(clerk), kept(site)) == ([("add", "三、", "", "加一段"), ("reword", "", "", "")], {})


def test_overlaps_are_named_before_and_refused_at_confirming(site: Site, clerk: Browser) -> None:
    approving.settle(site.desk, ROUND, {5: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, CLERK, OPENED, reopen="领导要求")
    clerk.get(f"{HERE}?only=overlaps")
    assert (shown(clerk), clerk.text.count("重叠，只能写入其中之一：")) == ([1, 3, 5], 3)
    clerk.post(HERE, form(clerk, 1, do="confirm"))
    clerk.get(f"{HERE}?number=5")
    answer = clerk.post(HERE, form(clerk, 5, do="confirm"))
    assert (answer.status_code, "请在“改写”中改定其中一条" in clerk.text, sorted(kept(site))) == (409, True, [1])


def test_nobody_confirms_what_changed_after_the_page_was_opened(site: Site, clerk: Browser) -> None:
    stale = form(clerk, 1, do="confirm")
    editing.no_edit(site.desk, ROUND, 1, "张三", OPENED)
    answer = clerk.post(HERE, stale)
    assert (answer.status_code, "在你查看期间有了变化，没有保存" in clerk.text) == (409, True)
    assert kept(site) == {1: NO_EDIT}


def test_an_opinion_that_was_not_adopted_has_nothing_to_confirm(clerk: Browser) -> None:
    clerk.get(f"{HERE}?number=5")
    assert (shown(clerk), "这条意见没有采纳，不改动征求意见稿" in clerk.text) == ([], True)
    assert clerk.post(HERE, {"number": "99", "do": "confirm"}).status_code == 404


def test_only_clerks_confirm_and_only_with_the_mark_of_the_page(site: Site, clerk: Browser) -> None:
    fields = form(clerk, 1, do="confirm")
    leader = site.signed_in(Duty.LEADER)
    leader.get(HERE)
    assert (shown(leader), 'value="confirm"' in leader.page.text) == ([1, 2, 3, 4, 6, 7], False)
    assert leader.post(HERE, fields).status_code == 403
    assert clerk.post(HERE, {**fields, "csrf": "0"}).status_code == 403
    assert kept(site) == {}


def test_a_cancelled_round_is_read_and_not_changed(site: Site, clerk: Browser) -> None:
    fields = form(clerk, 1, do="confirm")
    with site.desk.store.write() as session:
        rounds.cancel(session, ROUND, site.clock.now)
    assert (clerk.post(HERE, fields).status_code, kept(site)) == (409, {})
    assert 'value="confirm"' not in clerk.get(HERE).text


def test_a_page_of_long_opinions_stays_small(site: Site, clerk: Browser) -> None:
    texts = [f"二、（三）2.“各项指标及税费一并盘活使用”改为“{'统筹' * 60}{n}使用”。" for n in range(60)]
    enter_reply(site.desk, ROUND, UNITS[2], Entered(OPENED, Channel.PAPER, opinions_of(texts)), OPENED)
    adopted = Outcome(Verdict.ADOPTED, Stage.APPROVED)
    approving.settle(site.desk, ROUND, dict.fromkeys(range(8, 68), adopted), CLERK, OPENED)
    assert len(clerk.get(HERE).content) < 80_000
    assert (len(shown(clerk)), len(clerk.get(f"{HERE}?only=overlaps&at=2").content) < 80_000) == (15, True)
