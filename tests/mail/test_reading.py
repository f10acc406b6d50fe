"""Any bytes at all are read without complaint; ordinary replies are read right."""

from datetime import UTC, datetime
from random import Random
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.opinions import opinions_in
from mail.reading import File, read
from rules.words import MessageKind
from tests.mail.test_bounces import MESSAGES
from tests.mail.test_charsets import BODIES, NAMES
from tests.mail.test_golden import GOLDEN

NASTY = (
    b'Message-ID: <[a@b]>\r\nFrom: "a\r\n\r\nx',
    b"From: =?utf-8?B?4?= <a@b\r\nTo: ,,;:<>\r\nDate: Mon, 99 Foo 2026 99:99 +9999\r\n\r\n",
    b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n--\r\n",
    b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA",
    b'Content-Type: text/html; charset="\r\n\r\n<![if x]><!DOCTYPE [<!ENTITY a "b">]><p>x<![CDATA[',
    b"Content-Disposition: attachment; filename*0*=\x00''%; filename*9=x\r\nContent-Type: a/b; name*=x'y\r\n\r\n=",
    b"Content-Type: multipart/report; boundary=B\r\n\r\n--B\r\nContent-Type: message/delivery-status\r\n\r\n\r\nA",
    b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 666 x\r\n#$%\r\n",
)
SEEDS = [*NASTY, *BODIES.values(), *NAMES.values(), *(raw for raw, _ in MESSAGES.values())]


@pytest.mark.parametrize("raw", NASTY)
def test_a_nasty_message_is_read(raw: bytes) -> None:
    assert read(raw).kind in set(MessageKind)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert read(raw).kind in set(MessageKind)


def test_mutants_of_real_messages_are_read() -> None:
    random = Random(7)  # noqa: S311 - a fixed walk, not a secret
    for _ in range(1500):
        raw = bytearray(random.choice(SEEDS))
        for _ in range(random.randint(1, 8)):
            place = random.randrange(len(raw))
            raw[place : place + random.randint(0, 6)] = random.choice(
                (b"", b"\xff", b"\r\n", b"=?", b'"', b"<", b";", b"\x00")
            )
        assert read(bytes(raw)).kind in set(MessageKind)


def test_a_reply_with_a_form_is_read_whole() -> None:
    raw = (
        'From: =?utf-8?B?5byg5LiJ?= <Zhang@KS.example>\r\nTo: "征求" <office@gov.test>, b@gov.test\r\n'
        "Message-ID: <r1@ks.example>\r\nDate: Mon, 12 Oct 2026 16:05:00 +0800\r\nSubject: Re: x\r\n"
        "Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        '意见见附件。\r\n\r\n> 各单位：\r\n--B\r\nContent-Type: application/msword; name="f.doc"\r\n'
        'Content-Disposition: attachment; filename="../../f.doc"\r\n\r\nabc\r\n--B--\r\n'
    ).encode()
    reply = read(raw)
    assert (reply.sender, reply.sender_name, reply.recipients) == (
        "zhang@ks.example", "张三", ("office@gov.test", "b@gov.test")
    )  # fmt: skip
    assert (reply.text, reply.full_text) == ("意见见附件。", "意见见附件。\n\n> 各单位：")
    assert reply.date == datetime(2026, 10, 12, 8, 5, tzinfo=UTC)
    assert reply.files == (File("f.doc", b"abc", "application/msword"),)


def test_an_html_reply_is_read_as_words_without_its_quotation() -> None:
    html = (
        "<html><head><style>p{}</style></head><body><div>我单位&nbsp;无意见。</div><p>张三<br>市税务局</p>"
        "<blockquote><div>各单位：</div><div>请反馈</div></blockquote></body></html>"
    )
    reply = read(f"From: a@b.test\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}".encode())
    assert reply.text == "我单位 无意见。\n\n张三\n市税务局"


def test_a_forwarded_mails_files_are_not_the_senders() -> None:
    inner = (GOLDEN / "invitation.eml").read_bytes()
    raw = b"From: a@b.test\r\nContent-Type: multipart/mixed; boundary=Q\r\n\r\n"
    raw += b"--Q\r\nContent-Type: message/rfc822\r\n\r\n"
    forward = read(raw + inner + b"\r\n--Q--\r\n")
    assert (forward.kind, [file.name for file in forward.files]) == (MessageKind.FORWARD, ["原邮件.eml"])


def test_a_date_nobody_can_read_is_none() -> None:
    assert read(b"From: a@b.test\r\nDate: yesterday\r\n\r\nx").date is None


@pytest.mark.parametrize("evil", ["\u3000", "1.", "a", "<", "在2025", "无任何", "一、\n", "> \n", "=?", "（"])
def test_endless_repetition_costs_no_time(evil: str) -> None:
    endless = (evil * 60_000).encode()
    begun = monotonic()
    reply = read(b"From: a@b.test\r\nTo: " + endless[:50_000] + b"\r\n\r\n" + endless)
    opinions_in(reply.text)
    assert monotonic() - begun < 2
