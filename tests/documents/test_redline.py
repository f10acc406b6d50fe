"""The revised draft: who changed what, what comments say, and what may not get lost on the way."""

import pytest

from documents.draft_writing import write_draft
from documents.outline import outline_of
from rules.anchors import Laid
from rules.edits import NO_EDIT, Decided, LaidEdit
from rules.errors import Refused
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict
from tests.documents.drafts import ANNEXED, PLAN, ROWS, docx
from tests.documents.marking import draft as short
from tests.documents.redlining import (
    OFFICE,
    added,
    adopted,
    anchor,
    comments,
    decided,
    marks,
    opened,
    removed,
    revised,
    reworded,
    with_parts,
)
from tests.documents.schema import faults, with_part
from tests.documents.tracked import plain_texts, texts

DRAFT = write_draft(PLAN.read_text("utf-8"))
OUTLINE = outline_of(DRAFT)
TAX, AUDIT = "市税务局", "市审计局"
SHORT = short()
NUMBERED = outline_of(SHORT)
BODY = "word/document.xml"


def test_a_change_names_its_unit_and_opinion_and_marks_only_what_differs() -> None:
    edit = reworded(OUTLINE, "二、（三）2.", "依照程序清理用地批准文件", "依照法定程序清理用地批准文件")
    assert marks(revised(DRAFT, adopted(3, TAX, edit)).revised) == [("ins", f"{TAX}（意见3）", "法定")]


def test_the_same_edit_asked_for_by_two_is_made_once_in_both_names() -> None:
    edit = reworded(OUTLINE, "二、（三）2.", "及税费", "")
    made = revised(DRAFT, adopted(1, TAX, edit), adopted(4, AUDIT, edit)).revised
    assert marks(made) == [("del", f"{TAX}（意见1）、{AUDIT}（意见4）", "及税费")]
    assert [text for _, _, text in comments(made)] == [
        f"{TAX}（意见1）：建议修改。\n采纳情况：采纳",
        f"{AUDIT}（意见4）：建议修改。\n采纳情况：采纳",
    ]


def test_more_names_than_word_takes_are_counted() -> None:
    edit = reworded(OUTLINE, "二、（三）2.", "及税费", "")
    opinions = [adopted(number, "一个名字相当长的单位", edit) for number in range(1, 40)]
    ((_, author, _),) = marks(revised(DRAFT, *opinions).revised)
    assert author == "一个名字相当长的单位（意见1）等39条意见"


def test_overlapping_edits_are_refused_with_both_named() -> None:
    one = adopted(1, TAX, reworded(OUTLINE, "二、（三）2.", "各项指标及税费", "各项指标"))
    other = adopted(2, AUDIT, reworded(OUTLINE, "二、（三）2.", "税费一并", "税费统一"))
    with pytest.raises(
        Refused, match=r"第 1 条意见（市税务局）与第 2 条意见（市审计局）对“二、（三）2\.”的修改相互重叠"
    ):
        revised(DRAFT, one, other)


def test_a_comment_gives_the_opinion_its_verdict_and_reason_beside_the_change_and_in_short_elsewhere() -> None:
    edits = [reworded(OUTLINE, f"二、（三）{item}.", "、市审计局", "") for item in (2, 3)]
    assert comments(revised(DRAFT, adopted(2, AUDIT, *edits)).revised) == [
        (OFFICE, "、市审计局", f"{AUDIT}（意见2）：建议修改。\n采纳情况：采纳"),
        (OFFICE, "、市审计局", f"{AUDIT}（意见2）：见“二、（三）2.”处的批注。"),
    ]


def test_what_was_not_adopted_stands_as_a_comment_on_its_clause_or_on_the_title() -> None:
    clause = anchor(OUTLINE, "三、（四）")
    made = revised(
        DRAFT,
        decided(1, TAX, Verdict.REJECTED, clause, reason="与上位文件不一致。"),
        decided(2, AUDIT, Verdict.EXPLAINED, reason="已有规定。"),
        decided(3, AUDIT, Verdict.WITHDRAWN, clause),
        Decided(Opinion(4, TAX, "请研究。"), (clause,)),
    )
    found = comments(made.revised)
    assert found == [
        (OFFICE, "开封市产业集聚区", f"{AUDIT}（意见2）：第2条意见。\n采纳情况：解释说明。理由：已有规定。"),
        (
            OFFICE,
            "（四）总结提升阶段（2028年10月至12月）",
            f"{TAX}（意见1）：第1条意见。\n采纳情况：不采纳。理由：与上位文件不一致。",
        ),
        (OFFICE, "（四）总结提升阶段（2028年10月至12月）", f"{TAX}（意见4）：请研究。\n采纳情况：待定"),
    ]
    assert (marks(made.revised), plain_texts(made.clean)) == ([], plain_texts(DRAFT))


