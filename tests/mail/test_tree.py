"""The tree found by boundaries is the library's own, and ordinary mail is never left to the library."""

from email import message_from_bytes
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.tree import Node, Unusual, by_boundaries, by_library, tree_of
from tests.mail.test_skeleton import BLOB, ENCODED, PIECES, mailed_form

LETTERS = sorted((Path(__file__).parents[1] / "letters").glob("*.eml"))
HEAD = b"From: a@b.c\r\nSubject: x\r\n"
MIXED = HEAD + b'Content-Type: multipart/mixed;\r\n\tboundary="B 1"\r\n\r\n'
TEXT = b"Content-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n"
MORE = [
    b"Content-Type: multipart/alternative; boundary=B; charset=x\r\n\r\n",
    b'Content-Type: multipart/mixed; boundary="C"\r\n\r\n',
    b"--B\r\n\r\n",
    b"--B--",
    b"--C--\r\n",
    b"--B \r\n",
    b"text\r\n",
    b"Content-Type: text/plain\r\n\r\n",
    b"Subject:\r\n x\r\n",
    b"no header\r\n",
    b"\r",
]


def trimmed(node: Node) -> Node:
    """Headers without the white space around them, which library versions keep or drop."""
    headers = {name: value.strip() for name, value in node.headers.items()}
    return Node(headers, node.media_type, node.body, tuple(map(trimmed, node.parts)), node.is_multipart)


def same(raw: bytes) -> bool:
    return trimmed(tree_of(raw)) == trimmed(by_library(message_from_bytes(raw)))


@given(st.lists(st.sampled_from(PIECES + MORE), max_size=14).map(b"".join))
def test_any_message_gives_the_librarys_tree(raw: bytes) -> None:
    assert same(raw)


@given(st.lists(st.sampled_from(MORE), max_size=10).map(lambda pieces: MIXED.replace(b"B 1", b"B") + b"".join(pieces)))
def test_any_multipart_gives_the_librarys_tree(raw: bytes) -> None:
    assert same(raw)


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.stem)
def test_every_letter_of_the_corpus_gives_the_librarys_tree(letter: Path) -> None:
    raw = letter.read_bytes()
    assert same(raw)
    assert same(raw.replace(b"\r\n", b"\n"))


@pytest.mark.parametrize(
    "raw",
    [
        mailed_form(),
        mailed_form().replace(b"\r\n", b"\n"),
        HEAD + b"\r\nanything\r\n--B\r\n",
        MIXED + b"before\r\n--B 1\r\n" + TEXT + b"--B 1  \r\n\r\nbare\r\n--B 1--\r\nafter",
        MIXED.replace(b"B 1", b"B")
        + b"--B\r\nContent-Type: multipart/related; boundary=B-1\r\n\r\n--B-1\r\n"
        + TEXT
        + b"--B-1--\r\n--B--",
    ],
    ids=["CRLF", "LF", "plain", "mixed", "nested"],
)
def test_ordinary_mail_is_read_by_its_boundaries(raw: bytes) -> None:
    assert trimmed(by_boundaries(raw)) == trimmed(by_library(message_from_bytes(raw)))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"From a@b.c Mon\r\n" + HEAD + b"\r\n",
        HEAD + b"bare\rreturn: x\r\n\r\n",
        HEAD + b"Content-Type: message/rfc822\r\n\r\n" + HEAD,
        HEAD + b"Content-Type: multipart/digest; boundary=B\r\n\r\n--B\r\n\r\n\r\n--B--",
        HEAD + b"Content-Type: multipart/mixed; boundary*=us-ascii''B\r\n\r\n--B\r\n\r\n\r\n--B--",
        MIXED + b"--B 1\r\n" + TEXT,
        MIXED + b"no part at all",
        MIXED + b"--B 1\r\n--B 1\r\n\r\n\r\n--B 1--",
        MIXED + b"--B 1\r\n" + MIXED + b"--B 1--",
    ],
)
def test_whatever_is_unusual_is_left_to_the_library(raw: bytes) -> None:
    with pytest.raises(Unusual):
        by_boundaries(raw)
    assert same(raw)


def test_what_was_encoded_comes_out_and_what_is_damaged_is_mended() -> None:
    whole, cut = (Node({"content-transfer-encoding": " Base64 "}, "x/y", body) for body in (ENCODED, b"QU?JDRA=="))
    assert (whole.content, cut.content) == (BLOB, b"ABCD")
    quoted = Node({"content-transfer-encoding": "quoted-printable"}, "text/plain", b"=E6=84=8F=\r\n!")
    assert quoted.content == "意!".encode()
    assert Node({"content-transfer-encoding": "x-uuencode"}, "x/y", b"begin 644 a\n!-P\n`\nend\n").content == b"7"
