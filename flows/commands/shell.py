"""What every command shares: the opened office, words to the clerk, and a flow run with a server at hand."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from threading import Event, Thread
from typing import Any, TypeVar

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TaskID
from rich.text import Text

from desk import acts
from desk.approving import COMMAND_LINE
from desk.office import Desk, this_desk
from models.outbox import waiting
from office.settings import Settings

Result = TypeVar("Result")
NEXT = "下一次发送时发出（circulate serve 每 10 分钟一次，或立即 circulate send）"
NAMELESS = Settings.model_fields["office_name"].default
# What units and clerks write may hold brackets: no string is ever markup.
out = Console(highlight=False, markup=False, soft_wrap=False)
err = Console(stderr=True, highlight=False, markup=False)


def desk() -> Desk:
    """The office this command works for."""
    return this_desk()


def now() -> datetime:
    """The present; the only clock of the command line."""
    return datetime.now(UTC)


def me() -> str:
    """Whoever runs the command, as the machine knows them; a container may know nobody."""
    try:
        return f"{COMMAND_LINE}（{getuser()}）"
    except (OSError, KeyError):
        return COMMAND_LINE


def acted(what: str, words: str, name: str | None = None) -> None:
    """Add what was just done to the record, of a round or of the office, under the name of whoever runs the command."""
    acts.keep(desk(), me(), what, words, now(), name)


def say(text: str) -> None:
    """A plain line for people or pipes, never wrapped or coloured."""
    sys.stdout.write(f"{text}\n")


def warn(text: str) -> None:
    """A line beside the result, on standard error."""
    err.print(Text("注意", "yellow"), text, sep="：", soft_wrap=True)


def forewarn() -> None:
    """Before letters go out: that they are files only, and where; and that their sender has no name."""
    office, lacking = desk().settings, []
    if office.embedded_mail:
        lacking.append(f"没有设置邮件服务器（CIRCULATE_SMTP_HOST），函件只存为文件，在 {office.sent_mail}")
    if office.office_name == NAMELESS:
        lacking.append(f"没有设置发函单位（CIRCULATE_OFFICE_NAME），函件落款是“{NAMELESS}”")
    if lacking:
        warn(f"{'；'.join(lacking)}。")


def say_json(value: object) -> None:
    """A value as JSON, readable by people too."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def busy(doing: str) -> Iterator[None]:
    """A moving sign, and a bar while letters go out; only where someone watches."""
    if not err.is_terminal:
        yield
        return
    done = Event()
    with Progress(SpinnerColumn(), *Progress.get_default_columns()[:3], console=err, transient=True) as bar:
        watch = Thread(target=_watch_outbox, args=(bar, bar.add_task(doing, total=None), done), daemon=True)
        watch.start()
        try:
            yield
        finally:
            done.set()
            watch.join()


def _watch_outbox(bar: Progress, task: TaskID, done: Event) -> None:
    most = 0
    while not done.wait(0.5):
        with desk().store.read() as session:
            left = waiting(session, now())
        most = max(most, left)
        bar.update(task, total=most or None, completed=most - left)


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
