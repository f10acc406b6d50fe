"""Forms as they really come back: changed, retyped, damaged, or the unit's own table."""

import io

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from documents.form_code import FormCode, code_for
from documents.form_filling import fill_form
from documents.form_reading import FormRow, read_form, says_no_comment
from rules.errors import BadInput, FormCodeDamaged, FormUnreadable
from rules.words import Stance
from tests.documents.forms import SECRET, blank, edited, own_table, saved

HEAD = ("序号", "条款位置", "原文", "修改建议", "理由和依据")
ROW = FormRow(1, "第三条", "年底前完成", "次年三月底前完成", "汛期不能施工")


def refusal(kind: type[BadInput], blob: bytes) -> str:
    with pytest.raises(kind) as caught:
        read_form(blob, SECRET, "反馈.docx")
    return str(caught.value)


def test_columns_may_be_moved_renamed_and_added() -> None:
    blob = own_table(
        ("单位", "修改理由", "修改意见", "章节", "原文内容"),
        ("市林业局", "汛期不能施工", "次年三月底前完成", "第三条", "年底前完成"),
    )
    assert read_form(blob, SECRET).rows == (ROW,)


def test_a_table_of_two_columns_is_enough_and_its_repeated_header_is_no_opinion() -> None:
    blob = own_table(("编号", "意见和建议"), ("1", "删去第三条"), ("编号", "意见和建议"), ("2", "增加附则"))
    form = read_form(blob, SECRET)
    assert (form.code, form.stance) == (None, Stance.OPINIONS)
    assert form.rows == (FormRow(1, proposal="删去第三条"), FormRow(2, proposal="增加附则"))


def test_placeholders_strokes_and_numbers_alone_are_no_opinions() -> None:
    blob = own_table(HEAD, ("1", "选择或填写", "请填写", "", ""), ("2", "/", "——", "", "无"), ("3", "", "", "", ""))
    assert (read_form(blob, SECRET).stance, read_form(blob, SECRET).rows) == (None, ())


@pytest.mark.parametrize(
    "said", ["无意见", "无", "无。", "经研究，我局无修改意见。", "没有意见", "我单位对征求意见稿无意见和建议"]
)
def test_no_comment_may_be_written_into_a_row(said: str) -> None:
    form = read_form(own_table(HEAD, ("1", "", "", said, "")), SECRET)
    assert (form.stance, form.rows) == (Stance.NO_COMMENT, ())


@pytest.mark.parametrize(
    "said", ["建议增加“公示无意见”", "将“有意见”改为“无意见”", "删去“无意见”", "应补充：对此无意见"]
)
def test_an_opinion_about_those_words_stays_an_opinion(said: str) -> None:
    form = read_form(own_table(HEAD, ("1", "", "", said, "")), SECRET)
    assert (form.stance, form.rows) == (Stance.OPINIONS, (FormRow(1, proposal=said),))


@pytest.mark.parametrize(
    "text",
    [
        "☑无意见　　□有意见（请逐条填写下表）",
        "√无意见 □有意见",
        "√□无意见 □有意见",
        "■ 无意见 □ 有意见",
        "(√)无意见 ( )有意见",
        "【✓】无修改意见",
        "☒无意见☐有意见",
        "R无意见□有意见",
        "无意见√ 有意见□",
        "无意见☑",
        "□有意见 ✔无意见",
        "无意见",
        "□无意见",
        "没有意见。",
    ],
)
def test_a_tick_in_whatever_shape_is_no_comment(text: str) -> None:
    assert says_no_comment(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "□无意见　　□有意见（请逐条填写下表）",
        "□无意见 ☑有意见",
        "无意见 ☑有意见（请逐条填写下表）",
        "无意见□ 有意见☑",
        "☐ 无意见 ☒ 有意见",
        "□有意见 □无意见",
        "有意见",
        "",
    ],
)
def test_no_tick_or_another_one_is_not(text: str) -> None:
    assert says_no_comment(text) is False


def test_a_tick_drawn_as_a_wingdings_symbol_is_a_tick() -> None:
    def tick(document: Docx) -> None:
        run = document.tables[0].rows[-1].cells[1].paragraphs[0].runs[0]
        run.text = run.text.removeprefix("□")
        run._r.addprevious(parse_xml(f'<w:r {nsdecls("w")}><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>'))  # noqa: SLF001

    assert read_form(edited(blank(), tick), SECRET).stance is Stance.NO_COMMENT


def test_merged_cells_count_for_every_row_they_span() -> None:
    blob = own_table(HEAD, ("1", "第三条", "甲", "改为乙", "理由一"), ("2", "", "丙", "改为丁", "理由二"))

    def merge(document: Docx) -> None:
        rows = document.tables[0].rows
        rows[1].cells[1].merge(rows[2].cells[1])

    assert read_form(edited(blob, merge), SECRET).rows == (
        FormRow(1, "第三条", "甲", "改为乙", "理由一"),
        FormRow(2, "第三条", "丙", "改为丁", "理由二"),
    )


def test_a_cell_spanning_columns_shifts_nothing_to_its_right() -> None:
    blob = own_table(HEAD, ("1", "第三条", "", "改为乙", "理由一"))

    def merge(document: Docx) -> None:
        cells = document.tables[0].rows[1].cells
        cells[1].merge(cells[2])

    assert read_form(edited(blob, merge), SECRET).rows == (FormRow(1, "第三条", "", "改为乙", "理由一"),)


