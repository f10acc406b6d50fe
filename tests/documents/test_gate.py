"""The gate: what a file is by its content, and the files that were made to do harm."""

import io
import struct
import time
import zipfile
from collections.abc import Callable, Mapping

import pytest
from docx import Document
from openpyxl import Workbook

from documents.form_reading import read_form
from documents.gate import LARGEST, Kind, admit, admit_scan
from documents.unit_sheet import read_units
from rules.errors import BadInput, DraftUnreadable, FormUnreadable, SheetUnreadable
from tests.documents.forms import SECRET, blank

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
SAFELY = "，为安全起见没有打开；请用 Word 或 WPS 重新保存后再提交。"
BROKEN = "“附件”已损坏，打不开；请重新导出或重新发送。"
BODY = "word/document.xml"


def saved(document: object) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def packed(parts: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(blob: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = parts_of(blank())
    return packed(parts | {name: change(parts[name])})


def with_dtd(body: bytes) -> bytes:
    return body.replace(b"?>", b'?><!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>', 1)


def padded(body: bytes) -> bytes:
    return body.replace(b"?>", b"?><!--" + b" " * 20_000 + b'--><!DOCTYPE w [<!ENTITY a "lol">]>', 1)


def widened(body: bytes) -> bytes:
    return body.decode().replace("?>", "?><!DOCTYPE w>", 1).encode("utf-16")


def bomb(body: bytes) -> bytes:
    return body.replace(b"<w:sectPr", b"<w:p/>" * 2_000_000 + b"<w:sectPr")


def understated(blob: bytes, name: str) -> bytes:
    """The same archive with a table of contents that owns to ten bytes of one part."""
    at = blob.index(name.encode(), blob.index(b"PK\x01\x02")) - 46 + 24
    return blob[:at] + struct.pack("<I", 10) + blob[at + 4 :]


def refusal(blob: bytes) -> str:
    with pytest.raises(BadInput) as caught:
        admit(blob, "附件")
    return str(caught.value)


@pytest.mark.parametrize(
    ("blob", "kind"),
    [
        (blank(), Kind.DOCX),
        (saved(Document()), Kind.DOCX),
        (saved(Workbook()), Kind.XLSX),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}, zipfile.ZIP_STORED), Kind.ODS),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text"}, zipfile.ZIP_STORED), Kind.ODT),
        (packed({"OFD.xml": b"<OFD/>"}), Kind.OFD),
        (packed({"ppt/presentation.xml": b"<p/>"}), Kind.PPTX),
        (packed({"a.txt": b"a"}), Kind.ZIP),
        (OLE + "WordDocument".encode("utf-16-le"), Kind.DOC),
        (OLE + "Workbook".encode("utf-16-le"), Kind.XLS),
        (OLE, Kind.OLE),
        (b"%PDF-1.7", Kind.PDF),
        (b"{\\rtf1", Kind.RTF),
        (b"\x89PNG\r\n", Kind.IMAGE),
        (b"\xff\xd8\xff\xe0", Kind.IMAGE),
        (b"\n<html><body>", Kind.HTML),
        (b"MIME-Version: 1.0", Kind.HTML),
        ("单位,邮箱".encode("gb18030"), Kind.TEXT),
        ("单位".encode("utf-16"), Kind.TEXT),
        (b"\x00\x01\x02", Kind.UNKNOWN),
    ],
)
def test_a_file_is_what_its_content_says(blob: bytes, kind: Kind) -> None:
    assert admit(blob, "随便.txt") is kind


@pytest.mark.parametrize(
    ("blob", "sentence"),
    [
        (b"", "“附件”是空文件；请重新导出或重新发送。"),
        (b"%PDF-" + b"0" * LARGEST, "“附件”有 30 MB，超过 30 MB 的上限；请压缩其中的图片后再提交。"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "“附件”加了密码；请取消密码后再提交。"),
        (changed(BODY, with_dtd), f"“附件”内含实体定义{SAFELY}"),
        (changed(BODY, padded), f"“附件”内含实体定义{SAFELY}"),
        (changed(BODY, widened), f"“附件”内含实体定义{SAFELY}"),
        (changed(BODY, bomb), f"“附件”解开后过大{SAFELY}"),
        (packed(parts_of(blank()) | {"word/media/a.png": bytes(9 << 20)}), f"“附件”解开后过大{SAFELY}"),
        (packed({f"word/{n}.xml": b"" for n in range(3001)}), f"“附件”内含的部件过多{SAFELY}"),
        (understated(blank(), BODY), f"“附件”内含的部件与目录不符{SAFELY}"),
        (blank()[:-100], BROKEN),
        (b"PK\x03\x04" + b"junk" * 50, BROKEN),
    ],
)
def test_a_file_made_to_do_harm_is_refused_in_one_sentence(blob: bytes, sentence: str) -> None:
    assert refusal(blob) == sentence


