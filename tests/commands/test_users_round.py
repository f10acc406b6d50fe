"""A round of nineteen units and nine opinions entered by a clerk, and every paper agreeing with the record.

The second case is the one this program was asked for; it stands beside the checkout where its owner keeps it.
"""

import io
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from desk import opening, sheets
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, Clerk, opened
from tests.desk.office import OFFICE, UNITS, asking, caught, send, units_sheet, words
from tests.documents.schema import faults
from tests.documents.test_table_pages import html_cells, pdf_cells
from tests.forks import Forks

OWNERS = Path(__file__).resolve().parents[3] / "shared" / "kaifeng" / "case.yaml"
DATABASE = "CIRCULATE_DATABASE"
CONDITION = "待有关单位确认口径后执行。"
COUNTS = {
    "invited": 19,
    "with_opinions": 6,
    "no_comment": 1,
    "no_reply": 12,
    "undeliverable": 0,
    "unsent": 0,
    "late": 0,
}
VERDICTS = ("adopted", "adopted_with_changes", "partly", "conditional", "rejected", "explained", "withdrawn", "pending")
WORDS = {"adopted": "采纳", "conditional": "有条件采纳", "rejected": "不采纳"}


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion and what becomes of it."""

    unit: str
    text: str
    verdict: str = "adopted"
    reason: str = ""

    @property
    def row(self) -> tuple[str, str, str, str]:
        """How the table prints it."""
        note = {"rejected": self.reason, "conditional": f"条件：{CONDITION}"}.get(self.verdict, "")
        return self.unit, self.text, WORDS[self.verdict], note


@dataclass(frozen=True, slots=True)
class Case:
    """A round: its title, what was said, who had nothing to say and who said nothing."""

    title: str
    said: tuple[Said, ...]
    no_comment: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        speaking = dict.fromkeys(said.unit for said in self.said)
        return (*speaking, *self.no_comment, *self.silent)


OURS = Case(
    "关于《全市河道管护办法（征求意见稿）》",
    (
        Said(UNITS[0], "第二条“经费由市财政局落实”（建议删除）。"),
        Said(UNITS[1], "第三条改为：“指导县区编制管护计划”。\n理由：与职责一致。"),
        Said(UNITS[2], "=附件1 中 <企业> & “名录”请核对；"),
        Said(UNITS[3], "第4、5小项责任单位中删去我局"),
        Said(UNITS[4], "1. 删除“税费”。"),
        Said(UNITS[4], "2. 删除“亩均税收”指标。", "rejected", "上级文件对该指标有明确要求。"),
        Said(UNITS[4], "3. 将我局从责任单位中删除", "conditional"),
        Said(UNITS[4], "4. 职责改为：依法落实各项政策。"),
        Said(UNITS[5], "统计口径以年报为准。"),
    ),
    UNITS[6:7],
    UNITS[7:],
)


def owners_case() -> Case:
    yaml = pytest.importorskip("yaml")
    if not OWNERS.exists():
        pytest.skip(f"the owner's case is not at {OWNERS}")
    known: dict[str, Any] = yaml.safe_load(OWNERS.read_text("utf-8"))
    said = (Said(row["unit"], row["text"], row["verdict"], row.get("reason", "")) for row in known["opinions"])
    return Case(known["round"]["title"], tuple(said), tuple(known["no_comment"]), tuple(known["no_reply"]))


@pytest.fixture(params=["ours", "the owner's"], scope="module")
def case(request: pytest.FixtureRequest) -> Case:
    return OURS if request.param == "ours" else owners_case()


@pytest.fixture(scope="module")
def entered(
    case: Case, forks: Forks, tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[], str]
) -> Clerk:
    """The round sent out and every reply entered by command."""
    clerk = Clerk(forks, tmp_path_factory.mktemp("entered"), {DATABASE: new_database()})
    with opened(clerk) as desk:
        sheets.import_units(desk, units_sheet(clerk.folder / "units.csv", case.units))
        opening.open_round(desk, replace(asking(desk, case.units, due=DUE), title=case.title), OPENED)
        send(desk, OPENED)
    for unit, said in groupby(case.said, key=lambda one: one.unit):
        clerk.does("reply", ROUND, unit, *(word for one in said for word in ("--opinion", one.text)))
    for unit in case.no_comment:
        clerk.does("reply", ROUND, unit, "--no-comment", "--channel", "fax")
    return clerk


def copied(clerk: Clerk, folder: Path, copied_database: Callable[[str], str]) -> Clerk:
    """The office of a clerk over again."""
    shutil.copytree(clerk.folder, folder, dirs_exist_ok=True)
    return Clerk(clerk.forks, folder, {DATABASE: copied_database(clerk.settings[DATABASE])})


@pytest.fixture(scope="module")
def settled(
    entered: Clerk, case: Case, tmp_path_factory: pytest.TempPathFactory, copied_database: Callable[[str], str]
) -> Clerk:
    """The same round with every opinion settled."""
    clerk = copied(entered, tmp_path_factory.mktemp("settled"), copied_database)
    for number, said in enumerate(case.said, 1):
        more = ("--reason", said.reason) if said.reason else ()
        more = ("--condition", CONDITION) if said.verdict == "conditional" else more
        printed = clerk.does("settle", ROUND, str(number), said.verdict, *more)
        assert printed == f"第 {number} 条意见：{WORDS[said.verdict]}。\n"
    return clerk


def counted(**verdicts: int) -> dict[str, int]:
    return {"total": 9} | dict.fromkeys(VERDICTS, 0) | verdicts


def test_the_counts_are_right_before_and_after_settling(entered: Clerk, settled: Clerk, case: Case) -> None:
    before, after = entered.reads("status", ROUND), settled.reads("status", ROUND)
    assert (before["units"], before["opinions"]) == (COUNTS, counted(pending=9))
    assert (after["units"], after["opinions"]) == (COUNTS, counted(adopted=7, conditional=1, rejected=1))
    standing = [*["with_opinions"] * 6, "no_comment", *["awaiting"] * 12]
    assert [(one["unit"], one["standing"]) for one in after["standing"]] == list(zip(case.units, standing, strict=True))


def test_the_opinions_are_kept_word_for_word(entered: Clerk, case: Case) -> None:
    listed = entered.reads("opinions", ROUND)
    assert [(one["number"], one["unit"], one["text"]) for one in listed] == [
        (number, said.unit, said.text) for number, said in enumerate(case.said, 1)
    ]


def test_a_verdict_without_its_condition_or_reason_does_not_pass(entered: Clerk, case: Case) -> None:
    verdicts = [said.verdict for said in case.said]
    for verdict, missing in (("conditional", "没有写明条件"), ("rejected", "没有写明理由")):
        number = verdicts.index(verdict) + 1
        refused = entered("settle", ROUND, str(number), verdict)
        assert (refused.code, refused.out) == (1, "")
        assert refused.err.startswith(f"第 {number} 条意见拟“{WORDS[verdict]}”，但{missing}")
    assert entered.reads("status", ROUND)["opinions"] == counted(pending=9)


def test_every_paper_says_what_the_record_says(settled: Clerk, case: Case) -> None:
    settled.does("documents", ROUND, "--out", "out")
    closing = [("无意见", "、".join(case.no_comment), "", ""), ("无反馈", "、".join(case.silent), "", "")]
    expected = [("单位", "意见建议", "采纳情况", "说明"), *(said.row for said in case.said), *closing]
    (table,) = Document(str(settled.folder / "out" / "table.docx")).tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows] == expected
    sheet = load_workbook(settled.folder / "out" / "table.xlsx").active
    rows = [[str(value or "") for value in row[:4]] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [row[1:] for row in rows[: len(expected)]] == [list(row[1:]) for row in expected]
    spans = [len(list(group)) for _, group in groupby(row[0] for row in expected)]
    starts = [sum(spans[:place]) for place in range(len(spans))]
    assert [rows[start][0] for start in starts] == [expected[start][0] for start in starts]


def test_every_other_paper_says_the_same_and_every_word_document_is_valid(settled: Clerk, case: Case) -> None:
    settled.does("documents", ROUND, "--out", "papers")
    files = {path.name: path.read_bytes() for path in (settled.folder / "papers").iterdir()}
    closing = [("无意见", "、".join(case.no_comment), "", ""), ("无反馈", "、".join(case.silent), "", "")]
    rows = [said.row for said in case.said]
    units = [row[0] if at == 0 or rows[at - 1][0] != row[0] else "" for at, row in enumerate(rows)]
    shown = [*((unit, *row[1:]) for unit, row in zip(units, rows, strict=True)), *closing]
    assert pdf_cells(files["table.pdf"]) == [tuple("".join(cell.split()) for cell in row) for row in shown]
    assert html_cells(files["table.html"]) == [row if row[0] else row[1:] for row in shown]
    note = [paragraph.text for paragraph in Document(io.BytesIO(files["note.docx"])).paragraphs]
    (consulted,) = [line for line in note if "19家单位" in line]
    assert re.sub(r"\d+年\d+月\d+日", "某日", consulted) == (
        f"某日，我单位书面征求了{'、'.join(case.units[:3])}等19家单位的意见。截至某日，收到7家单位反馈，"
        "其中6家单位提出意见建议9条，1家单位无意见；12家单位未反馈。"
        "经逐条研究，采纳7条、有条件采纳1条、不采纳1条，各单位意见及采纳情况详见附件。"
    )
    letter = [paragraph.text for paragraph in Document(io.BytesIO(files["letter.docx"])).paragraphs]
    assert f"{'、'.join(case.units)}：" in letter
    assert {name: faults(content) for name, content in files.items() if name.endswith(".docx")} == {
        name: [] for name in files if name.endswith(".docx")
    }
    assert {name: content[:5] for name, content in files.items() if name.endswith(".pdf")} == {
        name: b"%PDF-" for name in files if name.endswith(".pdf")
    }


def test_the_summary_mailed_at_the_end_has_the_same_numbers(
    settled: Clerk, case: Case, tmp_path: Path, copied_database: Callable[[str], str]
) -> None:
    clerk = copied(settled, tmp_path, copied_database)
    assert clerk.does("round", "close", ROUND) == (
        f"{ROUND} 已办结。发函 19 家，反馈有意见 6 家，无意见 1 家，无反馈 12 家；"
        "共提出意见 9 条，其中采纳 7 条、有条件采纳 1 条、不采纳 1 条。其中 12 家始终没有反馈。\n"
        "发给本单位的情况汇总已写好，下一次发送时发出（circulate serve 每 10 分钟一次，或立即 circulate send）。\n"
    )
    with opened(clerk) as desk:
        send(desk, NOW)
        (summary,) = caught(desk, OFFICE)
    counts = dict(re.findall(r"(\S+?)：\s*共?(\d+)[家条]", words(summary)))
    assert counts == {
        "发函单位": "19",
        "反馈有意见": "6",
        "反馈无意见": "1",
        "无反馈": "12",
        "二、意见建议": "9",
        "采纳": "7",
        "有条件采纳": "1",
        "不采纳": "1",
    }
    assert f"无反馈单位：{'、'.join(case.silent)}。" in words(summary)
