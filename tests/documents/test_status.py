"""The status report: its words, and the same words as .docx and PDF when those are opened again."""

import io
import re
from dataclasses import replace

import pdfplumber
import pytest
from docx import Document
from docx.document import Document as Docx
from PIL import Image

from documents.status import DECLINED_COLUMNS, MISSING_COLUMNS, MOST, NOTHING_LEFT, StatusReport
from documents.status_docx import write_status as docx_of
from documents.status_pdf import write_status as pdf_of
from rules.disputes import Reaction
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict
from tests.documents.reports import LOST, MISSING, begun, report
from tests.documents.schema import faults

OVERVIEW = (
    "2026年9月28日就《全市河道管护办法》向6家单位征求意见，反馈截止时间为2026年10月13日18时。"
    "截至2026年10月15日9时30分，已反馈3家（有意见2家、无意见1家），其中逾期反馈1家；无反馈2家，未送达1家。"
)
VERDICTS = "共收到意见建议4条：采纳1条、部分采纳1条、不采纳1条、待定1条。未采纳、部分采纳和解释说明的列表如下。"
LONG = "开封市产业集聚区“百园增效”行动实施方案"


def opened(given: StatusReport) -> Docx:
    return Document(io.BytesIO(docx_of(given)))


def prose(document: Docx) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def rows(document: Docx, number: int) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row.cells) for row in document.tables[number].rows]


def pages(given: StatusReport) -> list[str]:
    """The text of each page of the PDF, without white space."""
    with pdfplumber.open(io.BytesIO(pdf_of(given))) as pdf:
        return [_packed(page.extract_text()) for page in pdf.pages]


def cells(given: StatusReport) -> list[tuple[str, ...]]:
    """The rows of the PDF's tables, page by page, without white space; a bar of four parts looks like one of them."""
    with pdfplumber.open(io.BytesIO(pdf_of(given))) as pdf:
        tables = [table for page in pdf.pages for table in page.extract_tables()]
    return [tuple(_packed(cell or "") for cell in row) for table in tables for row in table if len(row) > 4]


def _packed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_the_overview_gives_the_ledger_in_words() -> None:
    assert report().overview == OVERVIEW
    assert begun().overview.endswith("已反馈1家（有意见0家、无意见1家），其中逾期反馈1家；无反馈1家。")


def test_opinions_are_counted_by_verdict_or_said_to_be_missing() -> None:
    assert report().verdicts == VERDICTS
    assert begun().verdicts == "尚未收到意见建议。"


def test_those_who_are_missing_stand_with_what_was_done_about_it() -> None:
    assert report().missing_rows() == [
        ("1", "尉氏县", "逾期未反馈", "10月13日18时", "3次", "10月14日"),
        ("2", "杞县", "待反馈\n（已开始填写）", "2027年1月11日18时", "—", "—"),
    ]


def test_what_was_not_wholly_adopted_stands_with_its_reason() -> None:
    assert report().declined_rows() == [
        ("2", "市财政局", "删去第三条。", "不采纳", "上位法有明确要求。"),
        ("3", "市发改委", "第四条“可以”改为“应当”，\n并另设一款。", "建议部分采纳", "不另设款。"),
    ]


def test_what_is_left_is_numbered_where_there_are_several_and_said_to_be_done_where_there_is_none() -> None:
    assert report().left_to_do == [
        "1．还有1条意见没有提出处理建议（第4条）。",
        "2．还有1条处理建议没有审定（第3条）。",
    ]
    assert report(blocking=("一件。",)).left_to_do == ("一件。",)
    assert begun().left_to_do == (NOTHING_LEFT,)


def test_what_units_made_of_their_outcomes_is_counted_once_anyone_was_told() -> None:
    told = replace(report(), reactions=(Reaction.ACCEPTED, Reaction.SILENT, Reaction.MAINTAINED, Reaction.SILENT))
    sentence = "对已审定的采纳情况，各单位的回应为：未回应2条、同意1条、坚持原意见1条。"
    assert (told.accord, report().accord, replace(told, reactions=(Reaction.UNTOLD,) * 2).accord) == (sentence, "", "")
    assert sentence in prose(opened(told))
    assert sentence in "".join(pages(told))


def test_a_long_title_breaks_before_its_last_words() -> None:
    assert report().heading == "《全市河道管护办法》征求意见进展情况"
    assert report(title=LONG).heading == f"《{LONG}》\n征求意见进展情况"


