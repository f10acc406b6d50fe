"""Connections to the mail server: how many, for how long, how protected, and as whom."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from mail.postman import Account, Postman
from mail.results import AccountTrouble, Result, Retry, Sent
from mail.wire import Envelope
from office.settings import Settings, Tls
from tests.mail.authority import Authority, new_authority
from tests.mail.faults import FaultyServer

LETTER = Envelope("office@gov.test", ("unit7@units.test",), b"Subject: x\r\n\r\n", b"body\r\n")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return new_authority(tmp_path_factory.mktemp("authority"))


class Keeper:
    """Keeps what a real aiosmtpd was given; knows one user."""

    def __init__(self) -> None:
        self.contents: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: ARG002, N802
        self.contents.append(envelope.content)  # type: ignore[attr-defined]
        return "250 kept"

    def authenticate(self, *given: object) -> AuthResult:
        login = given[-1]
        assert isinstance(login, LoginPassword)
        known = (login.login, login.password) == (b"office", "密码".encode())
        return AuthResult(success=known, handled=known)


@asynccontextmanager
async def real_server(
    tls: Tls, serving: ssl.SSLContext | None, *, auth: bool = False
) -> AsyncIterator[tuple[Keeper, int]]:
    keeper, loop = Keeper(), asyncio.get_running_loop()

    def session() -> SMTP:
        return SMTP(
            keeper,
            hostname="localhost",
            tls_context=serving if tls is Tls.STARTTLS else None,
            authenticator=keeper.authenticate if auth else None,
            auth_required=auth,
            loop=loop,
        )

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=serving if tls is Tls.IMPLICIT else None)
    try:
        yield keeper, server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def posted(account: Account, letter: Envelope = LETTER) -> Result:
    async with Postman(account) as postman:
        return await postman.post(letter)


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_a_protected_letter_arrives_whole(tls: Tls, authority: Authority) -> None:
    async with real_server(tls, authority.serving) as (keeper, port):
        account = Account("localhost", port, tls, timeout=5, trust=authority.trusting)
        assert type(await posted(account)) is Sent
        assert keeper.contents == [LETTER.head + LETTER.tail]


@pytest.mark.parametrize("tls", [Tls.IMPLICIT, Tls.STARTTLS])
async def test_a_certificate_nobody_vouches_for_stops_everything(tls: Tls, authority: Authority) -> None:
    async with real_server(tls, authority.serving) as (keeper, port):
        assert type(await posted(Account("localhost", port, tls, timeout=5))) is AccountTrouble
        assert keeper.contents == []


async def test_a_server_without_starttls_gets_no_letter_in_the_clear() -> None:
    async with real_server(Tls.NONE, None) as (keeper, port):
        assert type(await posted(Account("localhost", port, Tls.STARTTLS, timeout=5))) is AccountTrouble
        assert keeper.contents == []


@pytest.mark.parametrize(("password", "result"), [("密码", Sent), ("wrong", AccountTrouble)])
async def test_a_wrong_password_is_the_accounts_trouble(
    password: str, result: type[Result], authority: Authority
) -> None:
    async with real_server(Tls.STARTTLS, authority.serving, auth=True) as (_, port):
        trust = authority.trusting
        account = Account("localhost", port, Tls.STARTTLS, "office", password, timeout=5, trust=trust)
        assert type(await posted(account)) is result


async def test_nobody_listening_is_the_accounts_trouble() -> None:
    async with FaultyServer() as server:
        port = server.port
    assert type(await posted(Account("127.0.0.1", port, Tls.NONE, timeout=1))) is AccountTrouble


def plain(server: FaultyServer) -> Account:
    return Account("127.0.0.1", server.port, Tls.NONE, timeout=5)


async def test_connections_are_reused_and_never_more_than_allowed() -> None:
    async with FaultyServer(delay=0.002) as server:
        async with Postman(plain(server), connections=3) as postman:
            results = await asyncio.gather(*(postman.post(LETTER) for _ in range(12)))
        assert ({type(result) for result in results}, len(server.accepted)) == ({Sent}, 12)
        assert (server.connections, server.most_open) == (3, 3)


async def test_a_connection_is_renewed_after_its_share_of_letters() -> None:
    async with FaultyServer() as server, Postman(plain(server), per_connection=2) as postman:
        for _ in range(5):
            await postman.post(LETTER)
        assert (server.connections, server.commands.count("QUIT")) == (3, 2)


async def test_an_idle_connection_is_closed() -> None:
    async with FaultyServer() as server, Postman(plain(server), idle=0.05) as postman:
        await postman.post(LETTER)
        await asyncio.sleep(0.2)
        assert server.open == 0
        assert type(await postman.post(LETTER)) is Sent


async def test_a_connection_the_server_closed_meanwhile_costs_no_letter() -> None:
    async with FaultyServer({"MAIL": ["250 ok", "421 4.4.2 idle too long"]}) as server:
        async with Postman(plain(server)) as postman:
            results = [type(await postman.post(LETTER)) for _ in range(2)]
        assert (results, server.connections, len(server.accepted)) == ([Sent, Sent], 2, 2)


async def test_letters_keep_their_distance() -> None:
    async with FaultyServer() as server, Postman(plain(server), interval=0.05) as postman:
        begun = monotonic()
        await asyncio.gather(*(postman.post(LETTER) for _ in range(4)))
        assert monotonic() - begun >= 0.15


def test_an_offices_settings_become_its_account(tmp_path: Path) -> None:
    settings = Settings(
        home=tmp_path,
        smtp_host="mail.gov.test",
        smtp_port=587,
        smtp_tls=Tls.STARTTLS,
        smtp_user="office",
        smtp_password="secret",
        office_email="office@规划局.test",
    )
    assert Account.of(settings) == Account(
        "mail.gov.test", 587, Tls.STARTTLS, "office", "secret", "xn--wbrz1wyk2b.test", 60.0
    )


@pytest.mark.parametrize("step", ["GREET", "MAIL", "RCPT", "DATA", "DOT"])
async def test_a_server_that_says_421_is_asked_over_one_connection_fewer_for_the_rest_of_the_run(step: str) -> None:
    async with FaultyServer({step: ["421 4.3.2 too many"]}, delay=0.002) as server:
        async with Postman(plain(server), connections=3) as postman:
            results = [type(one) for one in await asyncio.gather(*(postman.post(LETTER) for _ in range(9)))]
            assert postman.connections == 2
            before = server.connections
            await asyncio.gather(*(postman.post(LETTER) for _ in range(9)))
        assert (results.count(Retry), results.count(Sent)) == ((0, 9) if step in {"GREET", "MAIL"} else (1, 8))
        assert server.connections - before == 0


async def test_the_last_connection_is_never_given_up() -> None:
    async with (
        FaultyServer({"GREET": "421 4.3.2 too many"}) as server,
        Postman(plain(server), connections=3) as postman,
    ):
        results = await asyncio.gather(*(postman.post(LETTER) for _ in range(4)))
        assert ({type(result) for result in results}, postman.connections) == ({AccountTrouble}, 1)


async def test_a_server_tired_of_an_idle_connection_is_not_asked_less() -> None:
    async with FaultyServer({"MAIL": ["250 ok", "421 4.4.2 idle too long"]}) as server:
        async with Postman(plain(server), connections=2) as postman:
            results = [type(await postman.post(LETTER)) for _ in range(2)]
        assert (results, postman.connections) == ([Sent, Sent], 2)


@pytest.mark.parametrize(("said", "largest"), [("250-mx.test\r\n250 SIZE 10485760", 10485760), ("250 mx.test", 0)])
async def test_the_largest_letter_is_the_one_the_server_announces(said: str, largest: int) -> None:
    async with FaultyServer({"EHLO": said}) as server, Postman(plain(server)) as postman:
        assert await postman.largest() == largest
        assert (type(await postman.post(LETTER)), server.connections) == (Sent, 1)


async def test_nobody_knows_the_largest_letter_of_a_server_that_is_not_there() -> None:
    async with FaultyServer({"GREET": "554 go away"}) as server, Postman(plain(server)) as postman:
        assert type(await postman.largest()) is AccountTrouble
