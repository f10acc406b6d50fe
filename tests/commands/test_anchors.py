"""`circulate anchors`: what is proposed, what a clerk confirms, and what `opinions` shows afterwards."""

import pytest

from desk import opening, sheets
from desk.office import Desk
from documents.draft_writing import write_draft
from tests.commands.clerk import DUE, OPENED, ROUND, Clerk
from tests.desk.office import AUDIT, TAX, UNITS, asking, units_sheet
from tests.documents.drafts import PLAN

INVITED = UNITS[:6]


@pytest.fixture
def answered(clerk: Clerk, desk: Desk) -> Clerk:
    """A round with three opinions, two of which contradict one another."""
    sheets.import_units(desk, units_sheet(clerk.folder / "units.csv", INVITED))
    opening.open_round(desk, asking(desk, INVITED, due=DUE, content=write_draft(PLAN.read_text("utf-8"))), OPENED)
    clerk.does("reply", ROUND, TAX, "--opinion", "二、（三）2.删除“及税费”", "--opinion", "（四）应更准确。")
    clerk.does("reply", ROUND, AUDIT, "--opinion", "二、（三）2.“指标及税费”改为“指标和税收”")
    return clerk


def test_the_clerk_sees_what_is_proposed_and_that_nothing_is_kept(answered: Clerk) -> None:
    shown = answered.does("anchors", ROUND)
    lines = [line.split() for line in shown.splitlines()]
    assert ["1", TAX, "二、（三）2.", "0.90", "编号", "删除“及税费”"] in lines
    assert shown.endswith("共 3 条意见，3 条的对应条款待人工认定；以上都是建议，未经认定不记入意见。\n")
    assert [row["clause"] for row in answered.reads("opinions", ROUND)] == ["", "", ""]


def test_confirming_one_or_all_that_are_sure(answered: Clerk) -> None:
    assert answered.does("anchors", "confirm", ROUND, "2", "三、（四）") == "第 2 条意见：三、（四）。\n"
    assert (
        answered.does("anchors", "confirm", ROUND, "--all-above", "0.9")
        == "已认定 2 条意见的对应条款（第 1、3 条）。\n"
    )
    assert answered.does("anchors", "confirm", ROUND, "--all-above", "0.9") == "已认定 0 条意见的对应条款。\n"
    assert [row["clause"] for row in answered.reads("opinions", ROUND)] == [
        "二、（三）2.",
        "三、（四）",
        "二、（三）2.",
    ]


def test_by_clause_the_contradiction_is_said(answered: Clerk) -> None:
    shown = answered("anchors", ROUND, "--by-clause")
    assert shown.code == 0
    assert shown.err == "注意：第 1 条与第 3 条意见相互矛盾：删除“及税费”；“指标及税费”改为“指标和税收”。\n"
    assert shown.out.endswith("看不准对应条款的：第 2 条意见，请用 circulate anchors confirm 认定。\n")
    (group,) = answered.reads("anchors", ROUND, "--by-clause")
    assert (group["clause"], group["opinions"], group["alike"]) == ("二、（三）2.", [1, 3], [])
    assert [found["opinions"] for found in group["contradictions"]] == [[1, 3]]


def test_the_json_has_places_candidates_and_edits(answered: Clerk) -> None:
    first, second, _ = answered.reads("anchors", ROUND)
    ((candidate,),) = first["places"]
    assert (candidate["clause"], candidate["confidence"], candidate["method"]) == ("二、（三）2.", 0.9, "number")
    ((edit),) = first["edits"]
    assert (edit["kind"], edit["old"], edit["new"], edit["end"] - edit["start"]) == ("delete", "及税费", "", 3)
    assert [each["clause"] for each in second["places"][0]] == ["二、（四）", "三、（四）", "四、（四）"]
    assert second["left"] == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("confirm", ROUND), "请写明意见的编号，或用 --all-above 0.9 认定把握大的全部意见，两者选一。\n"),
        (
            ("confirm", ROUND, "2", "（四）"),
            "“（四）”可以指“二、（四）”、“三、（四）”、“四、（四）”；请写明是哪一处。\n",
        ),
        (("2020-009",), f"没有编号为“2020-009”的征求意见；最近的是 {ROUND}，可用 circulate round list 查看。\n"),
    ],
)
def test_a_mistake_ends_in_one_sentence(answered: Clerk, words: tuple[str, ...], sentence: str) -> None:
    before = answered.record()
    refused = answered("anchors", *words)
    assert (refused.code, refused.out, refused.err) == (1, "", sentence)
    assert answered.record() == before


def test_help_shows_both_uses(clerk: Clerk) -> None:
    shown = clerk.does("anchors", "--help")
    assert [line.split()[0] for line in shown.splitlines() if line.startswith("  ")][-2:] == ["list", "confirm"]
