"""A form says the same in whatever format it comes back: saved by LibreOffice in each, then read."""

import io

import pytest
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from documents.any_form import Unread, read_any_form, read_attachment
from documents.form_code import FormCode, code_for
from documents.form_filling import fill_form
from documents.form_reading import FilledForm, FormRow
from documents.gate import Kind, admit
from documents.worker import in_worker
from rules.errors import FormCodeDamaged, FormUnreadable
from rules.words import Stance
from tests.documents.forms import SECRET, as_sheet, blank, edited, own_table
from tests.documents.office_suite import resaved
from tests.documents.test_damaged_files import last_mark

FORMATS = ("docx", "doc", "odt", "rtf", "xlsx", "xls", "ods")
HEAD = ("序号", "条款位置", "原文", "修改建议", "理由和依据")
CODE = FormCode("2026-001", 7)
TEXTS = ("“年底前”完成", "次年三月底前\n完成", "汛期不能施工 & 𠮷田")
ADDED = tuple(FormRow(number, f"第{number}条", *TEXTS) for number in range(1, 8))
MERGED = (FormRow(1, "第三条", "甲", "改为乙", "理由一"), FormRow(2, "第三条", "丙", "改为丁", "理由二"))
WIDE = (*MERGED, FormRow(3, "第四条", "", "删去", "不妥"))


def ours(*rows: FormRow, unit: str = "市林业局", contact: str = "") -> FilledForm:
    return FilledForm(CODE, unit, contact, "0371-1" if contact else "", Stance.OPINIONS, rows)


def spoilt(document: Docx) -> None:
    """The code in the table with a letter changed; the one below it still whole."""
    code = code_for(SECRET, "2026-001", 7)
    document.tables[0].rows[3].cells[1].text = code.replace(code[-1], "2" if code[-1] != "2" else "3")


def revised(document: Docx) -> None:
    """An opinion half deleted with tracking."""
    paragraph = document.tables[1].rows[1].cells[3].paragraphs[0]._p  # noqa: SLF001
    who = 'w:id="1" w:author="甲" w:date="2026-10-10T09:00:00Z"'
    paragraph.append(parse_xml(f"<w:del {nsdecls('w')} {who}><w:r><w:delText>增加一条</w:delText></w:r></w:del>"))
    paragraph.append(parse_xml(f"<w:ins {nsdecls('w')} {who}><w:r><w:t>删去本条</w:t></w:r></w:ins>"))


def merged() -> bytes:
    """A unit's own table: 条款位置 spanning two rows, then spanning 原文 beside it."""
    lines = [(str(row.number), row.place, row.original, row.proposal, row.grounds) for row in WIDE]

    def merge(document: Docx) -> None:
        rows = document.tables[0].rows
        rows[2].cells[1].text = rows[3].cells[2].text = ""
        rows[1].cells[1].merge(rows[2].cells[1])
        rows[3].cells[1].merge(rows[3].cells[2])

    return edited(own_table(HEAD, *lines), merge)


MOVED = own_table(
    ("单位", "修改理由", "意见（建议）", "章节", "原文内容"),
    ("市林业局", "汛期不能施工", "次年三月底前完成", "第三条", "年底前完成"),
)
FORMS = {
    "added": fill_form(blank(), rows=ADDED, contact="李四", phone="0371-1"),
    "ticked": fill_form(blank(), no_comment=True),
    "moved": MOVED,
    "merged": merged(),
    "spoilt": edited(fill_form(blank(), rows=ADDED[:1]), spoilt),
    "revised": edited(blank(), revised),
}
SAID = {
    "added": ours(*ADDED, contact="李四"),
    "ticked": FilledForm(CODE, "市林业局", "", "", Stance.NO_COMMENT, ()),
    "moved": FilledForm(
        None, "", "", "", Stance.OPINIONS, (FormRow(1, "第三条", "年底前完成", "次年三月底前完成", "汛期不能施工"),)
    ),
    "merged": FilledForm(None, "", "", "", Stance.OPINIONS, WIDE),
    "spoilt": ours(ADDED[0]),
    "revised": ours(FormRow(1, proposal="删去本条")),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bytes]:
    """Every form in every format."""
    folder = tmp_path_factory.mktemp("files")
    sheets = {name: as_sheet(form, "B2:B3" if name == "merged" else "") for name, form in FORMS.items()}
    made = {(name, "docx"): form for name, form in FORMS.items()} | {
        (name, "xlsx"): form for name, form in sheets.items()
    }
    for given_as, forms, endings in (("docx", FORMS, ("doc", "odt", "rtf")), ("xlsx", sheets, ("xls", "ods"))):
        for ending in endings:
            saved_so = resaved({f"{name}.{given_as}": form for name, form in forms.items()}, folder, ending)
            made |= {(name, ending): form for name, form in saved_so.items()}
    return made


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", FORMS)
def test_a_form_says_the_same_in_every_format(files: dict[tuple[str, str], bytes], name: str, ending: str) -> None:
    assert admit(files[name, ending], "随便.txt") is Kind(ending)
    assert read_any_form(files[name, ending], SECRET, "随便.txt") == SAID[name]


