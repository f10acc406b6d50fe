"""The inbox: kept raw first, read once, never dropped."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from models import files, inbox, queries, rounds
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
        inbox.note_findings(session, {ids[1] or 0: finding})
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


def test_a_place_in_a_round_is_an_invitation(store: Store) -> None:
    open_round(store)
    with store.read() as session:
        found = inbox.invitations_at(session, {(ROUND, 2), (ROUND, 4), ("2026-002", 2)})
        assert {place: row.unit_name for place, row in found.items()} == {(ROUND, 2): UNITS[1]}


def test_an_address_stands_for_its_units_in_the_rounds_still_open(store: Store) -> None:
    open_round(store)
    other = open_round(store, "《细则》")
    with store.read() as session:
        found = inbox.invitations_of_address(session, "U3@unit.localhost")
        assert [(row.unit_name, row.round_id) for row in found] == [(UNITS[1], 1), (UNITS[1], 2)]
        assert inbox.invitations_of_address(session, "nobody@unit.localhost") == ()
    with store.write() as session:
        rounds.cancel(session, other, NOW)
    with store.read() as session:
        assert [row.round_id for row in inbox.invitations_of_address(session, "u3@unit.localhost")] == [1]


def test_messages_tell_which_rounds_they_answer(store: Store) -> None:
    for title in ("《办法》", "《细则》", "《意见》"):
        open_round(store, title)
    ids = [kept(store, content).id or 0 for content in (b"a", b"b", b"c")]
    with store.write() as session:
        for number, name in ((0, "2026-003"), (1, ROUND)):
            invited = inbox.invitations_at(session, {(name, 1)})[name, 1]
            finding = inbox.Finding(MessageState.FILED, MessageKind.REPLY, invitation_id=invited.id)
            inbox.note_findings(session, {ids[number]: finding})
    with store.read() as session:
        asked: tuple[list[int], ...] = (ids, ids[1:], ids[2:], [])
        assert [inbox.rounds_of_messages(session, some) for some in asked] == [[ROUND, "2026-003"], [ROUND], [], []]
