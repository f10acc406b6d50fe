"""What a clerk enters: replies as they come, verdicts one by one or in a sheet, more time, the end."""

from datetime import datetime
from getpass import getuser

import pytest
from openpyxl import load_workbook

from desk.office import Desk
from models.queries import replies_that_count, round_named
from models.tables import Reply
from rules.words import LetterKind
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, Clerk
from tests.desk.office import (
    DAY,
    FEW,
    FINANCE,
    INDUSTRY,
    OFFICE,
    PLANNING,
    ZONE,
    address,
    caught,
    filled,
    letters,
    open_round,
    written,
)


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk, now=OPENED, due=DUE)


def counting(desk: Desk) -> list[Reply]:
    """The replies that count, in register order."""
    with desk.store.read() as session:
        found = replies_that_count(session, round_named(session, ROUND))
    return [found[number] for number in sorted(found)]


def outcomes(clerk: Clerk) -> list[tuple[str, str | None, str]]:
    return [(one["verdict"], one["stage"], one["reason"]) for one in clerk.reads("opinions", ROUND)]


def test_a_form_with_its_scan_is_entered_as_it_came(clerk: Clerk, desk: Desk) -> None:
    clerk.puts({"表.docx": filled(caught(desk, address(PLANNING))[0], "一", "二"), "scan.pdf": b"%PDF-1.7"})
    yesterday = (NOW - DAY).astimezone(ZONE).date()
    words = ("--form", "表.docx", "--scan", "scan.pdf", "--channel", "oa", "--received", str(yesterday))
    assert clerk.does("reply", ROUND, PLANNING, *words) == f"已登记 {PLANNING} 的反馈：意见 2 条（第 1、2 条）。\n"
    (reply,) = counting(desk)
    assert (reply.channel, reply.formality, reply.received) == (
        "oa",
        "sealed",
        datetime(yesterday.year, yesterday.month, yesterday.day, tzinfo=ZONE),
    )
    assert None not in {reply.form_sha256, reply.scan_sha256}


def test_a_second_reply_is_said_to_be_one(clerk: Clerk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "一")
    again = clerk.does("reply", ROUND, FINANCE, "--no-comment", "--channel", "paper")
    assert again == f"已登记 {FINANCE} 的反馈：无意见，这是第 2 次反馈。\n"
    assert clerk.reads("opinions", ROUND) == []


def test_a_call_does_not_outweigh_a_sealed_letter(clerk: Clerk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "一")
    clerk.does("reply", ROUND, FINANCE, "--no-comment", "--channel", "phone")
    assert clerk.reads("status", ROUND)["units"]["with_opinions"] == 1
    clerk.does("reply", ROUND, FINANCE, "--no-comment", "--channel", "phone", "--formality", "signed")
    assert clerk.reads("status", ROUND)["units"]["no_comment"] == 1


def test_a_proposal_is_approved_and_reopened_only_with_a_reason(clerk: Clerk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "一", "--opinion", "二")
    assert clerk.does("settle", ROUND, "1", "adopted", "--propose") == "第 1 条意见：建议采纳。\n"
    rejecting = ("settle", ROUND, "2", "rejected", "--reason", "已有规定。")
    assert clerk.does(*rejecting) == "第 2 条意见：不采纳。\n"
    assert clerk.does("outcomes", "approve", ROUND) == "已审定 1 条意见。\n"
    refused = clerk("settle", ROUND, "2", "adopted")
    assert (refused.code, refused.err) == (
        1,
        f"{ROUND} 第 2 条意见已审定为“不采纳”；如需更改，请用 --reopen 写明重新处理的原因。\n",
    )
    clerk.does("settle", ROUND, "2", "adopted", "--reopen", "会上改定")
    assert outcomes(clerk) == [("adopted", "approved", ""), ("adopted", "approved", "")]


