"""Telling units by clicking, and what they say to it: entered, negotiated, written down as a dispute."""

import re

import pytest

from desk import approving, disputing, filing, telling
from desk.disputing import reactions
from desk.filing import Entered
from desk.rejoining import rejoin, rejoined_in
from models import rounds
from models.rejoinders import Word
from rules.disputes import Form, Negotiated, Parts, Reaction
from rules.filing import opinions_of
from rules.policy import Policy
from rules.settling import Outcome
from rules.words import Accord, Channel, Duty, LetterKind, Stage, Verdict
from tests.desk.office import FINANCE, HOUR, INDUSTRY, PLANNING, ROUND, address, day, letters, open_round, written
from tests.web.browser import PEOPLE, Browser, Site

HERE = f"/rounds/{ROUND}/telling"
ONE = f"{HERE}/1"
MONDAY, TOLD = day(10, 12), day(10, 14)
REJECTED = Outcome(Verdict.REJECTED, Stage.APPROVED, "上位法有明确要求。")
MAINTAINED = Word(Accord.MAINTAINED, "汛期不能施工。")
CLERK = PEOPLE[Duty.CLERK]
TALKED = {"date": "2026-10-14", "time": "08:00", "form": "phone", "people": "王工、李科长", "result": "各执一词"}
PARTS = {"question": "工期是否避开汛期", "theirs": "汛期不能施工。", "ours": "不采纳。", "grounds": "《防洪法》"}


@pytest.fixture
def clerk(site: Site) -> Browser:
    """Opinions 1 and 2 of one unit, settled; 3 of another, not; a third unit has none."""
    open_round(site.desk, policy=Policy(rejoin_within=3))
    for unit, texts in ((FINANCE, ["甲", "乙"]), (PLANNING, ["丙"]), (INDUSTRY, [])):
        entered = Entered(MONDAY, Channel.PAPER, opinions_of(texts), no_comment=not texts)
        filing.enter_reply(site.desk, ROUND, unit, entered, MONDAY)
    approving.settle(site.desk, ROUND, {1: REJECTED, 2: REJECTED}, CLERK, MONDAY)
    site.clock.now = TOLD
    browser = site.signed_in()
    browser.get(HERE)
    return browser


def stands(site: Site) -> list[Reaction]:
    return [one.reaction for one in reactions(site.desk, ROUND, site.clock.now)]


def boxes(browser: Browser) -> list[tuple[str, bool]]:
    """The units that can be told, and whether they are ticked."""
    found = re.findall(r'name="unit" value="([^"]*)"( checked)?', browser.page.text)
    return [(value, bool(checked)) for value, checked in found]


def results(site: Site) -> list[tuple[str, int]]:
    return written(site.desk, LetterKind.RESULT)


def filled(browser: Browser, *names: str) -> list[str]:
    """What the fields of these names hold."""
    html = browser.page.text
    patterns = (r'<input [^>]*name="{}"[^>]* value="([^"]*)"', r'<textarea [^>]*name="{}"[^>]*>([^<]*)<')
    return [next(found[1] for each in patterns if (found := re.search(each.format(name), html))) for name in names]


def test_who_can_be_told_comes_ticked_and_who_waits_for_approval_is_named(clerk: Browser) -> None:
    assert boxes(clerk) == [("1:0", True)]
    said = "有 1 家可以告知。 另有 1 家的意见没有全部审定，还不能告知。"
    assert (said in clerk.text, f"{PLANNING} 1 未全部审定 第 3 条" in clerk.text) == (True, True)


def test_the_letter_is_looked_at_first_and_nothing_is_sent_by_looking(site: Site, clerk: Browser) -> None:
    before = len(letters(site.desk))
    clerk.get(f"{HERE}/letter/1")
    said = (address(FINANCE), "意见采纳情况.docx", "不采纳", "上位法有明确要求。", "2026年10月19日")
    assert [words for words in said if words not in clerk.text] == []
    assert (len(letters(site.desk)), stands(site)) == (before, [Reaction.UNTOLD] * 2)
    answer = clerk.get(f"{HERE}/letter/2")
    assert (answer.status_code, "还有意见没有审定" in clerk.text, "--unit" in clerk.text) == (409, True, False)
    assert clerk.get(f"{HERE}/letter/3").status_code == 404


