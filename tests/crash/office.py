"""An office with a letter waiting for each unit, and what its record says beside what the server has."""

import asyncio
import os
import signal
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from sqlmodel import col, select

from desk.office import Desk, open_desk
from models import letters, outbox
from models.files import keep
from models.tables import Letter
from office.settings import Settings, Tls, load
from rules.words import LetterState
from tests.forks import Forks
from tests.mail.faults import FaultyServer
from tests.models.office import NOW, add_units, letter, open_round

THINKS = 0.02  # seconds before each reply, also between taking a letter and saying so
AT_ONCE = 4
DRAINED = 0


def settings_of(home: Path, database: str, port: int) -> Settings:
    """An office that sends to this port of this machine."""
    mail = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": Tls.NONE, "smtp_connections": AT_ONCE}
    return load(home=home, database=database, **mail)


@dataclass(frozen=True, slots=True)
class Office:
    """An office, the processes that send for it, and the server they send to."""

    desk: Desk
    server: FaultyServer
    forks: tuple[Forks, ...]

    async def send(self, kill_after: float | None = None, *, by: int = 0) -> int:
        """Let one process drain the outbox, or kill it after some seconds; returns its exit code."""
        settings = self.desk.settings
        words = [str(settings.home), settings.database, str(settings.smtp_port)]
        folder = settings.home / str(by)
        folder.mkdir(exist_ok=True)
        process = self.forks[by].start("tests.crash.worker:main", words, {}, folder)
        if kill_after is not None:
            await asyncio.sleep(kill_after)
            os.kill(process, signal.SIGKILL)
        ended = await asyncio.to_thread(self.forks[by].ended)
        assert ended.code in {DRAINED, -signal.SIGKILL}, ended.err
        return ended.code

    def taken(self) -> Counter[str]:
        """How often the server has taken each letter, by Message-ID."""
        first_lines = (body.split(b"\r\n")[0] for body in self.server.accepted)
        return Counter(line.removeprefix(b"Message-ID: ").decode() for line in first_lines)

    def letters(self, state: LetterState | None = None) -> dict[str, int]:
        """The numbers of the letters, all or those in one state, by Message-ID."""
        wanted = select(Letter.message_id, Letter.id).where(*([col(Letter.state) == state] if state else []))
        with self.desk.store.read() as session:
            return {message_id: number or 0 for message_id, number in session.exec(wanted)}

    def resolve(self) -> None:
        """Evidence speaks for what the server has; a person sends the rest again."""
        taken = self.taken()
        for message_id, number in self.letters(LetterState.UNCERTAIN).items():
            with self.desk.store.write() as session:
                if message_id in taken:
                    letters.arrived(session, [message_id])
                else:
                    letters.send_again(session, number)


def open_office(home: Path, database: str, server: FaultyServer, forks: tuple[Forks, ...], count: int) -> Office:
    """An office with so many letters waiting."""
    desk = open_desk(settings_of(home, database, server.port))
    units = [f"第{number}单位" for number in range(1, count + 1)]
    add_units(desk.store, *units)
    open_round(desk.store)
    with desk.store.write() as session:
        tail = keep(session, b"body\r\n")
        new = [letter(session, unit) for unit in units]
        named = [replace(one, head=_head(one.message_id), tail_sha256=tail) for one in new]
        outbox.queue(session, named, NOW)
    return Office(desk, server, forks)


def _head(message_id: str) -> bytes:
    return f"Message-ID: {message_id}\r\n\r\n".encode()
