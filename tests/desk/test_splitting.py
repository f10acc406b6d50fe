"""Splitting at the desk: every reader of opinions sees the parts, the whole stays as it was received."""

import io

import pytest
from openpyxl import load_workbook

from desk import anchoring, approving, filing, sheets, splitting
from desk.acts import record
from desk.case import read_case
from desk.filing import Entered
from desk.office import Desk
from desk.view import opinions_json, view
from rules.errors import OpinionUnknown, Refused
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.desk.office import FINANCE, PLANNING, ROUND, day, open_round

MONDAY = day(10, 12)
BOTH = "一是第一条删去“加强”；二是第二条明确经费来源。"
PARTS = ("一是第一条删去“加强”；", "二是第二条明确经费来源。")
ADOPTED = Outcome(Verdict.ADOPTED, Stage.PROPOSED)


@pytest.fixture(autouse=True)
def _opinions(desk: Desk) -> None:
    open_round(desk)
    for unit, *texts in ((FINANCE, BOTH, "增加一条。"), (PLANNING, "建议修改名称。")):
        filing.enter_reply(desk, ROUND, unit, Entered(MONDAY, Channel.PAPER, opinions_of(texts)), MONDAY)


def split(desk: Desk) -> tuple[int, ...]:
    return splitting.split(desk, ROUND, 1, PARTS, "王科员", MONDAY)


def numbers(desk: Desk) -> list[int]:
    return [opinion.number for opinion in view(desk, ROUND, MONDAY).opinions]


def test_status_table_sheet_and_clauses_all_speak_of_the_parts(desk: Desk) -> None:
    assert split(desk) == (4, 5)
    seen = view(desk, ROUND, MONDAY)
    assert (seen.ledger.opinions, [opinion.number for opinion in seen.opinions]) == (4, [4, 5, 2, 3])
    assert [o.number for o in anchoring.anchor_opinions(desk, ROUND)] == [4, 5, 2, 3]
    assert [row["parent"] for row in opinions_json(seen.opinions)] == [1, 1, None, None]
    (finance, _planning) = read_case(desk, ROUND, MONDAY).table.groups
    assert [row.opinion for row in finance.rows] == [f"1.1 {PARTS[0]}", f"1.2 {PARTS[1]}", "增加一条。"]
    sheet = load_workbook(io.BytesIO(sheets.export_outcomes(desk, ROUND, MONDAY))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=3)] == ["4", "5", "2", "3"]


def test_each_part_is_anchored_by_its_own_words(desk: Desk) -> None:
    split(desk)
    labels = {o.number: o.label for o in anchoring.anchor_opinions(desk, ROUND)}
    assert (labels[4], labels[5]) == ("第一条", "第二条")


def test_a_sheet_from_before_the_split_says_where_the_parts_are(desk: Desk) -> None:
    path = desk.settings.home / "采纳.xlsx"
    book = load_workbook(io.BytesIO(sheets.export_outcomes(desk, ROUND, MONDAY)))
    book.active["E3"] = "采纳"
    book.save(path)
    split(desk)
    with pytest.raises(OpinionUnknown, match=rf"^{ROUND} 第 1 条意见已拆分，请分别处理第 4、5 条。$"):
        sheets.import_outcomes(desk, ROUND, path, MONDAY)


def test_splitting_and_joining_stand_in_the_record_of_acts(desk: Desk) -> None:
    split(desk)
    assert splitting.unsplit(desk, ROUND, 1, "", MONDAY) == (4, 5)
    assert numbers(desk) == [1, 2, 3]
    assert [(act.who, act.what, act.words) for act in record(desk, ROUND).acts] == [
        ("命令行", "合并", "第 1 条意见拆出的第 4、5 条合并回原意见"),
        ("王科员", "拆分", "第 1 条意见拆分为第 4、5 条意见"),
    ]


def test_a_part_begins_at_the_words_the_clerk_names(desk: Desk) -> None:
    assert splitting.parts_at(desk, ROUND, 1, ["二是"]) == PARTS
    with pytest.raises(Refused, match=r"^第 1 条意见里（前一处之后）没有“三是”；"):
        splitting.parts_at(desk, ROUND, 1, ["三是"])


def test_a_settled_part_is_settled_by_itself(desk: Desk) -> None:
    split(desk)
    assert approving.settle(desk, ROUND, {4: ADOPTED}, "王科员", MONDAY) == 1
    assert view(desk, ROUND, MONDAY).unsettled == (5, 2, 3)