def test_the_docx_reads_as_the_report_does() -> None:
    document = opened(report())
    assert prose(document) == [
        "《全市河道管护办法》征求意见进展情况",
        "（编号 2026-001　截至2026年10月15日9时30分）",
        "一、反馈情况",
        OVERVIEW,
        "二、未反馈单位",
        "未送达1家：市场监管局。请核对其邮箱，改正后自动重新发函。",
        "三、意见采纳情况",
        VERDICTS,
        "四、办结前尚需办理的事项",
        *report().left_to_do,
        "市水利局",
        "2026年10月15日",
    ]
    assert rows(document, 0) == [MISSING_COLUMNS, *report().missing_rows()]
    assert rows(document, 1) == [DECLINED_COLUMNS, *report().declined_rows()]


def test_a_docx_without_anything_to_list_has_no_empty_tables() -> None:
    document = opened(report(opinions=(), missing=(), lost=(), blocking=()))
    assert document.tables == []
    assert prose(document)[4:9] == [
        "二、未反馈单位",
        "无。",
        "三、意见采纳情况",
        "尚未收到意见建议。",
        "四、办结前尚需办理的事项",
    ]


@pytest.mark.parametrize("given", [report(), begun()], ids=["full", "begun"])
def test_the_docx_is_valid_against_the_schema(given: StatusReport) -> None:
    assert faults(docx_of(given)) == []


def test_the_docx_carries_its_charts_as_pictures_with_words_for_those_who_cannot_see_them() -> None:
    document = opened(report())
    shapes = list(document.inline_shapes)
    assert [round(shape.width.mm) for shape in shapes] == [150, 150, 150]
    said = [shape._inline.docPr.get("descr") for shape in shapes]  # noqa: SLF001 - python-docx has no reader of it
    assert said == [OVERVIEW, "反馈进度", VERDICTS]
    parts = document.part.package.iter_parts()
    images = [part.blob for part in parts if str(part.partname).endswith(".png")]
    assert [Image.open(io.BytesIO(blob)).format for blob in images] == ["PNG"] * 3


def test_the_pdf_says_what_the_docx_says() -> None:
    document, text = opened(report()), "".join(pages(report()))
    assert [words for words in map(_packed, prose(document)) if words not in text] == []
    assert cells(report()) == [tuple(map(_packed, row)) for number in (0, 1) for row in rows(document, number)]


def test_every_page_of_the_pdf_is_numbered_as_the_standard_has_it() -> None:
    numbered = pages(report(missing=MISSING * 40))
    assert [re.findall(r"—\d+—$", page) for page in numbered] == [[f"—{n}—"] for n in range(1, len(numbered) + 1)]
    assert len(numbered) == 5
    assert cells(report(missing=MISSING * 40)).count(MISSING_COLUMNS) == 4


def test_the_pdf_embeds_its_fonts_and_is_made_for_the_archive() -> None:
    content = pdf_of(report())
    assert b"pdfaid:part" in content.replace(b"\n", b"")
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        names = {str(char["fontname"]).split("+")[-1].split("-")[0] for page in pdf.pages for char in page.chars}
    assert names == {"NotoSerifSC", "NotoSansSC"}
    assert pdf_of(report()) == content


def test_a_character_no_font_draws_is_printed_as_its_number_and_none_is_dropped() -> None:
    rare = Opinion(9, "市统计局", "𪚥\x01与😀同列。", "", Outcome(Verdict.REJECTED, Stage.APPROVED, "没有𪚥字。"))
    (*_, row) = cells(report(opinions=(rare,)))
    assert row == ("9", "市统计局", "〔U+2A6A5〕与〔U+1F600〕同列。", "不采纳", "没有〔U+2A6A5〕字。")
    assert rows(opened(report(opinions=(rare,))), 1)[1][2] == "𪚥与😀同列。"


def test_a_long_list_is_cut_in_the_pdf_and_says_so_while_word_has_it_all() -> None:
    long = report(missing=MISSING[:1] * (MOST + 7))
    assert "其余7家没有列出，全部列在Word版的报告中。" in "".join(pages(long))
    assert max(int(row[0]) for row in cells(long) if row[0].isdecimal() and row[1] == "尉氏县") == MOST
    assert len(rows(opened(long), 0)) == MOST + 8
    assert (report().more_missing, report().more_declined) == ("", "")


def test_markup_in_what_units_wrote_stays_words() -> None:
    hostile = replace(LOST[0], unit="#panic() *局* $x$ <b>")
    assert "未送达1家：#panic()*局*$x$<b>。" in "".join(pages(report(lost=(hostile,))))
