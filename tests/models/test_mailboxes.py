"""What is remembered of a mailbox: how far it was read, what was seen there, what its server knows."""

import pytest

from models import inbox, mailboxes
from models.store import Store
from tests.models.office import NOW

NAME, OTHER = "imap:office@test/INBOX", "pop3:office@test"
HIGHEST = 4_294_967_295


def see(store: Store, cursor: tuple[int, int], *names: str, mailbox: str = NAME) -> None:
    """Keep a message for each name, as seen in a mailbox."""
    with store.write() as session:
        ids = inbox.keep_messages(session, [name.encode() for name in names], mailbox, NOW)
        mailboxes.see(session, mailbox, cursor, dict(zip(names, ids, strict=True)))


def tell(store: Store, *names: str) -> None:
    with store.write() as session:
        mailboxes.told(session, NAME, names)


def cursor(store: Store) -> tuple[int, int]:
    with store.read() as session:
        return mailboxes.cursor_of(session, NAME)


def unseen(store: Store, *names: str, mailbox: str = NAME) -> list[str]:
    with store.read() as session:
        return mailboxes.unseen(session, mailbox, names)


def untold(store: Store, mailbox: str = NAME) -> list[str]:
    with store.read() as session:
        return sorted(mailboxes.untold(session, mailbox))


def test_a_mailbox_never_opened_is_at_its_beginning(store: Store) -> None:
    assert (cursor(store), unseen(store, "b", "a"), untold(store)) == ((0, 0), ["b", "a"], [])
    tell(store, "a")
    assert unseen(store, "a") == ["a"]


@pytest.mark.parametrize(
    ("steps", "ends"),
    [
        ([(7, 50)], (7, 50)),
        ([(7, 50), (7, 100)], (7, 100)),
        ([(7, 100), (7, 50)], (7, 100)),
        ([(7, 100), (8, 3)], (8, 3)),
        ([(HIGHEST, HIGHEST)], (HIGHEST, HIGHEST)),
    ],
    ids=["first", "onwards", "never back", "numbered anew", "the highest there are"],
)
def test_the_cursor_goes_on_and_begins_anew_with_the_numbers(
    store: Store, steps: list[tuple[int, int]], ends: tuple[int, int]
) -> None:
    for step in steps:
        see(store, step)
    assert cursor(store) == ends


def test_what_was_seen_is_not_fresh_in_that_mailbox(store: Store) -> None:
    see(store, (7, 2), "7.1", "7.2")
    assert unseen(store, "7.3", "7.2", "7.1", "8.1") == ["7.3", "8.1"]
    assert unseen(store, "7.1", mailbox=OTHER) == ["7.1"]


def test_more_names_than_a_database_takes_at_once_are_compared(store: Store) -> None:
    names = [str(number) for number in range(1_200)]
    see(store, (0, 0), *names[:600])
    assert unseen(store, *names) == names[600:]


def test_what_is_seen_twice_is_remembered_once_and_stays_told(store: Store) -> None:
    see(store, (7, 2), "7.1", "7.2")
    tell(store, "7.1")
    see(store, (7, 2), "7.1", "7.2")
    assert untold(store) == ["7.2"]


def test_each_mailbox_knows_what_its_own_server_was_told(store: Store) -> None:
    see(store, (7, 2), "1", "2")
    see(store, (0, 0), "1", mailbox=OTHER)
    tell(store, "1", "2")
    assert (untold(store), untold(store, OTHER)) == ([], ["1"])
