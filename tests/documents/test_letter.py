"""The letter and the form on paper: opened again, valid, the number on the first page nowhere and later outside."""

import io
from dataclasses import replace
from pathlib import Path

import pdfplumber
from docx import Document
from docx.oxml.ns import qn

from documents import form_pdf
from documents.form import FormPress
from documents.form_reading import read_form
from documents.letter import PaperLetter, write_docx, write_pdf
from tests.documents.cases import NOW
from tests.documents.schema import faults
from tests.documents.test_press import pages

LETTER = PaperLetter(
    office="某市水务局",
    number="某水函〔2026〕12号",
    title="河道管护办法",
    units=("市财政局", "市发改委"),
    due="2026年10月19日（星期一）18时",
    silence="逾期未反馈的，视为无意见。",
    attachments=("河道管护办法（征求意见稿）", "征求意见反馈表"),
    contact="王五",
    phone="0371-12345",
    email="water@office.test",
    signed="2026年10月8日",
    written=NOW,
)
WORDS = [
    "某市水务局",
    "某水函〔2026〕12号",
    "关于征求《河道管护办法（征求意见稿）》意见的函",
    "市财政局、市发改委：",
    (
        "我单位起草了《河道管护办法（征求意见稿）》，现征求你单位意见。请结合职责认真研究，于2026年10月19日（星期一）18时前"
        "将书面意见（加盖单位公章的扫描件和可编辑的电子版）反馈我单位，无意见也请书面反馈。逾期未反馈的，视为无意见。"
    ),
    "反馈意见请填写所附反馈表，发送至water@office.test，并按规定报送盖章件。",
    "专此函达。",
    "附件：1.河道管护办法（征求意见稿）",
    "　　　2.征求意见反馈表",
    "某市水务局",
    "2026年10月8日",
    "（联系人：王五，电话：0371-12345）",
]
FORM = FormPress("河道管护办法", LETTER.due, LETTER.office, "王五 0371-12345")


def said(letter: PaperLetter) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(write_docx(letter))).paragraphs]


ANEW = [
    "关于再次征求《河道管护办法（征求意见稿）》意见的函",
    WORDS[4].replace("现征求你单位意见", "并根据各单位意见作了修改，现就修改稿再次征求意见"),
]


def test_the_letter_says_what_letters_of_this_kind_say_and_no_more() -> None:
    assert said(LETTER) == WORDS
    assert faults(write_docx(LETTER)) == []


def test_the_letter_of_a_further_round_says_that_it_is_one_in_both_formats() -> None:
    again = replace(LETTER, again=True)
    assert said(again) == [*WORDS[:2], ANEW[0], WORDS[3], ANEW[1], *WORDS[5:]]
    plain = "".join("".join(pages(write_pdf(again))).split())
    assert plain == "".join("".join(said(again)).split())


def test_one_attachment_has_no_number_and_what_is_unknown_is_left_out() -> None:
    bare = said(replace(LETTER, attachments=("草案",), email="", contact="", phone=""))
    assert bare == [*WORDS[:5], "专此函达。", "附件：草案", *WORDS[9:11]]


def test_the_head_is_red_and_the_first_page_has_no_number() -> None:
    document = Document(io.BytesIO(write_docx(LETTER)))
    color = document.styles["RedHead"].element.rPr.find(qn("w:color")).get(qn("w:val"))
    section = document.sections[0]
    assert (color, section.different_first_page_header_footer) == ("FF0000", True)
    assert [p.text for p in section.first_page_footer.paragraphs] == [""]


def test_the_pdf_says_the_same() -> None:
    plain = "".join("".join(pages(write_pdf(LETTER))).split())
    assert plain == "".join("".join(WORDS).split())


def test_a_long_list_of_units_numbers_the_second_page_on_the_left() -> None:
    pdf = write_pdf(replace(LETTER, units=tuple(f"第{number}单位" for number in range(400))))
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        numbers = [[w for w in page.extract_words() if w["top"] > 740 and w["text"].isdigit()] for page in opened.pages]
        middle = opened.pages[0].width / 2
    assert [[word["text"] for word in words] for words in numbers] == [[], ["2"], ["3"], ["4"]]
    assert [words[0]["x0"] < middle for words in numbers[1:]] == [True, False, True]


def test_the_blank_form_is_valid_and_is_read_as_one_that_says_nothing() -> None:
    blank = FORM.blank()
    assert faults(blank) == []
    form = read_form(blank, b"secret")
    assert (form.code, form.unit, form.stance, form.rows) == (None, "", None, ())


def test_the_form_to_print_has_the_same_columns_and_room_for_five_opinions(tmp_path: Path) -> None:
    with pdfplumber.open(io.BytesIO(form_pdf.write_form(FORM, NOW, tmp_path))) as opened:
        (page,) = opened.pages
        about, rows = page.extract_tables()
    assert [row[0] for row in about] == ["文件名称", "反馈单位（盖章）", "联系人", "反馈截止时间", "反馈结论"]
    assert rows == [
        ["序号", "条款位置", "原文", "修改建议", "理由和依据"],
        *([str(number), "", "", "", ""] for number in range(1, 6)),
    ]