def test_an_adopted_opinion_nobody_has_confirmed_the_edit_of_is_still_to_be_done() -> None:
    clause = anchor(OUTLINE, "三、（四）")
    still, done = (decided(number, TAX, Verdict.ADOPTED, clause) for number in (1, 2))
    done = Decided(done.opinion, done.anchors, NO_EDIT)
    assert [text.partition("采纳情况：")[2] for _, _, text in comments(revised(DRAFT, still, done).revised)] == [
        "采纳（尚未认定对稿件作何修改，稿中未改）",
        "采纳（经认定无需改动文字）",
    ]


def test_the_parts_of_a_split_opinion_are_numbered_as_in_the_table() -> None:
    outcome = Outcome(Verdict.ADOPTED, Stage.APPROVED)
    edit = reworded(OUTLINE, "二、（三）2.", "及税费", "")
    parts = [Opinion(number, TAX, "其中一条", "", outcome, parent=3) for number in (8, 9)]
    made = revised(DRAFT, Decided(parts[0]), Decided(parts[1], (), (edit,)))
    assert marks(made.revised) == [("del", f"{TAX}（意见3.2）", "及税费")]


def test_a_partly_adopted_opinion_changes_what_was_confirmed_and_says_the_rest() -> None:
    outcome = Outcome(Verdict.PARTLY, Stage.PROPOSED, "其余内容已有规定。")
    edit = reworded(OUTLINE, "二、（三）2.", "及税费", "")
    made = revised(DRAFT, Decided(Opinion(1, TAX, "删除两处。", "", outcome), (), (edit,)))
    assert comments(made.revised) == [
        (OFFICE, "及税费", f"{TAX}（意见1）：删除两处。\n采纳情况：建议部分采纳。理由：其余内容已有规定。")
    ]


def test_a_new_paragraph_follows_all_of_its_clause_and_looks_like_its_neighbours() -> None:
    made = revised(
        DRAFT,
        adopted(1, TAX, added(OUTLINE, "二、（三）", "4.加强调度。"), added(OUTLINE, "二、（三）", "（四）新的一项")),
    )
    new = [(p.text, p.style.name if p.style else "") for p in opened(made.clean).paragraphs]
    at = next(place for place, (text, _) in enumerate(new) if text == "4.加强调度。")
    assert [new[at - 1][0][:6], *new[at : at + 2], new[at + 2][0][:3]] == [
        "3.分类处置",
        ("4.加强调度。", "Body"),
        ("（四）新的一项", "Level2"),
        "（四）",
    ]


def test_a_number_word_writes_by_itself_is_not_typed_again() -> None:
    numbering = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    plain = with_part(SHORT, BODY, "一、总体要求", "总体要求")
    plain = with_part(plain, BODY, "二、保障措施", "保障措施")
    for words in ("总体要求", "保障措施"):
        plain = with_part(plain, BODY, f"<w:p><w:r><w:t>{words}", f"<w:p><w:pPr>{numbering}</w:pPr><w:r><w:t>{words}")
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    lists = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="0">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    draft = with_parts(plain, numbering=lists)
    made = revised(draft, adopted(1, TAX, added(outline_of(draft), "二、", "三、附则")))
    assert plain_texts(made.clean)[-1] == "附则"
    assert [clause.label for clause in outline_of(made.clean).clauses if clause.marker][-1] == "三、"
    assert texts(made.revised, "rejected") == plain_texts(draft)


def test_words_in_table_cells_change_and_rows_come_and_go() -> None:
    draft = docx(ANNEXED, ROWS)
    outline = outline_of(draft)
    made = revised(
        draft,
        adopted(1, TAX, reworded(outline, "附件3 （二）表1第2行", "95%", "98%")),
        adopted(2, AUDIT, added(outline, "附件3 （二）表1第2行", "2 | 公开时限 | 20日 | 市司法局")),
        adopted(3, AUDIT, removed(outline, "附件3 （二）表1第3行")),
    )
    table = [[cell.text for cell in row.cells] for row in opened(made.clean).tables[0].rows]
    assert table == [list(ROWS[0]), ["1", "主动公开率", "98%", "市政府办"], ["2", "公开时限", "20日", "市司法局"]]
    assert (texts(made.revised, "rejected"), faults(made.revised)) == (plain_texts(draft), [])


def test_a_row_of_other_cells_or_words_across_cells_are_refused() -> None:
    draft = docx(ANNEXED, ROWS)
    outline = outline_of(draft)
    with pytest.raises(Refused, match="应有 4 格"):
        revised(draft, adopted(1, TAX, added(outline, "附件3 （二）表1第2行", "只有一格")))
    with pytest.raises(Refused, match="与征求意见稿的原文对不上"):
        revised(draft, adopted(1, TAX, reworded(outline, "附件3 （二）表1第2行", "公开率 | 95%", "公开率")))


def test_a_clause_the_draft_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match="征求意见稿里已没有“九、”这一处"):
        revised(DRAFT, adopted(1, TAX, LaidEdit(Laid.REPLACE, "九、#0", 0, 1, "甲", "乙")))
