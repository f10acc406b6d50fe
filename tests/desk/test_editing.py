"""What opinions change in the draft: proposed, confirmed by a person, refused where it does not fit, then written."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from desk import approving, editing, opening, papers, sheets
from desk.editing import RoundEdits, Typed
from desk.filing import Entered, enter_reply
from desk.office import Desk
from documents.draft_writing import write_draft
from models import rounds
from rules.anchors import Laid
from rules.edits import NO_EDIT, LaidEdit
from rules.errors import ClauseUnknown, OpinionUnknown, Refused, RoundNotOpen
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, Stage, Verdict
from tests.desk.office import AUDIT, DAY, FINANCE, OPENED, PLANNING, ROUND, STATISTICS, TAX, UNITS, asking, units_sheet
from tests.documents.drafts import PLAN
from tests.documents.schema import faults
from tests.documents.tracked import plain_texts, texts

NOW, BY = OPENED + DAY, "张三"
DRAFT = write_draft(PLAN.read_text("utf-8"))
SAID = {
    TAX: ["二、（三）2.删除“及税费”。", "二、（三）3.责任单位中删除我局"],
    AUDIT: ["二、（三）2.删除“及税费”"],
    FINANCE: ["附件 四、市财政局“安排年度评优奖励资金；”（建议删除）"],
    PLANNING: ["二、（三）2.“各项指标及税费一并盘活使用”建议修改为“各项指标统筹使用”"],
    STATISTICS: ["附件 四、市督查局建议删除该条。", "请加强宣传。"],
}
VERDICTS: Mapping[int, Outcome] = {
    **dict.fromkeys((1, 2, 3, 4, 6, 7), Outcome(Verdict.ADOPTED, Stage.APPROVED)),
    5: Outcome(Verdict.REJECTED, Stage.APPROVED, "与税务部门的意见不一致。"),
}


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """An office with a round of the demonstration's draft and seven opinions, six of them adopted."""
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", UNITS[:6]))
    opening.open_round(desk, asking(desk, UNITS[:6], content=DRAFT), OPENED)
    for unit, said in SAID.items():
        enter_reply(desk, ROUND, unit, Entered(NOW, Channel.PAPER, opinions_of(said)), NOW)
    approving.settle(desk, ROUND, dict(VERDICTS), BY, NOW)
    return desk


def found(desk: Desk) -> RoundEdits:
    return editing.edits_of(desk, ROUND)


def words(edits: tuple[LaidEdit, ...]) -> list[tuple[str, str]]:
    return [(edit.old, edit.new) for edit in edits]


def proposed(desk: Desk) -> dict[int, list[tuple[str, str]]]:
    return {each.opinion.number: words(each.proposal.edits) for each in found(desk).opinions}


def confirmed(desk: Desk) -> dict[int, list[tuple[str, str]]]:
    return {each.opinion.number: words(each.decided.edits) for each in found(desk).opinions if each.decided.edits}


def test_edits_are_proposed_out_of_the_words_of_opinions_and_nothing_is_kept(asked: Desk) -> None:
    everything = proposed(asked)
    assert {number: everything[number] for number in (1, 2, 3, 4, 5, 7)} == {
        1: [("及税费", "")],
        2: [("、市税务局", "")],
        3: [("及税费", "")],
        4: [("安排年度评优奖励资金；", "")],
        5: [("各项指标及税费一并盘活使用", "各项指标统筹使用")],
        7: [],
    }
    assert [old[:5] for old, _ in everything[6]] == ["市督查局："]
    assert (confirmed(asked), found(asked).missing) == ({}, (1, 2, 3, 4, 6, 7))


def test_what_is_confirmed_counts_and_is_replaced_by_what_is_confirmed_later(asked: Desk) -> None:
    editing.confirm_proposed(asked, ROUND, 1, BY, NOW)
    assert confirmed(asked) == {1: [("及税费", "")]}
    other = editing.typed_edits(asked, ROUND, Typed(reworded=(("二、（三）2.", "及税费", "和税费"),)))
    editing.confirm_edits(asked, ROUND, 1, other, BY, NOW)
    assert (confirmed(asked), found(asked).missing) == ({1: [("及税费", "和税费")]}, (2, 3, 4, 6, 7))


def test_an_opinion_may_change_nothing(asked: Desk) -> None:
    editing.no_edit(asked, ROUND, 7, BY, NOW)
    (last,) = (each.decided for each in found(asked).opinions if each.opinion.number == 7)
    assert (last.edits, last.laid, last.missing) == (NO_EDIT, (), False)