def test_two_parts_of_one_name_are_refused() -> None:
    buffer = io.BytesIO(blank())
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr(BODY, b"<w:document/>")
    assert refusal(buffer.getvalue()) == f"“附件”内含同名的部件{SAFELY}"


def test_an_encrypted_part_is_refused() -> None:
    blob = bytearray(blank())
    at = blob.index(b"PK\x01\x02")
    blob[at + 8] |= 1
    assert refusal(bytes(blob)) == f"“附件”加了密码{SAFELY}"


def test_a_flipped_byte_is_noticed() -> None:
    blob = bytearray(packed({"word/document.xml": b"<w:document/>"}, zipfile.ZIP_STORED))
    blob[blob.index(b"<w:document/>") + 3] ^= 1
    assert refusal(bytes(blob)) == BROKEN


RELS = "word/_rels/document.xml.rels"
MACROS = "“附件”内含宏，为安全起见没有打开；请另存为不含宏的 .docx 或 .xlsx 后再提交。"
FETCHED = "“附件”引用了网络上的模板或对象，为安全起见没有打开；请把内容复制到新文档中再提交。"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def referring(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    """Our form with one relation more."""
    relation = f'<Relationship Id="rId99" Type="{OFFICE}/{kind}" Target="{target}"{mode}/></Relationships>'
    return changed(RELS, lambda body: body.replace(b"</Relationships>", relation.encode()))


@pytest.mark.parametrize(
    "blob",
    [
        packed(parts_of(blank()) | {"word/vbaProject.bin": b"x"}),
        packed(parts_of(saved(Workbook())) | {"xl/vbaProject.bin": b"x"}),
        packed(parts_of(saved(Workbook())) | {"xl/macrosheets/sheet1.xml": b"<x/>"}),
        packed({"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/script-lc.xml": b"<x/>"}),
        OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"),
    ],
)
def test_macros_are_not_let_in(blob: bytes) -> None:
    assert refusal(blob) == MACROS


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("attachedTemplate", "https://elsewhere.test/a.dotm"),
        ("attachedTemplate", "file://elsewhere/a.dotm"),
        ("attachedTemplate", "file:////elsewhere/a.dotm"),
        ("oleObject", "\\\\elsewhere\\share\\a.xlsx"),
        ("frame", "mhtml:http://elsewhere.test!x"),
        ("subDocument", "HTTP://elsewhere.test/a.docx"),
    ],
)
def test_what_word_would_fetch_by_itself_is_not_let_in(kind: str, target: str) -> None:
    assert refusal(referring(kind, target)) == FETCHED


@pytest.mark.parametrize(
    "blob",
    [
        referring("hyperlink", "https://elsewhere.test/"),
        referring("image", "https://elsewhere.test/a.png"),
        referring("attachedTemplate", "file:///C:\\Users\\a\\Normal.dotm"),
        referring("attachedTemplate", "Normal.dotm"),
        referring("oleObject", "embeddings/a.bin", ""),
    ],
)
def test_links_pictures_and_a_units_own_template_are_usual(blob: bytes) -> None:
    assert admit(blob, "附件") is Kind.DOCX


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "word/../../x", "C:\\x", "..", "a\\..\\b"])
def test_a_part_that_would_leave_its_folder_is_refused(name: str) -> None:
    assert refusal(packed(parts_of(blank()) | {name: b"x"})) == f"“附件”内含可疑的部件名{SAFELY}"


@pytest.mark.parametrize("error", [FormUnreadable, SheetUnreadable, DraftUnreadable])
def test_each_reader_refuses_in_its_own_name(error: type[BadInput]) -> None:
    with pytest.raises(error, match="是空文件"):
        admit(b"", "附件", error)


def test_a_bomb_costs_the_readers_nothing() -> None:
    blob = changed(BODY, bomb)
    start = time.perf_counter()
    with pytest.raises(FormUnreadable, match="解开后过大"):
        read_form(blob, SECRET)
    with pytest.raises(SheetUnreadable, match="解开后过大"):
        read_units(blob, "名单.xlsx")
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize("blob", [b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"II*\x00", b"MM\x00*"])
def test_a_scan_is_a_pdf_or_a_picture_as_scanners_make_them(blob: bytes) -> None:
    admit_scan(blob, "盖章件.pdf")


@pytest.mark.parametrize(
    "blob", [b"GIF89a", b"\x89PNG but not", b"BM", b"text", OLE, packed({BODY: b"<a/>"}), b"<html>%PDF-1.7"]
)
def test_whatever_else_calls_itself_a_scan_is_refused(blob: bytes) -> None:
    with pytest.raises(BadInput, match=r"^“盖章件.pdf”不是扫描件；请提供 PDF、JPG、PNG 或 TIFF 格式的文件。$"):
        admit_scan(blob, "盖章件.pdf")
