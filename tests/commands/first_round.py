"""A first round to its end by commands: answered in four ways, one proposal returned, one dispute left over."""

import re
from collections.abc import Mapping
from getpass import getuser
from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from documents.form_filling import fill_form
from documents.form_reading import FormRow
from tests.commands.clerk import ROUND, Clerk, opened
from tests.desk.office import (
    AUDIT,
    FINANCE,
    INDUSTRY,
    PLANNING,
    TAX,
    TITLE,
    UNITS,
    address,
    answer,
    caught,
    draft,
    form_in,
    units_sheet,
)

DRAFT = draft(
    "全市河道管护办法",
    "第一条 为加强河道管护，制定本办法。",
    "第二条 经费由市财政局落实。",
    "第三条 清淤工程在汛期施工。",
    "第四条 各单位每月报送进展情况。",
)
MONEY = "第二条“经费由市财政局落实”改为“经费由市级和县区共同落实”。"
FLOODS = "第三条建议避开汛期施工。"
PLANS, CHECKS, MONTHLY = "明确管护责任单位。", "增加考核办法。", "改为每季度报送。"
VERDICTS: Mapping[str, tuple[str, str, str]] = {
    "1": ("建议采纳", "", ""),
    "2": ("建议不采纳", "工期由上级文件规定。", ""),
    "3": ("建议部分采纳", "责任单位另行发文明确。", ""),
    "4": ("建议有条件采纳", "", "市政府同意后执行。"),
    "5": ("建议不采纳", "不便。", ""),
}
DISPUTE = [
    "工期是否避开汛期。",
    f"有关单位的意见：{FINANCE}：汛期不能施工。",
    "我单位的意见和理由：不采纳。工期由上级文件规定。",
    "依据：《防洪法》第二十七条。",
]
FIRST = (
    "某日，我单位书面征求了市财政局、市发改委、市工信局等5家单位的意见。截至某日，收到4家单位反馈，"
    "其中3家单位提出意见建议5条，1家单位无意见；1家单位未反馈。"
    "经逐条研究，采纳1条、部分采纳1条、有条件采纳1条、不采纳2条，各单位意见及采纳情况详见附件。"
)


def flow(clerk: Clerk, *words: str) -> list[str]:
    """The lines of a command that runs a flow, which says on the other channel where."""
    ended = clerk(*words)
    assert ended.code == 0, ended.err
    return ended.out.splitlines()


def refused(clerk: Clerk, *words: str) -> str:
    ended = clerk(*words)
    assert (ended.code, ended.out) == (1, "")
    return ended.err


def counts(clerk: Clerk, name: str) -> dict[str, int]:
    """What the ledger counts, zeroes left out."""
    seen = clerk.reads("status", name)
    return {word: number for word, number in {**seen["units"], **seen["opinions"]}.items() if number}


def paragraphs(file: Path) -> list[str]:
    return [re.sub(r"\d+年\d+月\d+日", "某日", each.text) for each in Document(str(file)).paragraphs]


def disputes(note: list[str]) -> list[str]:
    """The note's section on disputes, after its count."""
    return note[note.index("五、重大分歧意见的协调处理情况") + 2 : note.index("六、合法性审核、公平竞争审查等情况")]


def sent_out(clerk: Clerk) -> None:
    units_sheet(clerk.folder / "units.csv", UNITS[:5])
    clerk.does("units", "import", "units.csv")
    clerk.puts({"办法.docx": DRAFT})
    asked = ("round", "open", "办法.docx", "--title", TITLE, "--units", "all", "--due", "+10wd")
    assert flow(clerk, *asked)[-1] == ROUND
    assert counts(clerk, ROUND) == {"invited": 5, "no_reply": 5}


def answered(clerk: Clerk) -> None:
    """On paper, by a form from the desk, by mail, with no comment; one keeps silent."""
    with opened(clerk) as desk:
        by_hand, by_mail = (form_in(caught(desk, address(unit))[0]) for unit in (PLANNING, INDUSTRY))
        mailed = caught(desk, address(INDUSTRY))[0]
    rows = [FormRow(number, "第一条", proposal=text) for number, text in enumerate((PLANS, CHECKS), 1)]
    reply = answer(mailed, form=fill_form(by_mail, rows=[FormRow(1, "第四条", proposal=MONTHLY)]))
    (clerk.folder / "box").mkdir()
    clerk.puts({"反馈表.docx": fill_form(by_hand, rows=rows), "盖章件.pdf": b"%PDF-1.7", "box/1.eml": reply.as_bytes()})
    paper = ("--opinion", MONEY, "--opinion", FLOODS, "--scan", "盖章件.pdf")
    assert clerk.does("reply", ROUND, FINANCE, *paper) == f"已登记 {FINANCE} 的反馈：意见 2 条（第 1、2 条）。\n"
    assert clerk.does("reply", ROUND, PLANNING, "--form", "反馈表.docx").endswith("意见 2 条（第 3、4 条）。\n")
    assert flow(clerk, "collect", "--from", "box") == ["登记为反馈 1 封"]
    assert clerk.does("reply", ROUND, AUDIT, "--no-comment", "--channel", "fax").endswith("的反馈：无意见。\n")
    heard = {"invited": 5, "with_opinions": 3, "no_comment": 1, "no_reply": 1}
    assert counts(clerk, ROUND) == {**heard, "total": 5, "pending": 5}


