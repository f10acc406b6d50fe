"""Reading what was collected: understood and filed a batch a transaction, acknowledged; nothing is ever dropped."""

import logging
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Self

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from desk import collecting
from desk.addressed import addressed_in
from desk.finding import settle
from desk.matching import Opened, open_mails
from desk.office import Desk
from desk.scribe import Scribe
from mail.intake import Source, in_batches
from mail.letters import OpinionLine
from models import outbox
from models.inbox import Finding, contents_of, hold_messages, note_findings, rounds_of_messages, sizes_of, unread
from models.replies import opinions_of_reply, replies_without_receipt
from models.tables import Reply, Round
from rules.errors import MailDown
from rules.words import MessageKind, MessageState

AHEAD = 2
UNREADABLE = "程序未能读懂这封邮件，原件已保留，请人工处理。"
log = logging.getLogger("circulate.mail")


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the messages read, by their number, and which mailbox did not answer, if any."""

    states: Mapping[int, MessageState]
    down: MailDown | None = None


def to_read(desk: Desk) -> tuple[int, ...]:
    """The messages kept but not read yet."""
    with desk.store.read() as session:
        return unread(session)


def read_message(desk: Desk, message_id: int, now: datetime) -> MessageState:
    """Read one kept message and file what it says; what cannot be understood waits for a person with the reason."""
    return read_messages(desk, [message_id], now)[0]


def read_messages(desk: Desk, messages: Sequence[int], now: datetime) -> list[MessageState]:
    """Read kept messages, a hundred or 20 MB a transaction; returns what became of each."""
    with desk.store.read() as session:
        sized = sizes_of(session, messages)
    with Reading(desk, now) as reading:
        for batch in in_batches(sized):
            with desk.store.read() as session:
                contents = contents_of(session, batch)
            reading.take(contents)
    return list(reading.states.values())


def take_in(desk: Desk, sources: Sequence[Source], now: datetime) -> TakenIn:
    """Keep what is new in every mailbox and read it, the one while the other; also what an earlier run left unread."""
    with desk.store.read() as session:
        left = unread(session)
    states = dict(zip(left, read_messages(desk, left, now), strict=True))
    down = None
    with Reading(desk, now) as reading:
        try:
            collecting.collect(desk, sources, now, reading.take)
        except MailDown as error:
            down = error
    return TakenIn(states | reading.states, down)


class Reading:
    """Reads batches as they come: one is taken apart, the forms of another are in the worker, a third is filed."""

    def __init__(self, desk: Desk, now: datetime) -> None:
        self.states: dict[int, MessageState] = {}
        self._desk, self._now = desk, now
        self._reader = ThreadPoolExecutor(AHEAD)
        self._coming: deque[Future[Mapping[int, Opened | None]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *gone_wrong: object) -> None:
        try:
            while self._coming and gone_wrong == (None, None, None):
                self._settle()
        finally:
            self._reader.shutdown(cancel_futures=True)

    def take(self, contents: Mapping[int, bytes]) -> None:
        """Have these kept messages read; of the batches before all but two are filed when this returns."""
        if contents:
            self._coming.append(self._reader.submit(_open_batch, self._desk, contents))
        if len(self._coming) > AHEAD:
            self._settle()

    def _settle(self) -> None:
        self.states |= _settled(self._desk, self._coming.popleft().result(), self._now)


def _open_batch(desk: Desk, contents: Mapping[int, bytes]) -> Mapping[int, Opened | None]:
    try:
        return open_mails(desk, contents)
    except Exception:
        # A defect of ours must not lose a unit's letter: it is shown to a person, and the log has the rest.
        if len(contents) == 1:
            log.exception("a message could not be opened", extra={"mail": next(iter(contents))})
            return dict.fromkeys(contents)
        return {n: mail for one in contents.items() for n, mail in _open_batch(desk, dict([one])).items()}


def _settled(desk: Desk, mails: Mapping[int, Opened | None], now: datetime) -> Mapping[int, MessageState]:
    try:
        with desk.store.write() as session:
            return _written(desk, session, mails, now)
    except OperationalError:
        # The database is busy or away, which says nothing about the letters: they stay new and are read again.
        raise
    except Exception:
        if len(mails) > 1:
            return {n: state for one in mails.items() for n, state in _settled(desk, dict([one]), now).items()}
        log.exception("a message could not be read", extra={"mail": next(iter(mails))})
        return _settled(desk, dict.fromkeys(mails), now)


def _written(
    desk: Desk, session: Session, mails: Mapping[int, Opened | None], now: datetime
) -> dict[int, MessageState]:
    held = hold_messages(session, mails.keys())
    new = [(row, mails[number]) for number, row in held.items() if row.state == MessageState.NEW]
    found = {row.id or 0: Finding(MessageState.QUARANTINED, MessageKind.UNKNOWN, note=UNREADABLE) for row, _ in new}
    readable = [(row, mail) for row, mail in new if mail]
    for (row, mail), finding in zip(readable, settle(desk, session, readable, now), strict=True):
        known = replace(finding, identifier=mail.incoming.message_id, body_sha256=mail.incoming.body_sha256)
        found[row.id or 0] = known
    note_findings(session, found)
    return {number: found[number].state if number in found else MessageState(held[number].state) for number in mails}


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
