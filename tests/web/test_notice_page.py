"""The public notice is read on its page and marked by name; the archive is taken away whole."""

import io
import re
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from docx import Document

from desk import approving, filing, noticing
from desk.case import read_case
from desk.filing import Entered
from documents.archive_file import check_archive
from documents.notice import UNREVIEWED
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Duty, Stage, Verdict
from tests.desk.office import FINANCE, OPENED, ROUND, open_round
from tests.web.browser import PEOPLE, Browser, Site
from web.archive_page import PIECE, pieces

HERE = f"/rounds/{ROUND}/notice"
ARCHIVE = f"/rounds/{ROUND}/archive"
CLERK, LEADER = PEOPLE[Duty.CLERK], PEOPLE[Duty.LEADER]
PARTLY = Outcome(Verdict.PARTLY, Stage.APPROVED, "写入附则。")


@pytest.fixture
def clerk(site: Site) -> Browser:
    """Two opinions sent by 王五, both settled and approved."""
    open_round(site.desk)
    entered = Entered(OPENED, Channel.PHONE, opinions_of(["请王五落实。", "明确经费。"]), sender="王五 13800138000")
    filing.enter_reply(site.desk, ROUND, FINANCE, entered, OPENED)
    approving.settle(site.desk, ROUND, {1: PARTLY, 2: PARTLY}, CLERK, OPENED)
    browser = site.signed_in()
    browser.get(HERE)
    return browser


def reviewed(site: Site) -> bool:
    return noticing.notice_of(read_case(site.desk, ROUND, site.clock.now)).reviewed


def seen(browser: Browser) -> dict[str, str]:
    return {"seen": re.findall(r'name="seen" value="(\w+)"', browser.page.text)[0]}


def mark(browser: Browser) -> bool:
    """Whether the file to be made public says that it must not be."""
    document = Document(io.BytesIO(browser.get(f"/rounds/{ROUND}/documents/notice.docx").content))
    return document.paragraphs[0].text == UNREVIEWED


def test_the_notice_is_read_as_the_public_will(clerk: Browser) -> None:
    assert f"其他 请王*落实。 {FINANCE} 部分采纳 写入附则。" in clerk.text
    assert ("尚未审阅" in clerk.text, "王五" in clerk.text, mark(clerk)) == (True, False, True)


def test_whoever_has_read_it_marks_it_and_the_file_loses_its_mark(site: Site, clerk: Browser) -> None:
    del clerk
    leader = site.signed_in(Duty.LEADER)
    leader.get(HERE)
    leader.post(HERE, seen(leader))
    assert (reviewed(site), site.acts()[-1][0], "已审阅，可以公开" in leader.text) == (True, LEADER, True)
    assert ('name="seen"' in leader.page.text, mark(leader)) == (False, False)


def test_nothing_is_marked_that_changed_after_the_page_was_opened(site: Site, clerk: Browser) -> None:
    stale = seen(clerk)
    other = Outcome(Verdict.ADOPTED, Stage.APPROVED)
    approving.settle(site.desk, ROUND, {2: other}, CLERK, OPENED, reopen="再研究")
    for form in (stale, {"seen": ""}, {}):
        answer = clerk.post(HERE, form)
        assert (answer.status_code, "在你审阅期间有了变化" in clerk.text) == (409, True)
    assert clerk.post(HERE, {**seen(clerk), "csrf": "0"}).status_code == 403
    assert not reviewed(site)


def test_there_is_none_while_an_outcome_waits(site: Site, clerk: Browser) -> None:
    again = Outcome(Verdict.REJECTED, Stage.PROPOSED, "另有规定")
    approving.settle(site.desk, ROUND, {2: again}, CLERK, OPENED, reopen="再研究")
    clerk.get(HERE)
    assert ("还不能写出：还有 1 条意见没有审定（第 2 条）" in clerk.text, "notice.docx" in clerk.page.text) == (
        True,
        False,
    )


def test_a_long_notice_is_read_a_page_at_a_time(site: Site, clerk: Browser) -> None:
    texts = [f"{n}号意见：{'应当明确责任单位。' * 20}" for n in range(100)]
    filing.enter_reply(site.desk, ROUND, FINANCE, Entered(OPENED, Channel.PAPER, opinions_of(texts)), OPENED)
    approving.settle(site.desk, ROUND, dict.fromkeys(range(3, 103), PARTLY), CLERK, OPENED)
    assert len(clerk.get(HERE).content) < 80_000
    first = re.findall(r"(\d+)号意见", clerk.page.text)
    second = re.findall(r"(\d+)号意见", clerk.get(f"{HERE}?at=2").text)
    assert [*map(int, first + second)] == [*range(100)]


def test_the_archive_is_taken_away_whole_and_the_record_says_by_whom(
    site: Site, clerk: Browser, tmp_path: Path
) -> None:
    clerk.get(f"/rounds/{ROUND}/documents")
    answer = clerk.post(ARCHIVE)
    path = tmp_path / "archive.zip"
    path.write_bytes(answer.content)
    assert (answer.headers["content-type"], check_archive(path).round) == ("application/zip", ROUND)
    assert site.acts()[-1][0] == CLERK


def test_an_archive_leaves_in_pieces_and_nothing_of_it_stays_behind(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "archive.zip"
    for taken in (1, 4):
        path.parent.mkdir()
        path.write_bytes(bytes(PIECE * 3 + 1))
        folder = ExitStack()
        folder.callback(shutil.rmtree, path.parent)
        parts = pieces(folder, path)
        assert [len(next(parts)) for _ in range(taken)] == [PIECE, PIECE, PIECE, 1][:taken]
        parts.close()
        assert not path.parent.exists()


def test_an_archive_is_for_clerks_and_administrators(site: Site, clerk: Browser) -> None:
    leader, administrator = site.signed_in(Duty.LEADER), site.signed_in(Duty.ADMINISTRATOR)
    told = []
    for browser in (leader, administrator, clerk):
        browser.get(f"/rounds/{ROUND}/documents")
        told.append((ARCHIVE in browser.page.text, browser.post(ARCHIVE).status_code))
    assert told == [(False, 403), (True, 200), (True, 200)]
    assert clerk.get(ARCHIVE).status_code == 405
    clerk.get(f"/rounds/{ROUND}/documents")
    assert clerk.post("/rounds/2026-009/archive").status_code == 404
