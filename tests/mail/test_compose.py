"""A letter taken apart again by the standard library, and what it refuses to carry."""

from dataclasses import replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from hashlib import sha256

import pytest

from mail.compose import Attachment, Mailbox, head_of, message_id, tail_of
from mail.headers import words
from mail.invite import due_entry
from mail.reading import read
from mail.render import Rendered, render
from rules.errors import BadInput
from rules.words import LetterKind, MessageKind
from tests.mail.samples import DRAFT, DUE, LETTERS, OFFICE, OWN, SENT, SHARED, heading

PLAIN = Rendered("关于征求意见的函", "各单位：\n.一行以点开头\n", "<p>各单位：</p>")


def parsed(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_says_in_both_forms_what_its_templates_said() -> None:
    rendered, tail = render(*LETTERS["invitation"]), tail_of(SHARED)
    message = parsed(head_of(rendered, heading("invitation"), tail, OWN) + tail.content)
    bodies = [message.get_body((form,)) for form in ("plain", "html")]
    assert [part.get_content().replace("\r\n", "\n") for part in bodies if part] == [rendered.text, rendered.html]
    assert message["Subject"] == rendered.subject


def test_a_letter_carries_its_own_file_and_the_shared_ones() -> None:
    tail = tail_of(SHARED)
    message = read(head_of(PLAIN, heading("invitation"), tail, OWN) + tail.content)
    assert [(file.name, file.content) for file in message.files] == [
        (attachment.name, attachment.content) for attachment in (*OWN, *SHARED)
    ]


def test_a_letter_without_attachments_is_whole_too() -> None:
    tail = tail_of()
    message = read(head_of(PLAIN, heading("reminder"), tail) + tail.content)
    assert (message.text, message.files, message.kind) == (PLAIN.text.strip(), (), MessageKind.AUTO_REPLY)


def test_both_name_parameters_carry_the_name() -> None:
    content = tail_of(SHARED).content.decode()
    name = words(DRAFT, len(' filename="'))
    assert (content.count('\r\n filename="=?utf-8?B?'), content.count('\r\n name="=?utf-8?B?')) == (2, 2)
    assert f'filename="{name}"' in content


def test_every_line_is_short_ascii_and_begins_with_no_dot() -> None:
    tail = tail_of(SHARED)
    lines = (head_of(PLAIN, heading("invitation"), tail, OWN) + tail.content).split(b"\r\n")
    assert max(map(len, lines)) <= 86
    assert [line for line in lines if line.startswith(b".") or b"\n" in line or not line.isascii()] == []


def test_the_tail_is_the_same_for_the_same_files_and_knows_its_hash() -> None:
    first, second, other = tail_of(SHARED), tail_of(SHARED), tail_of(SHARED[:1])
    assert first == second
    assert first.boundary != other.boundary
    assert first.sha256 == sha256(first.content).hexdigest()


def test_the_headers_tell_machines_to_keep_quiet() -> None:
    message = parsed(head_of(PLAIN, heading("invitation"), tail_of()) + tail_of().content)
    names = ("From", "To", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "Content-Language", "Cc")
    assert [message[name] for name in names] == [
        f"{OFFICE.name} <{OFFICE.email}>",
        "市税务局办公室 <bgs@ks.example>",
        "Mon, 28 Sep 2026 09:30:00 +0800",
        "<2026-001.7.invitation.1.q3v7k2mzx4ab5cde@kfzrzy.example>",
        "auto-generated",
        "DR, RN, NRN, AutoReply",
        "zh-CN",
        None,
    ]


def test_a_receipt_is_an_automatic_answer_in_its_thread() -> None:
    thread = replace(heading("receipt"), references=("<1@a.test>", "<2@a.test>"))
    message = parsed(head_of(PLAIN, thread, tail_of()) + tail_of().content)
    assert (message["Auto-Submitted"], message["In-Reply-To"], message["References"]) == (
        "auto-replied",
        "<2@a.test>",
        "<1@a.test> <2@a.test>",
    )


def test_copies_and_the_address_for_replies_are_named() -> None:
    boxes = (Mailbox("a@b.test", "张三"), Mailbox("c@b.test"))
    full = heading("invitation", cc=boxes, reply_to=Mailbox("reply+x@b.test"))
    message = parsed(head_of(PLAIN, full, tail_of()) + tail_of().content)
    assert (message["Cc"], message["Reply-To"]) == ("张三 <a@b.test>, c@b.test", "reply+x@b.test")


@pytest.mark.parametrize(
    ("rendered", "changes"),
    [
        (replace(PLAIN, subject="函\r\nBcc: x@y.test"), {}),
        (PLAIN, {"to": Mailbox("a@b.test", "张三\r\nBcc: x@y.test")}),
        (PLAIN, {"to": Mailbox("a@b.test>\r\nBcc: <x@y.test")}),
        (PLAIN, {"message_id": "<a@b>\r\nBcc: x@y.test"}),
        (PLAIN, {"references": ("<a b@c>",)}),
    ],
)
def test_nothing_smuggles_a_header_in(rendered: Rendered, changes: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        head_of(rendered, heading("invitation", **changes), tail_of())


@pytest.mark.parametrize(
    "attachment",
    [Attachment("a\r\nb", b""), Attachment("a.docx", b"", "text/plain\r\nX: y"), Attachment("a", b"", "no")],
)
def test_an_attachment_smuggles_nothing_in_either(attachment: Attachment) -> None:
    with pytest.raises(BadInput):
        tail_of([attachment])


def test_message_ids_are_the_same_for_the_same_letter_and_differ_for_any_other() -> None:
    def made(place: str, unit: int, kind: LetterKind, turn: int) -> str:
        return message_id(place, unit, kind, turn, token="t0ken", domain="规划局.test")

    reminder = LetterKind.REMINDER
    assert made("2026-001", 7, reminder, 2) == "<2026-001.7.reminder.2.t0ken@xn--wbrz1wyk2b.test>"
    asked = [
        ("2026-001", 7, reminder, 1),
        ("2026-001", 71, reminder, 1),
        ("方案一", 7, reminder, 1),
        ("方案二", 7, reminder, 1),
    ]
    assert len({made(*letter) for letter in asked}) == 4


def test_the_due_moment_is_a_calendar_entry_of_short_lines() -> None:
    title = "截止：反馈《开封市产业集聚区“百园增效”行动实施方案（征求意见稿）》意见; 逗号, 反斜杠\\"
    entry = due_entry("2026-001.7@kfzrzy.example", title, DUE, SENT, "第一行\n第二行")
    lines = entry.content.split(b"\r\n")
    unfolded = entry.content.replace(b"\r\n ", b"").decode().split("\r\n")
    assert max(map(len, lines)) <= 75
    assert [line for line in unfolded if line.startswith(("DTEND", "DTSTART", "DTSTAMP", "SUMMARY", "DESC"))] == [
        "DTSTAMP:20260928T013000Z",
        "DTSTART:20261013T093000Z",
        "DTEND:20261013T100000Z",
        "SUMMARY:截止：反馈《开封市产业集聚区“百园增效”行动实施方案（征求意见稿）》意见\\; 逗号\\, 反斜杠\\\\",
        "DESCRIPTION:第一行\\n第二行",
        "DESCRIPTION:截止：反馈《开封市产业集聚区“百园增效”行动实施方案（征求意见稿）》意见\\; 逗号\\, 反斜杠\\\\",
    ]


def test_an_extended_due_moment_outranks_the_first_entry() -> None:
    def sequence(written: datetime) -> int:
        content = due_entry("u@x", "t", DUE, written).content.decode()
        return int(content.partition("SEQUENCE:")[2].partition("\r\n")[0])

    assert sequence(SENT.replace(hour=11)) > sequence(SENT)
