"""Fifteen messages that come back by themselves, and replies that must not be taken for one of them."""

from base64 import b64encode, encodebytes

import pytest

from mail.bounces import Bounce
from mail.reading import Incoming, read
from rules.words import MessageKind

LETTER = "<2026-001.7.invitation.1.q3v7k2mzx4ab5cde@gov.test>"
UNIT = "unit7@units.test"


def coded(text: str) -> str:
    return f"=?gb18030?B?{b64encode(text.encode('gb18030')).decode()}?="


def report(action: str, status: str, subject: str = "Undelivered Mail Returned to Sender") -> bytes:
    return (
        "From: MAILER-DAEMON@mx.gov.test (Mail Delivery System)\r\nTo: office@gov.test\r\n"
        f"Subject: {subject}\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThis is the mail system.\r\n\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.gov.test\r\n\r\n"
        f"Final-Recipient: rfc822; {UNIT}\r\nOriginal-Recipient: rfc822;{UNIT}\r\nAction: {action}\r\n"
        f"Status: {status}\r\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\r\n\r\n"
        f"--B\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {LETTER}\r\nSubject: x\r\n\r\n--B--\r\n"
    ).encode()


def simple(headers: str, body: str = "x", charset: str = "gb18030", media_type: str = "text/plain") -> bytes:
    content = encodebytes(body.encode(charset)).decode().replace("\n", "\r\n")
    return (
        f"{headers}\r\nTo: office@gov.test\r\nMIME-Version: 1.0\r\nContent-Type: {media_type}; charset={charset}\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{content}"
    ).encode()


QQ = simple(
    f"From: PostMaster@qq.com\r\nSubject: {coded('来自unit7@qq.com的退信')}",
    "<p>抱歉，您的邮件被退回来了……</p><p>退信原因：收件人邮件地址（unit7@qq.com）不存在，邮件无法送达。</p>",
    media_type="text/html",
)
NETEASE = simple(
    f"From: Postmaster@163.com\r\nSubject: {coded('系统退信')}\r\nAuto-Submitted: auto-replied",
    "抱歉，您的邮件被退回。无法发送到 unit7@163.com 退信代码：550 User not found",
    "gbk",
)
ANSWERING = f"\r\nIn-Reply-To: {LETTER}"
READ_RECEIPT = (
    "From: a@x.test\r\nSubject: Read\r\n"
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=B\r\n\r\n"
    "--B\r\nContent-Type: text/plain\r\n\r\nread\r\n--B\r\nContent-Type: message/disposition-notification\r\n\r\n"
    f"Final-Recipient: rfc822;a@x.test\r\nOriginal-Message-ID: {LETTER}\r\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\r\n\r\n--B--\r\n"
).encode()

MESSAGES = {
    "Postfix failed": (report("failed", "5.1.1"), MessageKind.BOUNCE),
    "Postfix delayed": (report("delayed", "4.4.1"), MessageKind.RECEIPT),
    "delivered": (report("delivered", "2.0.0"), MessageKind.RECEIPT),
    "mailbox full": (report("failed", "4.2.2"), MessageKind.BOUNCE),
    "Exchange, Chinese": (report("failed", "5.1.10", coded("未送达: 关于征求意见的函")), MessageKind.BOUNCE),
    "QQ": (QQ, MessageKind.BOUNCE),
    "163": (NETEASE, MessageKind.BOUNCE),
    "read receipt": (READ_RECEIPT, MessageKind.RECEIPT),
    "automatic, RFC 3834": (
        simple(f"From: a@units.test\r\nSubject: {coded('自动回复: 函')}\r\nAuto-Submitted: auto-replied{ANSWERING}"),
        MessageKind.AUTO_REPLY,
    ),
    "automatic, 163": (simple(f"From: a@163.com\r\nSubject: {coded('自动回复:函')}"), MessageKind.AUTO_REPLY),
    "automatic, Exchange": (
        simple(
            f"From: a@units.test\r\nSubject: {coded('函')}\r\nX-MS-Exchange-Inbox-Rules-Loop: a@units.test\r\n"
            "X-Auto-Response-Suppress: All"
        ),
        MessageKind.AUTO_REPLY,
    ),
    "automatic, QQ": (simple(f"From: a@qq.com\r\nSubject: {coded('函')}\r\nX-AUTO-REPLY: yes"), MessageKind.AUTO_REPLY),
    "reply": (simple(f"From: a@units.test\r\nSubject: {coded('答复：函')}{ANSWERING}"), MessageKind.REPLY),
    "reply, Auto-Submitted: no": (simple("From: a@units.test\r\nAuto-Submitted: no\r\nSubject: Re"), MessageKind.REPLY),
    "reply of an OA system": (
        simple(f"From: oa@units.test\r\nPrecedence: bulk\r\nSubject: Re: x{ANSWERING}"),
        MessageKind.REPLY,
    ),
    "forward": (simple(f"From: a@units.test\r\nSubject: {coded('转发：函')}"), MessageKind.FORWARD),
    "reply about 退信": (simple(f"From: a@units.test\r\nSubject: {coded('答复：关于退信问题')}"), MessageKind.REPLY),
}


