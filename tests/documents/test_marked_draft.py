"""The draft sent back marked up: what was tracked, changed in silence or commented on, each as one opinion."""

from pathlib import Path

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.marked_draft import Marked, MarkedChange, opinion_of, read_marked_draft
from documents.markings import passages_of
from rules.errors import FormUnreadable
from rules.filing import OpinionEntry
from tests.documents.forms import blank
from tests.documents.marking import (
    LINES,
    Mark,
    added,
    commented,
    draft,
    marked,
    removed,
    replaced,
    run_of,
    saved,
    silently,
)
from tests.documents.office_suite import resaved

DRAFT = draft()
FIRST = "年底前完成清理，责任单位：市水利局、市税务局。"
WITHOUT_TAX = "年底前完成清理，责任单位：市水利局。"
TAX = MarkedChange(Marked.TRACKED, "一、（一）", FIRST, WITHOUT_TAX, "税务局")
SILENT = MarkedChange(Marked.SILENT, "一、（二）", "各县区负责日常管护。", "各县区和开发区负责日常管护。")


def read(*marks: Mark) -> tuple[MarkedChange, ...]:
    return read_marked_draft(marked(*marks), DRAFT)


def test_an_unmarked_copy_says_nothing() -> None:
    assert read_marked_draft(DRAFT, DRAFT) == ()
    assert read_marked_draft(marked(silently(2, "年底", "年 底")), DRAFT) == ()


def test_tracked_words_give_the_sentence_as_it_was_and_as_it_should_be() -> None:
    assert read(replaced(2, "、市税务局", "")) == (TAX,)


def test_words_changed_without_tracking_are_found_too() -> None:
    assert read(silently(3, "各县区", "各县区和开发区")) == (SILENT,)


def test_everything_marked_comes_in_reading_order() -> None:
    found = read(silently(3, "各县区", "各县区和开发区"), replaced(2, "、市税务局", ""), commented(5, "建议改为每半年"))
    comment = MarkedChange(Marked.COMMENT, "二、", "各单位每季度报送进展。", "", "张三", "建议改为每半年")
    assert found == (TAX, SILENT, comment)


def test_tracked_and_silent_changes_of_one_line_are_one_change() -> None:
    found = read(replaced(2, "、市税务局", ""), silently(2, "年底前", "明年"))
    assert found == (MarkedChange(Marked.SILENT, "一、（一）", FIRST, WITHOUT_TAX.replace("年底前", "明年")),)


def test_a_comment_on_what_was_changed_stands_beside_the_change() -> None:
    found = read(replaced(5, "每季度", "每半年"), commented(5, "减轻基层负担"))
    assert found == (
        MarkedChange(
            Marked.TRACKED, "二、", "各单位每季度报送进展。", "各单位每半年报送进展。", "税务局", "减轻基层负担"
        ),
    )


@pytest.mark.parametrize("line", range(len(LINES)))
def test_a_paragraph_added_or_deleted_is_that_paragraph_alone(line: int) -> None:
    (addition,), (deletion,) = read(added(line, "新增一段。")), read(removed(line))
    assert (addition.kind, addition.old, addition.new) == (Marked.TRACKED, "", "新增一段。")
    assert addition.place.endswith(f"“{LINES[line][:20]}”之后")
    assert (deletion.kind, deletion.old, deletion.new) == (Marked.TRACKED, LINES[line], "")


def test_a_sentence_added_comes_with_the_one_before_it() -> None:
    (found,) = read(replaced(3, "各县区", "开发区由管委会负责。各县区"))
    assert (found.old, found.new) == ("（二）明确责任。", "（二）明确责任。开发区由管委会负责。")


def test_a_paragraph_added_or_deleted_in_silence_is_found() -> None:
    without, more = draft(*LINES[:3], *LINES[4:]), draft(*LINES, "三、附则")
    assert read_marked_draft(without, DRAFT) == (MarkedChange(Marked.SILENT, "一、（二）", LINES[3], ""),)
    (addition,) = read_marked_draft(more, DRAFT)
    assert (addition.kind, addition.place, addition.new) == (Marked.SILENT, f"二、“{LINES[5]}”之后", "三、附则")


def test_what_was_marked_when_the_draft_was_sent_is_no_opinion() -> None:
    sent = marked(replaced(2, "、市税务局", ""), commented(5, "待核"))
    assert read_marked_draft(sent, sent) == ()
    returned = marked(replaced(3, "各县区", "各县"), of=sent)
    assert [change.new for change in read_marked_draft(returned, sent)] == ["各县负责日常管护。"]


@pytest.mark.parametrize("blob", [blank(), draft("关于报送材料的函", "请于月底前报送。"), b"%PDF-1.7", b""])
def test_another_document_is_no_copy(blob: bytes) -> None:
    with pytest.raises(FormUnreadable):
        read_marked_draft(blob, DRAFT, "附件.docx")


def test_marks_survive_another_word_processor(tmp_path: Path) -> None:
    marks = (replaced(2, "、市税务局", ""), silently(3, "各县区", "各县区和开发区"), removed(5), commented(1, "请斟酌"))
    (returned,) = resaved({"稿.docx": marked(*marks)}, tmp_path, "docx").values()
    assert [(one.kind, one.place, one.old, one.new, one.comment) for one in read_marked_draft(returned, DRAFT)] == [
        (one.kind, one.place, one.old, one.new, one.comment) for one in read(*marks)
    ]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (TAX, f"一、（一）“{FIRST}”（建议修改为：{WITHOUT_TAX}）"),
        (MarkedChange(Marked.TRACKED, "二、", "甲。", ""), "二、“甲。”（建议删除）"),
        (MarkedChange(Marked.TRACKED, "“甲”之后", "", "乙。"), "“甲”之后（建议增加：乙。）"),
        (MarkedChange(Marked.TRACKED, "二、", "甲。", "乙。", "", "有据"), "二、“甲。”（建议修改为：乙。）批注：有据"),
        (MarkedChange(Marked.COMMENT, "二、", "甲", "", "张三", "不妥"), "二、“甲”（批注：不妥）"),
    ],
)
def test_a_change_is_an_opinion_in_its_own_words(change: MarkedChange, text: str) -> None:
    assert opinion_of(change).text == text


def test_an_opinion_keeps_place_original_proposal_and_grounds_apart() -> None:
    change = MarkedChange(Marked.TRACKED, "二、", "甲。", "乙。", "税务局", "有据")
    text = "二、“甲。”（建议修改为：乙。）批注：有据"
    assert opinion_of(change) == OpinionEntry(text, "二、", "甲。", "建议修改为：乙。", "有据")


WORDS = st.text("甲乙丙丁。；", min_size=1, max_size=12)
EDITS = st.lists(st.tuples(st.sampled_from(["ins", "del", ""]), WORDS), min_size=1, max_size=6)


@given(st.lists(EDITS, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None)
def test_before_and_after_are_what_rejecting_and_accepting_everything_leaves(
    paragraphs: list[list[tuple[str, str]]],
) -> None:
    document = Document()
    for runs in paragraphs:
        paragraph = document.add_paragraph()
        for kind, text in runs:
            paragraph._p.append(run_of(kind, text))  # noqa: SLF001
    passages = passages_of(saved(document), "稿")
    for gone, side in (("ins", [p.before for p in passages]), ("del", [p.after for p in passages])):
        left = ("".join(text for kind, text in runs if kind != gone) for runs in paragraphs)
        assert [line for lines in side for line in lines] == [line for line in left if line]