def test_the_old_format_still_holds_what_was_deleted_with_tracking(files: dict[tuple[str, str], bytes]) -> None:
    assert ["增加一条".encode("utf-16-le") in files[name, "doc"] for name in ("revised", "added")] == [True, False]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_of_any_format_ends_in_a_sentence(
    files: dict[tuple[str, str], bytes], data: st.DataObject
) -> None:
    blob = files["merged", data.draw(st.sampled_from(FORMATS[1:]))]
    at, patch = data.draw(st.integers(0, len(blob) - 1)), data.draw(st.binary(min_size=1, max_size=40))
    hurt = blob[:at] + patch + blob[at + len(patch) :]
    assert last_mark(lambda form: in_worker(read_any_form, form, SECRET, "表"), hurt) == "。"


def test_a_code_damaged_everywhere_is_refused_in_the_old_format_too(
    files: dict[tuple[str, str], bytes],
) -> None:
    blob = files["added", "doc"]
    whole = code_for(SECRET, "2026-001", 7)
    for coding in ("utf-16-le", "ascii", "utf-8"):
        blob = blob.replace(whole.encode(coding), f"{whole[:-6]}222222".encode(coding))
    with pytest.raises(FormCodeDamaged, match="ZQ-2026001-007-222222"):
        read_any_form(blob, SECRET, "表.doc")


def sheet(*rows: tuple[str, ...]) -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


def test_a_units_own_sheet_says_who_it_is_from_in_one_cell_and_its_notes_are_no_opinions() -> None:
    form = read_any_form(
        sheet(
            ("征求意见汇总",),
            ("反馈单位：市林业局", "", "联系人：李四"),
            ("序号", "意见建议", "章节"),
            ("1", "删去第三条", "三"),
            ("2", "说明：此处应写明经费来源", "四"),
            ("填表说明：一条意见一行，可增加行", "", ""),
            ("填表人：王五", "", "23990000"),
            ("3", "增加附则", ""),
        ),
        SECRET,
        "表.xlsx",
    )
    rows = (
        FormRow(1, "三", proposal="删去第三条"),
        FormRow(2, "四", proposal="说明：此处应写明经费来源"),
        FormRow(3, proposal="增加附则"),
    )
    assert form == FilledForm(None, "市林业局", "李四", "", Stance.OPINIONS, rows)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


@pytest.mark.parametrize(
    ("blob", "sentence"),
    [
        (b"{\\rtf1", "“表”里没有找到反馈表；请使用随函所附的征求意见反馈表填写后再提交。"),
        (b"{\\rtf1}}", "“表”已损坏，打不开；请用 Word 或 WPS 另存为 .docx 后再提交。"),
        ("意见如下：".encode(), "“表”是纯文本；请把内容放进 Word 或 WPS 文档，保存为 .docx 后再提交。"),
        (b"%PDF-1.7", "“表”是 PDF；请提供可编辑的 .docx 原稿。"),
        (b"<html>", "“表”其实是网页格式；请用 Word 或 WPS 打开，另存为 .docx 后再提交。"),
        (OLE, "“表”不是 Word 文档；请用 Word 或 WPS 打开，另存为 .docx 后再提交。"),
        (
            OLE + "WordDocument".encode("utf-16-le"),
            "“表”已损坏，打不开；请用 Word 或 WPS 重新保存为 .docx 后再提交。",
        ),
        (sheet(("甲", "乙"), ("1", "2")), "“表”里没有找到反馈表；请使用随函所附的征求意见反馈表填写后再提交。"),
    ],
)
def test_what_cannot_be_read_is_told_how_to_become_a_form(blob: bytes, sentence: str) -> None:
    with pytest.raises(FormUnreadable) as caught:
        read_any_form(blob, SECRET, "表")
    assert caught.value.sentence == sentence


@pytest.mark.parametrize("charset", ["utf-8-sig", "gb18030", "utf-16"])
def test_a_table_of_comma_separated_values_is_read_in_any_encoding(charset: str) -> None:
    blob = '序号,条款,修改意见,理由\r\n1,第三条,"删去“尽快”，改为𠮷日","第一行\n第二行"\r\n'.encode(charset)
    rows = (FormRow(1, "第三条", "", "删去“尽快”，改为𠮷日", "第一行\n第二行"),)
    assert read_any_form(blob, SECRET, "表.csv") == FilledForm(None, "", "", "", Stance.OPINIONS, rows)


def test_an_old_copy_of_the_draft_is_asked_for_in_the_new_format() -> None:
    assert read_attachment(b"{\\rtf1 x}", SECRET, "稿.rtf") == Unread(
        "“稿.rtf”里没有找到反馈表；如果是修改过的征求意见稿，请用 Word 或 WPS 另存为 .docx 后再提交。"
    )


def test_an_encrypted_old_file_asks_for_the_password_to_be_taken_off(files: dict[tuple[str, str], bytes]) -> None:
    blob = bytearray(files["added", "doc"])
    blob[blob.index(b"\xec\xa5") + 0x0B] |= 1
    with pytest.raises(FormUnreadable, match="“表”加了密码；请取消密码后再提交。"):
        read_any_form(bytes(blob), SECRET, "表")
