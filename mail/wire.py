"""One letter over one SMTP connection, step by step, so that what can be known about it is known."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import aiosmtplib
from aiosmtplib import SMTPHeloError, SMTPResponse

from mail.commands import mail_from, rcpt_to
from mail.dialogue import Dialogue
from mail.results import (
    AccountTrouble,
    Refused,
    Result,
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

PATIENCE = 60.0  # seconds for the reply to a command
FINAL_REPLY = 600.0  # seconds; RFC 5321 4.5.3.2.6
SLOWEST = 64_000  # bytes a second granted to the slowest line
COMPLETED, FORWARDED, GO_AHEAD = 250, 251, 354
GOES_ON = {Stage.SENDER: {COMPLETED}, Stage.RECIPIENT: {COMPLETED, FORWARDED}, Stage.DATA: {GO_AHEAD}}


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


class Wire:
    """One connection to the mail server. aiosmtplib opens it; then MAIL, RCPT, DATA and body are steps of our own.

    Stock `sendmail` runs three regular expressions over every body and cannot tell "not sent" from "maybe sent".
    Commands go out together where the server takes them so (RFC 2920); replies are judged one by one all the same.

    Args:
        client: not connected yet.
        final_reply: seconds the last reply may take, beside what the letter's size is granted.
    """

    def __init__(self, client: aiosmtplib.SMTP, final_reply: float = FINAL_REPLY) -> None:
        self.client = client
        self._final_reply = final_reply
        self._patience = client.timeout or PATIENCE
        self._dialogue: Dialogue | None = None

    @property
    def is_connected(self) -> bool:
        """Whether the connection can carry another letter."""
        return self.client.is_connected

    @property
    def largest(self) -> int:
        """The most bytes a letter may have as the server announces it, 0 where it names no limit (RFC 1870)."""
        limit = self.client.esmtp_extensions.get("size", "")
        return int(limit) if limit.isdigit() else 0

    async def open(self) -> None:
        """Connect, protect, authenticate and learn what the server can do.

        Raises:
            SMTPException, OSError: whichever of these failed; nothing was sent.
        """
        await self.client.connect()
        if self.client.is_ehlo_or_helo_needed:
            try:
                await self.client.ehlo()
            except SMTPHeloError:
                await self.client.helo()
        transport, protocol = self.client.transport, self.client.protocol
        if transport is None or protocol is None:
            raise ConnectionResetError("连接刚建立就断开")
        self._dialogue = Dialogue(cast("asyncio.WriteTransport", transport), protocol)

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

    async def leave(self, patience: float) -> None:
        """Say goodbye and close."""
        with suppress(OSError):
            if self._dialogue and self.is_connected:
                await self._dialogue.ask(b"QUIT", patience)
        self.close()

    def close(self) -> None:
        """Close at once."""
        self.client.close()

    async def _transact(self, envelope: Envelope) -> Result:
        self._check_size(envelope.size)
        mail = self._mail(envelope)
        first, *copies = envelope.recipients
        rcpt = self._rcpt(first)
        asked = self._asked(copies)
        if self.client.supports_extension("pipelining"):
            # With copies DATA waits: should the first be refused, a server that took a copy would go ahead.
            self._line.say(mail, rcpt, *asked.values(), *([] if copies else [b"DATA"]))
        await self._step(Stage.SENDER, mail)
        await self._step(Stage.RECIPIENT, rcpt, first)
        refused = [copy for copy in copies if copy not in asked or not await self._copy(asked[copy], copy)]
        await self._step(Stage.DATA, b"DATA", first)
        reply = await self._body(envelope, first)
        return Sent(reply.message, tuple(refused))

    def _check_size(self, size: int) -> None:
        if 0 < self.largest < size:
            raise _Stopped(TooLarge(f"{size} 字节，服务器最多收 {self.largest} 字节"), usable=True)

    def _mail(self, envelope: Envelope) -> bytes:
        try:
            return mail_from(envelope.sender, envelope.size, envelope.token, self.client.supports_extension)
        except BadInput as bad:
            raise _Stopped(AccountTrouble(bad.sentence), usable=True) from bad

    def _rcpt(self, address: str) -> bytes:
        try:
            return rcpt_to(address, self.client.supports_extension)
        except BadInput as bad:
            raise _Stopped(Refused(bad.sentence, address), usable=True) from bad

    def _asked(self, copies: list[str]) -> dict[str, bytes]:
        """What to say for each copy whose address is one."""
        asked = {}
        for copy in copies:
            with suppress(_Stopped):
                asked[copy] = self._rcpt(copy)
        return asked

    async def _copy(self, rcpt: bytes, address: str) -> bool:
        """Whether the server takes this copy; a copy refused cleanly does not stop the letter."""
        try:
            await self._step(Stage.RECIPIENT, rcpt, address)
        except _Stopped as stopped:
            if not stopped.usable:
                raise
            return False
        return True

    async def _body(self, envelope: Envelope, first: str) -> SMTPResponse:
        try:
            async with asyncio.timeout(self._final_reply + envelope.size / SLOWEST):
                through = await self._line.pour(envelope.head, envelope.tail, b".\r\n")
                reply = await self._line.hear()
        except OSError as error:
            raise _Stopped(Uncertain(_in_words(error)), usable=False) from error
        early = not (through and self._line.poured)
        if reply.code == COMPLETED and not early:
            return reply
        yes = early and not is_refusal(reply.code)
        result = Uncertain(reply.message) if yes else replied(Stage.BODY, reply.code, reply.message, first)
        raise _Stopped(result, usable=in_step(reply.code) and not early)

    async def _step(self, stage: Stage, command: bytes, address: str = "") -> SMTPResponse:
        try:
            reply = await self._line.ask(command, self._patience)
        except OSError as error:
            raise _Stopped(lost(stage, _in_words(error)), usable=False) from error
        if reply.code not in GOES_ON[stage]:
            raise _Stopped(replied(stage, reply.code, reply.message, address), usable=in_step(reply.code))
        return reply

    async def _realign(self, *, usable: bool) -> None:
        """Forget the transaction, or the connection: a reply read by the wrong command is worse."""
        with suppress(OSError):
            while usable and self._line.owed:
                # A server that would take a body from nobody cannot be called off.
                usable = (await self._line.hear(self._patience)).code != GO_AHEAD
            if usable and (await self._line.ask(b"RSET", self._patience)).code == COMPLETED:
                return
        self.close()

    @property
    def _line(self) -> Dialogue:
        if self._dialogue is None:
            raise ConnectionResetError("连接尚未建立")
        return self._dialogue


class _Stopped(Exception):
    """A transaction that ended before its letter was taken."""

    def __init__(self, result: Result, *, usable: bool) -> None:
        super().__init__(result.detail)
        self.result = result
        self.usable = usable


def _in_words(error: OSError) -> str:
    if isinstance(error, TimeoutError):
        return "服务器没有在规定时间内答复"
    return str(error) or type(error).__name__
