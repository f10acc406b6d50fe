"""The inbox: kept raw first, read once, never dropped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import files, inbox, queries
from models.store import Store
from models.tables import Message
from rules.tokens import token_for
from rules.words import MessageKind, MessageState
from tests.models.office import HOUR, NOW, ROUND, SECRET, UNITS, open_round


def kept(store: Store, content: bytes, source: str = "folder") -> Message:
    with store.write() as session:
        return inbox.keep_message(session, content, source, NOW)


def unread(store: Store) -> tuple[int, ...]:
    with store.read() as session:
        return inbox.unread(session)


def test_a_message_is_kept_raw(store: Store) -> None:
    row = kept(store, b"Subject: \xff\r\n\r\n\x00")
    assert (row.source, row.arrived, row.state, row.kind) == ("folder", NOW, "new", "unknown")
    with store.read() as session:
        assert files.content_of(session, row.sha256) == b"Subject: \xff\r\n\r\n\x00"


def test_the_same_bytes_are_kept_once_whichever_way_they_come(store: Store) -> None:
    first = kept(store, b"one", "imap")
    with store.write() as session:
        again = inbox.keep_message(session, b"one", "folder", NOW + HOUR)
    assert (again.id, again.source, again.arrived) == (first.id, "imap", NOW)
    assert kept(store, b"two").id != first.id


def test_bytes_already_kept_as_something_else_still_arrive(store: Store) -> None:
    with store.write() as session:
        files.keep(session, b"one")
    assert unread(store) == ()
    row = kept(store, b"one")
    assert unread(store) == (row.id,)


def test_collectors_that_take_in_the_same_mail_at_once_keep_it_once(opening: Callable[[], Store]) -> None:
    stores = [opening() for _ in range(3)]
    mail = [f"message {number}".encode() for number in range(10)]
    with ThreadPoolExecutor(3) as collectors:
        rows = collectors.map(lambda store: [kept(store, content).id for content in mail], stores)
        first, second, third = rows
    assert first == second == third
    assert unread(stores[0]) == tuple(sorted(number for number in first if number))


def test_messages_wait_oldest_first_until_they_are_read(store: Store) -> None:
    ids = [kept(store, content).id for content in (b"b", b"a", b"c")]
    with store.write() as session:
        finding = inbox.Finding(MessageState.UNSURE, MessageKind.REPLY, "a@unit.localhost", "回复", "没有编号")
        inbox.note_finding(session, session.get_one(Message, ids[1]), finding)
    assert unread(store) == (ids[0], ids[2])
    with store.read() as session:
        (found,) = inbox.messages_in(session, MessageState.UNSURE)
        assert (found.id, found.kind, found.sender, found.subject, found.note, found.invitation_id) == (
            ids[1],
            MessageKind.REPLY,
            "a@unit.localhost",
            "回复",
            "没有编号",
            None,
        )
        either = inbox.messages_in(session, MessageState.UNSURE, MessageState.NEW)
        assert [message.id for message in either] == ids


@pytest.mark.parametrize("change", [str, str.upper, lambda token: f" {token}\n"], ids=["as is", "upper", "blanks"])
def test_a_token_finds_its_invitation(store: Store, change: Callable[[str], str]) -> None:
    open_round(store)
    with store.read() as session:
        found = inbox.invitation_with(session, change(token_for(SECRET, ROUND, 2)))
        assert found is not None
        assert found.id == queries.invitation_of(session, queries.round_named(session, ROUND), UNITS[1]).id


@pytest.mark.parametrize("token", ["", token_for(SECRET, ROUND, 4), token_for(bytes(31) + b"x", ROUND, 2)])
def test_a_foreign_token_finds_nothing(store: Store, token: str) -> None:
    open_round(store)
    with store.read() as session:
        assert inbox.invitation_with(session, token) is None
