"""Sending what the outbox holds: each letter claimed, tried once, and left in the state the server's word supports."""

import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from desk.office import Desk
from mail.catcher import Catcher
from mail.postman import Account, Postman
from mail.results import AccountTrouble, ContentRefused, Refused, Result, Retry, Sent, TooLarge, Uncertain
from mail.wire import Envelope
from models import outbox
from models.files import content_of
from models.outbox import Claimed
from office.settings import Tls
from rules.words import LetterState

HOST = socket.gethostname()
WORKER = f"{HOST}/{os.getpid()}"
LEASE = timedelta(minutes=30)
SPAM_IN_A_ROW = 3
STATES: dict[type[Result], LetterState] = {
    Sent: LetterState.SENT,
    Retry: LetterState.RETRY,
    Refused: LetterState.FAILED,
    ContentRefused: LetterState.FAILED,
    TooLarge: LetterState.FAILED,
    Uncertain: LetterState.UNCERTAIN,
}
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a batch: letters by the state they ended in, and what stopped it, if anything did."""

    states: Mapping[LetterState, int]
    trouble: str = ""

    def __add__(self, other: "Posted") -> "Posted":
        return Posted(Counter(self.states) + Counter(other.states), self.trouble or other.trouble)

    def __getitem__(self, state: LetterState) -> int:
        return self.states.get(state, 0)


def waiting(desk: Desk, now: datetime) -> int:
    """How many letters could go out now; letters left by dead workers become uncertain first."""
    with desk.store.write() as session:
        outbox.abandoned(session, lambda worker, claimed: _is_alive(worker, claimed, now))
        return outbox.waiting(session, now)


@asynccontextmanager
async def postman(desk: Desk, connections: int) -> AsyncIterator[Postman]:
    """The office's way out: its mail server, or the embedded catcher where none is set."""
    settings = desk.settings
    async with AsyncExitStack() as stack:
        account = Account.of(settings)
        if settings.embedded_mail:
            catcher = await stack.enter_async_context(Catcher(settings.sent_mail))
            account = Account(catcher.host, catcher.port, Tls.NONE)
        yield await stack.enter_async_context(
            Postman(
                account,
                connections=connections,
                per_connection=settings.smtp_messages_per_connection,
                interval=settings.smtp_interval,
            )
        )


async def post(desk: Desk, out: Postman, limit: int, clock: Clock) -> Posted:
    """Send up to `limit` letters one after the other; stops early when the account or the content is refused.

    Raises:
        CancelledError: the letter in flight is recorded as uncertain first.
    """
    states: Counter[LetterState] = Counter()
    refused_in_a_row = 0
    for _ in range(limit):
        letter = _claim(desk, clock())
        if letter is None:
            break
        result = await _try(desk, out, letter, clock)
        if isinstance(result, AccountTrouble):
            return Posted(states, result.detail)
        states[STATES[type(result)]] += 1
        refused_in_a_row = refused_in_a_row + 1 if isinstance(result, ContentRefused) else 0
        if isinstance(result, TooLarge) or refused_in_a_row >= SPAM_IN_A_ROW:
            return Posted(states, result.detail)
    return Posted(states)


async def _try(desk: Desk, out: Postman, letter: Claimed, clock: Clock) -> Result:
    envelope = Envelope(letter.sender, letter.recipients, letter.head, _tail(desk, letter.tail_sha256))
    try:
        result = await out.post(envelope)
    except BaseException:
        _record(desk, letter, Uncertain("发送被中断，结果待核实"), clock)
        raise
    _record(desk, letter, result, clock)
    return result


def _claim(desk: Desk, now: datetime) -> Claimed | None:
    with desk.store.write() as session:
        return outbox.claim(session, WORKER, now)


def _record(desk: Desk, letter: Claimed, result: Result, clock: Clock) -> None:
    with desk.store.write() as session:
        if isinstance(result, AccountTrouble):
            outbox.release(session, letter.id)
        else:
            outbox.mark(session, letter.id, STATES[type(result)], result.detail, clock())


@lru_cache(maxsize=8)
def _tail(desk: Desk, sha256: str) -> bytes:
    with desk.store.read() as session:
        return content_of(session, sha256)


def _is_alive(worker: str, claimed: datetime, now: datetime) -> bool:
    """Whether a worker may still be sending: its process runs here, or its lease elsewhere has not run out."""
    host, _, process = worker.partition("/")
    if host != HOST or not process.isdigit():
        return now - claimed < LEASE
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return now - claimed < LEASE
