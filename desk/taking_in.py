"""Reading what was collected: understood and filed a batch a transaction, acknowledged; nothing is ever dropped."""

import logging
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from desk.addressed import addressed_in
from desk.finding import found, recognise
from desk.matching import Opened, open_mail
from desk.office import Desk
from desk.scribe import Scribe
from mail.intake import in_batches
from mail.letters import OpinionLine
from models import outbox
from models.inbox import Finding, contents_of, note_finding, rounds_of_messages, sizes_of, unread
from models.replies import opinions_of_reply, replies_without_receipt
from models.tables import Message, Reply, Round
from rules.errors import CirculateError
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
    return [state for batch in in_batches(sized) for state in _read_batch(desk, batch, now)]


def _read_batch(desk: Desk, batch: Sequence[int], now: datetime) -> list[MessageState]:
    with desk.store.read() as session:
        contents = contents_of(session, batch)
    # Opened before anybody has to wait for the transaction.
    mails = [(message_id, _opened(desk, message_id, contents[message_id])) for message_id in batch]
    with desk.store.write() as session:
        return [_settled(desk, session, message_id, mail, now) for message_id, mail in mails]


def _opened(desk: Desk, message_id: int, content: bytes) -> Opened | None:
    try:
        return open_mail(content, desk.secret)
    except Exception:
        # A defect of ours must not lose a unit's letter: it is shown to a person, and the log has the rest.
        log.exception("message %s could not be opened", message_id)
        return None


def _settled(desk: Desk, session: Session, message_id: int, mail: Opened | None, now: datetime) -> MessageState:
    # Held, so that of two workers with the same message the second finds it read.
    message = session.get_one(Message, message_id, with_for_update=True)
    if message.state != MessageState.NEW:
        return MessageState(message.state)
    finding = _tried(desk, session, message, mail, now) if mail else _waiting(None, UNREADABLE)
    if mail:
        recognise(message, mail.incoming)
    note_finding(session, message, finding)
    return finding.state


def _tried(desk: Desk, session: Session, message: Message, mail: Opened, now: datetime) -> Finding:
    try:
        with session.begin_nested():
            return found(desk, session, message, mail, now)
    except CirculateError as doubt:
        return _waiting(mail, doubt.sentence)
    except OperationalError:
        # The database is busy or away, which says nothing about the letter: it stays new and is read again.
        raise
    except Exception:
        log.exception("message %s could not be read", message.id)
        return _waiting(None, UNREADABLE)


def _waiting(mail: Opened | None, why: str) -> Finding:
    """What a person has to look at, and why."""
    if mail is None:
        return Finding(MessageState.QUARANTINED, MessageKind.UNKNOWN, note=why)
    incoming = mail.incoming
    return Finding(MessageState.UNSURE, incoming.kind, incoming.sender, incoming.subject, why)


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
