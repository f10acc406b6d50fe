"""A typed draft as Word has it: opened again with python-docx, paragraph by paragraph."""

import io
from pathlib import Path

from docx import Document
from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt

from documents.draft import check_draft
from documents.draft_writing import write_draft

TEXT = """
# 河道管护办法
# 实施细则
（征求意见稿）

为了保护“母亲河”，制定本细则。
一、总体要求
（一）指导思想
1.落实责任。责任单位：市水利局。
一、二级支流由县区管护。
（一）这一句以句号结尾，不是标题。

附件：成员名单

附件
# 成员名单
一、组成
市水利局：牵头 < & > 实施。
"""
DEMO = Path(__file__).resolve().parents[2] / "templates" / "demo" / "draft.txt"


def opened(text: str = TEXT) -> Docx:
    return Document(io.BytesIO(write_draft(text)))


def styled(text: str = TEXT) -> list[tuple[str, str]]:
    return [(paragraph.style.name or "", paragraph.text) for paragraph in opened(text).paragraphs if paragraph.style]


def test_every_line_becomes_a_paragraph_in_the_style_of_its_own_numbering() -> None:
    assert styled() == [
        ("Heading", "河道管护办法"),
        ("Heading", "实施细则"),
        ("Version", "（征求意见稿）"),
        ("Body", "为了保护“母亲河”，制定本细则。"),
        ("Level1", "一、总体要求"),
        ("Level2", "（一）指导思想"),
        ("Body", "1.落实责任。责任单位：市水利局。"),
        ("Body", "一、二级支流由县区管护。"),
        ("Body", "（一）这一句以句号结尾，不是标题。"),
        ("AnnexNote", "附件：成员名单"),
        ("Annex", "附件"),
        ("Heading", "成员名单"),
        ("Level1", "一、组成"),
        ("Body", "市水利局：牵头 < & > 实施。"),
    ]


def test_the_title_of_two_lines_is_found_by_whoever_reads_drafts() -> None:
    assert check_draft(write_draft(TEXT), "细则.docx").title == "河道管护办法实施细则"
    assert opened().core_properties.title == "河道管护办法实施细则"
    titles = [paragraph for paragraph in opened().paragraphs if paragraph.style and paragraph.style.name == "Heading"]
    assert [title.alignment for title in titles] == [WD_ALIGN_PARAGRAPH.CENTER] * 3


def test_a_line_is_left_free_under_a_title_unless_its_version_follows() -> None:
    titles = [paragraph for paragraph in opened().paragraphs if paragraph.style and paragraph.style.name == "Heading"]
    frees = [title.paragraph_format.space_after for title in titles]
    assert frees == [None, None, Pt(28)]


def test_a_draft_without_a_title_has_none() -> None:
    assert opened("只有一句话。").core_properties.title == ""
    assert styled("只有一句话。") == [("Body", "只有一句话。")]


def test_fonts_are_named_and_sized_as_the_standard_has_them() -> None:
    used = {
        style.style_id: (style.element.rPr.rFonts.get(qn("w:eastAsia")), style.element.rPr.sz.val.pt)
        for style in opened().styles
        if style.element.rPr is not None
    }
    assert used == {
        "Heading": ("方正小标宋简体", 22),
        "Version": ("楷体_GB2312", 16),
        "Annex": ("黑体", 16),
        "AnnexNote": ("仿宋_GB2312", 16),
        "Level1": ("黑体", 16),
        "Level2": ("楷体_GB2312", 16),
        "Body": ("仿宋_GB2312", 16),
        "PageOdd": ("宋体", 14),
        "PageEven": ("宋体", 14),
    }


def test_text_stands_on_lines_of_28_points_two_characters_in() -> None:
    formats = [opened().styles[name].element.pPr for name in ("Level1", "Level2", "Body")]
    assert [(look.spacing_line, look.spacing_lineRule) for look in formats] == [(Pt(28), WD_LINE_SPACING.EXACTLY)] * 3
    assert [look.ind.get(qn("w:firstLineChars")) for look in formats] == ["200"] * 3


def test_the_page_is_a4_with_the_margins_of_the_standard() -> None:
    section = opened().sections[0]
    sides = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    assert [round(getattr(section, side).mm) for side in sides] == [210, 297, 37, 35, 28, 26]


def test_an_annex_begins_a_page() -> None:
    breaks = [name for name in ("Annex", "AnnexNote", "Heading", "Level1", "Body") if begins_page(name)]
    assert breaks == ["Annex"]


def begins_page(name: str) -> bool:
    return opened().styles[name].element.pPr.find(qn("w:pageBreakBefore")) is not None


def test_pages_are_numbered_outside_on_either_side() -> None:
    document = opened()
    section = document.sections[0]
    feet = [section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]]
    assert [(foot.text, foot.style.name) for foot in feet if foot.style] == [("—  —", "PageOdd"), ("—  —", "PageEven")]
    fields = [foot._p.find(qn("w:fldSimple")).get(qn("w:instr")) for foot in feet]  # noqa: SLF001
    assert fields == [" PAGE ", " PAGE "]
    assert document.settings.odd_and_even_pages_header_footer is True


def test_the_same_text_gives_the_same_bytes() -> None:
    assert write_draft(TEXT) == write_draft(TEXT)
    assert write_draft(TEXT) == write_draft(TEXT.replace("\n\n", "\n").replace("\n", "\r\n"))


def test_the_draft_of_the_demonstration_loses_nothing() -> None:
    text = DEMO.read_text("utf-8")
    lines = [line.removeprefix("# ") for line in text.splitlines() if line]
    blob = write_draft(text)
    assert [paragraph.text for paragraph in Document(io.BytesIO(blob)).paragraphs] == lines
    draft = check_draft(blob, "征求意见稿.docx")
    assert (draft.title, draft.paragraphs) == ("开封市产业集聚区“百园增效”行动实施方案", len(lines))
    assert draft.characters == len("".join("".join(lines).split()))
