"""The form as printed, and what a unit fills into it as it is read back."""

import io
import zipfile

from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.form import FormPress
from documents.form_code import FormCode, code_for
from documents.form_filling import fill_form
from documents.form_reading import FilledForm, FormRow, read_form
from rules.words import Stance
from tests.documents.forms import PRESS, SECRET, blank

CODE = code_for(SECRET, "2026-001", 7)
LINES = st.text(st.characters(codec="gb18030", exclude_categories=["C", "Z"]), min_size=2, max_size=30).filter(
    lambda text: text.strip("/\\—–－.。、无-") != "" and "意见" not in text and "Z" not in text.upper()
)
ROWS = st.lists(st.tuples(LINES, LINES, LINES, LINES), min_size=1, max_size=8).map(
    lambda rows: tuple(FormRow(number, *texts) for number, texts in enumerate(rows, 1))
)


def test_the_form_shows_what_is_asked_of_whom_and_until_when() -> None:
    values, opinions = Document(io.BytesIO(blank())).tables
    assert [[cell.text for cell in row.cells] for row in values.rows] == [
        ["文件名称", *["河道管护办法（征求意见稿）"] * 3],
        ["反馈单位（盖章）", *["市林业局"] * 3],
        ["联系人", "", "联系电话", ""],
        ["反馈编号", *[CODE] * 3],
        ["反馈截止时间", *["2026年10月19日18时00分"] * 3],
        ["反馈结论", *["□无意见　　□有意见（请逐条填写下表）"] * 3],
    ]
    assert [[cell.text for cell in row.cells] for row in opinions.rows] == [
        ["序号", "条款位置", "原文", "修改建议", "理由和依据"],
        *[[str(number), "", "", "", ""] for number in range(1, 6)],
    ]


def test_the_code_stands_in_the_table_below_it_in_the_footer_and_in_the_properties() -> None:
    document = Document(io.BytesIO(blank()))
    core = document.core_properties
    assert (core.title, core.identifier, core.keywords) == ("征求意见反馈表", CODE, CODE)
    assert document.sections[0].footer.paragraphs[0].text == f"反馈编号：{CODE}（系统识别用，请勿删改）"
    assert document.paragraphs[-1].text == f"3.本表反馈编号：{CODE}，仅供贵单位本次反馈使用，请勿删改或转用。"


def test_the_note_names_whom_to_call_only_where_someone_is_named() -> None:
    silent = FormPress("办法", "明日", "市水利局").for_unit("甲局", CODE)
    send = "将本表（.docx 格式）报送市水利局；以正式文件为准的，另附盖章件。"
    notes = [Document(io.BytesIO(blob)).paragraphs[-2].text for blob in (blank(), silent)]
    assert notes == [
        f"2.请于2026年10月19日18时00分前{send}市水利局联系人：张三 0371-1234567。",
        f"2.请于明日前{send}",
    ]


def test_a_form_is_small_and_repeats_byte_for_byte() -> None:
    assert blank() == blank()
    assert len(blank()) < 12_000


def test_two_units_forms_differ_in_three_parts_only() -> None:
    archives = [zipfile.ZipFile(io.BytesIO(blank(unit, number))) for unit, number in (("甲局", 1), ("乙局", 2))]
    names = archives[0].namelist()
    assert {name for name in names if archives[0].read(name) != archives[1].read(name)} == {
        "word/document.xml",
        "word/footer_default.xml",
        "docProps/core.xml",
    }


def test_a_unit_may_be_called_anything() -> None:
    for unit in ("A&B <局>", "“双创”办公室", "局\x01\x02", "{code}"):
        form = read_form(PRESS.for_unit(unit, CODE), SECRET)
        assert (form.unit, form.code) == (unit.replace("\x01", "").replace("\x02", ""), FormCode("2026-001", 7))


@given(ROWS, LINES, LINES)
@settings(max_examples=60, deadline=None)
def test_what_a_unit_fills_in_is_what_is_read(rows: tuple[FormRow, ...], contact: str, phone: str) -> None:
    form = read_form(fill_form(blank(), rows=rows, contact=contact, phone=phone), SECRET)
    assert form == FilledForm(FormCode("2026-001", 7), "市林业局", contact, phone, Stance.OPINIONS, rows)


def test_a_ticked_box_is_a_reply_without_opinions() -> None:
    form = read_form(fill_form(blank(), no_comment=True), SECRET)
    assert form == FilledForm(FormCode("2026-001", 7), "市林业局", "", "", Stance.NO_COMMENT, ())


def test_opinions_outweigh_a_ticked_box_and_the_contradiction_is_marked() -> None:
    rows = (FormRow(1, proposal="删去第三条。"),)
    form = read_form(fill_form(blank(), rows=rows, no_comment=True), SECRET)
    assert (form.stance, form.rows, form.contradictory) == (Stance.OPINIONS, rows, True)


def test_an_untouched_form_says_nothing() -> None:
    assert read_form(blank(), SECRET).stance is None
