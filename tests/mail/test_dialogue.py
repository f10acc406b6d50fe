"""Commands said together, replies taken one by one: whatever a server does with them, nobody gets out of step."""

import asyncio

import pytest

from mail.postman import Account, Postman
from mail.results import AccountTrouble, ContentRefused, Refused, Result, Retry, Sent, Uncertain
from mail.wire import Envelope
from office.settings import Tls
from tests.mail.faults import PIPELINING, FaultyServer

HEAD, TAIL = b"Subject: x\r\n\r\n", b"body\r\n"
FIRST, COPY = "unit7@units.test", "cc@units.test"
LETTER = Envelope("office@gov.test", (FIRST,), HEAD, TAIL)
COPIED = Envelope("office@gov.test", (FIRST, COPY), HEAD, TAIL)


def account(port: int) -> Account:
    return Account("127.0.0.1", port, Tls.NONE, timeout=1, final_reply=1)


async def said_at_once(letter: Envelope, announced: str) -> bytes:
    """What reaches a server after its greeting before it answers anything."""
    heard = asyncio.get_running_loop().create_future()

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mx.test\r\n")
        await reader.readline()
        writer.write(announced.encode())
        heard.set_result(await reader.read(10_000))
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with server, Postman(account(server.sockets[0].getsockname()[1])) as postman:
        sending = asyncio.create_task(postman.post(letter))
        said = await heard
        await sending
    return bytes(said)


MAIL, TO, CC = b"MAIL FROM:<office@gov.test>\r\n", b"RCPT TO:<unit7@units.test>\r\n", b"RCPT TO:<cc@units.test>\r\n"


@pytest.mark.parametrize(
    ("letter", "announced", "said"),
    [
        (LETTER, "250-mx.test\r\n250 PIPELINING\r\n", MAIL + TO + b"DATA\r\n"),
        (COPIED, "250-mx.test\r\n250 PIPELINING\r\n", MAIL + TO + CC),
        (LETTER, "250 mx.test\r\n", MAIL),
    ],
)
async def test_only_a_server_that_allows_it_hears_several_commands_at_once(
    letter: Envelope, announced: str, said: bytes
) -> None:
    assert await said_at_once(letter, announced) == said


async def posted(server: FaultyServer, *letters: Envelope) -> list[type[Result]]:
    async with Postman(account(server.port), connections=1) as postman:
        return [type(await postman.post(letter)) for letter in letters]


@pytest.mark.parametrize("step", ["MAIL", "RCPT"])
async def test_after_a_refusal_the_replies_still_to_come_are_heard_out(step: str) -> None:
    script: dict[str, str | list[str]] = {"EHLO": PIPELINING, step: ["550 5.1.1 no"], "DATA": ["503 5.5.1 nobody"]}
    async with FaultyServer(script) as server:
        refused = Refused if step == "RCPT" else AccountTrouble
        assert await posted(server, LETTER, LETTER) == [refused, Sent]
        assert (server.connections, server.commands.count("RSET"), len(server.accepted)) == (1, 1, 1)


async def test_a_server_that_would_take_a_body_for_nobody_gets_none() -> None:
    async with FaultyServer({"EHLO": PIPELINING, "RCPT": ["550 5.1.1 no such user"]}) as server:
        assert await posted(server, LETTER, LETTER) == [Refused, Sent]
        assert (server.connections, server.accepted) == (2, [HEAD + TAIL])


async def test_a_refused_first_recipient_keeps_the_letter_from_its_copies() -> None:
    async with FaultyServer({"EHLO": PIPELINING, "RCPT": ["450 4.7.1 later"]}) as server:
        assert await posted(server, COPIED) == [Retry]
        assert ("DATA" in server.commands, server.accepted) == (False, [])


async def test_refused_content_leaves_the_connection_usable() -> None:
    async with FaultyServer({"EHLO": PIPELINING, "DOT": ["554 5.7.1 spam"]}) as server:
        assert await posted(server, LETTER, LETTER) == [ContentRefused, Sent]
        assert server.connections == 1


async def test_a_reply_of_several_lines_is_one_reply() -> None:
    async with FaultyServer({"DOT": "250-2.0.0 queued\r\n250 as A1"}) as server, Postman(account(server.port)) as out:
        assert await out.post(LETTER) == Sent("2.0.0 queued\nas A1")


async def test_a_reply_nobody_asked_for_ends_the_connection() -> None:
    async with FaultyServer({"DOT": ["250 ok\r\n250 ok"]}) as server:
        assert await posted(server, LETTER, LETTER) == [Sent, Sent]
        assert server.connections == 2


@pytest.mark.parametrize("endless", ["x" * 40_000, "250-y\r\n" * 10_000])
async def test_a_reply_without_end_is_no_answer(endless: str) -> None:
    async with FaultyServer({"DOT": [endless]}) as server:
        assert await posted(server, LETTER, LETTER) == [Uncertain, Sent]


async def test_a_long_letter_arrives_byte_for_byte() -> None:
    tail = b"".join(b"%075d\r\n" % number for number in range(40_000))
    async with FaultyServer() as server:
        assert await posted(server, Envelope("office@gov.test", (FIRST,), HEAD, tail)) == [Sent]
        assert server.accepted == [HEAD + tail]
