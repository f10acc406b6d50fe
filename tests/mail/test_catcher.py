"""The embedded mail server: what the same sending code leaves behind."""

import asyncio
import smtplib
from pathlib import Path

import pytest

from mail.catcher import LARGEST, Catcher
from mail.compose import head_of, tail_of
from mail.postman import Account, Postman
from mail.render import render
from mail.results import Sent, TooLarge
from mail.wire import Envelope
from office.settings import Tls
from tests.mail.samples import LETTERS, OWN, SHARED, heading


def invitation(*recipients: str) -> Envelope:
    tail = tail_of(SHARED)
    head = head_of(render(*LETTERS["invitation"]), heading("invitation"), tail, OWN)
    return Envelope("office@gov.test", recipients, head, tail.content)


def kept(folder: Path) -> dict[str, bytes]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


async def test_a_letter_lies_whole_in_each_recipients_folder(tmp_path: Path) -> None:
    letter = invitation("a@ks.example", "b@ks.example")
    async with Catcher(tmp_path) as catcher, Postman(Account(catcher.host, catcher.port, Tls.NONE)) as postman:
        assert type(await postman.post(letter)) is Sent
    name, content = "0001-2026-001.7.invitation.1.eml", letter.head + letter.tail
    assert kept(tmp_path) == {f"a@ks.example/{name}": content, f"b@ks.example/{name}": content}


async def test_letters_are_numbered_on_across_restarts(tmp_path: Path) -> None:
    for _ in range(2):
        async with Catcher(tmp_path) as catcher, Postman(Account(catcher.host, catcher.port, Tls.NONE)) as postman:
            await asyncio.gather(*(postman.post(invitation("a@ks.example")) for _ in range(2)))
    numbers = [name.partition("/")[2][:4] for name in kept(tmp_path)]
    assert numbers == ["0001", "0002", "0003", "0004"]


def test_it_serves_code_without_a_loop_too(tmp_path: Path) -> None:
    with Catcher(tmp_path) as catcher, smtplib.SMTP(catcher.host, catcher.port, timeout=10) as client:
        client.sendmail("office@gov.test", ["a@ks.example"], b"Subject: x\r\n\r\n.dotted\r\n")
    assert (tmp_path / "a@ks.example" / "0001-letter.eml").read_bytes() == b"Subject: x\r\n\r\n.dotted\r\n"


async def test_a_recipient_cannot_write_outside_the_folder(tmp_path: Path) -> None:
    async with Catcher(tmp_path / "sent") as catcher, Postman(Account(catcher.host, catcher.port, Tls.NONE)) as postman:
        letters = [invitation("{..}'x@ks.example"), invitation("a/../../x@ks.example")]
        assert [type(await postman.post(letter)) for letter in letters] == [Sent, Sent]
    name = "0001-2026-001.7.invitation.1.eml"
    assert list(kept(tmp_path)) == [f"sent/_.._x@ks.example/{name}", f"sent/a_.._.._x@ks.example/{name}"]


async def test_it_says_how_much_it_takes(tmp_path: Path) -> None:
    letter = Envelope("office@gov.test", ("a@ks.example",), b"Subject: x\r\n\r\n", b"x" * LARGEST + b"\r\n")
    async with Catcher(tmp_path) as catcher, Postman(Account(catcher.host, catcher.port, Tls.NONE)) as postman:
        assert type(await postman.post(letter)) is TooLarge


@pytest.mark.parametrize("host", ["127.0.0.1"])
async def test_it_listens_on_loopback_alone(tmp_path: Path, host: str) -> None:
    async with Catcher(tmp_path) as catcher:
        assert (catcher.host, catcher.port > 0) == (host, True)
