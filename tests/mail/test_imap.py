"""IMAP against a real Dovecot: every message once, as it is, whatever breaks."""

import imaplib

import pytest

from mail.access import Access
from mail.fetched import bodies_in, note_of, sizes_in
from mail.imap import ImapSource
from mail.intake import MOST, Cursor
from office.settings import Kept, Tls, load
from tests.dovecot import HOST, PASSWORD, Dovecot, Mailbox
from tests.mail.mailboxes import LETTERS, contents, fetched, source, take
from tests.wiretap import Wiretap


def test_two_hundred_messages_come_once_each_in_their_order(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS)
    batches = fetched(source(dovecot, box))
    assert contents(batches) == LETTERS
    assert [len(batch.messages) for batch in batches] == [MOST] * 2
    assert [batch.cursor.last for batch in batches if batch.cursor] == [MOST, 2 * MOST]


def test_a_second_run_fetches_only_what_is_new(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:3])
    cursor = take(source(dovecot, box))
    assert fetched(source(dovecot, box), cursor) == []
    box.deliver(LETTERS[3:5])
    assert contents(fetched(source(dovecot, box), cursor)) == LETTERS[3:5]


def test_an_empty_mailbox_has_no_batches(dovecot: Dovecot, box: Mailbox) -> None:
    assert fetched(source(dovecot, box)) == []


def test_what_people_have_read_in_the_mailbox_comes_all_the_same(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:2])
    with imaplib.IMAP4(HOST, dovecot.imap) as client:
        client.login(box.user, PASSWORD)
        client.select()
        client.store("1:2", "+FLAGS", r"(\Seen)")
    assert contents(fetched(source(dovecot, box))) == LETTERS[:2]


def test_fetching_alone_leaves_the_mailbox_as_it_is(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:2])
    fetched(source(dovecot, box))
    assert box.flags() == ["", ""]


def test_a_mailbox_numbered_anew_is_read_from_the_beginning(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:3])
    cursor = take(source(dovecot, box))
    box.renumber(validity=cursor.validity + 7)
    (batch,) = fetched(source(dovecot, box), cursor)
    assert contents([batch]) == LETTERS[:3]
    assert batch.cursor == Cursor(cursor.validity + 7, 103)


def test_only_what_the_record_does_not_know_is_fetched(dovecot: Dovecot, box: Mailbox) -> None:
    box.deliver(LETTERS[:3])
    with source(dovecot, box).open() as opened:
        (batch,) = opened.batches(Cursor(), lambda names: names[1:2])
    assert contents([batch]) == [LETTERS[1]]
    assert batch.cursor == Cursor(opened.validity, 3)


def test_the_bytes_are_those_that_were_delivered(dovecot: Dovecot, box: Mailbox) -> None:
    odd = [
        b"Subject: \xb9\xd8\xd3\xda\r\n\r\n\x00\xff)\r\n{12}\r\n* 1 FETCH\r\n",
        b"Subject: " + b"x" * 1_200_000 + b"\r\n\r\n" + b"y" * 1_500_000 + b"\r\n",
        b"\r\n",
        b"Subject: no end",
    ]
    box.deliver(odd)
    got = contents(fetched(source(dovecot, box)))
    # What has no NUL in it is not touched; Dovecot sends 0x80 for NUL, which IMAP forbids.
    assert got == [odd[0].replace(b"\x00", b"\x80"), *odd[1:]]


def test_we_say_who_we_are_before_we_open_the_folder(dovecot: Dovecot, box: Mailbox) -> None:
    with Wiretap(dovecot.imap) as tap:
        fetched(source(dovecot, box, port=tap.port))
    said = [command.split()[0] for command in tap.commands]
    assert said == ["CAPABILITY", "LOGIN", "CAPABILITY", "ID", "SELECT", "CAPABILITY", "UID", "LOGOUT"]


def test_a_server_that_knows_no_id_is_not_asked(dovecot: Dovecot, box: Mailbox) -> None:
    with Wiretap(dovecot.imap, hide=(b" ID ",)) as tap:
        fetched(source(dovecot, box, port=tap.port))
    assert [command for command in tap.commands if command.startswith("ID")] == []


def test_a_message_the_server_cannot_give_becomes_a_note_and_the_others_come(dovecot: Dovecot, box: Mailbox) -> None:
    files = box.deliver(LETTERS[:3])
    mailbox = source(dovecot, box)
    fetched(mailbox)  # the server now knows their sizes
    next(box.folder.rglob(f"{files[1].name}*")).chmod(0)
    assert contents(fetched(mailbox)) == [LETTERS[0], note_of(mailbox.name, 2), LETTERS[2]]


def test_the_settings_make_the_mailbox() -> None:
    office = load(imap_host="imap.163.com", imap_user="office@163.com", imap_password="x", imap_kept="move")
    made = ImapSource.of(office)
    assert made.name == "imap:office@163.com@imap.163.com/INBOX"
    assert made == ImapSource(
        Access("imap.163.com", 993, Tls.IMPLICIT, "office@163.com", "x", 60.0), "INBOX", Kept.MOVE, "Circulate"
    )


def test_lines_longer_than_the_library_allows_by_itself_are_read() -> None:
    assert vars(imaplib)["_MAXLINE"] == 20 << 20


@pytest.mark.parametrize(
    ("answer", "bodies"),
    [
        ([(b"1 (UID 5 BODY[] {3}", b"abc"), b")"], [(5, b"abc")]),
        ([(b"1 (BODY[] {3}", b"abc"), b" UID 5)"], [(5, b"abc")]),
        ([b"1 (FLAGS (\\Seen))", (b"2 (UID 6 BODY[] {0}", b""), b")"], [(6, b"")]),
        ([b'1 (UID 7 BODY[] "a\\"b")', b"2 (UID 8 BODY[] NIL)"], [(7, b'a"b'), (8, b"")]),
        ([None], []),
        ([(b"1 (BODY[] {3}", b"abc"), b")"], []),
    ],
    ids=["before", "behind", "empty", "quoted", "nothing", "no UID"],
)
def test_an_answer_is_read_however_the_server_lays_it_out(
    answer: list[bytes | tuple[bytes, bytes] | None], bodies: list[tuple[int, bytes]]
) -> None:
    assert list(bodies_in(answer)) == bodies


def test_a_listing_is_read_without_what_a_server_says_besides() -> None:
    answer = [b"1 (UID 5 RFC822.SIZE 10)", b"1 (UID 5 FLAGS ())", b"2 (RFC822.SIZE 7 UID 6)", None]
    assert list(sizes_in(answer)) == [(5, 10), (6, 7)]