def test_units_ticked_are_told_once_however_often_the_form_is_sent(site: Site, clerk: Browser) -> None:
    csrf = clerk.csrf
    clerk.post(HERE, {"unit": "1:0"})
    assert (results(site), "已告知 1 家。" in clerk.text) == ([(address(FINANCE), 1)], True)
    assert site.acts()[-1] == (CLERK, "告知", f"将意见采纳情况告知{FINANCE}")
    assert (boxes(clerk), stands(site)) == ([("1:1", False)], [Reaction.WAITING] * 2)
    answer = clerk.post(HERE, {"unit": "1:0", "csrf": csrf})
    assert (answer.status_code, "有单位已被告知过；没有再发" in clerk.text) == (409, True)
    site.clock.now += HOUR
    clerk.post(HERE, {"unit": "1:1"})
    assert results(site) == [(address(FINANCE), 1), (address(FINANCE), 2)]


def test_all_that_wait_are_told_and_nobody_else(site: Site, clerk: Browser) -> None:
    approving.settle(site.desk, ROUND, {3: REJECTED}, CLERK, MONDAY)
    telling.tell(site.desk, ROUND, TOLD, [FINANCE])
    clerk.post(HERE, {"all": "1"})
    assert results(site) == [(address(FINANCE), 1), (address(PLANNING), 1)]
    assert clerk.post(HERE, {"all": "1"}).status_code == 409


@pytest.mark.parametrize("form", [{}, {"unit": "x"}, {"unit": "2:0"}, {"unit": "9:0"}])
def test_who_cannot_be_told_is_not(site: Site, clerk: Browser, form: dict[str, str]) -> None:
    answer = clerk.post(HERE, form)
    assert (answer.status_code, 'role="alert"' in answer.text, results(site)) == (409, True, [])
    assert re.findall(r"circulate |--\w+", clerk.text) == []


def test_a_word_by_telephone_is_entered_under_the_clerks_name(site: Site, clerk: Browser) -> None:
    clerk.get(ONE)
    clerk.post(
        ONE, {"do": "word", "accord": "maintained", "why": "汛期不能施工。", "channel": "phone", "sender": "王工"}
    )
    (word,) = rejoined_in(site.desk, ROUND)
    assert word.word == Word(Accord.MAINTAINED, "汛期不能施工。", Channel.PHONE, "王工")
    assert site.acts()[-1] == (CLERK, "登记回应", f"登记{FINANCE}对第 1 条意见采纳情况的回应：坚持原意见")
    clerk.get(f"{HERE}?only=maintained")
    assert re.findall(r"第 (\d) 条\"", clerk.page.text) == ["1"]
    assert (f"1 {FINANCE} 甲 不采纳 坚持原意见 汛期不能施工。 登记协商" in clerk.text, "尚未告知 1" in clerk.text) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"do": "word", "accord": "maintained", "why": "", "sender": "王工"}, 409),
        ({"do": "word", "accord": "", "why": "汛期", "sender": "王工"}, 422),
        ({"do": "word", "accord": "maintained", "why": "长" * 2001, "sender": "王工"}, 422),
    ],
)
def test_a_word_that_is_refused_comes_back_as_typed(
    site: Site, clerk: Browser, form: dict[str, str], status: int
) -> None:
    clerk.get(ONE)
    assert clerk.post(ONE, form).status_code == status
    assert filled(clerk, "why", "sender") == [form["why"], "王工"]
    assert ('value="maintained" checked' in clerk.page.text) == (form["accord"] == "maintained")
    assert rejoined_in(site.desk, ROUND) == ()


def test_from_a_maintained_opinion_to_its_dispute(site: Site, clerk: Browser) -> None:
    rejoin(site.desk, ROUND, 1, MAINTAINED, TOLD)
    clerk.get(ONE)
    assert ("登记一次协商" in clerk.text, "列为分歧" in clerk.text) == (True, False)
    clerk.post(ONE, {"do": "negotiate", **TALKED, "agreed": "no"})
    assert "2026-10-14 08:00 电话 王工、李科长 未达成一致 各执一词" in clerk.text
    assert filled(clerk, "theirs", "ours") == ["汛期不能施工。", "不采纳。上位法有明确要求。"]
    clerk.post(ONE, {"do": "dispute", **PARTS})
    (one,) = disputing.standing_disputes(site.desk, ROUND, TOLD)
    assert one.history.dispute == Parts(**PARTS)
    assert (filled(clerk, *PARTS), site.acts()[-1][:2]) == ([*PARTS.values()], (CLERK, "分歧"))
    site.clock.now += HOUR
    clerk.post(ONE, {"do": "negotiate", **TALKED, "agreed": "yes"})
    assert (stands(site)[0], "协商不成，列为分歧" in clerk.text) == (Reaction.AGREED, False)


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"agreed": ""}, 422),
        ({"agreed": "no", "people": ""}, 409),
        ({"agreed": "no", "date": "2026-10-15"}, 409),
        ({"agreed": "no", "date": ""}, 422),
        ({"agreed": "no", "date": "明天"}, 422),
    ],
)
def test_a_negotiation_that_is_refused_comes_back_as_typed(
    site: Site, clerk: Browser, more: dict[str, str], status: int
) -> None:
    rejoin(site.desk, ROUND, 1, MAINTAINED, TOLD)
    clerk.get(ONE)
    typed = {**TALKED, **more}
    assert clerk.post(ONE, {"do": "negotiate", **typed}).status_code == status
    assert filled(clerk, "people", "result", "date") == [typed["people"], "各执一词", typed["date"]]
    assert reactions(site.desk, ROUND, TOLD)[0].history.negotiations == ()


