"""The chain: whatever is altered behind the record's back is named, whichever kind of fact it is."""

import pytest
from sqlmodel import SQLModel, select

from models.archive import OF_ROUND
from models.chain import KINDS, TEXTS, Broken, Kind, first_broken, seal, tip
from models.files import keep
from models.outcomes import settle
from models.store import Store
from models.tables import Blob, Link
from rules.chain import SM3, START, Tip
from tests.models.every_kind import add_the_rest
from tests.models.office import ADOPTED, NOW, ROUND, UNITS, answer, file, open_round, queue_invitations
from tests.models.tampering import tamper

ALTERED = {
    "blob": "content",
    "round": "title",
    "invitation": "unit_name",
    "extension": "reason",
    "letter": "subject",
    "head": "content",
    "message": "source",
    "reply": "sender",
    "opinion": "text",
    "outcome": "reason",
    "remark": "words",
    "edit": "old",
    "rejoinder": "why",
    "negotiation": "result",
    "dispute": "ours",
    "chosen_procedure": "by",
    "step_taken": "evidence",
    "voice": "text",
    "voice_outcome": "reason",
    "act": "words",
    "removal": "by",
}
# What is true now and may be another tomorrow: none of it is a fact of a round.
CHANGING_TABLES = {
    *("unit", "unit_name", "contact", "person", "sign_in", "answer"),
    *("mailbox", "sighting", "beat", "trouble", "hold", "link"),
}
CHANGING_COLUMNS = {
    "round": {"due", "closed", "state", "silence", "policy", "previous_id"},
    "invitation": {"due", "begun", "withdrawn", "page_hash", "page_turn"},
    "letter": {
        *("invitation_id", "tail_sha256", "state", "attempts", "next_at", "put_off"),
        *("worker", "claimed", "sent", "answer", "fault", "bounced"),
    },
    "message": {"state", "kind", "sender", "subject", "note", "identifier", "body_sha256", "invitation_id"},
    "reply": {"withdrawn", "formality", "scan_sha256"},
    "opinion": {"clause", "joined"},
    "voice": {"clause"},
}


def live(store: Store) -> None:
    """A round in which every kind of fact has come about once."""
    open_round(store)
    queue_invitations(store)
    file(store, UNITS[0], answer("删去第三条。"))
    with store.write() as session:
        settle(session, ROUND, {1: ADOPTED}, NOW)
        session.flush()
        add_the_rest(session, UNITS[1])


def sealed(store: Store) -> int:
    with store.write() as session:
        return seal(session, NOW)


def broken(store: Store) -> Broken | None:
    with store.read() as session:
        return first_broken(session)


def test_no_table_and_no_column_is_left_out_of_the_chain_unsaid() -> None:
    sealed_tables = {kind.name for kind in KINDS}
    assert set(SQLModel.metadata.tables) - sealed_tables == CHANGING_TABLES
    columns = {kind.name: {each.name for each in SQLModel.metadata.tables[kind.name].columns} for kind in KINDS}
    left_out = {kind.name: columns[kind.name] - set(kind.columns) for kind in KINDS}
    assert {name: names for name, names in left_out.items() if names} == CHANGING_COLUMNS


def test_an_archive_takes_every_kind_of_fact_but_files_which_it_holds_as_files() -> None:
    assert {kind.name for kind in KINDS} - {"blob"} == set(OF_ROUND) == set(ALTERED) - {"blob"}


def test_every_fact_is_sealed_once_and_the_chain_holds(store: Store) -> None:
    live(store)
    with store.read() as session:
        facts = sum(len(session.exec(select(kind.table)).all()) for kind in KINDS)
    assert (sealed(store), sealed(store), broken(store)) == (facts, 0, None)
    with store.read() as session:
        assert tip(session).number == facts == len(session.exec(select(Link)).all())


def test_an_empty_record_has_an_empty_chain(store: Store) -> None:
    assert (sealed(store), broken(store)) == (0, None)
    with store.read() as session:
        assert tip(session) == Tip(0, START, START if SM3 else "")


def test_the_chain_grows_with_the_record_and_still_holds(store: Store) -> None:
    live(store)
    first = sealed(store)
    file(store, UNITS[2], answer("删去附件。"))
    assert (sealed(store) > 0, broken(store)) == (True, None)
    with store.read() as session:
        assert tip(session).number > first


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_one_altered_character_is_named(store: Store, kind: Kind) -> None:
    live(store)
    sealed(store)
    with store.read() as session:
        link = session.exec(select(Link).where(Link.kind == kind.name).order_by("number")).first()
    assert link is not None
    column, value = ALTERED[kind.name], b"x" if ALTERED[kind.name] == "content" else "x"
    key = link.row if kind.key in TEXTS else int(link.row)
    tamper(store, f'UPDATE "{kind.name}" SET "{column}" = :value WHERE "{kind.key}" = :key', value=value, key=key)  # noqa: S608
    assert broken(store) == Broken(link.number, kind.word, link.row, "内容被改动")


def test_a_removed_fact_is_named(store: Store) -> None:
    live(store)
    sealed(store)
    with store.read() as session:
        link = session.exec(select(Link).where(Link.kind == "act")).one()
    tamper(store, "DELETE FROM act")
    assert broken(store) == Broken(link.number, "操作记录", link.row, "记录不见了")


@pytest.mark.parametrize("column", ["digest", "sha256"])
def test_an_altered_link_is_named(store: Store, column: str) -> None:
    live(store)
    sealed(store)
    tamper(store, f"UPDATE link SET {column} = :value WHERE number = 3", value="0" * 64)  # noqa: S608
    found = broken(store)
    assert found is not None
    assert (found.number, found.wrong) == (3, "链条被改动")


def test_a_removed_link_is_named(store: Store) -> None:
    live(store)
    sealed(store)
    tamper(store, "DELETE FROM link WHERE number = 3")
    found = broken(store)
    assert found is not None
    assert (found.number, found.wrong) == (4, "链条缺号")


def test_more_facts_than_one_batch_are_sealed_in_order(store: Store) -> None:
    with store.write() as session:
        for number in range(450):
            keep(session, f"{number}".encode())
    assert (sealed(store), broken(store)) == (450, None)
    with store.read() as session:
        assert len(session.exec(select(Blob)).all()) == 450
