"""Two rounds to the end by commands alone: refused, returned, told, negotiated, disputed, asked again, archived."""

import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from docx import Document

from flows import server
from office.settings import load
from tests.commands.clerk import ROUND, SECOND, Clerk, opened
from tests.commands.first_round import (
    DISPUTE,
    FIRST,
    FLOODS,
    answered,
    closed,
    counts,
    disputes,
    flow,
    paragraphs,
    proposed_and_approved,
    refused,
    sent_out,
    told_and_answered_back,
)
from tests.desk.office import FINANCE, INDUSTRY, PLANNING, address, attached, caught, words
from tests.forks import Forks
from tests.models.tampering import tamper

TWOFOLD = "一是明确报送格式；二是明确报送时限。"
STILL = "第三条“在汛期施工”改为“避开汛期施工”。"
THEN = (
    "某日，我单位再次书面征求了市财政局、市发改委、市工信局共3家单位的意见。截至某日，收到3家单位反馈，"
    "其中2家单位提出意见建议3条，1家单位无意见。"
    "经逐条研究，采纳1条、不采纳1条、解释说明1条，各单位意见及采纳情况详见附件。"
)


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one Prefect server, for both offices; afterwards this process knows of none."""
    before = dict(os.environ)
    with server.started(load(home=tmp_path_factory.mktemp("prefect")), server.free_port()) as started:
        started.wait()
        yield started.api
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def clerk(forks: Forks, blank: Path, database: str, prefect: str, tmp_path: Path) -> Clerk:
    """An office on its first day; its mail goes to folders."""
    shutil.copytree(blank, tmp_path / "home")
    where = {"CIRCULATE_DATABASE": database, "PREFECT_API_URL": prefect, "CIRCULATE_OFFICE_NAME": "市水利局"}
    return Clerk(forks, tmp_path, where)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
def test_two_rounds_by_commands(clerk: Clerk) -> None:
    sent_out(clerk)
    answered(clerk)
    proposed_and_approved(clerk)
    told_and_answered_back(clerk)
    closed(clerk)
    asked_again(clerk)
    answered_again(clerk)
    settled_again(clerk)
    closed_again(clerk)
    archived(clerk)


def asked_again(clerk: Clerk) -> None:
    """On the revised draft, those concerned alone; what is in dispute travels along."""
    told = refused(clerk, "round", "again", ROUND, "first/revised.docx", "--due", "+10wd")
    assert told.startswith("所选文稿的批注里写着各单位的意见和采纳情况，")
    assert flow(clerk, "round", "again", ROUND, "first/clean.docx", "--due", "+10wd")[-1] == SECOND
    assert counts(clerk, SECOND) == {"invited": 3, "no_reply": 3}
    listed = re.sub(r"[│\s]", "", clerk.does("round", "list"))
    assert re.findall(r"(\S{8})《全市河道管护办法》(（在\S{8})?", listed) == [(SECOND, f"（在{ROUND}"), (ROUND, "")]
    with opened(clerk) as desk:
        letter = caught(desk, address(FINANCE))[-1]
    assert letter["Subject"].partition("〔")[0] == "关于再次征求《全市河道管护办法》意见的函"
    assert "起草了《全市河道管护办法》，并根据各单位意见作了修改，现就修改稿再次征求意见。" in words(letter)
    assert attached(letter, "全市河道管护办法（修改稿）.docx") == (clerk.folder / "first" / "clean.docx").read_bytes()
    assert clerk.reads("carried", SECOND) == [
        {
            "number": 2,
            "unit": FINANCE,
            "text": FLOODS,
            "verdict": "rejected",
            "before": "第三条",
            "clause": "第三条",
            "why": "汛期不能施工。",
        }
    ]


def answered_again(clerk: Clerk) -> None:
    clerk.does("reply", SECOND, FINANCE, "--opinion", STILL)
    clerk.does("reply", SECOND, PLANNING, "--no-comment")
    clerk.does("reply", SECOND, INDUSTRY, "--opinion", TWOFOLD, "--channel", "oa")
    assert clerk.does("split", SECOND, "2", "--at", "二是") == "第 2 条意见已拆为第 3、4 条。\n"
    assert [(one["number"], one["parent"], one["text"]) for one in clerk.reads("opinions", SECOND)] == [
        (1, None, STILL),
        (3, 2, "一是明确报送格式；"),
        (4, 2, "二是明确报送时限。"),
    ]
    heard = {"invited": 3, "with_opinions": 2, "no_comment": 1, "total": 3}
    assert counts(clerk, SECOND) == {**heard, "pending": 3}


def settled_again(clerk: Clerk) -> None:
    """What was in dispute is adopted now; it stays in dispute until its unit says that it agrees."""
    clerk.does("anchors", "confirm", SECOND, "--all-above", "0.5")
    clerk.does("settle", SECOND, "1", "建议采纳")
    clerk.does("settle", SECOND, "3", "建议解释说明", "--reason", "格式随通知印发。")
    clerk.does("settle", SECOND, "4", "建议不采纳", "--reason", "时限已在第四条写明。")
    assert clerk.does("outcomes", "approve", SECOND) == "已审定 3 条意见。\n"
    clerk.does("documents", SECOND, "--out", "before", "--only", "note.docx")
    note = paragraphs(clerk.folder / "before" / "note.docx")
    theirs = DISPUTE[1].replace("：汛期", "（此前征求意见时提出）：汛期")
    assert note[9:11] == [f"{FIRST}经修改，再次征求意见。", THEN]
    assert disputes(note) == ["（一）争议的主要问题", DISPUTE[0], theirs, *DISPUTE[2:]]
    assert clerk.does("disputes", SECOND).startswith(
        f"{ROUND} 第 2 条　{FINANCE}：{FLOODS}\n  主要问题：工期是否避开汛期\n"
    )
    clerk.does("tell", SECOND)
    assert flow(clerk, "send") == ["已发 2 封"]
    for name, number in ((SECOND, "1"), (ROUND, "2")):
        clerk.does("rejoinder", name, number, "accept")
    assert clerk.does("disputes", SECOND) == "没有尚存的分歧。\n"
    assert clerk.does("carried", SECOND) == "没有带到这一轮的意见。\n"


def closed_again(clerk: Clerk) -> None:
    assert clerk.does("edits", "confirm", SECOND, "--sure", "0.9") == "已认定 1 条意见的修改（第 1 条）。\n"
    assert clerk.does("round", "close", SECOND).startswith(
        f"{SECOND} 已办结。发函 3 家，反馈有意见 2 家，无意见 1 家，无反馈 0 家；共提出意见 3 条，"
        "其中采纳 1 条、不采纳 1 条、解释说明 1 条。\n"
    )
    clerk.does("documents", SECOND, "--out", "second")
    note = paragraphs(clerk.folder / "second" / "note.docx")
    assert (note[9:11], disputes(note)) == ([f"{FIRST}经修改，再次征求意见。", THEN], ["没有存在重大分歧的意见。"])
    assert paragraphs(clerk.folder / "second" / "clean.docx")[3] == "第三条 清淤工程避开汛期施工。"
    (table,) = Document(str(clerk.folder / "second" / "table.docx")).tables
    assert [[cell.text for cell in row.cells] for row in table.rows][1:] == [
        [FINANCE, STILL, "采纳", ""],
        [INDUSTRY, "2.1 一是明确报送格式；", "解释说明", "格式随通知印发。"],
        [INDUSTRY, "2.2 二是明确报送时限。", "不采纳", "时限已在第四条写明。"],
        ["无意见", PLANNING, "", ""],
        ["无反馈", "无", "", ""],
    ]


def archived(clerk: Clerk) -> None:
    """Both archives and the whole record are as they were; then one byte of each is not, and is named."""
    for name in (ROUND, SECOND):
        clerk.does("archive", name, f"{name}.zip")
        assert clerk.does("verify", f"{name}.zip").startswith(f"{name} 《全市河道管护办法》 的归档完好：")
    assert clerk.does("verify").startswith("全部记录完好：")
    content, name = bytearray((clerk.folder / f"{SECOND}.zip").read_bytes()), "documents/table.docx"
    with zipfile.ZipFile(clerk.folder / f"{SECOND}.zip") as archive:
        entry = archive.getinfo(name)
    content[entry.header_offset + 30 + len(name) + entry.compress_size // 2] ^= 1
    clerk.puts({"changed.zip": bytes(content)})
    assert refused(clerk, "verify", "changed.zip") == f"归档里的文件 {name} 被改动：内容与清单不符。\n"
    with opened(clerk) as desk:
        tamper(
            desk.store,
            "UPDATE outcome SET reason = :why WHERE reason = '工期由上级文件规定。'",
            why="工期由上级文件规定，",
        )
    broken = re.sub(r"第 \d+ 号", "第几号", refused(clerk, "verify"))
    assert broken == "记录的链条在第几号断开：采纳情况 2 内容被改动；请保留现状，与最近的备份或归档核对。\n"