def test_verdicts_travel_in_a_sheet(clerk: Clerk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "一", "--opinion", "二", "--opinion", "三")
    exported = clerk.does("outcomes", "export", ROUND, "采纳.xlsx")
    assert exported == f"已写入 采纳.xlsx；填好后用 circulate outcomes import {ROUND} 采纳.xlsx 导入。\n"
    book = load_workbook(clerk.folder / "采纳.xlsx")
    book.active["E3"], book.active["E5"], book.active["F5"] = "采纳", "部分采纳", "另行安排。"
    book.save(clerk.folder / "采纳.xlsx")
    imported = ("outcomes", "import", ROUND, "采纳.xlsx")
    assert clerk.does(*imported) == "已更新 2 条意见的处理建议。\n"
    assert clerk.does(*imported) == "已更新 0 条意见的处理建议。\n"
    assert clerk.does("outcomes", "approve", ROUND, "3") == "已审定 1 条意见。\n"
    assert clerk.does(*imported, "--approve") == "已更新 1 条意见的采纳情况。\n"
    assert outcomes(clerk) == [
        ("adopted", "approved", ""),
        ("pending", None, ""),
        ("partly", "approved", "另行安排。"),
    ]


def test_more_time_for_one_and_for_all(clerk: Clerk) -> None:
    later = f"{(DUE + 9 * DAY).astimezone(ZONE):%Y-%m-%d}"
    one = clerk("round", "extend", ROUND, "--due", later, "--unit", PLANNING, "--reason", "需会商")
    assert (one.code, one.out) == (0, f"已将 1 家单位的截止时间改为 {later} 18:00。\n")
    assert clerk.reads("status", ROUND)["due"] == DUE.astimezone(ZONE).isoformat(timespec="seconds")
    everyone = clerk("round", "extend", ROUND, "--due", f"{later} 17:30")
    assert (everyone.code, everyone.out) == (0, f"已将 2 家单位的截止时间改为 {later} 17:30。\n")
    assert clerk.reads("status", ROUND)["due"][:16] == f"{later}T17:30"