@pytest.mark.parametrize(("raw", "kind"), MESSAGES.values(), ids=MESSAGES)
def test_a_message_is_known_for_what_it_is(raw: bytes, kind: MessageKind) -> None:
    assert read(raw).kind is kind


def failed(raw: bytes) -> list[tuple[str, bool, str]]:
    return [(bounce.address, bounce.hard, bounce.status) for bounce in read(raw).bounces]


def test_a_bounce_names_the_address_and_whether_it_is_final() -> None:
    assert [failed(raw) for raw in (report("failed", "5.1.1"), report("failed", "4.2.2"), QQ, NETEASE)] == [
        [(UNIT, True, "5.1.1")],
        [(UNIT, False, "4.2.2")],
        [("unit7@qq.com", True, "")],
        [("unit7@163.com", True, "")],
    ]


def test_a_delay_is_no_bounce() -> None:
    assert failed(report("delayed", "4.4.1")) == []


def test_the_reason_given_by_the_server_is_kept() -> None:
    assert read(report("failed", "5.1.1")).bounces == (Bounce(UNIT, True, "5.1.1", "smtp; 550 5.1.1 user unknown"),)  # noqa: FBT003


def test_a_bounce_and_a_read_receipt_find_their_letter() -> None:
    assert [read(raw).original_id for raw in (report("failed", "5.1.1"), READ_RECEIPT)] == [LETTER, LETTER]


def test_a_whole_returned_letter_is_a_file_and_finds_itself() -> None:
    whole = report("failed", "5.1.1").replace(
        b"text/rfc822-headers\r\n\r\nMessage-ID", b"message/rfc822\r\n\r\nTo: a@b.test\r\nMessage-ID"
    )
    returned = read(whole)
    assert (returned.original_id, [file.media_type for file in returned.files]) == (LETTER, ["message/rfc822"])


def test_a_reply_says_which_letters_it_answers_newest_first() -> None:
    raw = f"From: a@units.test\r\nIn-Reply-To: {LETTER}\r\nReferences: <1@gov.test>\r\n {LETTER}\r\n\r\n好"
    assert read(raw.encode()).references == (LETTER, "<1@gov.test>")


def test_an_empty_message_is_unknown() -> None:
    nothing: Incoming = read(b"")
    assert (nothing.kind, nothing.sender, nothing.text, nothing.files) == (MessageKind.UNKNOWN, "", "", ())


def test_a_report_without_the_letters_headers_names_it_by_the_envelope_id_we_gave_it() -> None:
    bare = report("failed", "5.1.1").replace(f"Message-ID: {LETTER}\r\n".encode(), b"")
    named = bare.replace(b"Reporting-MTA:", f"Original-Envelope-Id: {LETTER.strip('<>')}\r\nReporting-MTA:".encode())
    assert [read(raw).original_id for raw in (bare, named)] == ["", LETTER]
