"""Letters to the mail server: a few connections, politely reused, one result for every letter."""

import asyncio
import ssl
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from mail.results import AccountTrouble, Result, is_crowded
from mail.wire import FINAL_REPLY, Envelope, Wire
from office.settings import Settings, Tls

IDLE = 20.0  # seconds; servers answer 451 4.4.2 to whom waits longer (mozilla/sumo#2215)
GOODBYE = 5.0
LAST_TAKES = 10  # times the patience for any other reply: 10 minutes by default, RFC 5321 4.5.3.2.6


@dataclass(frozen=True, slots=True)
class Account:
    """A mail server and who we are there; times in seconds.

    final_reply: what the last reply may take, beside the time the letter's size is granted.
    """

    host: str
    port: int
    tls: Tls = Tls.IMPLICIT
    user: str = ""
    password: str = ""
    local_hostname: str = "localhost"
    timeout: float = 60.0
    final_reply: float = FINAL_REPLY
    trust: ssl.SSLContext | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The account an office has set."""
        return cls(
            host=settings.smtp_host,
            port=settings.smtp_port,
            tls=settings.smtp_tls,
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value(),
            local_hostname=settings.office_email.rpartition("@")[2].encode("idna").decode(),
            timeout=settings.smtp_timeout,
            final_reply=settings.smtp_timeout * LAST_TAKES,
        )


@dataclass(slots=True)
class _Line:
    """An open connection, how many letters it has carried, and what will close it when idle."""

    wire: Wire
    carried: int = 0
    closing: asyncio.TimerHandle | None = None


class Postman:
    """Sends letters over at most `connections` connections; use as `async with`, then `post` from any task.

    per_connection: letters before a connection is renewed.  interval: fewest seconds between two letters.
    """

    def __init__(
        self,
        account: Account,
        *,
        connections: int = 4,
        per_connection: int = 50,
        interval: float = 0.0,
        idle: float = IDLE,
    ) -> None:
        self._account = account
        self._per_connection = per_connection
        self._interval = interval
        self._idle_after = idle
        self.connections = connections
        self._free = asyncio.Semaphore(connections)
        self._idle: list[_Line] = []
        self._next_at = 0.0

    @classmethod
    def of(cls, settings: Settings, account: Account | None = None) -> Self:
        """The postman an office has set; `account` where another is to be used, such as the catcher's."""
        return cls(
            account or Account.of(settings),
            connections=settings.smtp_connections,
            per_connection=settings.smtp_messages_per_connection,
            interval=settings.smtp_interval,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        idle, self._idle = self._idle, []
        await asyncio.gather(*map(_farewell, idle))

    async def post(self, envelope: Envelope) -> Result:
        """Try once to send a letter.

        Raises:
            CancelledError: the letter's row is to be left as it is; it is uncertain.
        """
        while True:
            await self._free.acquire()
            fewer = False
            try:
                await self._pace()
                result = await self._tried(envelope)
                fewer = self._lowered(result)
            finally:
                if not fewer:
                    self._free.release()
            if not (fewer and isinstance(result, AccountTrouble)):
                return result

    async def largest(self) -> int | AccountTrouble:
        """The most bytes a letter may have as the server announces it, 0 where it names no limit."""
        async with self._free:
            line = await self._taken()
            if isinstance(line, AccountTrouble):
                return line
            self._put_back(line)
            return line.wire.largest

    async def _tried(self, envelope: Envelope) -> Result:
        line = await self._taken()
        if isinstance(line, AccountTrouble):
            return line
        used = line.carried > 0
        result = await self._carried(line, envelope)
        if isinstance(result, AccountTrouble) and used and not line.wire.is_connected:
            # The server had dropped the idle connection: certainly not sent, and no trouble yet.
            line = await self._opened()
            return line if isinstance(line, AccountTrouble) else await self._carried(line, envelope)
        return result

    def _lowered(self, result: Result) -> bool:
        """After 421 one connection fewer is used from now on, down to one. Returns whether that was so."""
        lower = result.crowded and self.connections > 1
        self.connections -= lower
        return lower

    async def _carried(self, line: _Line, envelope: Envelope) -> Result:
        result = await line.wire.deliver(envelope)
        line.carried += 1
        if line.wire.is_connected and line.carried < self._per_connection:
            self._put_back(line)
        else:
            await _farewell(line)
        return result

    def _put_back(self, line: _Line) -> None:
        line.closing = asyncio.get_running_loop().call_later(self._idle_after, self._hang_up, line)
        self._idle.append(line)

    async def _taken(self) -> _Line | AccountTrouble:
        while self._idle:
            line = self._idle.pop()
            if line.closing:
                line.closing.cancel()
            if line.wire.is_connected:
                return line
        return await self._opened()

    async def _opened(self) -> _Line | AccountTrouble:
        wire = _wire(self._account)
        try:
            await wire.open()
        except (SMTPException, OSError, ssl.SSLError) as error:
            wire.close()
            crowded = isinstance(error, SMTPResponseException) and is_crowded(error.code, error.message)
            words = f"连接邮件服务器 {self._account.host}:{self._account.port} 失败：{error}"
            return AccountTrouble(words, crowded=crowded)
        except BaseException:
            wire.close()
            raise
        return _Line(wire)

    def _hang_up(self, line: _Line) -> None:
        if line in self._idle:
            self._idle.remove(line)
        line.wire.close()

    async def _pace(self) -> None:
        loop = asyncio.get_running_loop()
        start = max(loop.time(), self._next_at)
        self._next_at = start + self._interval
        if self._interval:
            await asyncio.sleep(start - loop.time())


def _wire(account: Account) -> Wire:
    client = SMTP(
        hostname=account.host,
        port=account.port,
        username=account.user or None,
        password=account.password if account.user else None,
        local_hostname=account.local_hostname,
        timeout=account.timeout,
        use_tls=account.tls is Tls.IMPLICIT,
        start_tls=account.tls is Tls.STARTTLS,
        tls_context=account.trust,
    )
    return Wire(client, account.final_reply)


async def _farewell(line: _Line) -> None:
    if line.closing:
        line.closing.cancel()
    await line.wire.leave(GOODBYE)


async def trouble_with(account: Account) -> str:
    """What goes wrong on connecting and signing in, in the server's words; empty where nothing does."""
    async with Postman(account, connections=1) as out:
        line = await out._opened()  # noqa: SLF001 - the same module
        if isinstance(line, AccountTrouble):
            return line.detail
        await _farewell(line)
        return ""