def test_a_dispute_wants_talks_first_and_all_its_parts(site: Site, clerk: Browser) -> None:
    rejoin(site.desk, ROUND, 1, MAINTAINED, TOLD)
    clerk.get(ONE)
    answer = clerk.post(ONE, {"do": "dispute", **PARTS})
    assert (answer.status_code, "请先登记协商情况" in clerk.text) == (409, True)
    talked = Negotiated(Form.MEETING, TOLD, "双方", "未成", agreed=False)
    disputing.negotiate(site.desk, ROUND, 1, talked, TOLD)
    answer = clerk.post(ONE, {"do": "dispute", **PARTS, "grounds": ""})
    assert (answer.status_code, "没有写明理由和依据" in clerk.text) == (409, True)
    assert filled(clerk, "question", "grounds") == ["工期是否避开汛期", ""]
    clerk.post(ONE, {"do": "negotiate", **TALKED, "agreed": "yes"})
    assert clerk.post(f"{HERE}/2", {"do": "negotiate", **TALKED, "agreed": "yes"}).status_code == 409
    assert re.findall(r"circulate |--\w+", clerk.text) == []


@pytest.mark.parametrize(("path", "status"), [("/3", 404), ("/99", 404), ("/x", 404)])
def test_an_opinion_without_an_approved_outcome_has_no_page_here(clerk: Browser, path: str, status: int) -> None:
    assert clerk.get(HERE + path).status_code == status


def test_a_leader_tells_the_units_too_and_enters_nothing(site: Site, clerk: Browser) -> None:
    del clerk
    leader = site.signed_in(Duty.LEADER)
    leader.get(HERE)
    leader.post(HERE, {"unit": "1:0"})
    assert results(site) == [(address(FINANCE), 1)]
    assert 'value="word"' not in leader.get(ONE).text
    assert leader.post(ONE, {"do": "word", "accord": "accepted"}).status_code == 403
    stranger = site.browser()
    assert stranger.get(HERE).url.path == "/sign-in"


def test_forms_need_the_mark_of_the_page_and_say_what_they_do(site: Site, clerk: Browser) -> None:
    clerk.get(ONE)
    assert clerk.post(HERE, {"unit": "1:0", "csrf": "0"}).status_code == 403
    clerk.get(ONE)
    assert clerk.post(ONE, {"do": "else"}).status_code == 422
    assert (results(site), rejoined_in(site.desk, ROUND)) == ([], ())


def test_a_cancelled_round_tells_nobody(site: Site, clerk: Browser) -> None:
    with site.desk.store.write() as session:
        rounds.cancel(session, ROUND, site.clock.now)
    answer = clerk.post(HERE, {"unit": "1:0"})
    assert (answer.status_code, "不再告知采纳情况" in clerk.text, results(site)) == (409, True, [])
    assert "告知选中的单位" not in clerk.get(HERE).text


def test_many_opinions_are_shown_a_page_at_a_time(site: Site, clerk: Browser) -> None:
    texts = [f"第{n}条意见：{'应当明确责任' * 40}" for n in range(70)]
    filing.enter_reply(site.desk, ROUND, INDUSTRY, Entered(TOLD, Channel.PAPER, opinions_of(texts)), TOLD)
    approving.settle(site.desk, ROUND, dict.fromkeys(range(4, 74), REJECTED), CLERK, TOLD)
    assert len(clerk.get(HERE).content) < 80_000
    first = re.findall(r'href="[^"]*/telling/(\d+)" aria-label', clerk.page.text)
    clerk.get(f"{HERE}?at=2")
    second = re.findall(r'href="[^"]*/telling/(\d+)" aria-label', clerk.page.text)
    assert (len(first), len(second), len({*first, *second})) == (50, 22, 72)
