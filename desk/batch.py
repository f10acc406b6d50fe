"""One batch of letters: claimed, tried once, and left in the state the server's word supports."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session

from desk.clerk import Asking, Clerk
from desk.office import Desk
from desk.way_out import Out
from desk.worker import this_worker
from mail.results import AccountTrouble, ContentRefused, Refused, Result, Retry, Sent, TooLarge, Uncertain
from mail.wire import Envelope
from models import outbox, pauses
from models.files import content_of
from models.outbox import Claimed, Word
from rules.words import Fault, LetterState

SPAM_IN_A_ROW = 3
LONGEST_ENVID = 100  # RFC 3461 4.4
CUT = Uncertain("发送被中断，结果待核实")
STATES: dict[type[Result], LetterState] = {
    Sent: LetterState.SENT,
    Retry: LetterState.RETRY,
    Refused: LetterState.FAILED,
    ContentRefused: LetterState.FAILED,
    Uncertain: LetterState.UNCERTAIN,
}
FAULTS: dict[type[Result], Fault] = {Refused: Fault.ADDRESS, ContentRefused: Fault.CONTENT}
Clock = Callable[[], datetime]
_Step = tuple[Claimed | None, Result | None]
_Asking = Asking[_Step, Claimed | None]


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a batch: letters by the state they ended in, what stopped it, and whether a trouble ended."""

    states: Mapping[LetterState, int]
    trouble: str = ""
    resumed: bool = False

    def __add__(self, other: "Posted") -> "Posted":
        states = Counter(self.states) + Counter(other.states)
        return Posted(states, other.trouble or self.trouble, self.resumed or other.resumed)

    def __getitem__(self, state: LetterState) -> int:
        return self.states.get(state, 0)


class Batch:
    """Up to `limit` letters through one way out, counted as they end."""

    def __init__(self, desk: Desk, out: Out, limit: int, clock: Clock) -> None:
        self._desk, self._out, self._left, self._clock = desk, out, limit, clock
        self._states: Counter[LetterState] = Counter()
        self._trouble, self._resumed = "", False
        self._worker = this_worker()
        self._at_work = 0
        self._clerk: Clerk[_Step, Claimed | None] = Clerk(self._write, self._take_back, lambda: self._at_work)

    def posted(self) -> Posted:
        """What has become of its letters so far."""
        return Posted(self._states, self._trouble, self._resumed)

    async def finish(self) -> None:
        """Return once all that became of its letters is written down."""
        await self._clerk.finish()

    async def lane(self) -> None:
        """One letter after the other until none is left, none may go out, or sending stops."""
        async with self._out.lanes:
            self._at_work += 1
            try:
                while await self._out.turn() and (letter := await self._step()):
                    while letter:
                        result = await self._tried(letter)
                        letter = await self._step(letter, result)
            finally:
                self._at_work -= 1

    async def _tried(self, letter: Claimed) -> Result:
        try:
            return await self._too_large(letter) or await self._out.postman.post(self._envelope(letter))
        except BaseException as end:
            if isinstance(end, asyncio.CancelledError) and self._out.is_stopping:
                return CUT
            with self._desk.store.write() as session:
                self._record(session, [(letter, CUT)])
            raise

    async def _too_large(self, letter: Claimed) -> Result | None:
        """Asked before the first letter of a round goes out: whether the server would take the largest."""
        if letter.round_id in self._out.measured:
            return None
        most = await self._out.postman.largest()
        if isinstance(most, AccountTrouble):
            return most
        with self._desk.store.read() as session:
            largest = pauses.largest_waiting(session, letter.round_id)
        if 0 < most < largest:
            return TooLarge(f"函件最大 {largest} 字节，邮件服务器最多收 {most} 字节")
        self._out.measured.add(letter.round_id)
        return None

    def _envelope(self, letter: Claimed) -> Envelope:
        journal = self._desk.settings.smtp_journal
        to = tuple(dict.fromkeys((*letter.recipients, *([journal] if journal else []))))
        token = letter.message_id.strip("<>")
        tail = _tail(self._desk, letter.tail_sha256)
        return Envelope(letter.sender, to, letter.head, tail, token if len(token) <= LONGEST_ENVID else "")

    async def _step(self, letter: Claimed | None = None, result: Result | None = None) -> Claimed | None:
        """Record what became of a letter and, unless letters keep a distance, claim the next: one transaction."""
        return await self._clerk.ask((letter, result))

    def _write(self, asked: Sequence[_Asking]) -> list[Claimed | None]:
        ended = [(letter, result) for letter, result in (asking.what for asking in asked) if letter and result]
        going = [self._goes_on(asking) for asking in asked]
        with self._desk.store.write() as session:
            self._record(session, ended)
            claimed = self._claimed(session, sum(going))
        return [next(claimed, None) if goes else None for goes in going]

    def _goes_on(self, asking: _Asking) -> bool:
        """Whether whoever asks is to have another letter."""
        rests = asking.what[0] is not None and bool(self._out.interval)
        return asking.waits and not rests and not self._out.is_stopping

    def _claimed(self, session: Session, wanted: int) -> Iterator[Claimed]:
        most = min(wanted, self._left)
        claimed = outbox.claim(session, self._worker, self._clock(), self._out.account, most) if most else ()
        self._left -= len(claimed)
        return iter(claimed)

    def _take_back(self, claimed: Claimed | None) -> None:
        if claimed:
            with self._desk.store.write() as session:
                outbox.release(session, claimed.id)

    def _record(self, session: Session, ended: Sequence[tuple[Claimed, Result]]) -> None:
        now = self._clock()
        words = [_word(letter, result) for letter, result in ended if type(result) in STATES]
        outbox.mark(session, words, now)
        self._states.update(word.state for word in words)
        for letter, result in ended:
            if type(result) not in STATES:
                self._released(session, letter, result, now)
            self._draw(session, letter, result, now)

    def _released(self, session: Session, letter: Claimed, result: Result, now: datetime) -> None:
        outbox.release(session, letter.id)
        if isinstance(result, TooLarge):
            pauses.hold_round(session, letter.round_id, result.detail, now)
        else:
            pauses.note_trouble(session, self._out.account, result.detail, now)

    def _draw(self, session: Session, letter: Claimed, result: Result, now: datetime) -> None:
        """The conclusions for all other letters: a letter that passed ends a trouble, the third refused holds all."""
        if isinstance(result, AccountTrouble):
            self._out.works = False
        if isinstance(result, Sent) and not self._out.works:
            self._out.works = True
            if pauses.clear_trouble(session, self._out.account):
                self._resumed, self._trouble = True, ""
        refused = isinstance(result, ContentRefused) and pauses.refused_in_a_row(session, letter.round_id)
        if refused >= SPAM_IN_A_ROW:
            pauses.hold_round(session, letter.round_id, result.detail, now)
        if isinstance(result, AccountTrouble | TooLarge) or refused >= SPAM_IN_A_ROW:
            self._trouble = result.detail


def _word(letter: Claimed, result: Result) -> Word:
    kind = type(result)
    return Word(letter.id, STATES[kind], _answer(result), FAULTS.get(kind))


def _answer(result: Result) -> str:
    """The server's words, with the copies it would not take."""
    copies = result.refused_copies if isinstance(result, Sent) else ()
    return f"{result.detail}（未接受的抄送：{'、'.join(copies)}）" if copies else result.detail


@lru_cache(maxsize=8)
def _tail(desk: Desk, sha256: str) -> bytes:
    with desk.store.read() as session:
        return content_of(session, sha256)
