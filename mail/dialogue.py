"""An open SMTP connection as a dialogue: commands out, replies in their order, bodies poured in pieces."""

import asyncio
from collections import deque
from collections.abc import Iterator

from aiosmtplib import SMTPResponse

PIECE = 256 * 1024  # bytes handed to the transport at a time: no copy of a whole letter, no long stall
LONGEST = 32 * 1024  # bytes of a reply; no server that means well says more
NO_CODE = -1


class Dialogue(asyncio.Protocol):
    """Takes a connection over from the protocol that opened it; one task speaks at a time.

    aiosmtplib's own protocol throws away what it did not ask for one by one, and so cannot pipeline (RFC 2920).
    `owed` is how many replies are still to come.
    """

    def __init__(self, transport: asyncio.WriteTransport, opener: asyncio.BaseProtocol) -> None:
        self.owed = 0
        self._transport, self._opener = transport, opener
        self._heard: deque[SMTPResponse] = deque()
        self._line, self._reply, self._size = b"", list[bytes](), 0
        self._paused = self._over = False
        self._change: asyncio.Future[None] | None = None
        transport.set_protocol(self)

    def say(self, *commands: bytes) -> None:
        """Send commands, without waiting for what is answered."""
        self.owed += len(commands)
        self._transport.write(b"\r\n".join((*commands, b"")))

    async def ask(self, command: bytes, patience: float) -> SMTPResponse:
        """The reply to a command, which is not said again where it was said ahead; the code is -1 in a garbled one.

        Raises:
            OSError: the connection is lost, or the server silent for `patience` seconds.
        """
        if not self.owed:
            self.say(command)
        return await self.hear(patience)

    async def hear(self, patience: float | None = None) -> SMTPResponse:
        """The next reply. Raises what `ask` raises."""
        if not self._heard:
            if patience is None:
                await self._any_reply()
            else:
                async with asyncio.timeout(patience):
                    await self._any_reply()
        self.owed -= 1
        return self._heard.popleft()

    async def pour(self, *parts: bytes) -> bool:
        """Send a body as it is, as fast as the server reads; whether it was all sent before the server answered.

        Raises:
            OSError: the connection is lost.
        """
        self.owed += 1
        for piece in _pieces(parts):
            self._transport.write(piece)
            while (self._paused or self._over) and not self._heard:
                await self._changed()
            if self._heard:
                return False
        return True

    @property
    def poured(self) -> bool:
        """Whether everything that was said has left this process."""
        return not self._transport.get_write_buffer_size()

    def data_received(self, data: bytes) -> None:
        """Whole lines become replies; one that nobody asked for ends the connection, which is out of step."""
        *lines, self._line = (self._line + data).split(b"\n")
        if len(self._line) > LONGEST:
            lines, self._line = [*lines, self._line], b""
        for line in lines:
            self._take(line.strip())
        if len(self._heard) > self.owed:
            self._transport.close()
        self._wake()

    def pause_writing(self) -> None:
        """The transport's buffer is full."""
        self._paused = True

    def resume_writing(self) -> None:
        """It has emptied."""
        self._paused = False
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing more will be heard; the opener lets go as well."""
        self._over = True
        self._opener.connection_lost(exc)
        self._wake()

    def _take(self, line: bytes) -> None:
        self._reply.append(line)
        self._size += len(line)
        fits = self._size < LONGEST and line[:3].isdigit()
        if fits and line[3:4] == b"-":
            return
        text = b"\n".join([part[4:].strip() for part in self._reply]) if fits else line[:LONGEST]
        self._heard.append(SMTPResponse(int(line[:3]) if fits else NO_CODE, text.decode("utf-8", "replace")))
        self._reply.clear()
        self._size = 0

    async def _any_reply(self) -> None:
        while not self._heard:
            await self._changed()

    async def _changed(self) -> None:
        if self._over:
            raise ConnectionResetError("连接已断开")
        self._change = asyncio.get_running_loop().create_future()
        await self._change

    def _wake(self) -> None:
        if self._change and not self._change.done():
            self._change.set_result(None)


def _pieces(parts: tuple[bytes, ...]) -> Iterator[bytes | memoryview]:
    if sum(map(len, parts)) <= PIECE:
        yield b"".join(parts)
        return
    for part in parts:
        view = memoryview(part)
        yield from (view[start : start + PIECE] for start in range(0, len(part), PIECE))
