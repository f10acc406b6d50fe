"""A mail server that does as it is told at each step: answers, drops the line, stays silent or talks nonsense."""

import asyncio
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Self

DROP, SILENCE, GARBAGE = "drop", "silence", "garbage"
EHLO = "250-mx.test\r\n250-SIZE 1000000000\r\n250-DSN\r\n250 8BITMIME"
PIPELINING = f"{EHLO[: -len('250 8BITMIME')]}250-PIPELINING\r\n250 8BITMIME"
USUAL = {"GREET": "220 mx.test", "EHLO": EHLO, "DATA": "354 go", "DOT": "250 2.0.0 queued as A1", "QUIT": "221 bye"}


class FaultyServer:
    """Listens on loopback; `script` maps a step (GREET EHLO MAIL RCPT DATA BODY DOT RSET) to what happens there.

    A script's value is a reply, or DROP, SILENCE, GARBAGE; a list is used up one by one, then the usual follows.
    A reply at BODY is given before the body is read, which then never is.
    """

    def __init__(
        self, script: Mapping[str, str | list[str]] | None = None, tls: ssl.SSLContext | None = None, delay: float = 0.0
    ) -> None:
        self.script = {step: list(say) if isinstance(say, list) else say for step, say in (script or {}).items()}
        self.accepted: list[bytes] = []
        self.took = asyncio.Event()
        self.commands: list[str] = []
        self.connections = 0
        self.open = 0
        self.most_open = 0
        self.port = 0
        self._tls = tls
        self._delay = delay
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=self._tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        self.connections += 1
        self.open += 1
        self.most_open = max(self.most_open, self.open)
        try:
            await self._converse(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        going = await self._say("GREET", writer)
        while going and (line := await reader.readline()):
            command = line.decode("ascii").strip()
            self.commands.append(command)
            verb = command.split(" ")[0].upper()
            going = await self._say(verb, writer)
            if verb == "DATA" and going.startswith("354"):
                going = await self._take(reader, writer)
            going = "" if verb == "QUIT" else going

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
        early = self._next("BODY")
        if early == DROP:
            await reader.read(10)
            return ""
        if early:
            await reader.read(10)
            writer.write(early.encode() + b"\r\n")
            await asyncio.Event().wait()
        body = []
        while (line := await reader.readline()) != b".\r\n":
            if not line:
                return ""
            body.append(line)
        self.accepted.append(b"".join(body))
        self.took.set()
        return await self._say("DOT", writer)

    async def _say(self, step: str, writer: asyncio.StreamWriter) -> str:
        """What was said; nothing once the line is dropped."""
        what = self._next(step) or USUAL.get(step, "250 ok")
        if what == DROP:
            return ""
        if what == SILENCE:
            await asyncio.Event().wait()
        await asyncio.sleep(self._delay)
        writer.write(b"hello there\r\n" if what == GARBAGE else what.encode() + b"\r\n")
        await writer.drain()
        return what

    def _next(self, step: str) -> str:
        what = self.script.get(step, "")
        if isinstance(what, list):
            return what.pop(0) if what else ""
        return what
