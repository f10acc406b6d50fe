"""Collecting mail: every mailbox of the office asked, each message kept raw and committed before its server is told."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from desk.office import Desk
from mail.imap import ImapSource
from mail.intake import Batch, Cursor, FolderSource, Source
from mail.pop3 import Pop3Source
from models.inbox import keep_messages, unread
from models.mailboxes import cursor_of, see, told, unseen, untold
from office.settings import Settings
from rules.errors import MailDown

Kept = Callable[[Mapping[int, bytes]], None]


def sources_of(settings: Settings, folder: Path | None = None) -> tuple[Source, ...]:
    """Where the office's mail comes from: this folder, or the mailboxes that are set, or else its own inbox folder."""
    if folder:
        return (FolderSource(folder),)
    imap: list[Source] = [ImapSource.of(settings)] if settings.imap_host else []
    pop3: list[Source] = [Pop3Source.of(settings)] if settings.pop3_host else []
    return (*imap, *pop3) or (FolderSource(settings.inbox),)


def only_kept(contents: Mapping[int, bytes]) -> None:
    """Leave what was kept to a later reading."""


def collect(desk: Desk, sources: Sequence[Source], now: datetime, kept: Kept = only_kept) -> int:
    """Keep what is new in every mailbox; returns how many messages they held.

    Args:
        desk: the office.
        sources: its mailboxes.
        now: when the messages arrived.
        kept: is given what each commit has kept and nobody has read, by number.

    Raises:
        MailDown: a mailbox does not answer; the others were collected all the same, and nothing is lost.
    """
    held, down = 0, []
    for source in sources:
        try:
            held += keep_new(desk, source, now, kept)
        except MailDown as error:
            down.append(error)
    if down:
        raise MailDown("".join(error.sentence for error in down)) from down[0]
    return held


def keep_new(desk: Desk, source: Source, now: datetime, kept: Kept = only_kept) -> int:
    """Keep every new message of a source, a batch a transaction; returns how many messages it held. See `collect`.

    Raises:
        MailDown: it does not answer, or stopped answering; what was kept stays, and the next run goes on from there.
    """
    left = _untold(desk, source)
    names: list[str] = []
    with source.open() as box:
        if left:
            box.tell(left)
        for batch in box.batches(_cursor(desk, source), partial(_fresh, desk, source)):
            contents = _keep(desk, source, batch, now)
            held = [raw.name for raw in batch.messages]
            box.tell(held)
            names += held
            kept(contents)
    with desk.store.write() as session:
        told(session, source.name, [*left, *names])
    return len(names)


def _keep(desk: Desk, source: Source, batch: Batch, now: datetime) -> dict[int, bytes]:
    """The one commit: messages, where they were seen and how far we are, or nothing of it; returns what is unread."""
    with desk.store.write() as session:
        ids = keep_messages(session, [raw.content for raw in batch.messages], source.name, now)
        if batch.cursor:
            seen = dict(zip([raw.name for raw in batch.messages], ids, strict=True))
            see(session, source.name, (batch.cursor.validity, batch.cursor.last), seen)
        fresh = set(unread(session, ids))
    return {number: raw.content for number, raw in zip(ids, batch.messages, strict=True) if number in fresh}


def _untold(desk: Desk, source: Source) -> tuple[str, ...]:
    """What a run that died or broke off has kept but perhaps not told the server of."""
    with desk.store.read() as session:
        return untold(session, source.name)


def _cursor(desk: Desk, source: Source) -> Cursor:
    with desk.store.read() as session:
        return Cursor(*cursor_of(session, source.name))


def _fresh(desk: Desk, source: Source, names: Sequence[str]) -> list[str]:
    with desk.store.read() as session:
        return unseen(session, source.name, names)
