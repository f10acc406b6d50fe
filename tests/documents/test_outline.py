"""Outlines: typed and automatic numbers, annexes, tables, anchors that hold, gaps that are said."""

import io
import time

import pytest
from docx import Document

from documents.docx_text import descendants, open_docx, visible_text
from documents.draft_writing import write_draft
from documents.markers import marker_of
from documents.outline import outline_of
from rules.anchors import ClauseKind
from rules.errors import DraftUnreadable
from tests.documents.drafts import ANNEXED, PLAN, ROWS, docx, plan, regulation, typed
from tests.documents.outlining import labels, saved


def test_the_demonstrations_draft_has_every_level() -> None:
    outline = plan().outline
    assert [c.label for c in outline.clauses if c.level == 1] == [
        *("标题", "标题2", "标题3", "正文第1段", "一、", "二、", "三、", "四、", "正文第2段", "附件"),
    ]
    duties = outline.labelled("附件 四、")
    assert duties is not None
    below = [outline.clauses[place].label for place in outline.children(outline.at[duties.anchor])]
    assert below[:3] == ["附件 四、市自然资源和规划局", "附件 四、市财政局", "附件 四、市发改委"]
    assert outline.labelled("附件 四、市督查局") is not None
    assert outline.lint() == ()


def test_the_annex_has_the_title_of_the_lines_below_it() -> None:
    annex = plan().outline.labelled("附件")
    assert annex is not None
    assert annex.title == "开封市产业集聚区“百园增效”行动领导小组成员名单及职责"


def test_a_regulation_has_its_chapters_articles_items_and_paragraphs() -> None:
    outline = regulation().outline
    assert [label for label in labels(outline) if label.startswith("第五条")] == [
        "第五条",
        "第五条第二款",
        "第五条第（一）项",
        *("第五条第（一）项1.", "第五条第（一）项2.", "第五条第（一）项3."),
        "第五条第（二）项",
    ]
    first = outline.labelled("第一条")
    assert first is not None
    assert (first.title, first.path) == ("立法目的", "第一章/第一条")
    assert outline.lint() == ()


def test_a_paragraph_after_the_items_of_an_article_is_the_articles() -> None:
    after = regulation().outline.labelled("第三条第二款")
    assert after is not None
    assert after.text == "前款规定的年度计划应当向社会公布。"


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("附件", ClauseKind.ANNEX, 0),
        ("附件2 工作台账", ClauseKind.ANNEX, 2),
        ("附录A", ClauseKind.ANNEX, 1),
        ("第一编", ClauseKind.BOOK, 1),
        ("第十二章 附则", ClauseKind.CHAPTER, 12),
        ("第三节", ClauseKind.SECTION, 3),
        ("第一百零五条 为了……", ClauseKind.ARTICLE, 105),
        ("第二部分", ClauseKind.PART, 2),
        ("十一、保障措施", ClauseKind.FIRST, 11),
        ("(三)工作目标", ClauseKind.SECOND, 3),
        ("１２．完善制度", ClauseKind.THIRD, 12),
        ("3、完善制度", ClauseKind.THIRD, 3),
        ("（4）完善制度", ClauseKind.FOURTH, 4),
        ("⑤完善制度", ClauseKind.FIFTH, 5),
        ("6）完善制度", ClauseKind.FIFTH, 6),
        ("b) shall", ClauseKind.FIFTH, 2),
        ("5.2.1 收到申请后", ClauseKind.POINT, 1),
    ],
)
def test_a_typed_number_is_known(text: str, kind: ClauseKind, number: int) -> None:
    found = marker_of(text)
    assert found is not None
    assert (found.kind, found.number) == (kind, number)


@pytest.mark.parametrize(
    "text",
    [
        "第三条第二款规定的情形除外。",
        "第五条和第六条自印发之日起施行。",
        "附件：开封市领导小组成员名单",
        "附件所列单位应当配合。",
        "2027年底前完成。",
        "3.5亿元的资金由市财政局落实。",
        "一是加强领导，二是加强宣传。",
        "（征求意见稿）",
        "",
    ],
)
def test_a_sentence_that_begins_like_a_number_is_none(text: str) -> None:
    assert marker_of(text) is None


def test_tables_are_rows_and_soft_breaks_are_lines() -> None:
    document = Document(io.BytesIO(docx(ANNEXED, ROWS)))
    document.add_paragraph("甲条。\n乙条。")
    outline = outline_of(saved(document))
    rows = [clause.text for clause in outline.clauses if clause.kind is ClauseKind.ROW]
    assert rows == [" | ".join(row) for row in ROWS]
    last = outline.clauses[-2:]
    assert [(clause.text, clause.offset) for clause in last] == [("甲条。", 0), ("乙条。", 4)]
    assert last[0].paragraph == last[1].paragraph


def test_every_clause_says_where_its_words_stand_in_the_file() -> None:
    blob = docx(ANNEXED, ROWS)
    paragraphs = list(descendants(open_docx(blob, "稿", DraftUnreadable).root, "p"))
    words = {ClauseKind.WHOLE, ClauseKind.TABLE, ClauseKind.ROW}
    for clause in (clause for clause in outline_of(blob).clauses if clause.kind not in words):
        text = visible_text(paragraphs[clause.paragraph])
        assert text[clause.offset : clause.offset + len(clause.text)] == clause.text


def test_an_anchor_finds_its_clause_again() -> None:
    outline = plan().outline
    for clause in outline.clauses:
        assert outline.find(clause.anchor) is clause
    assert outline.find("二、（三）2.") is None
    assert outline.find("九、#000000000000") is None


def test_an_anchor_follows_a_clause_that_was_moved_renumbered_or_reworded() -> None:
    before = typed("一、目标", "1.建立台账。", "2.按月通报。", "二、保障", "1.落实经费。")
    after = typed("一、目标", "1.新增内容。", "2.建立台账。", "二、保障", "1.足额落实经费。", "2.按月通报。")
    moved = {c.label: (f.label if (f := after.find(c.anchor)) else None) for c in before.clauses[1:]}
    assert moved == {
        "一、": "一、",
        "一、1.": "一、2.",
        "一、2.": "二、2.",
        "二、": "二、",
        "二、1.": "二、1.",
    }


def test_anchors_and_labels_are_unique_even_where_numbers_repeat() -> None:
    outline = typed("一、目标", "（一）甲", "（一）甲", "（一）甲", "一、目标")
    assert len({clause.anchor for clause in outline.clauses}) == len(outline.clauses)
    assert labels(outline) == ["一、", "一、（一）", "一、（一）〔2〕", "一、（一）〔3〕", "一、〔2〕"]


def test_gaps_and_repetitions_are_said() -> None:
    outline = typed("一、甲", "四、乙", "（二）丙", "（三）丁", "（三）戊")
    assert [gap.sentence for gap in outline.lint()] == [
        "“一、”之后紧接“四、”，编号不连续。",
        "“四、（二）”之前缺少编号。",
        "“四、（三）”之后紧接“四、（三）〔2〕”，编号不连续。",
    ]


def test_what_is_no_docx_is_refused_in_a_sentence() -> None:
    with pytest.raises(DraftUnreadable, match="请用 Word 或 WPS"):
        outline_of(b"<html>", "稿.docx")


def test_a_long_draft_is_read_in_a_moment() -> None:
    blob = write_draft("\n".join(line for _ in range(18) for line in PLAN.read_text("utf-8").splitlines()))
    began = time.perf_counter()
    outline = outline_of(blob)
    assert len(outline.clauses) > 1300
    assert time.perf_counter() - began < 2  # a tenth of this where nothing else runs
