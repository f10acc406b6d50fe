"""POP3 against a real Dovecot: known by unique id, long lines whole, deleted only when kept and only when wanted."""

import poplib
from collections.abc import Sequence
from dataclasses import replace

import pytest

from mail.access import Access
from mail.intake import MOST, Batch, Cursor
from mail.pop3 import Pop3Source
from office.settings import Tls, load
from rules.errors import MailDown
from tests.dovecot import HOST, PASSWORD, Dovecot, Mailbox
from tests.wiretap import Wiretap

LETTERS = [f"Subject: {number}\r\n\r\n.body\r\n..\r\n".encode() for number in range(MOST + 10)]


def source(
    dovecot: Dovecot, box: Mailbox, port: int = 0, password: str = PASSWORD, *, delete: bool = False
) -> Pop3Source:
    return Pop3Source(Access(HOST, port or dovecot.pop3, Tls.NONE, box.user, password, 20.0), delete)


def take(mailbox: Pop3Source, known: Sequence[str] = ()) -> list[Batch]:
    """Fetch and tell, as after a commit."""
    batches = []
    with mailbox.open() as opened:
        for batch in opened.batches(Cursor(), lambda names: [name for name in names if name not in known]):
            opened.tell([raw.name for raw in batch.messages])
            batches.append(batch)
    return batches


def contents(batches: Sequence[Batch]) -> list[bytes]:
    return [raw.content for batch in batches for raw in batch.messages]


def names(batches: Sequence[Batch]) -> list[str]:
    return [raw.name for batch in batches for raw in batch.messages]


def test_every_message_comes_once_as_it_is(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS)
    batches = take(source(dovecot, box))
    assert [len(batch.messages) for batch in batches] == [MOST, 10]
    assert contents(batches) == LETTERS
    assert take(source(dovecot, box), names(batches)) == []


def test_only_new_messages_are_fetched(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:2])
    known = names(take(source(dovecot, box)))
    box.deliver(LETTERS[2:3])
    assert contents(take(source(dovecot, box), known)) == LETTERS[2:3]


def test_a_line_of_any_length_is_read(dovecot: Dovecot, box: Mailbox) -> None:
    long = [b"Subject: long\r\n\r\n" + b"x" * length + b"\r\n" for length in (5_000, 3_000_000)]
    box.deliver(long)
    assert contents(take(source(dovecot, box))) == long


@pytest.mark.parametrize(("delete", "left"), [(False, 3), (True, 0)])
def test_messages_are_deleted_there_only_if_that_is_wanted(
    dovecot: Dovecot, box: Mailbox, left: int, *, delete: bool
) -> None:
    box.deliver(LETTERS[:3])
    take(source(dovecot, box, delete=delete))
    assert len(box.flags()) == left


def test_what_was_not_kept_is_not_deleted(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:3])
    with source(dovecot, box, delete=True).open() as opened:
        assert contents(list(opened.batches(Cursor(), list))) == LETTERS[:3]
    assert len(box.flags()) == 3


def test_a_run_that_broke_off_deletes_nothing_and_the_next_one_makes_up_for_it(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:3])
    mailbox = source(dovecot, box, delete=True)
    with Wiretap(dovecot.pop3) as tap, source(dovecot, box, tap.port, delete=True).open() as opened:
        (batch,) = opened.batches(Cursor(), list)
        known = names([batch])
        opened.tell(known)
        tap.hang_up()
    assert len(box.flags()) == 3
    assert take(mailbox, known) == []
    assert box.flags() == []


def test_a_wrong_password_is_said_so(dovecot: Dovecot, box: Mailbox) -> None:
    with pytest.raises(MailDown) as refused, source(dovecot, box, password="wrong").open():
        pass
    assert refused.value.sentence == (
        f"邮箱 pop3:{box.user}@127.0.0.1 拒绝登录（-ERR [AUTH] Authentication failed.）；"
        "请检查 CIRCULATE_POP3_USER 和 CIRCULATE_POP3_PASSWORD，网易、QQ 等邮箱要填授权码，授权码会过期。"
    )


def test_a_server_gone_in_the_middle_is_said_so(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver([*LETTERS[:MOST], LETTERS[MOST] + b"z\r\n" * 100_000])
    came: list[Batch] = []
    with Wiretap(dovecot.pop3, cut=60_000) as tap:
        mailbox = source(dovecot, box, tap.port)
        with pytest.raises(MailDown, match="下次会接着收"), mailbox.open() as opened:
            came.extend(opened.batches(Cursor(), list))
    assert contents(came) == LETTERS[:MOST]


def test_the_settings_make_the_mailbox() -> None:
    office = load(pop3_host="pop.qq.com", pop3_user="office@qq.com", pop3_password="x", pop3_delete=True)
    made = Pop3Source.of(office)
    assert made.name == "pop3:office@qq.com@pop.qq.com"
    assert replace(made, delete=False) == Pop3Source(
        Access("pop.qq.com", 995, Tls.IMPLICIT, "office@qq.com", "x", 60.0)
    )
    assert (made.delete, vars(poplib)["_MAXLINE"]) == (True, 20 << 20)
