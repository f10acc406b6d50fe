"""What every command shares: the opened office, words to the clerk, and a flow run with a server at hand."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from rich.console import Console

from desk.office import Desk, this_desk

Result = TypeVar("Result")
out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def desk() -> Desk:
    """The office this command works for."""
    return this_desk()


def now() -> datetime:
    """The present; the only clock of the command line."""
    return datetime.now(UTC)


def say(text: str) -> None:
    """A plain line for people or pipes, never wrapped or coloured."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """A line beside the result, on standard error."""
    err.print(f"[yellow]注意[/yellow]：{text}", soft_wrap=True)


def say_json(value: object) -> None:
    """A value as JSON, readable by people too."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """A moving sign beside what takes more than a moment; only where someone watches."""
    with err.status(doing):
        yield


def run(flow: Callable[[], Callable[[], Coroutine[Any, Any, Result]]], doing: str) -> Result:
    """Run a flow in this process against the running Prefect server, or one started for the purpose, and say which.

    Args:
        flow: imports the flow and returns the call; Prefect must not be imported before its server is known.
        doing: what the clerk reads meanwhile.
    """
    from flows import server

    found = server.running(desk().settings)
    # What a clerk has to know is said in a sentence; a server that is about to stop needs no log of it either.
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "true" if found else "false")
    err.print(
        f"使用正在运行的服务：{found.api}" if found else "没有正在运行的服务，临时启动一个，约需十几秒……",
        soft_wrap=True,
    )
    with busy(doing), server.at_hand(desk().settings) as serving:
        call = flow()
        serving.wait()
        return asyncio.run(call())
