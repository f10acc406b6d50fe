"""One who writes for many: while one transaction is being written, what is asked meanwhile goes into the next."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

A_MOMENT = 0.003  # seconds: nothing beside a server's answer, most of a disk's
Asked = TypeVar("Asked")
Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Asking(Generic[Asked, Given]):
    """What somebody asks, and where the answer is waited for."""

    what: Asked
    answer: "asyncio.Future[Given]"

    @property
    def waits(self) -> bool:
        """Whether anybody still wants the answer; what is asked is written all the same."""
        return not self.answer.done()


class Clerk(Generic[Asked, Given]):
    """Writes in a thread, so that a slow disk keeps nobody from talking to the mail server.

    Args:
        write: writes down all that is asked in one transaction and returns the answers, in the same order.
        take_back: undoes an answer whose asker has gone away meanwhile.
        company: how many are likely to ask soon; the clerk waits a moment for them, since to write costs the same
            for all as for one.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Asking[Asked, Given]]], Sequence[Given]],
        take_back: Callable[[Given], None],
        company: Callable[[], int] = lambda: 1,
    ) -> None:
        self._write, self._take_back, self._company = write, take_back, company
        self._asked: list[Asking[Asked, Given]] = []
        self._complete = asyncio.Event()
        self._writing: asyncio.Task[None] | None = None

    async def ask(self, what: Asked) -> Given:
        """The answer, once it is committed. Raises what the transaction raised."""
        asking: Asking[Asked, Given] = Asking(what, asyncio.get_running_loop().create_future())
        self._asked.append(asking)
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write_all())
        elif len(self._asked) >= self._company():
            self._complete.set()
        return await asking.answer

    async def finish(self) -> None:
        """Return once everything that was asked is written, also for those who have gone away."""
        if self._writing:
            await asyncio.shield(self._writing)

    async def _write_all(self) -> None:
        while self._asked:
            await self._company_of_all()
            asked, self._asked = self._asked, []
            try:
                answers = await asyncio.to_thread(self._write, asked)
            except Exception as error:  # noqa: BLE001 - whatever it is, everyone who asked raises it
                for asking in asked:
                    if asking.waits:
                        asking.answer.set_exception(error)
                continue
            for asking, answer in zip(asked, answers, strict=True):
                if asking.waits:
                    asking.answer.set_result(answer)
            for asking, answer in zip(asked, answers, strict=True):
                if asking.answer.cancelled():
                    self._taken_back(answer)

    async def _company_of_all(self) -> None:
        self._complete.clear()
        if len(self._asked) < self._company():
            with suppress(TimeoutError):
                async with asyncio.timeout(A_MOMENT):
                    await self._complete.wait()

    def _taken_back(self, answer: Given) -> None:
        # What cannot be taken back stays as it is written, which the others need not wait for.
        with suppress(Exception):
            self._take_back(answer)
