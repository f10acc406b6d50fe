"""A mailbox that cannot be opened or breaks in the middle is said so in a sentence."""

import socket
import time
from contextlib import closing
from dataclasses import replace

import pytest

from mail.imap import ImapSource
from mail.intake import MOST, Batch, Cursor
from rules.errors import MailDown
from tests.dovecot import HOST, Dovecot, Mailbox
from tests.mail.mailboxes import LETTERS, access, contents, fetched, letter, source
from tests.wiretap import Wiretap


def test_a_wrong_password_is_said_so(dovecot: Dovecot, box: Mailbox) -> None:
    wrong = ImapSource(access(dovecot.imap, box.user, "wrong"))
    with pytest.raises(MailDown) as refused, wrong.open():
        pass
    assert refused.value.sentence == (
        f"邮箱 imap:{box.user}@127.0.0.1/INBOX 拒绝登录（[AUTHENTICATIONFAILED] Authentication failed.）；"
        "请检查 CIRCULATE_IMAP_USER 和 CIRCULATE_IMAP_PASSWORD，网易、QQ 等邮箱要填授权码，授权码会过期。"
    )


def test_a_password_in_chinese_is_sent_as_it_is(dovecot: Dovecot, box: Mailbox) -> None:
    wrong = ImapSource(access(dovecot.imap, box.user, "密码"))
    with pytest.raises(MailDown, match="拒绝登录"), wrong.open():
        pass


def test_a_folder_that_is_not_there_is_said_so(dovecot: Dovecot, box: Mailbox) -> None:
    with pytest.raises(MailDown) as refused, replace(source(dovecot, box), folder="没有").open():
        pass
    assert refused.value.sentence.endswith("；请检查 CIRCULATE_IMAP_FOLDER（没有）。")


def test_a_server_that_is_not_there_is_said_so(box: Mailbox) -> None:
    with closing(socket.create_server((HOST, 0))) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(MailDown, match="没有正常应答"), ImapSource(access(port, box.user)).open():
        pass


def test_a_server_gone_in_the_middle_leaves_what_came_before(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver([*LETTERS[:MOST], letter(0) + b"z" * 500_000])
    with Wiretap(dovecot.imap, cut=200_000) as tap:
        came: list[Batch] = []
        with pytest.raises(MailDown, match="下次会接着收"), source(dovecot, box, port=tap.port).open() as opened:
            came.extend(opened.batches(Cursor(), list))
    assert contents(came) == LETTERS[:MOST]


def test_a_server_that_falls_silent_is_given_up(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver([letter(1) + b"z" * 500_000])
    with Wiretap(dovecot.imap, silence=100_000) as tap:
        mailbox = ImapSource(access(tap.port, box.user, timeout=0.5))
        began = time.monotonic()
        with pytest.raises(MailDown, match="timed out"):
            fetched(mailbox)
    assert time.monotonic() - began < 10
