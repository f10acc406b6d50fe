"""kill -9 while mail is collected and read: every message once, every reply once, and the server told of each."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import col, select

from desk.office import Desk, open_desk
from models.tables import Opinion, Reply, Sighting
from office.settings import Settings, load
from rules.words import LetterKind, MessageState
from tests.desk.office import FEW, OFFICE, UNITS, address, answer, caught, filled, messages, open_round, written
from tests.dovecot import Dovecot, Mailbox
from tests.forks import Forks, forking

# `KILLS=50 pytest tests/crash/test_collecting.py` is the long form.
KILLS = int(os.environ.get("KILLS", "6"))
STRANGERS = 20 * KILLS
CRLF = b"\r\n"


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with forking("tests.crash.collecting") as started:
        yield started


@pytest.fixture
def opening(tmp_path: Path, database: str) -> Iterator[Callable[[], Desk]]:
    opened: list[Desk] = []
    office = load(home=tmp_path / "home", database=database, office_name="市水利局", office_email=OFFICE)

    def another() -> Desk:
        opened.append(open_desk(office))
        return opened[-1]

    yield another
    for desk in opened:
        desk.store.engine.dispose()


def wire(mail: EmailMessage) -> bytes:
    return CRLF.join(mail.as_bytes().splitlines()) + CRLF


def mails(desk: Desk) -> list[bytes]:
    """A reply of every unit, forms among them, between letters of strangers."""
    letters = [caught(desk, address(unit))[0] for unit in UNITS]
    forms = [answer(letter, form=filled(letter, "删去“尽快”。", "列入预算。")) for letter in letters[: len(FEW)]]
    texts = [
        answer(letter, f"1. 建议删去第{n}条。\n2. 建议明确责任。\n") for n, letter in enumerate(letters[len(FEW) :])
    ]
    replies = [wire(mail) for mail in (*forms, *texts)]
    strange = [
        f"From: s{n}@elsewhere.test\r\nSubject: {n}\r\n\r\n{'说明' * 500}\r\n".encode() for n in range(STRANGERS)
    ]
    return random.Random(7).sample([*replies, *strange], len(replies) + STRANGERS)  # noqa: S311 - an order


def run(forks: Forks, office: Settings, dovecot: Dovecot, box: Mailbox, kill_after: float | None = None) -> int:
    """Collect and read, or be killed after some seconds; returns the exit code."""
    words = [str(office.home), office.database, str(dovecot.imap), box.user]
    process = forks.start("tests.crash.collecting:main", words, {}, office.home)
    if kill_after is not None:
        time.sleep(kill_after)
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return forks.ended().code


def test_killed_while_collecting_every_message_and_every_reply_is_there_once(
    forks: Forks, dovecot: Dovecot, opening: Callable[[], Desk]
) -> None:
    desk, box = opening(), dovecot.mailbox()
    open_round(desk, UNITS)
    sent = mails(desk)
    killed = piece = 0
    while killed < KILLS:
        box.deliver(sent[piece * len(sent) // KILLS : (piece + 1) * len(sent) // KILLS])
        killed += run(forks, desk.settings, dovecot, box, random.uniform(0.02, 0.5)) == -signal.SIGKILL  # noqa: S311
        piece += 1
    box.deliver(sent[piece * len(sent) // KILLS :])
    assert run(forks, desk.settings, dovecot, box) == 0
    _everything_is_there_once(opening(), box, len(sent))


def _everything_is_there_once(desk: Desk, box: Mailbox, sent: int) -> None:
    counts = Counter(message.state for message in messages(desk))
    assert counts == {MessageState.FILED: len(UNITS), MessageState.UNSURE: STRANGERS}
    assert counts.total() == sent
    with desk.store.read() as session:
        replies = session.exec(select(Reply).order_by(col(Reply.invitation_id))).all()
        assert [(reply.invitation_id, reply.version) for reply in replies] == [(n, 1) for n in range(1, len(UNITS) + 1)]
        numbers = session.exec(select(Opinion.number).order_by(col(Opinion.number))).all()
        assert numbers == list(range(1, 2 * len(UNITS) + 1))
        seen = session.exec(select(Sighting.message_id, Sighting.told)).all()
        # Not by their numbers: PostgreSQL gives those of a killed transaction to nobody.
        assert (len({message for message, _ in seen}), [told for _, told in seen]) == (sent, [True] * sent)
    assert sorted(written(desk, LetterKind.RECEIPT)) == sorted((address(unit), 1) for unit in UNITS)
    assert (len(box.flags()), len(box.flags(".Circulate"))) == (0, sent)
