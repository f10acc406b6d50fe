"""An office whose outbox is full: as many units as wanted, a draft of any size, each unit's own form beside it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col, func, select, update

from benchmarks.peers import HOST, OFFICE
from desk import posting
from desk.office import Desk, open_desk
from desk.posting import Posted
from documents.form import FormPress
from mail.compose import Attachment, Heading, Mailbox, head_of, message_id, tail_of
from mail.render import Rendered
from models import outbox, register, rounds
from models.files import content_of, keep
from models.outbox import NewLetter
from models.tables import Letter, Round
from office.settings import Tls, load
from rules.policy import Policy
from rules.register import ContactEntry, UnitEntry
from rules.words import LetterKind, LetterState, Role

NOW = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)
DUE = NOW + timedelta(days=14)
SUBJECT = "关于征求《关于进一步加强城市管理工作的实施意见（征求意见稿）》意见的函"
TEXT = (
    "现将《关于进一步加强城市管理工作的实施意见（征求意见稿）》送你单位，请于收到之日起十个工作日内反馈书面意见。\n" * 5
)
WORDS = Rendered(SUBJECT, TEXT, f"<html><body style='font-family:SimSun'><p>{TEXT}</p></body></html>")
INVITATION = LetterKind.INVITATION


@contextmanager
def office(port: int, units: int, draft: bytes) -> Iterator[Desk]:
    """An office that sends to this port and has a letter waiting for each unit."""
    with TemporaryDirectory(prefix="bench") as folder:
        mail = {"smtp_host": HOST, "smtp_port": port, "smtp_tls": Tls.NONE, "office_email": OFFICE}
        desk = open_desk(load(home=Path(folder), database="", **mail))
        try:
            write_letters(desk, units, draft)
            yield desk
        finally:
            desk.store.engine.dispose()


def write_letters(desk: Desk, units: int, draft: bytes) -> None:
    """A round of so many units, its letters written and none sent."""
    entries = [
        UnitEntry(f"第{number}单位", (ContactEntry(Role.TO, f"unit{number}@units.test"),), line=number + 1)
        for number in range(1, units + 1)
    ]
    with desk.store.write() as session:
        register.import_units(session, entries)
        everyone = register.registered(session)
        new = rounds.NewRound("实施意见", "征求意见稿.docx", draft, DUE, Policy(), everyone, desk.secret)
        opened = rounds.open_round(session, new, NOW.year, NOW)
        tail = tail_of([Attachment("征求意见稿.docx", draft)])
        sha256 = keep(session, tail.content)
        form = FormPress("实施意见", "10月12日", "市政府办公室", "22220000").for_unit("第1单位", "7KQ2M9XD")
        own = [Attachment("征求意见反馈表.docx", form)]
        heads = (head_of(WORDS, _heading(number), tail, own) for number in range(1, units + 1))
        letters = [_letter(opened, number, head, sha256) for number, head in enumerate(heads, 1)]
        outbox.queue(session, letters, NOW)


def rewind(desk: Desk) -> None:
    """Put every letter back, as if none had been sent."""
    fresh = {"state": LetterState.QUEUED, "attempts": 0, "worker": None, "claimed": None, "sent": None, "answer": ""}
    with desk.store.write() as session:
        session.exec(update(Letter).values(fresh))


def post_all(desk: Desk) -> Posted:
    """Send what is waiting over the office's connections, as the flow does but without Prefect."""

    async def drain() -> Posted:
        async with posting.postman(desk, desk.settings.smtp_connections) as out:
            return await posting.post(desk, out, 1_000_000, lambda: NOW)

    return asyncio.run(drain())


def size_of_a_letter(desk: Desk) -> int:
    """Bytes of one letter on the wire."""
    with desk.store.read() as session:
        letter = session.exec(select(Letter).limit(1)).one()
        return len(outbox.head_of(session, letter)) + len(content_of(session, letter.tail_sha256))


def sent(desk: Desk) -> int:
    """How many letters are sent."""
    with desk.store.read() as session:
        return session.exec(select(func.count()).where(col(Letter.state) == LetterState.SENT)).one()


def _heading(number: int) -> Heading:
    own_id = message_id("2026-001", number, INVITATION, 1, token="bench", domain="bench.test")  # noqa: S106
    unit = Mailbox(f"unit{number}@units.test", f"第{number}单位")
    return Heading(Mailbox(OFFICE, "市政府办公室"), unit, own_id, NOW)


def _letter(asked: Round, number: int, head: bytes, tail: str) -> NewLetter:
    heading = _heading(number)
    return NewLetter(
        key=outbox.letter_key(asked.name, number, INVITATION, 1),
        round_id=asked.id or 0,
        invitation_id=None,
        kind=INVITATION,
        turn=1,
        sender=OFFICE,
        recipients=(heading.to.address,),
        subject=SUBJECT,
        message_id=heading.message_id,
        head=head,
        tail_sha256=tail,
    )
