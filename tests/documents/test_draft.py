"""The draft as it comes in: counted, named and fingerprinted, or refused with what to do."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from documents.draft import Draft, check_draft, tells_outcomes
from rules.errors import DraftUnreadable
from tests.documents.forms import saved

OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le")
RESAVE = "请用 Word 或 WPS 打开，另存为 .docx 后再提交。"


def draft(*centred: str, body: tuple[str, ...] = ("第一条 为了保护河道。", "", "第二条 略。")) -> bytes:
    document = Document()
    for text in centred:
        document.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in body:
        document.add_paragraph(text)
    return saved(document)


def refusal(blob: bytes, name: str) -> str:
    with pytest.raises(DraftUnreadable) as caught:
        check_draft(blob, name)
    return str(caught.value)


def test_a_draft_is_fingerprinted_counted_and_named() -> None:
    blob = draft("河道管护办法", "（征求意见稿）")
    assert check_draft(blob, "草案.docx") == Draft(hashlib.sha256(blob).hexdigest(), 4, 28, "河道管护办法")


def commented(words: str, initials: str) -> bytes:
    document = Document()
    run = document.add_paragraph("第一条 为了保护河道。").runs[0]
    document.add_comment(run, words, "市水利局", initials)
    return saved(document)


def test_comments_that_tell_outcomes_are_known_from_those_meant_for_the_units() -> None:
    assert tells_outcomes(commented("市财政局（意见12）：删去。采纳情况：不采纳。", "意见12"), "修改稿.docx")
    for plain in (draft(), commented("请市财政局重点研究。", "王工"), commented("请提意见。", "意见")):
        assert not tells_outcomes(plain, "草案.docx")


def test_a_title_on_two_lines_below_an_annex_mark_is_one_title() -> None:
    assert (
        check_draft(draft("附件1", "某市产业集聚区“百园增效”", "行动实施方案"), "a").title
        == "某市产业集聚区“百园增效”行动实施方案"
    )


def test_without_a_centred_line_the_first_one_names_the_draft() -> None:
    assert check_draft(draft(body=("河道管护办法", "第一条")), "a").title == "河道管护办法"


def test_text_in_tables_counts() -> None:
    document = Document()
    document.add_table(rows=1, cols=2).rows[0].cells[1].text = "责任单位：市水利局"
    assert check_draft(saved(document), "a").characters == 9


def test_a_draft_without_text_is_refused() -> None:
    assert refusal(draft(body=(" ",)), "扫描.docx") == (
        "“扫描.docx”里没有文字；请确认选对了文件（扫描件请换成可编辑的 .docx 原稿）。"
    )


@pytest.mark.parametrize(
    ("name", "blob", "advice"),
    [
        (
            "a.doc",
            OLD_WORD,
            f"是旧版 Word 文件（.doc 或 .wps）；{RESAVE}",
        ),
        ("a.pdf", b"%PDF-1.4", "是 PDF；请提供可编辑的 .docx 原稿。"),
        ("a.txt", "第一条".encode(), "是纯文本；请把内容放进 Word 或 WPS 文档，保存为 .docx 后再提交。"),
        ("a.jpg", b"\xff\xd8\xff\xe0", "是图片或扫描件；请提供可编辑的 .docx 原稿。"),
        ("a.docx", b"\x00\x01", f"不是 Word 文档；{RESAVE}"),
    ],
)
def test_each_wrong_kind_gets_its_own_advice(name: str, blob: bytes, advice: str) -> None:
    assert refusal(blob, name) == f"“{name}”{advice}"


def test_a_docx_whose_body_is_no_xml_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(draft("办法"))
    blob = saved_without_body(path.read_bytes())
    assert refusal(blob, "a.docx") == "“a.docx”已损坏，打不开；请用 Word 或 WPS 重新保存后再提交。"


def saved_without_body(blob: bytes) -> bytes:

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(blob)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<w:document" if name == "word/document.xml" else old.read(name))
    return buffer.getvalue()
