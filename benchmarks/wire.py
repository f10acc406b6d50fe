"""The wire layer against `smtp-source -d`, both into the same smtp-sink over four connections."""

import asyncio
import os
from datetime import UTC, datetime

from benchmarks.measuring import Comparison, Measured, in_turn, rate, report
from benchmarks.peers import HOST, OFFICE, UNIT, sink, smtp_source
from mail.compose import Attachment, Heading, Mailbox, Tail, head_of, message_id, tail_of
from mail.postman import Account, Postman
from mail.render import Rendered
from mail.results import Sent
from mail.wire import Envelope
from office.settings import Tls
from rules.words import LetterKind

CONNECTIONS = 4
ROUNDS = 7
# Size of the draft in bytes, letters a round, and the least ratio.
SIZES = {"100 KB": (100_000, 2000, 1.0), "1 MB": (1_000_000, 300, 0.9), "2 KB": (2_000, 5000, 0.4)}
TEXT = (
    "现将《关于进一步加强城市管理工作的实施意见（征求意见稿）》送你单位，请于收到之日起十个工作日内反馈书面意见。\n" * 5
)
NOW = datetime(2026, 9, 28, 9, 30, tzinfo=UTC)


def main() -> None:
    """Measure every size; the line that counts is the one of 100 KB."""
    with sink() as port:
        first, *others = [compared(port, name, *size) for name, size in SIZES.items()]
    report(first, others)


def compared(  # noqa: PLR0913 - a row of the table
    port: int, name: str, size: int, letters: int, goal: float, rounds: int = ROUNDS
) -> Measured:
    """Letters with a draft of `size` bytes, ours and smtp-source's, into the sink at `port`."""
    tail = tail_of([Attachment("征求意见稿.docx", os.urandom(size))])
    envelopes = [envelope(tail, number) for number in range(letters)]
    taken = in_turn(
        {
            "ours": lambda: rate(letters, lambda: asyncio.run(_post(port, envelopes))),
            "theirs": lambda: smtp_source(port, letters, envelopes[0].size, CONNECTIONS),
        },
        rounds,
    )
    return Measured.faster(Comparison(f"wire {name}", "smtp-source -d", goal), taken["ours"], taken["theirs"])


def envelope(tail: Tail, number: int) -> Envelope:
    """A letter to one unit."""
    own_id = message_id("2026-001", number, LetterKind.INVITATION, 1, token="bench", domain="bench.test")  # noqa: S106
    heading = Heading(Mailbox(OFFICE, "市政府办公室"), Mailbox(UNIT, f"第{number}单位"), own_id, NOW)
    words = Rendered("关于征求意见的函", TEXT, f"<html><body><p>{TEXT}</p></body></html>")
    return Envelope(OFFICE, (UNIT,), head_of(words, heading, tail), tail.content)


async def _post(port: int, envelopes: list[Envelope]) -> None:
    # As smtp-source -d: a connection is kept until the end.
    kept = len(envelopes) + 1
    async with Postman(Account(HOST, port, Tls.NONE), connections=CONNECTIONS, per_connection=kept) as postman:
        left = iter(envelopes)

        async def drain() -> None:
            for envelope in left:
                result = await postman.post(envelope)
                assert isinstance(result, Sent), result  # noqa: S101 - a letter that fails is no figure

        await asyncio.gather(*(drain() for _ in range(CONNECTIONS)))


if __name__ == "__main__":
    main()
