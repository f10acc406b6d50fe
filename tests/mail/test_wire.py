"""Every stage of sending against every way it can fail: what may be said of the letter afterwards."""

import asyncio

import pytest
from aiosmtplib import SMTP

from mail.postman import Account, Postman
from mail.results import (
    AccountTrouble,
    ContentRefused,
    Refused,
    Result,
    Retry,
    Sent,
    Stage,
    TooLarge,
    Uncertain,
    replied,
)
from mail.wire import Envelope, Wire
from office.settings import Tls
from tests.mail.faults import DROP, EHLO, GARBAGE, PIPELINING, SILENCE, FaultyServer

HEAD, TAIL = b"Subject: x\r\n\r\n", b"body\r\n"
LETTER = Envelope("office@gov.test", ("unit7@units.test",), HEAD, TAIL, "token+1")
COPIED = Envelope("office@gov.test", ("unit7@units.test", "cc@units.test", "dd@units.test"), HEAD, TAIL)


def account(port: int, **changes: object) -> Account:
    known: dict[str, object] = {"tls": Tls.NONE, "timeout": 0.25, "final_reply": 0.25}
    return Account("127.0.0.1", port, **{**known, **changes})  # type: ignore[arg-type]


async def posted(server: FaultyServer, letter: Envelope = LETTER) -> Result:
    async with Postman(account(server.port), connections=1) as postman:
        return await postman.post(letter)


TABLE = {
    "GREET": (AccountTrouble, AccountTrouble, AccountTrouble, AccountTrouble, AccountTrouble),
    "EHLO": (AccountTrouble, AccountTrouble, AccountTrouble, AccountTrouble, AccountTrouble),
    "MAIL": (AccountTrouble, AccountTrouble, AccountTrouble, AccountTrouble, AccountTrouble),
    "RCPT": (Retry, Refused, Retry, Retry, Retry),
    "DATA": (Retry, ContentRefused, Retry, Retry, Retry),
    "DOT": (Retry, ContentRefused, Uncertain, Uncertain, Uncertain),
}
FAULTS = ("451 4.3.0 later", "554 5.7.1 no", DROP, SILENCE, GARBAGE)
CASES = [
    (step, fault, result) for step, results in TABLE.items() for fault, result in zip(FAULTS, results, strict=True)
]


@pytest.mark.parametrize("announced", [EHLO, PIPELINING])
@pytest.mark.parametrize(("step", "fault", "result"), CASES)
async def test_each_stage_and_fault_has_its_one_result(
    step: str, fault: str, result: type[Result], announced: str
) -> None:
    script = {"EHLO": announced, step: fault, **({"HELO": fault} if step == "EHLO" else {})}
    async with FaultyServer(script) as server:
        assert type(await posted(server)) is result
        assert (server.accepted == []) is (step != "DOT")


@pytest.mark.parametrize("announced", [EHLO, PIPELINING])
@pytest.mark.parametrize("step", ["RCPT", "DATA", "DOT"])
async def test_after_421_the_letter_waits_and_the_connection_is_gone(step: str, announced: str) -> None:
    script: dict[str, str | list[str]] = {"EHLO": announced, step: ["421 4.3.2 closing"]}
    async with FaultyServer(script) as server, Postman(account(server.port)) as postman:
        results = [type(await postman.post(LETTER)) for _ in range(2)]
        assert (results, server.connections) == ([Retry, Sent], 2)


async def test_a_line_dropped_inside_the_body_is_uncertain() -> None:
    async with FaultyServer({"BODY": DROP}) as server:
        assert type(await posted(server)) is Uncertain


async def test_the_bytes_on_the_wire_are_head_and_tail() -> None:
    async with FaultyServer() as server:
        assert await posted(server) == Sent("2.0.0 queued as A1")
        assert server.accepted == [HEAD + TAIL]


async def test_size_and_bounce_wishes_are_told_to_a_server_that_understands_them() -> None:
    async with FaultyServer() as server:
        await posted(server)
        assert server.commands == [
            "EHLO localhost",
            "MAIL FROM:<office@gov.test> SIZE=20 RET=HDRS ENVID=token+2B1",
            "RCPT TO:<unit7@units.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;unit7@units.test",
            "DATA",
            "QUIT",
        ]


async def test_a_server_that_only_knows_helo_gets_a_plain_transaction() -> None:
    async with FaultyServer({"EHLO": "502 what"}) as server:
        assert type(await posted(server)) is Sent
        assert server.commands[1:4] == ["HELO localhost", "MAIL FROM:<office@gov.test>", "RCPT TO:<unit7@units.test>"]


async def test_a_letter_over_the_announced_size_never_leaves() -> None:
    async with FaultyServer({"EHLO": "250-mx.test\r\n250 SIZE 10"}) as server:
        assert type(await posted(server)) is TooLarge
        assert "MAIL" not in " ".join(server.commands)