def proposed_and_approved(clerk: Clerk) -> None:
    """Proposed in a sheet; the leader sends one back, which blocks the close until it is proposed anew."""
    clerk.does("anchors", "confirm", ROUND, "--all-above", "0.5")
    clerk.does("outcomes", "export", ROUND, "采纳.xlsx")
    book = load_workbook(clerk.folder / "采纳.xlsx")
    for row in book.active.iter_rows(min_row=3):
        row[4].value, row[5].value, row[6].value = VERDICTS[str(row[0].value)]
    book.save(clerk.folder / "采纳.xlsx")
    assert refused(clerk, "round", "close", ROUND).startswith(f"{ROUND} 还有 5 条意见没有处理（第 1、2、3、4、5 条）")
    assert clerk.does("outcomes", "import", ROUND, "采纳.xlsx") == "已更新 5 条意见的处理建议。\n"
    clerk.does("outcomes", "return", ROUND, "5", "--remark", "理由不充分")
    assert clerk.does("outcomes", "approve", ROUND) == "已审定 4 条意见。\n"
    assert refused(clerk, "round", "close", ROUND) == (
        f"{ROUND} 第 5 条意见的处理建议已被退回，不能办结；请先用 circulate settle 重新提出建议，再行审定。\n"
    )
    assert "尚未审定   意见第 5 条（共 1 条）" in clerk.does("status", ROUND)
    clerk.does("settle", ROUND, "5", "建议不采纳", "--reason", "每月报送是上级要求。")
    assert refused(clerk, "round", "close", ROUND).startswith(f"{ROUND} 还有 1 条意见只有处理建议、尚未审定（第 5 条）")
    assert clerk.does("outcomes", "approve", ROUND) == "已审定 1 条意见。\n"
    told = clerk.does("outcomes", "history", ROUND, "5").replace(f"命令行（{getuser()}）", "某人")
    history = [line.partition("某人：")[2] for line in told.splitlines()]
    assert history == [
        "建议不采纳；不便。；某人退回：理由不充分",
        "建议不采纳；每月报送是上级要求。",
        "不采纳；每月报送是上级要求。",
    ]


def told_and_answered_back(clerk: Clerk) -> None:
    """One agrees, two maintain: with one of them agreement is found, with the other it is not."""
    assert clerk.does("tell", ROUND).startswith(f"已写好 3 封采纳情况告知函（{FINANCE}、{PLANNING}、{INDUSTRY}）")
    assert clerk("rejoinder", ROUND, "2", "maintain").err == "坚持原意见的，请写明理由，以便进一步研究和沟通。\n"
    for number in ("1", "3", "4"):
        clerk.does("rejoinder", ROUND, number, "accept")
    clerk.does("rejoinder", ROUND, "2", "maintain", "--why", "汛期不能施工。")
    clerk.does("rejoinder", ROUND, "5", "maintain", "--why", "每月报送负担过重。")
    written = ("--question", "工期是否避开汛期", "--grounds", "《防洪法》第二十七条")
    assert refused(clerk, "dispute", ROUND, "2", *written).startswith(f"{ROUND} 第 2 条意见还没有与该单位协商；")
    clerk.does("negotiate", ROUND, "5", "--people", "王工、李科长", "--result", "合并报表", "--agreed")
    clerk.does("negotiate", ROUND, "2", "--people", "双方分管负责同志", "--result", "各执一词", "--not-agreed")
    clerk.does("dispute", ROUND, "2", *written)
    stand = {one["number"]: one["reaction"] for one in clerk.reads("rejoinders", ROUND)}
    assert stand == {1: "accepted", 2: "disputed", 3: "accepted", 4: "accepted", 5: "agreed"}


def closed(clerk: Clerk) -> None:
    """The revised draft holds what was adopted; note and table say what the ledger says."""
    assert clerk.does("edits", "confirm", ROUND, "--sure", "0.9") == "已认定 1 条意见的修改（第 1 条）。\n"
    assert clerk.does("round", "close", ROUND).startswith(
        f"{ROUND} 已办结。发函 5 家，反馈有意见 3 家，无意见 1 家，无反馈 1 家；共提出意见 5 条，"
        "其中采纳 1 条、部分采纳 1 条、有条件采纳 1 条、不采纳 2 条。其中 1 家始终没有反馈。\n"
    )
    clerk.does("documents", ROUND, "--out", "first")
    assert paragraphs(clerk.folder / "first" / "clean.docx")[2:] == [
        "第二条 经费由市级和县区共同落实。",
        "第三条 清淤工程在汛期施工。",
        "第四条 各单位每月报送进展情况。",
    ]
    note = paragraphs(clerk.folder / "first" / "note.docx")
    assert (note[9], disputes(note)) == (FIRST, ["（一）争议的主要问题", *DISPUTE])
    (table,) = Document(str(clerk.folder / "first" / "table.docx")).tables
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [
        [FINANCE, MONEY, "采纳", ""],
        [FINANCE, FLOODS, "不采纳", "工期由上级文件规定。"],
        [PLANNING, f"第一条（建议：{PLANS}）", "部分采纳", "责任单位另行发文明确。"],
        [PLANNING, f"第一条（建议：{CHECKS}）", "有条件采纳", "条件：市政府同意后执行。"],
        [INDUSTRY, f"第四条（建议：{MONTHLY}）", "不采纳", "每月报送是上级要求。"],
        ["无意见", AUDIT, "", ""],
        ["无反馈", TAX, "", ""],
    ]