def test_tracked_changes_are_read_as_accepted() -> None:
    def revise(document: Docx) -> None:
        paragraph = document.tables[1].rows[1].cells[3].paragraphs[0]._p  # noqa: SLF001
        who = 'w:id="1" w:author="甲"'
        paragraph.append(parse_xml(f"<w:del {nsdecls('w')} {who}><w:r><w:delText>旧</w:delText></w:r></w:del>"))
        paragraph.append(parse_xml(f"<w:ins {nsdecls('w')} {who}><w:r><w:t>删去本条</w:t></w:r></w:ins>"))
        gone = document.tables[1].rows[2]
        gone.cells[3].text = "此行已删"
        gone._tr.get_or_add_trPr().append(parse_xml(f"<w:del {nsdecls('w')} {who}/>"))  # noqa: SLF001

    assert read_form(edited(blank(), revise), SECRET).rows == (FormRow(1, proposal="删去本条"),)


def test_content_controls_are_seen_through_and_their_placeholders_not() -> None:
    def control(document: Docx) -> None:
        for row, shown in ((1, ""), (2, "<w:showingPlcHdr/>")):
            paragraph = document.tables[1].rows[row].cells[3].paragraphs[0]._p  # noqa: SLF001
            content = "<w:sdtContent><w:r><w:t>删去第三条</w:t></w:r></w:sdtContent>"
            paragraph.append(parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{shown}</w:sdtPr>{content}</w:sdt>"))

    assert read_form(edited(blank(), control), SECRET).rows == (FormRow(1, proposal="删去第三条"),)


def test_two_tables_run_together_are_still_both_read() -> None:
    def join(document: Docx) -> None:
        values, opinions = (table._tbl for table in document.tables)  # noqa: SLF001
        body = document.element.body
        body.remove(document.paragraphs[1]._p)  # noqa: SLF001
        for row in opinions.tr_lst:
            values.append(row)
        body.remove(opinions)

    form = read_form(edited(fill_form(blank(), rows=[ROW], contact="李四"), join), SECRET)
    assert (form.contact, form.rows) == ("李四", (ROW,))


@pytest.mark.parametrize("part", ["table", "note", "footer", "properties"])
def test_the_code_in_any_one_place_is_enough(part: str) -> None:
    code = code_for(SECRET, "2026-001", 7)

    def keep_one(document: Docx) -> None:
        if part != "table":
            document.tables[0].rows[3].cells[1].text = ""
        if part != "note":
            document.paragraphs[-1].text = ""
        if part != "footer":
            document.sections[0].footer.paragraphs[0].text = ""
        document.core_properties.identifier = code if part == "properties" else ""
        document.core_properties.keywords = ""

    assert read_form(edited(blank(), keep_one), SECRET).code == FormCode("2026-001", 7)


def spoilt(document: Docx) -> None:
    """Every printed code with its last character but one replaced."""
    code = code_for(SECRET, "2026-001", 7)
    bad = f"{code[:-2]}{'2' if code[-2] != '2' else '3'}{code[-1]}"
    for root in (document.element, document.sections[0].footer._element):  # noqa: SLF001
        for text in root.iter(qn("w:t")):
            text.text = (text.text or "").replace(code, bad)
    document.core_properties.identifier = document.core_properties.keywords = bad


def test_a_code_damaged_everywhere_is_refused_with_what_was_read() -> None:
    assert refusal(FormCodeDamaged, edited(blank(), spoilt)).startswith("“反馈.docx”的反馈编号“ZQ-2026001-007-")


def test_a_second_units_code_in_the_body_is_refused() -> None:
    def confuse(document: Docx) -> None:
        document.add_paragraph(code_for(SECRET, "2026-001", 8))

    assert refusal(FormCodeDamaged, edited(blank(), confuse)) == (
        "“反馈.docx”里有两个不同的反馈编号；请使用发给本单位的反馈表重新填写。"
    )


def test_a_document_that_is_no_form_is_refused() -> None:
    document = Document()
    document.add_paragraph("关于报送材料的函")
    assert refusal(FormUnreadable, saved(document)) == (
        "“反馈.docx”里没有找到反馈表；请使用随函所附的征求意见反馈表填写后再提交。"
    )


@pytest.mark.parametrize(
    ("blob", "sentence"),
    [
        (b"", "“反馈.docx”是空文件；请重新导出或重新发送。"),
        (b"%PDF-1.7", "“反馈.docx”是 PDF；请提供可编辑的 .docx 原稿。"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "“反馈.docx”是旧版 Word 文件（.doc 或 .wps）；请用 Word 或 WPS 打开，另存为 .docx 后再提交。",
        ),
        (blank()[:2000], "“反馈.docx”已损坏，打不开；请重新导出或重新发送。"),
    ],
)
def test_what_is_no_docx_is_told_how_to_become_one(blob: bytes, sentence: str) -> None:
    assert refusal(FormUnreadable, blob) == sentence


def test_reading_leaves_the_words_of_a_form_untouched() -> None:
    texts = ("  第三条  ", "甲\t乙", "一是“丙”；\n二是‘丁’……", "A&B <c> \u3000㎡")
    form = read_form(fill_form(blank(), rows=[FormRow(1, *texts)]), SECRET)
    assert form.rows == (FormRow(1, *(text.strip() for text in texts)),)
    assert Document(io.BytesIO(blank())).tables[1].rows[1].cells[3].text == ""