def test_all_that_are_sure_are_confirmed_at_once_and_the_rest_waits_for_a_person(asked: Desk) -> None:
    assert editing.confirm_sure(asked, ROUND, 0.7, BY, NOW) == (1, 2, 3, 4)
    assert found(asked).missing == (6, 7)
    assert editing.confirm_sure(asked, ROUND, 0.7, BY, NOW) == ()


def test_of_sure_edits_that_overlap_none_is_confirmed(asked: Desk) -> None:
    approving.settle(asked, ROUND, {5: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, BY, NOW, reopen="领导要求")
    assert editing.confirm_sure(asked, ROUND, 0.7, BY, NOW) == (2, 4)
    assert found(asked).missing == (1, 3, 5, 6, 7)


def test_a_clerk_types_edits_of_every_kind(asked: Desk) -> None:
    typed = Typed(
        reworded=(("二、（三）2.", "一并盘活使用", "统筹使用"), ("三、（四）", "", "（四）总结阶段")),
        added=(("二、（三）", "4.加强调度。"),),
        removed=("附件 四、市督查局",),
    )
    edits = editing.typed_edits(asked, ROUND, typed)
    assert [edit.kind for edit in edits] == [Laid.REPLACE, Laid.REPLACE, Laid.NEW_PARAGRAPH, Laid.DELETE_PARAGRAPH]
    assert [found(asked).label(edit.anchor) for edit in edits] == [
        "二、（三）2.",
        "三、（四）",
        "二、（三）",
        "附件 四、市督查局",
    ]
    assert editing.confirm_edits(asked, ROUND, 6, edits, BY, NOW) == edits


def test_what_goes_goes_with_everything_below_it(asked: Desk) -> None:
    edits = editing.typed_edits(asked, ROUND, Typed(removed=("二、（三）",)))
    assert [found(asked).label(edit.anchor) for edit in edits] == [
        "二、（三）",
        "二、（三）1.",
        "二、（三）2.",
        "二、（三）3.",
    ]


@pytest.mark.parametrize(
    ("typed", "refusal", "sentence"),
    [
        (Typed(reworded=(("二、（三）2.", "没有的话", ""),)), Refused, "“二、（三）2.”里没有“没有的话”"),
        (Typed(reworded=(("二、（三）2.", "供应", "供地"),)), Refused, "不止一处“供应”"),
        (Typed(reworded=(("第九部分", "甲", "乙"),)), ClauseUnknown, "征求意见稿里没有“第九部分”"),
        (Typed(removed=("全文",)), Refused, "不能删除全文"),
    ],
)
def test_what_does_not_fit_the_draft_is_refused(
    asked: Desk, typed: Typed, refusal: type[Exception], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence):
        editing.typed_edits(asked, ROUND, typed)


def test_an_edit_of_other_words_than_the_drafts_is_not_confirmed(asked: Desk) -> None:
    (edit,) = editing.typed_edits(asked, ROUND, Typed(reworded=(("二、（三）2.", "及税费", ""),)))
    for wrong, sentence in (
        (LaidEdit(edit.kind, edit.anchor, 0, 3, "及税费", ""), "原文与“及税费”对不上"),
        (LaidEdit(edit.kind, "二、/没有#0", 0, 3, "及税费", ""), "没有“二、/没有”这一处"),
        (LaidEdit(edit.kind, edit.anchor, edit.start, edit.end, "及税费", "及税费"), "改后与原文相同"),
        (LaidEdit(Laid.NEW_PARAGRAPH, edit.anchor, new=" "), "没有写出"),
    ):
        with pytest.raises(Refused, match=sentence):
            editing.confirm_edits(asked, ROUND, 1, (wrong,), BY, NOW)
    with pytest.raises(Refused, match="没有要认定的修改"):
        editing.confirm_edits(asked, ROUND, 1, (), BY, NOW)
    with pytest.raises(Refused, match="不能与其他修改一起认定"):
        editing.confirm_edits(asked, ROUND, 1, (edit, *NO_EDIT), BY, NOW)
    assert confirmed(asked) == {}


def test_overlapping_edits_are_refused_with_both_opinions_named(asked: Desk) -> None:
    approving.settle(asked, ROUND, {5: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, BY, NOW, reopen="领导要求")
    editing.confirm_proposed(asked, ROUND, 1, BY, NOW)
    with pytest.raises(Refused) as refused:
        editing.confirm_proposed(asked, ROUND, 5, BY, NOW)
    assert refused.value.sentence == (
        "第 1 条意见（市税务局）与第 5 条意见（市发改委）对“二、（三）2.”的修改相互重叠"
        "（删除“及税费”；“各项指标及税费一并盘活使用”改为“各项指标统筹使用”），"
        "不能同时写入修改稿；请用 circulate edits confirm 改定其中一条。"
    )
    assert editing.confirm_proposed(asked, ROUND, 3, BY, NOW)[0].old == "及税费"


def test_a_verdict_that_leaves_the_draft_alone_takes_no_edit(asked: Desk) -> None:
    with pytest.raises(Refused, match="第 5 条意见的处理是“不采纳”，不改动征求意见稿"):
        editing.confirm_proposed(asked, ROUND, 5, BY, NOW)
    editing.no_edit(asked, ROUND, 5, BY, NOW)


def test_an_edit_whose_opinion_is_rejected_afterwards_is_kept_but_not_made(asked: Desk) -> None:
    editing.confirm_proposed(asked, ROUND, 2, BY, NOW)
    rejected = Outcome(Verdict.REJECTED, Stage.APPROVED, "职责所在。")
    approving.settle(asked, ROUND, {2: rejected}, BY, NOW, reopen="复议")
    (second,) = (each.decided for each in found(asked).opinions if each.opinion.number == 2)
    assert (words(second.edits), second.laid) == ([("、市税务局", "")], ())


def test_what_was_not_read_or_is_not_there_cannot_be_confirmed(asked: Desk) -> None:
    with pytest.raises(Refused, match="没有读出对文字的修改"):
        editing.confirm_proposed(asked, ROUND, 7, BY, NOW)
    with pytest.raises(OpinionUnknown, match="没有第 77 条意见"):
        editing.no_edit(asked, ROUND, 77, BY, NOW)
    with asked.store.write() as session:
        rounds.cancel(session, ROUND, NOW)
    with pytest.raises(RoundNotOpen, match="已取消"):
        editing.confirm_proposed(asked, ROUND, 1, BY, NOW)


def test_a_final_wording_takes_the_place_of_the_units(asked: Desk) -> None:
    final = Outcome(Verdict.ADOPTED_WITH_CHANGES, Stage.APPROVED, final_text="各项指标一并统筹使用")
    approving.settle(asked, ROUND, {5: final}, BY, NOW, reopen="领导要求")
    assert proposed(asked)[5] == [("各项指标及税费一并盘活使用", "各项指标一并统筹使用")]
    assert editing.confirm_sure(asked, ROUND, 0.7, BY, NOW) == (1, 2, 3, 4)


def test_the_papers_show_what_was_confirmed_and_nothing_else(asked: Desk, tmp_path: Path) -> None:
    editing.confirm_proposed(asked, ROUND, 1, BY, NOW)
    editing.confirm_proposed(asked, ROUND, 3, BY, NOW)
    papers.write_documents(asked, ROUND, tmp_path, NOW, only=["revised.docx", "clean.docx", "comparison.docx"])
    revised, clean, comparison = (
        (tmp_path / f"{name}.docx").read_bytes() for name in ("revised", "clean", "comparison")
    )
    assert [faults(revised), faults(clean), faults(comparison)] == [[], [], []]
    assert texts(revised, "rejected") == plain_texts(DRAFT)
    original = next(text for text in plain_texts(DRAFT) if "及税费" in text)
    expected = [text.replace("及税费", "") if text == original else text for text in plain_texts(DRAFT)]
    assert texts(revised, "accepted") == plain_texts(clean) == expected
    rows = [text for text in plain_texts(comparison) if text]
    assert rows[1:5] == ["条款", "原文（征求意见稿）", "修改后", "理由及来源"]
    assert rows[5:-1] == [
        "二、（三）2.",
        original,
        original.replace("及税费", ""),
        f"{TAX}（意见1）：采纳",
        f"{AUDIT}（意见3）：采纳",
    ]


def test_edits_that_came_to_overlap_keep_the_revised_draft_back_and_say_why(asked: Desk, tmp_path: Path) -> None:
    adopted = {5: Outcome(Verdict.ADOPTED, Stage.APPROVED)}
    editing.confirm_proposed(asked, ROUND, 1, BY, NOW)
    rejected = Outcome(Verdict.REJECTED, Stage.APPROVED, "暂不采纳。")
    approving.settle(asked, ROUND, {1: rejected} | adopted, BY, NOW, reopen="复议")
    editing.confirm_proposed(asked, ROUND, 5, BY, NOW)
    approving.settle(asked, ROUND, {1: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, BY, NOW, reopen="再议")
    assert len(found(asked).clashes) == 1
    with pytest.raises(Refused, match="第 1 条意见（市税务局）与第 5 条意见（市发改委）"):
        papers.write_documents(asked, ROUND, tmp_path, NOW, only=["revised.docx"])
    assert list(tmp_path.glob("*.docx")) == []
