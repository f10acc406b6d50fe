"""`circulate edits`: what is proposed, what a clerk confirms, and what then stands in the revised draft."""

import pytest

from desk import approving, opening, sheets
from desk.office import Desk
from documents.draft_writing import write_draft
from rules.settling import Outcome
from rules.words import Stage, Verdict
from tests.commands.clerk import DUE, NOW, OPENED, ROUND, Clerk
from tests.desk.office import AUDIT, TAX, UNITS, asking, units_sheet
from tests.documents.drafts import PLAN
from tests.documents.tracked import plain_texts, texts

INVITED = UNITS[:6]
DRAFT = write_draft(PLAN.read_text("utf-8"))
WHICH = (
    "请写明意见的编号（以及 --clause、--after、--delete 写明的修改，或 --none），或用 --sure 0.9 一并认定，两者选一。"
)
ADOPTED = Outcome(Verdict.ADOPTED, Stage.APPROVED)


@pytest.fixture
def answered(clerk: Clerk, desk: Desk) -> Clerk:
    """A round with three adopted opinions, two of which overlap."""
    sheets.import_units(desk, units_sheet(clerk.folder / "units.csv", INVITED))
    opening.open_round(desk, asking(desk, INVITED, due=DUE, content=DRAFT), OPENED)
    clerk.does("reply", ROUND, TAX, "--opinion", "二、（三）2.删除“及税费”", "--opinion", "请加强宣传。")
    clerk.does("reply", ROUND, AUDIT, "--opinion", "二、（三）2.“指标及税费”改为“指标和税收”")
    approving.settle(desk, ROUND, dict.fromkeys((1, 2, 3), ADOPTED), "", NOW)
    return clerk


def states(clerk: Clerk) -> dict[int, str]:
    return {row["number"]: row["state"] for row in clerk.reads("edits", ROUND)}


def test_the_clerk_sees_what_is_proposed_and_what_is_still_to_be_done(answered: Clerk) -> None:
    shown = answered.does("edits", ROUND)
    assert shown.endswith("采纳的意见共 3 条，3 条还没有认定对稿件的修改；未经认定的不写入修改稿。\n")
    assert "".join(shown.split()).count("建议：二、（三）2.删除“及税费”") == 1
    first = answered.reads("edits", ROUND)[0]
    ((edit),) = first["proposed"]
    assert (edit["kind"], edit["clause"], edit["old"], edit["new"]) == ("replace", "二、（三）2.", "及税费", "")
    assert (first["unit"], first["verdict"], first["state"], first["edits"]) == (TAX, "adopted", "missing", [])


def test_confirming_as_proposed_by_hand_or_that_nothing_changes(answered: Clerk) -> None:
    assert answered.does("edits", "confirm", ROUND, "1") == "第 1 条意见：二、（三）2. 删除“及税费”。\n"
    assert answered.does("edits", "confirm", ROUND, "2", "--none") == "第 2 条意见：不改动文字。\n"
    assert states(answered) == {1: "confirmed", 2: "none", 3: "missing"}
    by_hand = (
        "--clause",
        "三、（四）",
        "--old",
        "总结提升",
        "--new",
        "总结",
        "--after",
        "二、（三）",
        "--text",
        "4.加强调度。",
    )
    assert answered.does("edits", "confirm", ROUND, "3", *by_hand, "--delete", "附件 四、市督查局") == (
        "第 3 条意见：三、（四） “总结提升”改为“总结”；二、（三） 之后增加一段“4.加强调度。”；"
        "附件 四、市督查局 整条删除。\n"
    )
    assert set(states(answered).values()) == {"confirmed", "none"}


def test_numbers_that_an_edit_leaves_apart_are_pointed_out(answered: Clerk) -> None:
    answered.does("edits", "confirm", ROUND, "2", "--delete", "二、（三）2.")
    assert answered("edits", ROUND).err == (
        "注意：按已认定的修改，“二、（三）1.”之后紧接“二、（三）3.”，编号不连续。\n"
    )


def test_all_that_are_sure_and_do_not_overlap_are_confirmed_at_once(answered: Clerk) -> None:
    assert answered.does("edits", "confirm", ROUND, "--sure", "0.7") == "已认定 0 条意见的修改。\n"
    answered.does("edits", "confirm", ROUND, "3", "--none")
    assert answered.does("edits", "confirm", ROUND, "--sure", "0.7") == "已认定 1 条意见的修改（第 1 条）。\n"


def test_what_was_confirmed_stands_in_the_documents(answered: Clerk) -> None:
    answered.does("edits", "confirm", ROUND, "1")
    answered.does("documents", ROUND, "--out", "papers")
    revised, clean = ((answered.folder / "papers" / f"{name}.docx").read_bytes() for name in ("revised", "clean"))
    assert texts(revised, "rejected") == plain_texts(DRAFT)
    assert plain_texts(clean) == [text.replace("指标及税费", "指标") for text in plain_texts(DRAFT)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            (),
            f"{WHICH}\n",
        ),
        (
            ("2",),
            "第 2 条意见里没有读出对文字的修改；请用 --clause、--after 或 --delete 写明，或用 --none 表示不改动。\n",
        ),
        (
            ("1", "--clause", "二、（三）2.", "--old", "没有的话", "--new", ""),
            "“二、（三）2.”里没有“没有的话”；请照征求意见稿的原文填写。\n",
        ),
        (
            ("1", "--clause", "二、（三）2."),
            "--clause、--old、--new 要成组写出：每处修改写明条款、原文和改后的文字。\n",
        ),
        (("1", "--after", "二、（三）2."), "--after 与 --text 要成组写出：在哪一条之后，增加什么文字。\n"),
        (("9", "--none"), f"{ROUND} 没有第 9 条意见，或它已不计入；可用 circulate opinions {ROUND} 查看。\n"),
    ],
)
def test_a_mistake_ends_in_one_sentence_and_changes_nothing(
    answered: Clerk, words: tuple[str, ...], sentence: str
) -> None:
    before = answered.record()
    refused = answered("edits", "confirm", ROUND, *words)
    assert (refused.code, refused.out, refused.err) == (1, "", sentence)
    assert answered.record() == before


def test_overlapping_edits_are_refused_with_both_opinions_named(answered: Clerk) -> None:
    answered.does("edits", "confirm", ROUND, "1")
    refused = answered("edits", "confirm", ROUND, "3")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(f"第 1 条意见（{TAX}）与第 3 条意见（{AUDIT}）对“二、（三）2.”的修改相互重叠")
