"""After approval: the units are told, speak, are negotiated with; the notice is read before it is public."""

from zipfile import ZipFile

import pytest

from desk.office import Desk
from rules.words import LetterKind
from tests.commands.clerk import DUE, OPENED, ROUND, Clerk
from tests.desk.office import FINANCE, PLANNING, address, open_round, written


@pytest.fixture(autouse=True)
def _settled(clerk: Clerk, desk: Desk) -> None:
    open_round(desk, now=OPENED, due=DUE)
    clerk.does("reply", ROUND, FINANCE, "--opinion", "删去第三条。", "--opinion", "明确经费。")
    clerk.does("reply", ROUND, PLANNING, "--no-comment")
    clerk.does("settle", ROUND, "1", "rejected", "--reason", "上位法有明确要求。")
    clerk.does("settle", ROUND, "2", "adopted")


def reacted(clerk: Clerk) -> list[tuple[int, str]]:
    return [(one["number"], one["reaction"]) for one in clerk.reads("rejoinders", ROUND)]


def test_the_units_are_told_once_and_looking_first_sends_nothing(clerk: Clerk, desk: Desk) -> None:
    shown = clerk.does("tell", ROUND, "--preview").splitlines()
    assert shown[0].startswith(f"{FINANCE} → {address(FINANCE)}，请于 ")
    assert shown[1:] == ["  1. 删去第三条。", "     不采纳", "  2. 明确经费。", "     采纳"]
    assert written(desk, LetterKind.RESULT) == []
    assert clerk.does("tell", ROUND).startswith(f"已写好 1 封采纳情况告知函（{FINANCE}），下一次发送时发出")
    assert clerk.does("tell", ROUND) == "各单位都已告知，采纳情况没有变化；要再发一次，请用 --unit 指明单位。\n"
    assert written(desk, LetterKind.RESULT) == [(address(FINANCE), 1)]


def test_results_can_be_written_as_files_instead(clerk: Clerk, desk: Desk) -> None:
    assert clerk.does("tell", ROUND, "--out", "papers") == f"papers/result-{FINANCE}.docx\n"
    assert (clerk.folder / "papers" / f"result-{FINANCE}.docx").read_bytes()[:2] == b"PK"
    assert written(desk, LetterKind.RESULT) == []


def test_a_units_word_leads_to_a_negotiation_and_to_a_dispute(clerk: Clerk) -> None:
    clerk.does("tell", ROUND)
    assert reacted(clerk) == [(1, "waiting"), (2, "waiting")]
    assert clerk.does("rejoinders", ROUND).count("前回应") == 2
    clerk.does("rejoinder", ROUND, "1", "maintain", "--why", "汛期不能施工。")
    clerk.does("rejoinder", ROUND, "2", "accept")
    assert reacted(clerk) == [(1, "maintained"), (2, "accepted")]
    assert "前回应" not in clerk.does("rejoinders", ROUND)
    talk = ("--people", "双方分管负责同志", "--result", "未达成一致", "--not-agreed")
    assert clerk.does("negotiate", ROUND, "1", *talk) == (
        f"已登记与 {FINANCE} 就第 1 条意见的协商：未达成一致；仍有分歧的，用 circulate dispute {ROUND} 1 写明分歧。\n"
    )
    parts = (
        "  主要问题：工期是否避开汛期\n  对方意见：汛期不能施工。\n"
        "  我方意见：不采纳。上位法有明确要求。\n  理由和依据：《防洪法》第二十七条\n"
    )
    given = ("--question", "工期是否避开汛期", "--grounds", "《防洪法》第二十七条")
    assert clerk.does("dispute", ROUND, "1", *given) == f"已将第 1 条意见列为分歧。\n{parts}"
    assert clerk.does("disputes", ROUND) == f"第 1 条　{FINANCE}：删去第三条。\n{parts}"
    assert [one["dispute"]["question"] for one in clerk.reads("disputes", ROUND)] == ["工期是否避开汛期"]
    assert reacted(clerk) == [(1, "disputed"), (2, "accepted")]


def test_what_no_unit_maintains_is_not_negotiated(clerk: Clerk) -> None:
    ended = clerk("negotiate", ROUND, "1", "--people", "王工", "--result", "无", "--agreed")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"{ROUND} 第 1 条意见的单位没有坚持原意见，无需协商")
    assert clerk.does("disputes", ROUND) == "没有尚存的分歧。\n"


def test_the_notice_is_shown_to_be_read_and_is_marked_until_it_was(clerk: Clerk) -> None:
    shown = clerk.does("notice", ROUND).splitlines()
    assert shown[0] == "《全市河道管护办法》征求意见采纳情况反馈"
    assert shown[2:5] == [
        "【其他】",
        f"  删去第三条。｜{FINANCE}｜不采纳｜上位法有明确要求。",
        f"  明确经费。｜{FINANCE}｜采纳",
    ]
    clerk.does("notice", ROUND, "--reviewed", "李处长")
    assert clerk.does("notice", ROUND).splitlines()[-1] == f"已审阅，可以公开；用 circulate documents {ROUND} 写出。"


def test_all_of_it_is_among_the_documents(clerk: Clerk) -> None:
    clerk.does("documents", ROUND, "--out", "out")
    made = {file.name for file in (clerk.folder / "out").iterdir()}
    assert {"status.docx", "status.pdf", "notice.docx", "notice.html", "results.zip"} <= made
    with ZipFile(clerk.folder / "out" / "results.zip") as archive:
        assert archive.namelist() == [f"result-{FINANCE}.docx"]
