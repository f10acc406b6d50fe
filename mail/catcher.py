"""The embedded mail server: takes every letter on loopback and keeps it as a file; nothing leaves this machine."""

import asyncio
import os
import re
import threading
from collections import Counter
from concurrent.futures import Future
from email.parser import BytesHeaderParser
from pathlib import Path
from types import TracebackType
from typing import Self

from aiosmtpd.smtp import SMTP, Envelope, Session

LARGEST = 50 * 1024 * 1024
HOST = "127.0.0.1"
_UNSAFE = re.compile(r"[^\w.@+-]+")


class Catcher:
    """An SMTP server on a free loopback port, writing `<folder>/<recipient>/<n>-<letter>.eml`.

    `async with` serves inside the running loop; a plain `with` serves from a thread of its own. The bytes kept are
    the envelope's exact content.
    """

    host = HOST

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        self._numbers: Counter[Path] = Counter()
        self._lock = threading.Lock()
        self._server: asyncio.Server | None = None
        self._thread: threading.Thread | None = None
        self._stop: Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server:
            self._server.close()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=asyncio.run, args=(self._serve(),), name="catcher", daemon=True)
        self._thread.start()
        self._stop.result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        loop, stop = self._stop.result()
        loop.call_soon_threadsafe(stop.set)
        if self._thread:
            self._thread.join()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        """Keep the letter for each recipient, on disk before the sender is told so (aiosmtpd's hook)."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        await asyncio.to_thread(self._keep, content, [str(address) for address in envelope.rcpt_tos])
        return "250 2.0.0 kept"

    async def _serve(self) -> None:
        stop = asyncio.Event()
        async with self:
            self._stop.set_result((asyncio.get_running_loop(), stop))
            await stop.wait()

    def _session(self) -> SMTP:
        return SMTP(
            self,
            data_size_limit=LARGEST,
            hostname="circulate.localhost",
            ident="Circulate",
            loop=asyncio.get_running_loop(),
        )

    def _keep(self, content: bytes, recipients: list[str]) -> None:
        for address in recipients:
            folder = self.folder / _UNSAFE.sub("_", address)
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{self._number(folder):04}-{_letter_name(content)}.eml"
            written = path.with_name(f".{path.name}.tmp")
            with written.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            written.rename(path)

    def _number(self, folder: Path) -> int:
        with self._lock:
            if not self._numbers[folder]:
                self._numbers[folder] = sum(1 for _ in folder.glob("*.eml"))
            self._numbers[folder] += 1
            return self._numbers[folder]


def _letter_name(content: bytes) -> str:
    """The part of our Message-IDs a person can read: round, unit, kind and turn."""
    known = BytesHeaderParser().parsebytes(content[:20_000]).get("Message-ID", "")
    readable = str(known).strip("<> ").partition("@")[0].rpartition(".")[0]
    return _UNSAFE.sub("_", readable)[:80] or "letter"
