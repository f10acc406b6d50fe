"""The twenty-three traps of Chinese mail, each as bytes some program really sends."""

from base64 import b64encode, encodebytes
from urllib.parse import quote

import pytest

from mail.charsets import codec_of, header_text, text_of
from mail.reading import read

WORDS = "我单位无不同意见，镕㐂€"
SUBJECT = "关于镕基同志〇㐂意见"
NAME = "意见反馈表（镕㐂）.docx"


def word(label: str, raw: bytes) -> bytes:
    return f"=?{label}?B?{b64encode(raw).decode()}?=".encode()


def body(content: bytes, media_type: bytes, encoding: bytes = b"8bit") -> bytes:
    head = b"From: <u@x.test>\r\nMIME-Version: 1.0\r\nContent-Type: %b\r\nContent-Transfer-Encoding: %b\r\n\r\n%b\r\n"
    return head % (media_type, encoding, content)


def attached(disposition: bytes, media_type: bytes = b"application/octet-stream") -> bytes:
    return (
        b"From: <u@x.test>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
        b"Content-Type: %b\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: %b\r\n\r\nUEsDBA==\r\n--B--\r\n"
    ) % (media_type, disposition)


GB = WORDS.encode("gb18030")
BODIES = {
    "gb2312 declared, GB18030 bytes": body(encodebytes(GB), b"text/plain; charset=gb2312", b"base64"),
    "no charset, GBK": body(GB, b"text/plain"),
    "no charset, UTF-8": body(WORDS.encode(), b"text/plain"),
    "utf-8 declared, GBK bytes": body(GB, b"text/plain; charset=utf-8"),
    "unknown charset x-gbk": body(GB, b"text/plain; charset=x-gbk"),
    "charset utf8mb4": body(WORDS.encode(), b"text/plain; charset=utf8mb4"),
}
ASKED, SUBJECT_GB = "关于征求意见".encode(), SUBJECT.encode("gb18030")
SUBJECTS = {
    "gb2312 label, GB18030 characters": (word("gb2312", SUBJECT_GB), SUBJECT),
    "UTF-8 character over two words": (word("utf-8", ASKED[:4]) + b"\r\n " + word("utf-8", ASKED[4:]), "关于征求意见"),
    "GBK character over two words": (word("gbk", SUBJECT_GB[:3]) + b"\r\n " + word("gbk", SUBJECT_GB[3:]), SUBJECT),
    "raw GBK": ("答复：征求意见".encode("gbk"), "答复：征求意见"),
    "raw UTF-8": ("答复：征求意见".encode(), "答复：征求意见"),
    "words glued to text": (b"Re:" + word("gb18030", "征求意见".encode("gbk")) + b"(2)", "Re:征求意见(2)"),
    "no base64 padding": (b"=?utf-8?B?5b6B5rGC5oSP6KeBYQ?=", "征求意见a"),
    "unknown charset": (word("x-gbk", "征求".encode("gbk")), "征求"),
}
NAME_GB, QUOTED = NAME.encode("gb18030"), quote(NAME).encode()
NAMES = {
    "RFC 2047, quoted (QQ, Foxmail, 163)": attached(b'attachment; filename="' + word("gb18030", NAME_GB) + b'"'),
    "RFC 2047, two words, quoted": attached(
        b'attachment;\r\n filename="' + word("gbk", NAME_GB[:12]) + b"\r\n " + word("gbk", NAME_GB[12:]) + b'"'
    ),
    "RFC 2047, unquoted": attached(b"attachment; filename=" + word("gb18030", NAME_GB)),
    "RFC 2231": attached(b"attachment; filename*=UTF-8''" + QUOTED),
    "RFC 2231, gb2312 label, GB18030 bytes": attached(b"attachment; filename*=GB2312''" + quote(NAME_GB).encode()),
    "RFC 2231, continued": attached(
        b"attachment; filename*0*=UTF-8''" + QUOTED[:30] + b";\r\n filename*1*=" + QUOTED[30:]
    ),
    "raw GBK": attached(b'attachment; filename="' + NAME_GB + b'"'),
    "raw UTF-8": attached(b'attachment; filename="' + NAME.encode() + b'"'),
    "only Content-Type name": attached(
        b"attachment", b'application/octet-stream; name="' + word("gbk", NAME_GB) + b'"'
    ),
}


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES)
def test_a_body_is_read_whatever_its_charset_claims(raw: bytes) -> None:
    assert read(raw).text == WORDS


@pytest.mark.parametrize(("raw", "meant"), SUBJECTS.values(), ids=SUBJECTS)
def test_a_subject_is_read_however_it_is_encoded(raw: bytes, meant: str) -> None:
    assert read(b"From: <u@x.test>\r\nSubject: " + raw + b"\r\n\r\nx\r\n").subject == meant


@pytest.mark.parametrize("raw", NAMES.values(), ids=NAMES)
def test_a_file_keeps_its_name_however_it_is_written(raw: bytes) -> None:
    (file,) = read(raw).files
    assert (file.name, file.content) == (NAME, b"PK\x03\x04")


def test_a_label_that_says_nothing_is_no_charset() -> None:
    assert [codec_of(label) for label in ("GB2312", '"gbk"', "Big5", "us-ascii", "x-unknown", "hex", "")] == [
        "gb18030", "gb18030", "big5hkscs", "", "", "", "",
    ]  # fmt: skip


def test_a_character_cut_by_the_last_line_is_marked_and_the_rest_kept() -> None:
    whole = "征求意见".encode()
    assert [text_of(whole[:-cut], label) for cut in (1, 2) for label in ("utf-8", "")] == ["征求意\ufffd"] * 4


def test_control_characters_never_reach_a_page() -> None:
    assert header_text("a\x00b\x1b[31m征求".encode()) == "ab[31m征求"
