"""An office with nineteen units, its round, and the units' side of the post: letters opened, forms filled."""

import asyncio
import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from functools import cache
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from docx import Document

from desk import collecting, opening, posting, sheets, taking_in
from desk.office import Desk, open_desk
from desk.opening import Request
from desk.posting import Posted
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from mail.intake import FolderSource
from models import outbox
from models.inbox import messages_in
from models.queries import round_named
from models.tables import Letter, Message
from office.settings import load
from rules.policy import Policy
from rules.words import LetterKind, MessageState, RoundState

ZONE = ZoneInfo("Asia/Shanghai")
OPENED = datetime(2026, 9, 28, 9, 30, tzinfo=ZONE)
DUE = datetime(2026, 10, 13, 18, tzinfo=ZONE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLE = "《全市河道管护办法》"
DRAFT_NAME = "全市河道管护办法（征求意见稿）.docx"
ROUND = "2026-001"
OFFICE = "water@office.test"
UNITS = (
    *("市财政局", "市发改委", "市工信局", "市审计局", "市税务局", "市统计局", "示范区管委会"),
    *("尉氏县", "杞县", "通许县", "祥符区", "龙亭区", "鼓楼区", "顺河区", "禹王台区"),
    *("市督查局", "市住建局", "市生态环境局", "市场监管局"),
)
FINANCE, PLANNING, INDUSTRY, AUDIT, TAX, STATISTICS, ZONE_OFFICE, WEISHI, QIXIAN = UNITS[:9]
FEW = UNITS[:3]


def day(month: int, day_of_month: int, hour: int = 9, minute: int = 30) -> datetime:
    """A moment of the autumn of 2026."""
    return datetime(2026, month, day_of_month, hour, minute, tzinfo=ZONE)


def first_day(home: Path) -> Path:
    """Open an office for the first time, which takes longer than to copy what that leaves."""
    open_desk(load(home=home)).store.engine.dispose()
    return home


@cache
def draft(*paragraphs: str) -> bytes:
    """A draft as a word processor saves it; the same words are one file."""
    document = Document()
    for text in paragraphs or (
        "全市河道管护办法",
        "第一条 为加强河道管护，制定本办法。",
        "第二条 经费由市财政局落实。",
    ):
        document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def address(unit: str) -> str:
    return f"u{UNITS.index(unit) + 1:02}@unit.test"


def superior(unit: str) -> str:
    return f"chief.{address(unit)}"


def units_sheet(path: Path, units: Sequence[str] = UNITS, **emails: str) -> Path:
    """A units sheet; `emails` replace a unit's address."""
    rows = [f"{unit},{emails.get(unit, address(unit))},{unit}主管 <{superior(unit)}>" for unit in units]
    path.write_text("\n".join(["单位,邮箱,催办联系人", *rows]), "utf-8")
    return path


def asking(
    desk: Desk,
    units: Sequence[str],
    policy: Policy | None = None,
    due: datetime = DUE,
    content: bytes | None = None,
) -> Request:
    """The request for a round of these units, its draft kept."""
    request = Request(TITLE, DRAFT_NAME, "", due, tuple(units), (policy or Policy()).to_json())
    return opening.with_draft(desk, request, content or draft())


def open_round(  # noqa: PLR0913 - what a round may differ in
    desk: Desk,
    units: Sequence[str] = FEW,
    policy: Policy | None = None,
    now: datetime = OPENED,
    due: datetime = DUE,
    content: bytes | None = None,
) -> str:
    """Import the units, open a round of them and send its letters."""
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", units))
    name = opening.open_round(desk, asking(desk, units, policy, due, content), now).name
    send(desk, now)
    return name


def send(desk: Desk, now: datetime, limit: int = 1000) -> Posted:
    """Drain the outbox over one connection to the embedded catcher."""

    async def drain() -> Posted:
        posting.waiting(desk, now)
        async with posting.postman(desk, connections=1) as out:
            return await posting.post(desk, out, limit, lambda: now)

    return asyncio.run(drain())


def letters(desk: Desk, name: str = ROUND) -> tuple[Letter, ...]:
    """Every letter of the round as the outbox has it."""
    with desk.store.read() as session:
        return outbox.letters_of(session, round_named(session, name).id or 0)


def written(desk: Desk, kind: LetterKind, now: datetime | None = None) -> list[tuple[str, int]]:
    """To whom, and which turn: the letters of a kind, or those of them written at one moment."""
    chosen = (letter for letter in letters(desk) if letter.kind == kind and now in {None, letter.written})
    return [(letter.recipients.split()[0], letter.turn) for letter in chosen]


def caught(desk: Desk, mailbox: str) -> list[EmailMessage]:
    """The letters that lie in a mailbox, in the order they came."""
    folder = desk.settings.sent_mail / mailbox
    parse = BytesParser(policy=default).parsebytes
    return [parse(file.read_bytes()) for file in sorted(folder.glob("*.eml"))]


def form_in(letter: EmailMessage) -> bytes:
    """The feedback form that came with a letter."""
    return attached(letter, "征求意见反馈表.docx")


def attached(letter: EmailMessage, name: str) -> bytes:
    (found,) = (part for part in letter.iter_attachments() if part.get_filename() == name)
    return cast("bytes", found.get_content())


def words(letter: EmailMessage) -> str:
    """The plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def filled(letter: EmailMessage, *proposals: str) -> bytes:
    """The form of a letter with these opinions, or 无意见 without any."""
    rows = [FormRow(n, place=f"第{n}条", proposal=text) for n, text in enumerate(proposals, 1)]
    return fill_form(form_in(letter), rows=rows, no_comment=not rows, contact="王五", phone="23990000")


def answer(letter: EmailMessage, text: str = "您好，意见见附件。", form: bytes | None = None) -> EmailMessage:
    """A unit's reply to a letter, as its mail program writes it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = letter["To"].addresses[0].addr_spec, OFFICE
    mail["Subject"] = f"回复：{letter['Subject']}"
    mail["Message-ID"] = f"<{abs(hash((text, form)))}@unit.test>"
    mail["In-Reply-To"] = mail["References"] = str(letter["Message-ID"])
    mail.set_content(text)
    if form is not None:
        kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
        mail.add_attachment(form, maintype="application", subtype=kind, filename="反馈表.docx")
    return mail


def bounce(letter: EmailMessage) -> EmailMessage:
    """What the unit's mail server sends back when nobody is behind the address (RFC 3464)."""
    to = letter["To"].addresses[0].addr_spec
    report = (
        f"Reporting-MTA: dns; mx.unit.test\n\nFinal-Recipient: rfc822; {to}\nAction: failed\n"
        "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 user unknown\n"
    )
    text = (
        f"From: MAILER-DAEMON@mx.unit.test\nTo: {OFFICE}\nSubject: Undelivered Mail Returned to Sender\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
        f"--B\nContent-Type: text/plain\n\nThis is the mail system.\n\n"
        f"--B\nContent-Type: message/delivery-status\n\n{report}\n"
        f"--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {letter['Message-ID']}\n\n--B--\n"
    )
    return BytesParser(policy=default).parsebytes(text.encode())


def deliver(desk: Desk, *mails: EmailMessage) -> Path:
    """Put mail into the office's inbox folder."""
    inbox = desk.settings.inbox
    inbox.mkdir(parents=True, exist_ok=True)
    there = sum(1 for _ in inbox.rglob("*.eml"))
    for number, mail in enumerate(mails, there + 1):
        (inbox / f"{number:04}.eml").write_bytes(mail.as_bytes())
    return inbox


def take_in(desk: Desk, now: datetime, *mails: EmailMessage) -> list[MessageState]:
    """Mail arrives, is kept and read; what became of each."""
    collecting.keep_new(desk, FolderSource(deliver(desk, *mails)), now)
    return [taking_in.read_message(desk, message, now) for message in taking_in.to_read(desk)]


def notes(desk: Desk, *states: MessageState) -> list[str]:
    """Why messages wait for a person, oldest first."""
    return [message.note for message in messages(desk, *states or [MessageState.UNSURE])]


def messages(desk: Desk, *states: MessageState) -> tuple[Message, ...]:
    with desk.store.read() as session:
        return messages_in(session, *states or MessageState)


def state_of(desk: Desk, name: str = ROUND) -> RoundState:
    with desk.store.read() as session:
        return RoundState(round_named(session, name).state)
