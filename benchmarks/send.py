"""The whole `send_letters` flow for 1,000 letters with a draft of 100 KB, its database and Prefect included."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from benchmarks.measuring import Comparison, Measured, in_turn, rate, report
from benchmarks.office import NOW, office, post_all, rewind, sent, size_of_a_letter
from benchmarks.peers import HOST, OFFICE, aiosmtplib_send, sink, smtp_source
from desk.office import Desk, this_desk
from flows import server

LETTERS, LOOP, ROUNDS = 1000, 100, 5
DRAFT = 100_000


def main() -> None:
    """The line that counts compares with smtp-source; the parts with the obvious loop and with no Prefect."""
    draft = os.urandom(DRAFT)
    with sink() as port, office(port, LETTERS, draft) as desk:
        _this_is(desk.settings.home, port)
        with server.started(desk.settings, server.free_port()) as serving:
            serving.wait()
            taken = _taken(desk, port, draft)
    source = Comparison("send", "smtp-source -d", 0.5)
    loop = Comparison("send to loop", "a loop of aiosmtplib.send()", 5)
    bare = Comparison("posting alone", "smtp-source -d", 0.5)
    report(
        Measured.faster(source, taken["flow"], taken["source"]),
        [
            Measured.faster(loop, taken["flow"], taken["loop"]),
            Measured.faster(bare, taken["posting"], taken["source"]),
        ],
    )


def _taken(desk: Desk, port: int, draft: bytes) -> dict[str, list[float]]:
    from flows.send_letters import send_letters

    size = size_of_a_letter(desk)
    return in_turn(
        {
            "flow": lambda: _all_sent(desk, lambda: asyncio.run(send_letters(NOW))),
            "source": lambda: smtp_source(port, LETTERS, size),
            "loop": lambda: rate(LOOP, lambda: asyncio.run(aiosmtplib_send(port, LOOP, draft))),
            "posting": lambda: _all_sent(desk, lambda: post_all(desk)),
        },
        ROUNDS,
    )


def _all_sent(desk: Desk, send: Callable[[], object]) -> float:
    rewind(desk)
    speed = rate(LETTERS, send)
    assert sent(desk) == LETTERS, sent(desk)  # noqa: S101 - a letter left over is no figure
    return speed


def _this_is(home: Path, port: int) -> None:
    """Name the office in the environment, where a flow run finds it."""
    os.environ |= {
        "CIRCULATE_HOME": str(home),
        "CIRCULATE_DATABASE": "",
        "CIRCULATE_SMTP_HOST": HOST,
        "CIRCULATE_SMTP_PORT": str(port),
        "CIRCULATE_SMTP_TLS": "none",
        "CIRCULATE_OFFICE_EMAIL": OFFICE,
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    this_desk.cache_clear()


if __name__ == "__main__":
    main()
