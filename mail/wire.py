"""One letter over one SMTP connection, step by step, so that what can be known about it is known."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import aiosmtplib
from aiosmtplib import SMTPException, SMTPHeloError, SMTPResponse, SMTPResponseException

from mail.headers import ascii_address
from mail.results import (
    AccountTrouble,
    Refused,
    Result,
    Retry,
    Sent,
    Stage,
    TooLarge,
    Uncertain,
    in_step,
    is_refusal,
    lost,
    replied,
)
from rules.errors import BadInput

if TYPE_CHECKING:
    import asyncio

FINAL_REPLY = 600.0  # seconds; RFC 5321 4.5.3.2.6
SLOWEST = 64_000  # bytes a second granted to the slowest line
COMPLETED, GO_AHEAD = 250, 354


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter ready to go. The first recipient must be accepted; the others are copies.

    head, tail: the bytes `mail.compose` made, sent as they are.  token: named in bounces where the server can (ENVID).
    """

    sender: str
    recipients: tuple[str, ...]
    head: bytes
    tail: bytes
    token: str = ""

    @property
    def size(self) -> int:
        """Bytes on the wire, without the final dot."""
        return len(self.head) + len(self.tail)


class PreparedSMTP(aiosmtplib.SMTP):
    """aiosmtplib with MAIL, RCPT, DATA and the body as separate steps.

    Stock `sendmail` runs three regular expressions over every body and cannot tell "not sent" from "maybe sent".
    This uses the public `transport` and `protocol.read_response`, whose contract `tests/mail` checks on the wire.
    """

    final_reply = FINAL_REPLY

    async def open(self) -> None:
        """Connect, protect, authenticate and learn what the server can do.

        Raises:
            SMTPException, OSError: whichever of these failed; nothing was sent.
        """
        await self.connect()
        if self.is_ehlo_or_helo_needed:
            try:
                await self.ehlo()
            except SMTPHeloError:
                await self.helo()

    async def deliver(self, envelope: Envelope) -> Result:
        """Try once. The connection stays open only after a reply that leaves both sides in step.

        Raises:
            CancelledError: after closing; the letter is to be treated as `Uncertain`.
        """
        try:
            return await self._transact(envelope)
        except _Stopped as stopped:
            await self._realign(usable=stopped.usable)
            return stopped.result
        except BaseException:
            self.close()
            raise

    async def _transact(self, envelope: Envelope) -> Result:
        first = envelope.recipients[0]
        self._check_size(envelope.size)
        await self._sender(envelope)
        await self._recipient(first)
        refused = [copy for copy in envelope.recipients[1:] if not await self._copy(copy)]
        ahead = await self._step(Stage.DATA, self.execute_command(b"DATA"), first)
        if ahead.code != GO_AHEAD:
            raise _Stopped(replied(Stage.DATA, ahead.code, ahead.message, first), usable=in_step(ahead.code))
        reply = await self._body(envelope, first)
        return Sent(reply.message, tuple(refused))

    def _check_size(self, size: int) -> None:
        limit = self.esmtp_extensions.get("size", "")
        if limit.isdigit() and 0 < int(limit) < size:
            raise _Stopped(TooLarge(f"{size} 字节，服务器最多收 {limit} 字节"), usable=True)

    async def _sender(self, envelope: Envelope) -> None:
        try:
            sender = ascii_address(envelope.sender)
        except BadInput as bad:
            raise _Stopped(AccountTrouble(bad.sentence), usable=True) from bad
        await self._step(Stage.SENDER, self.mail(sender, options=self._mail_options(envelope)))

    def _mail_options(self, envelope: Envelope) -> list[str]:
        options = [f"SIZE={envelope.size}"] if self.supports_extension("size") else []
        if self.supports_extension("dsn"):
            # Bounces then come back without the draft, and name the letter.
            options += ["RET=HDRS", *([f"ENVID={_xtext(envelope.token)}"] if envelope.token else [])]
        return options

    async def _recipient(self, address: str) -> None:
        try:
            plain = ascii_address(address)
        except BadInput as bad:
            raise _Stopped(Refused(bad.sentence, address), usable=True) from bad
        dsn = ["NOTIFY=FAILURE,DELAY", f"ORCPT=rfc822;{_xtext(plain)}"] if self.supports_extension("dsn") else []
        await self._step(Stage.RECIPIENT, self.rcpt(plain, options=dsn), address)

    async def _copy(self, address: str) -> bool:
        """Whether the server takes this copy; a copy refused cleanly does not stop the letter."""
        try:
            await self._recipient(address)
        except _Stopped as stopped:
            if not stopped.usable:
                raise
            return False
        return True

    async def _body(self, envelope: Envelope, first: str) -> SMTPResponse:
        transport, protocol = cast("asyncio.WriteTransport | None", self.transport), self.protocol
        if transport is None or protocol is None:
            raise _Stopped(Retry("连接在发送正文前断开"), usable=False)
        try:
            transport.writelines([envelope.head, envelope.tail, b".\r\n"])
            reply = await protocol.read_response(timeout=self.final_reply + envelope.size / SLOWEST)
        except (SMTPException, OSError) as error:
            raise _Stopped(Uncertain(repr(error)), usable=False) from error
        early = transport.get_write_buffer_size() > 0
        if reply.code == COMPLETED and not early:
            return reply
        yes = early and not is_refusal(reply.code)
        result = Uncertain(reply.message) if yes else replied(Stage.BODY, reply.code, reply.message, first)
        raise _Stopped(result, usable=in_step(reply.code) and not early)

    async def _step(self, stage: Stage, command: Awaitable[SMTPResponse], address: str = "") -> SMTPResponse:
        try:
            return await command
        except SMTPResponseException as error:
            result = replied(stage, error.code, error.message, address)
            raise _Stopped(result, usable=in_step(error.code)) from error
        except (SMTPException, OSError) as error:
            raise _Stopped(lost(stage, repr(error)), usable=False) from error

    async def _realign(self, *, usable: bool) -> None:
        """Forget the transaction, or the connection: a reply read by the wrong command is worse."""
        try:
            if usable and self.is_connected:
                await self.rset()
                return
        except (SMTPException, OSError):
            pass
        self.close()


class _Stopped(Exception):
    """A transaction that ended before its letter was taken."""

    def __init__(self, result: Result, *, usable: bool) -> None:
        super().__init__(result.detail)
        self.result = result
        self.usable = usable


def _xtext(text: str) -> str:
    """RFC 3461 4: printable ASCII, with `+`, `=` and anything else as +XX."""
    return "".join(c if "!" <= c <= "~" and c not in "+=" else "".join(f"+{b:02X}" for b in c.encode()) for c in text)
