"""One who writes for many: together, in order, also for those who have gone away."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from desk.clerk import Asking, Clerk


class Book:
    """What was written, transaction by transaction; each waits until it is let through."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = []
        self.taken_back: list[str] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def write(self, asked: Sequence[Asking[str, str]]) -> list[str]:
        self.begun.set()
        assert self.go_on.wait(10)
        self.pages.append([asking.what for asking in asked])
        if self.pages[-1] == ["fail"]:
            raise ValueError("the disk is full")
        return [f"answer to {asking.what}" for asking in asked]

    def take_back(self, answer: str) -> None:
        self.taken_back.append(answer)
        raise ValueError("the disk is full")


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def clerk(book: Book) -> Clerk[str, str]:
    return Clerk(book.write, book.take_back)


async def begun(book: Book) -> None:
    assert await asyncio.to_thread(book.begun.wait, 10)


async def test_what_is_asked_while_a_transaction_is_written_goes_into_the_next(
    book: Book, clerk: Clerk[str, str]
) -> None:
    first = asyncio.create_task(clerk.ask("a"))
    await begun(book)
    others = [asyncio.create_task(clerk.ask(what)) for what in "bcd"]
    await asyncio.sleep(0)
    book.go_on.set()
    assert await asyncio.gather(first, *others) == [f"answer to {what}" for what in "abcd"]
    assert book.pages == [["a"], ["b", "c", "d"]]


async def test_a_transaction_that_fails_fails_whoever_asked_and_nobody_else(book: Book, clerk: Clerk[str, str]) -> None:
    book.go_on.set()
    with pytest.raises(ValueError, match="the disk is full"):
        await clerk.ask("fail")
    assert await clerk.ask("next") == "answer to next"


async def test_what_somebody_asked_who_has_gone_away_is_written_and_the_answer_taken_back(
    book: Book, clerk: Clerk[str, str]
) -> None:
    gone = asyncio.create_task(clerk.ask("a"))
    await begun(book)
    waiting = asyncio.create_task(clerk.ask("b"))
    gone.cancel()
    await asyncio.sleep(0)
    book.go_on.set()
    await clerk.finish()
    assert (book.pages, book.taken_back) == ([["a"], ["b"]], ["answer to a"])
    assert await waiting == "answer to b"


async def test_the_clerk_waits_a_moment_for_those_who_will_ask_soon_and_no_longer(book: Book) -> None:
    clerk: Clerk[str, str] = Clerk(book.write, book.take_back, lambda: 2)
    book.go_on.set()
    first = asyncio.create_task(clerk.ask("a"))
    await asyncio.sleep(0)
    assert not book.begun.is_set()
    assert [*await asyncio.gather(first, clerk.ask("b"))] == ["answer to a", "answer to b"]
    assert await clerk.ask("c") == "answer to c", "nobody else comes"
    assert book.pages == [["a", "b"], ["c"]]


async def test_there_is_nothing_to_finish_where_nothing_was_asked(clerk: Clerk[str, str]) -> None:
    await clerk.finish()
