"""Mailed forms from Dovecot to committed, matched and read replies, against Python's own parser on the same bytes."""

import email
import io
import os
import resource
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measuring import Comparison, Measured, in_turn, rate, report
from desk import collecting, taking_in
from desk.office import Desk, open_desk
from documents.form import FormPress
from documents.form_code import code_for
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from mail.compose import message_id
from models import register, rounds
from office.settings import Kept, Tls, load
from rules.policy import Policy
from rules.register import ContactEntry, UnitEntry
from rules.tokens import token_for
from rules.words import LetterKind, MessageState, Role
from tests.dovecot import HOST, PASSWORD, Dovecot, program, running

FORMS = 1000
ROUNDS = 3
SIZE = 42_000  # bytes of a form with its scanned seal: 57 KB once mailed
FEWER, MOST_GROWTH = 250, 40.0
NOW = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)
MONDAY, DUE = NOW + timedelta(days=14), NOW + timedelta(days=15)
OFFICE = "office@bench.test"
DOCX = ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document")
HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Auto-Submitted")


def main() -> None:
    """Measure the pace, whether it lasts, and what memory it takes; any number of forms as argument."""
    forms = int(sys.argv[1]) if len(sys.argv) > 1 else FORMS
    found = program()
    if found is None:
        sys.exit("Dovecot is missing: apt-get install dovecot-imapd dovecot-pop3d")
    with running(found) as server, TemporaryDirectory(prefix="bench") as folder:
        post = Post(Path(folder), server, forms)
        report(*_compared(post, forms))


def _compared(post: "Post", forms: int) -> tuple[Measured, list[Measured]]:
    peer = "email, policy.default"
    few = [post.collected(FEWER) for _ in range(ROUNDS)]
    before = _peak()
    sides: dict[str, Callable[[], float]] = {
        "ours": lambda: post.collected(forms),
        "read": lambda: post.read_by(_read, forms),
        "parsed": lambda: post.read_by(_parsed, forms),
    }
    taken = in_turn(sides, ROUNDS)
    whole = Measured.faster(Comparison("collect", f"{peer}: merely parsed", 1.0), taken["ours"], taken["parsed"])
    read = Comparison("collect", f"{peer}: parsed and read", 1.0)
    pace = Comparison(f"collect, {forms} after {FEWER}", f"the pace at {FEWER}", 0.8)
    memory = Comparison("collect, memory", "what is allowed", 1.0, "MB more")
    return whole, [
        Measured.faster(read, taken["ours"], taken["read"]),
        Measured.faster(pace, [max(taken["ours"])], [max(few)]),
        Measured.leaner(memory, max(1.0, _peak() - before), MOST_GROWTH),
    ]


class Post:
    """A round whose units have all mailed their forms, to be collected as often as wanted."""

    def __init__(self, folder: Path, server: Dovecot, forms: int) -> None:
        self._folder, self._server = folder, server
        self._home = folder / "office"
        with _open(self._home) as desk:
            _round(desk, forms)
            self._mails = [_written(folder, number, mail) for number, mail in enumerate(_mails(desk, forms))]

    def collected(self, count: int) -> float:
        """Messages a second from the mailbox to filed replies, by an office that has seen none of them."""
        box = self._server.mailbox()
        box.deliver(mail.read_bytes() for mail in self._mails[:count])
        home = self._folder / box.user
        shutil.copytree(self._home, home)
        with _open(home, imap_port=self._server.imap, imap_user=box.user) as desk:
            pace = rate(count, lambda: _collect(desk, count))
        shutil.rmtree(home)
        shutil.rmtree(box.folder)
        return pace

    def read_by(self, reader: Callable[[bytes], object], count: int) -> float:
        """Messages a second that a reader gets through; loading them is not counted."""
        seconds = 0.0
        for first in range(0, count, 100):
            raw = [mail.read_bytes() for mail in self._mails[first : first + 100]]
            seconds += 1 / rate(1, lambda raw=raw: [reader(content) for content in raw])  # type: ignore[misc]
        return count / seconds


def _collect(desk: Desk, count: int) -> None:
    taken = taking_in.take_in(desk, collecting.sources_of(desk.settings), MONDAY)
    if [*taken.states.values()] != [MessageState.FILED] * count:
        raise RuntimeError(taken)


def _read(raw: bytes) -> object:
    message = email.message_from_bytes(raw, policy=policy.default)
    headers = [str(message[name]) for name in HEADERS]
    leaves = [part for part in message.walk() if not part.is_multipart()]
    return headers, [(part.get_content_type(), part.get_filename(), part.get_content()) for part in leaves]


def _parsed(raw: bytes) -> object:
    return email.message_from_bytes(raw, policy=policy.default)


@contextmanager
def _open(home: Path, **mailbox: object) -> Iterator[Desk]:
    way = {"imap_host": HOST, "imap_tls": Tls.NONE, "imap_password": PASSWORD, "imap_kept": Kept.FLAG}
    desk = open_desk(load(home=home, database="", office_email=OFFICE, **way, **mailbox))
    try:
        yield desk
    finally:
        desk.store.engine.dispose()


def _round(desk: Desk, units: int) -> None:
    contacts = [(ContactEntry(Role.TO, f"unit{number}@units.test"),) for number in range(1, units + 1)]
    entries = [UnitEntry(f"第{number}单位", contact, line=number + 1) for number, contact in enumerate(contacts, 1)]
    with desk.store.write() as session:
        register.import_units(session, entries)
        everyone = register.registered(session)
        draft = rounds.NewRound("实施意见", "征求意见稿.docx", b"draft", DUE, Policy(), everyone, desk.secret)
        rounds.open_round(session, draft, NOW.year, NOW)


def _mails(desk: Desk, units: int) -> Iterator[bytes]:
    press = FormPress("实施意见", "10月12日", "市政府办公室", "23991067")
    for number in range(1, units + 1):
        unit, place = f"第{number}单位", f"{NOW.year}-001"
        blank = press.for_unit(unit, code_for(desk.secret, place, number))
        rows = [FormRow(n, f"第{n}条", "现有表述", f"{unit}建议把这一处写得更具体。", "工作实际") for n in range(1, 6)]
        form = fill_form(blank, rows=rows, contact="王五", phone="23990000")
        letter = message_id(
            place,
            number,
            LetterKind.INVITATION,
            1,
            token=token_for(desk.secret, place, number),
            domain="bench.test",
        )
        yield _mail(number, letter, _sealed(form))


def _sealed(form: bytes) -> bytes:
    """The form with the picture of a seal, which makes it as large as real ones are."""
    whole = io.BytesIO(form)
    with zipfile.ZipFile(whole, "a") as archive:
        archive.writestr("word/media/seal.png", os.urandom(max(0, SIZE - len(form))))
    return whole.getvalue()


def _mail(number: int, letter: str, form: bytes) -> bytes:
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"] = f"第{number}单位 <unit{number}@units.test>", OFFICE
    mail["Subject"], mail["Message-ID"] = "回复：关于征求《实施意见》意见的函", f"<{number}@units.test>"
    mail["Date"] = MONDAY
    mail["In-Reply-To"] = mail["References"] = letter
    mail.set_content("您好，我单位意见见附件。\n\n联系人：王五\n")
    mail.add_attachment(form, *DOCX, filename="征求意见反馈表.docx")
    return mail.as_bytes()


def _written(folder: Path, number: int, mail: bytes) -> Path:
    file = folder / f"{number:05}.eml"
    file.write_bytes(mail)
    return file


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
