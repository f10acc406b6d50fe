"""A real mailbox and what somebody else finds in it."""

import imaplib
from collections.abc import Sequence

from mail.access import Access
from mail.imap import ImapSource
from mail.intake import Batch, Cursor
from office.settings import Kept, Tls
from tests.dovecot import HOST, PASSWORD, Dovecot, Mailbox


def letter(number: int) -> bytes:
    return f"From: u{number}@unit.test\r\nSubject: {number}\r\n\r\nbody {number}\r\n".encode()


LETTERS = [letter(number) for number in range(1, 201)]


def access(port: int, user: str, password: str = PASSWORD, timeout: float = 20.0) -> Access:
    return Access(HOST, port, Tls.NONE, user, password, timeout)


def source(dovecot: Dovecot, box: Mailbox, kept: Kept = Kept.FLAG, port: int = 0) -> ImapSource:
    return ImapSource(access(port or dovecot.imap, box.user), kept=kept)


def fetched(mailbox: ImapSource, cursor: Cursor | None = None) -> list[Batch]:
    with mailbox.open() as opened:
        return list(opened.batches(cursor or Cursor(), list))


def contents(batches: Sequence[Batch]) -> list[bytes]:
    return [raw.content for batch in batches for raw in batch.messages]


def take(mailbox: ImapSource, cursor: Cursor | None = None) -> Cursor:
    """Fetch and tell, as after a commit; how far that came."""
    with mailbox.open() as opened:
        for batch in opened.batches(cursor or Cursor(), list):
            opened.tell([raw.name for raw in batch.messages])
            cursor = batch.cursor
    return cursor or Cursor()


def in_folder(dovecot: Dovecot, box: Mailbox, folder: str) -> list[bytes]:
    """The bodies in a folder, asked for by somebody else."""
    with imaplib.IMAP4(HOST, dovecot.imap) as client:
        client.login(box.user, PASSWORD)
        if client.select(folder, readonly=True)[0] != "OK":
            return []
        _, items = client.uid("FETCH", "1:*", "(BODY.PEEK[])")
        return [item[1] for item in items if isinstance(item, tuple)]
