"""An office of the first schema is brought forward with everything it holds."""

import hashlib
from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Connection, text
from sqlmodel import select

from models.chain import first_broken, seal
from models.migrations.upgrade import configuration
from models.outbox import head_of
from models.queries import round_named
from models.store import Store, open_store
from models.tables import Invitation, Letter, Opinion, Outcome
from office.settings import Settings
from tests.models.office import DUE, NOW, ROUND

MOMENT = {"now": NOW.isoformat(), "due": DUE.isoformat()}
TAIL = b"\r\nbody"
SHA = hashlib.sha256(TAIL).hexdigest()
FIRST = (
    "INSERT INTO blob (sha256, content) VALUES (:sha, :tail)",
    "INSERT INTO unit (id, name, short, category, position) VALUES (1, '市财政局', '', '', 1)",
    (
        "INSERT INTO round (id, name, title, draft_name, draft_sha256, due, opened, state, silence, policy, number)"
        " VALUES (1, '2026-001', '《办法》', '办法.docx', :sha, :due, :now, 'open', 'no_reply', '{}', '')"
    ),
    (
        "INSERT INTO invitation (id, round_id, unit_id, unit_name, number, token_hash, due)"
        " VALUES (1, 1, 1, '市财政局', 1, 'x', :due)"
    ),
    (
        "INSERT INTO letter (id, key, round_id, invitation_id, kind, turn, sender, recipients, subject, message_id,"
        " head, tail_sha256, written, state, attempts, answer, sent)"
        " VALUES (1, '2026-001:1:invitation:1', 1, 1, 'invitation', 1,"
        " 'o@x', 'a@x', 's', '<m@x>', :head, :sha, :now, 'sent', 1, '250', :now)"
    ),
    (
        "INSERT INTO reply (id, invitation_id, version, stance, channel, formality, received, recorded, sender)"
        " VALUES (1, 1, 1, 'opinions', 'paper', 'sealed', :now, :now, '')"
    ),
    (
        "INSERT INTO opinion (id, round_id, reply_id, stance, number, text, place, original, proposal, grounds, clause)"
        " VALUES (1, 1, 1, 'opinions', 1, '删去第三条。', '', '', '', '', '')"
    ),
    (
        "INSERT INTO outcome (id, opinion_id, version, verdict, stage, reason, condition, final_text, at, note)"
        " VALUES (1, 1, 1, 'adopted', 'approved', '', '', '', :now, '')"
    ),
)


@pytest.fixture
def brought_forward(empty: Settings) -> Iterator[Store]:
    """A database as revision 0001 left it, with one round, its letter, a reply and an outcome, opened today."""
    empty.home.mkdir(parents=True, exist_ok=True)
    before = Store(empty.database_url)
    with before.engine.execution_options(circulate_write=True).begin() as connection:
        command.upgrade(configuration(connection), "0001")
        fill(connection)
    before.engine.dispose()
    store = open_store(empty)
    yield store
    store.engine.dispose()


def fill(connection: Connection) -> None:
    given = {**MOMENT, "sha": SHA, "head": b"Subject: s\r\n", "tail": TAIL}
    for statement in FIRST:
        used = {name: value for name, value in given.items() if f":{name}" in statement}
        connection.execute(text(statement), used)


def test_everything_an_office_of_the_first_schema_holds_is_still_there(brought_forward: Store) -> None:
    with brought_forward.read() as session:
        letter = session.exec(select(Letter)).one()
        assert (head_of(session, letter), letter.state) == (b"Subject: s\r\n", "sent")
        invited = session.exec(select(Invitation)).one()
        assert (round_named(session, ROUND).previous_id, invited.page_hash, invited.page_turn) == (None, None, 0)
        assert session.exec(select(Opinion.text)).all() == ["删去第三条。"]
        assert session.exec(select(Outcome.by)).all() == [""]


def test_it_is_sealed_and_goes_on_under_the_same_promises(brought_forward: Store) -> None:
    with brought_forward.write() as session:
        assert seal(session, NOW) > 0
    with brought_forward.read() as session:
        assert first_broken(session) is None
