"""The notice is for the public once every outcome is approved and somebody has read exactly what it says."""

import io
from pathlib import Path

import pytest
from docx import Document

from desk import filing, noticing, papers
from desk.acts import record
from desk.case import read_case
from desk.filing import Entered
from desk.office import Desk
from documents.notice import UNREVIEWED, Notice
from models import outcomes
from rules.errors import BadInput, Overtaken, Refused
from rules.filing import opinions_of
from rules.policy import Policy
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.desk.office import DUE, FINANCE, HOUR, ROUND, day, open_round

MONDAY = day(10, 12)


@pytest.fixture(autouse=True)
def _opinions(desk: Desk) -> None:
    open_round(desk, policy=Policy())
    entered = Entered(MONDAY, Channel.PHONE, opinions_of(["请王五落实。", "明确经费。"]), sender="王五 13800138000")
    filing.enter_reply(desk, ROUND, FINANCE, entered, MONDAY)


def settle(desk: Desk, stage: Stage, *numbers: int, reopen: str = "") -> None:
    given = Outcome(Verdict.PARTLY, stage, f"写入附则{reopen}。")
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, dict.fromkeys(numbers, given), MONDAY + HOUR, reopen=reopen)


def shown(desk: Desk) -> Notice:
    return noticing.notice_of(read_case(desk, ROUND, DUE))


def test_there_is_no_notice_while_an_outcome_waits_for_approval(desk: Desk) -> None:
    settle(desk, Stage.APPROVED, 2)
    settle(desk, Stage.PROPOSED, 1)
    with pytest.raises(Refused, match=r"notice\.html 还不能写出：还有 1 条意见没有审定（第 1 条）"):
        papers.make(desk, ROUND, "notice.html", DUE)
    with pytest.raises(Refused, match=f"{ROUND} 的公开稿还不能审阅：还有 1 条意见没有审定"):
        noticing.review(desk, ROUND, "李处长", DUE)


def test_whoever_sent_a_reply_is_hidden(desk: Desk) -> None:
    assert [row.opinion for group in shown(desk).groups for row in group.rows] == ["请王*落实。", "明确经费。"]


def test_both_files_carry_the_mark_until_somebody_has_read_them(desk: Desk, tmp_path: Path) -> None:
    settle(desk, Stage.APPROVED, 1, 2)
    files = ("notice.docx", "notice.html")
    word, page = papers.write_documents(desk, ROUND, tmp_path, DUE, files)
    assert Document(str(word)).paragraphs[0].text == UNREVIEWED
    assert page.read_text("utf-8").count(UNREVIEWED) == 1
    noticing.review(desk, ROUND, " 李处长 ", DUE)
    word, page = papers.write_documents(desk, ROUND, tmp_path, DUE + HOUR, files)
    assert Document(io.BytesIO(word.read_bytes())).paragraphs[0].text == "《全市河道管护办法》征求意见采纳情况反馈"
    assert UNREVIEWED not in page.read_text("utf-8")
    assert [(done.who, done.what) for done in record(desk, ROUND).acts] == [("李处长", "公开审阅")]


def test_a_change_makes_a_new_review_needed(desk: Desk) -> None:
    settle(desk, Stage.APPROVED, 1, 2)
    assert noticing.review(desk, ROUND, "李处长", DUE).reviewed
    settle(desk, Stage.APPROVED, 1, reopen="又议")
    assert not shown(desk).reviewed


def test_what_changed_while_it_was_read_is_not_taken_as_read(desk: Desk) -> None:
    settle(desk, Stage.APPROVED, 1, 2)
    before = shown(desk).digest
    settle(desk, Stage.APPROVED, 1, reopen="又议")
    with pytest.raises(Overtaken):
        noticing.review(desk, ROUND, "李处长", DUE, before)
    assert noticing.review(desk, ROUND, "李处长", DUE, shown(desk).digest).reviewed


def test_a_review_has_a_name(desk: Desk) -> None:
    settle(desk, Stage.APPROVED, 1, 2)
    with pytest.raises(BadInput, match="请写明审阅人"):
        noticing.review(desk, ROUND, " ", DUE)