def test_the_end_writes_a_summary_and_says_who_never_answered(clerk: Clerk, desk: Desk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--no-comment")
    assert clerk.does("round", "close", ROUND) == (
        f"{ROUND} 已办结。发函 3 家，反馈有意见 0 家，无意见 1 家，无反馈 2 家；共提出意见 0 条。"
        "其中 2 家始终没有反馈。\n"
        "发给本单位的情况汇总已写好，下一次发送时发出（circulate serve 每 10 分钟一次，或立即 circulate send）。\n"
    )
    assert written(desk, LetterKind.SUMMARY) == [(OFFICE, 1)]
    assert "已办结" in clerk.does("status", ROUND)


def test_a_cancelled_round_sends_nothing_more_and_keeps_its_record(clerk: Clerk, desk: Desk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "一")
    assert clerk.does("round", "cancel", ROUND) == f"{ROUND} 已取消，记录保留。\n"
    assert clerk.reads("status", ROUND)["opinions"]["total"] == 1
    assert [letter.state for letter in letters(desk)] == ["sent"] * len(FEW)


def test_a_unit_is_known_by_any_of_its_names(clerk: Clerk) -> None:
    clerk.puts({"units.csv": f"单位,简称,别名,邮箱\n{INDUSTRY},工信局,市经信委、经信委,{address(INDUSTRY)}\n"})
    clerk.does("units", "import", "units.csv")
    for name in ("工信局", "经信委", "市 工 信 局"):
        assert clerk.does("reply", ROUND, name, "--no-comment").startswith(f"已登记 {INDUSTRY} 的反馈：无意见")


def test_documents_are_written_where_the_clerk_says_and_named(clerk: Clerk) -> None:
    printed = clerk.does("documents", ROUND, "--out", "稿件/表").splitlines()
    assert printed[:2] == ["稿件/表/table.docx", "稿件/表/table.xlsx"]
    written = (clerk.folder / "稿件" / "表").iterdir()
    assert sorted(printed) == sorted(str(path.relative_to(clerk.folder)) for path in written)


def test_an_opinion_is_split_settled_by_its_parts_and_joined_again(clerk: Clerk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "一是删去“尽快”；二是明确经费。")
    assert clerk.does("split", ROUND, "1", "--at", "二是") == "第 1 条意见已拆为第 2、3 条。\n"
    assert [one["text"] for one in clerk.reads("opinions", ROUND)] == ["一是删去“尽快”；", "二是明确经费。"]
    assert clerk.does("split", ROUND, "1", "--join") == "已把第 2、3 条合并回第 1 条意见。\n"
    assert clerk.does("split", ROUND, "1", "--text", "一是删去“尽快”", "--text", "二是明确经费") == (
        "第 1 条意见已拆为第 4、5 条。\n"
    )
    for wrong in ((), ("--join", "--at", "二是")):
        refused = clerk("split", ROUND, "1", *wrong)
        assert (refused.code, refused.err) == (
            1,
            "请用 --text 写出各条的原文，或用 --at 写明从哪几个字起另成一条，或用 --join 合并，三者选一。\n",
        )


def test_verdicts_are_said_in_the_offices_words_sent_back_and_looked_up(clerk: Clerk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "一", "--opinion", "二")
    assert clerk.does("settle", ROUND, "1", "建议不采纳", "--reason", "已有规定") == "第 1 条意见：建议不采纳。\n"
    assert clerk.does("settle", ROUND, "2", "采纳") == "第 2 条意见：采纳。\n"
    assert clerk.does("outcomes", "return", ROUND, "1", "--remark", "请再研究") == "第 1 条处理建议已退回。\n"
    assert clerk.does("outcomes", "approve", ROUND) == "已审定 0 条意见。\n"
    clerk.does("settle", ROUND, "1", "建议采纳")
    assert clerk.does("outcomes", "approve", ROUND) == "已审定 1 条意见。\n"
    told = [line[17:] for line in clerk.does("outcomes", "history", ROUND, "1").splitlines()]
    me = f"命令行（{getuser()}）"
    assert told == [f"{me}：建议不采纳；已有规定；{me}退回：请再研究", f"{me}：建议采纳", f"{me}：采纳"]
    assert clerk("settle", ROUND, "1", "尚可").code == 2


def test_a_sheet_of_units_is_rehearsed_before_it_is_brought_in(clerk: Clerk) -> None:
    before = clerk.record()
    sheet = f"单位,邮箱\n{FINANCE},new@unit.test\n{PLANNING},坏邮箱\n市林业局,l@unit.test\n"
    clerk.puts({"units.csv": sheet})
    assert clerk.does("units", "import", "units.csv", "--dry-run").splitlines() == [
        f"{FINANCE}：收件：去掉 {address(FINANCE)}，新增 new@unit.test",
        "市林业局：新增",
        "不能导入：第 3 行“邮箱”一栏的“坏邮箱”不是邮箱地址；请改正后再导入。",
        "预演：将新增 1 家，更新 1 家，未变 0 家，不能导入 1 处；什么也没有改。",
    ]
    assert clerk.record() == before


def test_a_unit_is_retired_and_brought_back(clerk: Clerk) -> None:
    assert clerk.does("units", "retire", PLANNING) == f"{PLANNING} 已停用；用 --back 可恢复。\n"
    assert f"{PLANNING}（已停用）" in clerk.does("units", "list")
    assert clerk.does("units", "retire", PLANNING, "--back") == f"{PLANNING} 已恢复。\n"
    assert "已停用" not in clerk.does("units", "list")


def test_a_reply_is_taken_back_and_a_joint_one_filed_for_each_unit(clerk: Clerk) -> None:
    clerk.does("reply", ROUND, FINANCE, "--opinion", "明确时限。")
    assert clerk.does("joint", ROUND, FINANCE, PLANNING) == f"已登记 {PLANNING} 的联合反馈：意见 1 条（第 2 条）。\n"
    said = clerk.does("withdraw", ROUND, FINANCE, "--reason", "登记有误")
    assert said == f"已收回 {FINANCE} 的第 1 次反馈；该单位现为尚未反馈，仍会催办。\n"
    assert [one["unit"] for one in clerk.reads("opinions", ROUND)] == [PLANNING]


def test_a_unit_asked_by_mistake_is_left_out_and_put_back(clerk: Clerk) -> None:
    done = clerk.does("round", "leave-out", ROUND, FINANCE, "--reason", "职能已划转")
    assert done == f"已撤回对 {FINANCE} 的征求，不再计入和催办。该单位已收到过函件，请电话告知不必反馈。\n"
    assert clerk.reads("status", ROUND)["units"]["invited"] == 2
    assert clerk.does("round", "leave-out", ROUND, FINANCE, "--back") == f"已恢复征求 {FINANCE} 的意见。\n"
    assert clerk.reads("status", ROUND)["units"]["invited"] == 3
    assert clerk("round", "leave-out", ROUND, FINANCE).code == 1
