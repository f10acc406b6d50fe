"""Reading what was collected: understood and filed a batch a transaction, acknowledged; nothing is ever dropped."""

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from itertools import groupby

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from desk.addressed import addressed_in
from desk.finding import settle
from desk.matching import Opened, open_mail
from desk.office import Desk
from desk.scribe import Scribe
from mail.intake import in_batches
from mail.letters import OpinionLine
from models import outbox
from models.inbox import Finding, contents_of, hold_messages, note_finding, rounds_of_messages, sizes_of, unread
from models.replies import opinions_of_reply, replies_without_receipt
from models.tables import Reply, Round
from rules.words import MessageKind, MessageState

UNREADABLE = "程序未能读懂这封邮件，原件已保留，请人工处理。"
log = logging.getLogger("circulate.mail")


def to_read(desk: Desk) -> tuple[int, ...]:
    """The messages kept but not read yet."""
    with desk.store.read() as session:
        return unread(session)


def read_message(desk: Desk, message_id: int, now: datetime) -> MessageState:
    """Read one kept message and file what it says; what cannot be understood waits for a person with the reason."""
    return read_messages(desk, [message_id], now)[0]


def read_messages(desk: Desk, messages: Sequence[int], now: datetime) -> list[MessageState]:
    """Read kept messages, fifty or 20 MB a transaction; returns what became of each."""
    with desk.store.read() as session:
        sized = sizes_of(session, messages)
    return [state for mails in _ahead(desk, in_batches(sized)) for state in _settled(desk, mails, now)]


def _ahead(desk: Desk, batches: Iterable[Sequence[int]]) -> Iterator[dict[int, Opened | None]]:
    """Each batch opened, the next one while the caller files this one: a process of its own reads the forms."""
    with ThreadPoolExecutor(1) as reader:
        coming: deque[Future[dict[int, Opened | None]]] = deque()
        for batch in batches:
            coming.append(reader.submit(_open_batch, desk, batch))
            if len(coming) > 1:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _open_batch(desk: Desk, batch: Sequence[int]) -> dict[int, Opened | None]:
    with desk.store.read() as session:
        contents = contents_of(session, batch)
    return {number: _opened(desk, number, content) for number, content in contents.items()}


def _opened(desk: Desk, number: int, content: bytes) -> Opened | None:
    try:
        return open_mail(desk, content)
    except Exception:
        # A defect of ours must not lose a unit's letter: it is shown to a person, and the log has the rest.
        log.exception("message %s could not be opened", number)
        return None


def _settled(desk: Desk, mails: Mapping[int, Opened | None], now: datetime) -> list[MessageState]:
    try:
        with desk.store.write() as session:
            return _written(desk, session, mails, now)
    except OperationalError:
        # The database is busy or away, which says nothing about the letters: they stay new and are read again.
        raise
    except Exception:
        if len(mails) > 1:
            return [state for one in mails.items() for state in _settled(desk, dict([one]), now)]
        log.exception("message %s could not be read", *mails)
        return _settled(desk, dict.fromkeys(mails), now)


def _written(desk: Desk, session: Session, mails: Mapping[int, Opened | None], now: datetime) -> list[MessageState]:
    held = hold_messages(session, mails.keys())
    new = [(row, mails[number]) for number, row in held.items() if row.state == MessageState.NEW]
    readable = [(row, mail) for row, mail in new if mail]
    for row, mail in new:
        if mail is None:
            note_finding(row, Finding(MessageState.QUARANTINED, MessageKind.UNKNOWN, note=UNREADABLE))
    for (row, mail), finding in zip(readable, settle(desk, session, readable, now), strict=True):
        row.identifier, row.body_sha256 = mail.incoming.message_id, mail.incoming.body_sha256
        note_finding(row, finding)
    return [MessageState(held[number].state) for number in mails]


def acknowledge(desk: Desk, now: datetime) -> int:
    """Queue a receipt for every reply that has none yet; returns how many letters."""
    with desk.store.write() as session:
        receipts = []
        by_round = groupby(replies_without_receipt(session), key=lambda answered: answered[1].round_id)
        for round_id, answered in by_round:
            asked = session.get_one(Round, round_id)
            scribe, addressed = Scribe(desk, session, asked, now), addressed_in(session, asked)
            receipts += [
                scribe.receipt(addressed[row.id or 0], reply, _lines(session, reply)) for reply, row in answered
            ]
        return outbox.queue(session, receipts, now)


def _lines(session: Session, reply: Reply) -> list[OpinionLine]:
    return [OpinionLine(row.number, row.text) for row in opinions_of_reply(session, reply)]


def rounds_of(desk: Desk, messages: Sequence[int]) -> list[str]:
    """The short names of the rounds these messages were filed under."""
    with desk.store.read() as session:
        return rounds_of_messages(session, messages)
