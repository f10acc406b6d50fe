"""`circulate retention`: what is past its term is listed first, and goes with --apply where an archive holds it."""

from datetime import timedelta
from pathlib import Path

import pytest

from desk.closing import close
from desk.office import Desk
from tests.commands.clerk import NOW, Clerk
from tests.desk.office import DAY, FEW, TITLE, ZONE, address, answer, caught, open_round, send, take_in

YEARS = timedelta(days=800)
ENDED = NOW - YEARS + 20 * DAY
ARCHIVE = "一轮.zip"


@pytest.fixture(autouse=True)
def name(desk: Desk) -> str:
    """A round of more than a year ago that one unit answered by mail."""
    opened = open_round(desk, FEW, now=NOW - YEARS, due=ENDED - DAY)
    take_in(desk, NOW - YEARS + DAY, answer(caught(desk, address(FEW[0]))[0], "我单位无意见。"))
    close(desk, opened, ENDED)
    send(desk, ENDED)
    return opened


def listed(name: str, word: str) -> str:
    went = "来信原件 1 封、函件正文 4 封、反馈网页的网址 3 个"
    return f"{name} {TITLE}（{ENDED.astimezone(ZONE):%Y-%m-%d} 结束）{word}：{went}。"


def test_what_is_past_its_term_is_listed_and_nothing_changes(clerk: Clerk, name: str) -> None:
    before = clerk.record()
    lines = clerk.does("retention").splitlines()
    assert lines[1:3] == [
        listed(name, "到期"),
        f"    没有附上归档文件，不会清除；请先 circulate archive {name} {name}.zip，再附在命令后面。",
    ]
    assert lines[-2:] == ["另到期：无。", "以上只是预览，什么也没有动；附上归档文件并加 --apply 才清除。"]
    assert clerk.record() == before


def test_with_its_archive_it_goes_and_verify_says_so(clerk: Clerk, name: str) -> None:
    clerk.does("archive", name, ARCHIVE)
    sha256 = clerk.does("verify", ARCHIVE).split()[-1].rpartition("：")[2]
    lines = clerk.does("retention", ARCHIVE, "--apply").splitlines()
    assert lines[1:3] == [listed(name, "已清除"), f"    归档中全部留存（清单 SHA-256：{sha256}）。"]
    gone = [line for line in clerk.does("verify").splitlines() if line.startswith("另有")]
    assert gone == [f"另有 5 份内容已按保存期限清除（最近一次 {NOW.astimezone(ZONE):%Y-%m-%d}），其摘要仍在链条中。"]
    assert clerk.does("verify", ARCHIVE).endswith(f"{sha256}\n")
    assert clerk.does("retention").splitlines()[0].endswith("以前结束的轮次：0 轮有到期的内容。")


def test_a_longer_term_keeps_it_and_no_term_at_all_is_refused(clerk: Clerk) -> None:
    assert clerk("retention", CIRCULATE_KEEP_DAYS="3650").out.splitlines()[0].endswith("0 轮有到期的内容。")
    ended = clerk("retention", CIRCULATE_KEEP_DAYS="0")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.replace("\n", "") == "设置有误：CIRCULATE_KEEP_DAYS（0）；请改正环境变量或 .env 文件后再试。"


def test_what_is_no_archive_removes_nothing(clerk: Clerk, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK")
    before = clerk.record()
    assert clerk("retention", "x.zip", "--apply").code == 1
    assert clerk.record() == before
