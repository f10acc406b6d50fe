"""The fast parser gives the library's own tree, whatever the message."""

import base64
import random
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.skeleton import base64_of, parse

BLOB = random.Random(1).randbytes(40_000)  # noqa: S311 - the same every time
ENCODED = base64.encodebytes(BLOB)
LINES = [ENCODED, ENCODED[:1500], ENCODED.replace(b"\n", b"\r\n"), b"~lifted1.\n", b"~lifted~2.", ENCODED[:-2]]
PIECES = [
    *LINES,
    b"\n",
    b"\r\n",
    b"--B\n",
    b"--B--\r\n",
    b"--C\r\n",
    b"From: a@b.c\r\n",
    b"Content-Type: multipart/mixed; boundary=B\n",
    b"Content-Type: multipart/mixed; boundary=C\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Transfer-Encoding: 8bit\n",
    b"\xb9\xd8\xd3\xda\n",
    b"Subject: folded\r\n ",
]


def tree(message: Message) -> list[object]:
    """Everything the parser found, part by part."""
    return [
        (
            part.items(),
            None if part.is_multipart() else part.get_payload(),
            part.preamble,
            part.epilogue,
            [type(defect) for defect in part.defects],
        )
        for part in message.walk()
    ]


def mailed_form() -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["Subject"] = "a@b.c", "回复"
    mail.set_content("意见见附件。")
    mail.add_attachment(BLOB, maintype="application", subtype="octet-stream", filename="反馈表.docx")
    return mail.as_bytes()


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_any_message_gives_the_librarys_tree(raw: bytes) -> None:
    assert tree(parse(raw)) == tree(message_from_bytes(raw))


@pytest.mark.parametrize(
    "raw",
    [
        mailed_form(),
        mailed_form().replace(b"\r\n", b"\n"),
        b"Subject: forwarded\r\nContent-Type: message/rfc822\r\n\r\n" + mailed_form(),
        b"Subject: a certificate in the text\r\n\r\n" + ENCODED + b"end\r\n" + ENCODED,
        b"Subject: cut off\r\nContent-Transfer-Encoding: base64\r\n\r\n" + ENCODED[:20_001],
        mailed_form().replace(b"8bit", b"~lifted1."),
    ],
    ids=["CRLF", "LF", "forwarded", "text", "cut off", "our own mark"],
)
def test_a_form_comes_out_as_it_went_in(raw: bytes) -> None:
    ours, theirs = parse(raw), message_from_bytes(raw)
    assert tree(ours) == tree(theirs)
    assert ours.as_bytes() == theirs.as_bytes()


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("length", [0, 1, 2, 3, 57, 10_000])
def test_flawless_base64_is_what_was_encoded(length: int, line_end: bytes) -> None:
    letters = base64.encodebytes(BLOB[:length]).replace(b"\n", line_end)
    assert base64_of(letters) == BLOB[:length]


@pytest.mark.parametrize("flawed", ["QUJ", "QU=JD", "QU JD", "QUJD中", "QUJD-_", "Q"])
def test_flawed_base64_is_left_to_the_library(flawed: str) -> None:
    assert base64_of(flawed.encode()) is None