@pytest.mark.parametrize("announced", [EHLO, PIPELINING])
@pytest.mark.parametrize("refusal", ["550 5.1.1 no user", "451 4.7.1 later"])
async def test_a_refused_copy_is_noted_and_the_letter_goes(refusal: str, announced: str) -> None:
    async with FaultyServer({"EHLO": announced, "RCPT": ["250 ok", refusal, "250 ok"]}) as server:
        assert await posted(server, COPIED) == Sent("2.0.0 queued as A1", ("cc@units.test",))


async def test_a_line_lost_at_a_copy_sends_nothing() -> None:
    async with FaultyServer({"RCPT": ["250 ok", DROP]}) as server:
        assert type(await posted(server, COPIED)) is Retry
        assert server.accepted == []


async def test_an_address_that_is_none_fails_its_unit_before_anything_is_said_of_it() -> None:
    async with FaultyServer() as server:
        result = await posted(server, Envelope("office@gov.test", ("市税务局",), HEAD, TAIL))
        assert type(result) is Refused
        assert "RCPT" not in " ".join(server.commands)


@pytest.mark.parametrize("fault", ["554 5.7.1 no", "451 4.3.0 later"])
@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "DOT"])
async def test_a_clean_refusal_keeps_the_connection_in_step(step: str, fault: str) -> None:
    async with FaultyServer({step: [fault]}) as server, Postman(account(server.port)) as postman:
        first, second = await postman.post(LETTER), await postman.post(LETTER)
        assert (type(first) is Sent, type(second), server.connections) == (False, Sent, 1)
        assert "RSET" in server.commands


@pytest.mark.parametrize("announced", [EHLO, PIPELINING])
@pytest.mark.parametrize("fault", [DROP, SILENCE, GARBAGE])
@pytest.mark.parametrize("step", ["RCPT", "DATA", "DOT"])
async def test_after_anything_else_the_connection_is_never_used_again(step: str, fault: str, announced: str) -> None:
    async with FaultyServer({"EHLO": announced, step: [fault]}) as server, Postman(account(server.port)) as postman:
        await postman.post(LETTER)
        assert (type(await postman.post(LETTER)), server.connections) == (Sent, 2)


@pytest.mark.parametrize(("early", "result"), [("250 ok", Uncertain), ("554 5.7.1 no", ContentRefused)])
async def test_a_reply_before_the_letter_was_through_ends_the_connection(early: str, result: type[Result]) -> None:
    big = Envelope("office@gov.test", ("unit7@units.test",), HEAD, b"x\r\n" * 5_000_000)
    async with FaultyServer({"BODY": [early]}) as server, Postman(account(server.port)) as postman:
        results = [type(await postman.post(big)), type(await postman.post(LETTER))]
        assert (results, server.connections) == ([result, Sent], 2)


async def test_a_cancelled_letter_leaves_no_connection_that_could_mix_up_replies() -> None:
    async with FaultyServer({"DOT": [SILENCE]}) as server, Postman(account(server.port, final_reply=60.0)) as postman:
        sending = asyncio.create_task(postman.post(LETTER))
        await server.took.wait()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        assert (type(await postman.post(LETTER)), server.connections) == (Sent, 2)


@pytest.mark.parametrize(
    ("stage", "code", "message", "result"),
    [
        (Stage.RECIPIENT, 552, "mailbox full", Refused),
        (Stage.BODY, 552, "5.3.4 message too big", TooLarge),
        (Stage.SENDER, 552, "size limit", TooLarge),
        (Stage.DATA, 554, "5.3.4 too big", TooLarge),
        (Stage.BODY, 552, "5.2.2 over quota", Refused),
        (Stage.BODY, 550, "5.1.1 no such user", Refused),
        (Stage.BODY, 550, "5.1.8 sender domain unknown", ContentRefused),
        (Stage.RECIPIENT, 550, "MI:STC mail too many today", AccountTrouble),
        (Stage.BODY, 450, "MI:CEL too many errors", AccountTrouble),
        (Stage.BODY, 299, "odd", Uncertain),
        (Stage.DATA, 250, "odd", Retry),
    ],
)
def test_a_reply_is_judged_by_stage_code_and_words(stage: Stage, code: int, message: str, result: type[Result]) -> None:
    assert type(replied(stage, code, message, "unit7@units.test")) is result


async def test_the_announced_extensions_are_those_of_the_server() -> None:
    async with FaultyServer({"EHLO": EHLO}) as server:
        client = SMTP(hostname="127.0.0.1", port=server.port, start_tls=False, local_hostname="t", timeout=1)
        await Wire(client).open()
        assert (client.supports_extension("size"), client.supports_extension("dsn")) == (True, True)
        client.close()
