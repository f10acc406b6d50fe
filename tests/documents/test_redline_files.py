"""The revised draft of files as they come: marked already, commented on, protected, damaged, torn in runs."""

import pytest

from documents.draft_writing import write_draft
from documents.outline import outline_of
from documents.redline import write_revision
from rules.errors import DraftUnreadable
from tests.documents.drafts import PLAN
from tests.documents.marking import added as marked_new
from tests.documents.marking import commented, marked, replaced
from tests.documents.marking import draft as short
from tests.documents.redlining import (
    AT,
    OFFICE,
    adopted,
    comments,
    marks,
    opened,
    part,
    removed,
    revised,
    reworded,
    with_parts,
)
from tests.documents.schema import faults, with_part
from tests.documents.tracked import looks, plain_texts, texts

DRAFT = write_draft(PLAN.read_text("utf-8"))
OUTLINE = outline_of(DRAFT)
TAX, AUDIT = "市税务局", "市审计局"
SHORT = short()
NUMBERED = outline_of(SHORT)
BODY = "word/document.xml"
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> REF a </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def test_changes_tracked_in_the_draft_itself_are_the_base_and_a_comment_says_so() -> None:
    draft = marked(replaced(2, "、市税务局", ""), marked_new(3, "（三）新增一项。"))
    made = revised(draft, adopted(1, AUDIT, reworded(outline_of(draft), "一、（二）", "日常", "经常性")))
    assert texts(made.revised, "rejected") == texts(draft, "accepted")
    assert {author for _, author, _ in marks(made.revised)} == {f"{AUDIT}（意见1）"}
    assert comments(made.revised)[0] == (
        OFFICE,
        "河道管护办法",
        "征求意见稿原有的修订痕迹已全部按接受处理，本稿的修订以此为准。",
    )
    assert texts(made.revised, "accepted") == plain_texts(made.clean)


def test_comments_that_were_there_stay_in_the_revised_draft_and_go_from_the_clean_copy() -> None:
    draft = marked(commented(3, "这里待核"))
    made = revised(draft, adopted(1, AUDIT, reworded(outline_of(draft), "一、（二）", "日常", "经常性")))
    assert [(who, text) for who, _, text in comments(made.revised)] == [
        ("张三", "这里待核"),
        (OFFICE, f"{AUDIT}（意见1）：建议修改。\n采纳情况：采纳"),
    ]
    assert list(opened(made.clean).comments) == []
    assert [faults(made.revised), faults(made.clean)] == [faults(draft), []]


def test_without_any_opinion_the_draft_comes_back_as_it_was() -> None:
    made = revised(DRAFT)
    assert plain_texts(made.revised) == plain_texts(made.clean) == plain_texts(DRAFT)
    assert looks(made.clean, "accepted") == looks(DRAFT, "accepted")
    assert "comments" not in part(made.revised, "[Content_Types].xml")


def test_a_protected_draft_can_be_worked_on() -> None:
    lock = '<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'
    settings = part(SHORT, "word/settings.xml")
    head, mark, tail = settings.partition("<w:defaultTabStop")
    made = revised(
        with_parts(SHORT, settings=f"{head}{lock}{mark}{tail}"), adopted(1, TAX, removed(NUMBERED, "一、（二）"))
    )
    assert "documentProtection" not in part(made.revised, "word/settings.xml")
    assert faults(made.revised) == []


def test_a_damaged_draft_is_refused_in_a_sentence() -> None:
    with pytest.raises(DraftUnreadable, match=r"“征求意见稿”已损坏，打不开"):
        write_revision(with_parts(SHORT, document="<w:document"), NUMBERED, [], OFFICE, AT)


def test_an_opinion_of_any_length_with_any_signs_stands_in_its_comment() -> None:
    text = f"{'长' * 50_000}\n第二段\x0b𠮷😀<w:p>&amp;"
    made = revised(SHORT, adopted(1, TAX, removed(NUMBERED, "一、（二）"), text=text))
    ((_, about, said),) = comments(made.revised)
    assert said == f"{TAX}（意见1）：{text.replace(chr(11), '')}\n采纳情况：采纳"
    assert about == "（二）明确责任。各县区负责日常管护。"
    assert faults(made.revised) == []


@pytest.mark.parametrize(
    ("torn", "old", "new"),
    [
        ("<w:r><w:t>（二）明确</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>责任。</w:t></w:r>", "确责", "了职"),
        ('<w:hyperlink w:anchor="a"><w:r><w:t>（二）明确责任。</w:t></w:r></w:hyperlink>', "责任", "职责"),
        (
            f"<w:r><w:t>（二）</w:t></w:r>{FIELD.format('明确')}<w:r><w:t>责任。</w:t></w:r>",
            "明确",
            "落实",
        ),
        (
            '<w:fldSimple w:instr=" REF a "><w:r><w:t>（二）明确</w:t></w:r></w:fldSimple><w:r><w:t>责任。</w:t></w:r>',
            "责",
            "职责",
        ),
        ("<w:r><w:t>（二）明</w:t><w:tab/><w:t>确责任。</w:t></w:r>", "\t确", ""),
    ],
)
def test_words_are_found_in_runs_links_and_fields_however_torn(torn: str, old: str, new: str) -> None:
    draft = with_part(SHORT, BODY, "<w:r><w:t>（二）明确责任。", f"{torn}<w:r><w:t>")
    made = revised(draft, adopted(1, TAX, reworded(outline_of(draft), "一、（二）", old, new)))
    assert plain_texts(made.clean) == [
        text.replace(old, new, 1) if text.startswith("（二）") else text for text in plain_texts(draft)
    ]
    assert texts(made.revised, "rejected") == plain_texts(draft)
    assert looks(made.revised, "rejected") == looks(draft, "accepted")
    assert faults(made.revised) == []


def test_a_field_whose_words_all_go_goes_with_them() -> None:
    draft = with_part(SHORT, BODY, "各县区负责", f"</w:t></w:r>{FIELD.format('各县区')}<w:r><w:t>负责")
    made = revised(draft, adopted(1, TAX, reworded(outline_of(draft), "一、（二）", "各县区", "县级")))
    assert part(made.clean, BODY).count("fldChar") == 0
    assert part(made.revised, BODY).count("delInstrText") == 2
