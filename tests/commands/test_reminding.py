"""`circulate remind` as a clerk types it: what is foretold, the 催办单, and the hours in which nothing goes out."""

import io

import pytest
from docx import Document
from rich.cells import cell_len

from desk import sheets
from desk.office import Desk
from tests.commands.clerk import Clerk
from tests.desk.office import FEW, FINANCE, INDUSTRY, OFFICE, PLANNING, ROUND, TITLE, UNITS, draft, open_round

LIST = "电话催办名单"
LONG = "、".join(f"mailbox-number-{number}@department.unit.test" for number in range(1, 5))


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """An open round of all units, above most of whom nobody stands, one with many addresses."""
    open_round(desk, UNITS)
    rows = [f"{FINANCE},{LONG},李科长,0371-1001,", f"{PLANNING},u02@unit.test,,,chief@unit.test"]
    rows += [f"{unit},u{place:02}@unit.test,,,," for place, unit in enumerate(UNITS[2:], 3)]
    register = desk.settings.home / "units.csv"
    register.write_text("\n".join(["单位,邮箱,联系人,电话,催办联系人", *rows]), "utf-8")
    sheets.import_units(desk, register)
    return desk


def fits(screen: str) -> bool:
    return max(map(cell_len, screen.splitlines())) <= 80


@pytest.mark.usefixtures("asked")
def test_the_rest_of_a_round_is_foretold_with_the_offices_own_list(clerk: Clerk) -> None:
    before = clerk.record()
    screen = clerk.does("remind", ROUND, "--preview", "--today", "2026-10-20")
    assert fits(screen)
    first, *lines = screen.splitlines()
    assert first == "预演：以下函件都没有发出；反馈到达后，该单位后面的催办会自动取消。"
    assert [line.strip() for line in lines if line.startswith("2026-")] == [f"2026-10-20（星期二） {ROUND}"]
    assert [line.split() for line in lines if LIST in line or "督促函" in line] == [
        [PLANNING, "督促函", "chief@unit.test、u02@unit.test"],
        ["本单位", LIST, OFFICE],
    ]
    listed = "".join(line.strip() for line in screen.partition(OFFICE)[2].splitlines()[:-1])
    assert listed == f"{FINANCE}、{'、'.join(UNITS[2:])}（18 家）"
    assert lines[-1] == "合计 20 封。"
    assert clerk.record() == before


@pytest.mark.usefixtures("asked")
def test_many_addresses_are_broken_between_them(clerk: Clerk) -> None:
    screen = clerk.does("remind", "--preview", "--today", "2026-10-10")
    assert fits(screen)
    wrapped = [line.split()[-1] for line in screen.splitlines() if "mailbox" in line]
    assert wrapped == [f"{address}、" for address in LONG.split("、")[:-1]] + LONG.split("、")[-1:]


def test_opening_a_round_foretells_the_list_too(clerk: Clerk) -> None:
    clerk.puts({"draft.docx": draft(), "units.csv": f"单位,邮箱\n{FINANCE},a@unit.test\n{INDUSTRY},b@unit.test\n"})
    clerk.does("units", "import", "units.csv")
    words = ("round", "open", "draft.docx", "--title", TITLE, "--units", "all", "--due", "+7wd", "--preview")
    screen = clerk(*words).out
    assert fits(screen)
    row, below, total = [line.split() for line in screen.partition(LIST)[2].splitlines() if line.strip()]
    assert (row, below, total) == ([OFFICE], [f"{FINANCE}、{INDUSTRY}（2", "家）"], ["合计", "11", "封。"])


@pytest.mark.usefixtures("asked")
def test_the_call_list_is_written_at_any_time(clerk: Clerk) -> None:
    before = clerk.record()
    assert clerk.does("remind", ROUND, "--call-list", "calls.docx", "--today", "2026-10-11") == (
        "已写出 calls.docx，共 19 家单位尚未反馈。\n"
    )
    (table,) = Document(io.BytesIO((clerk.folder / "calls.docx").read_bytes())).tables
    assert [row.cells[1].text for row in table.rows][1:] == list(UNITS)
    assert [cell.text for cell in table.rows[1].cells][2:4] == ["李科长", "0371-1001"]
    assert clerk.record() == before


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("--call-list", "calls.docx"),
            "写催办单要指明是哪一轮，例如 circulate remind 2026-001 --call-list 催办单.docx。",
        ),
        ((ROUND, "--call-list", "calls.pdf"), "催办单是 Word 文件；请把 calls.pdf 改成以 .docx 结尾的文件名。"),
        ((ROUND, "--call-list", "units.csv/calls.docx"), "文件 units.csv/calls.docx 写不进去"),
        (("2026-009", "--call-list", "calls.docx"), "没有编号为“2026-009”的征求意见"),
    ],
)
@pytest.mark.usefixtures("asked")
def test_a_call_list_that_cannot_be_written_is_refused(clerk: Clerk, words: tuple[str, ...], sentence: str) -> None:
    clerk.puts({"units.csv": "单位\n"})
    ended = clerk("remind", *words)
    assert (ended.code, ended.out, ended.err.startswith(sentence), ended.err.count("\n")) == (1, "", True, 1)


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("2026-10-10 07:00", "10-10（星期六）08:30"),
        ("2026-10-10 18:00", "10-12（星期一）08:30"),
        ("2026-10-11", "10-12（星期一）08:30"),
    ],
)
def test_outside_hours_a_run_by_hand_says_when_it_may(clerk: Clerk, desk: Desk, moment: str, opens: str) -> None:
    open_round(desk, FEW)
    before = clerk.record()
    said = clerk.does("remind", "--today", moment)
    assert said == f"现在不是催办的时间，什么也没有发；{opens} 起再催，其间该催的届时补上。\n"
    assert clerk.record() == before
