"""Wrong states the database itself refuses, whoever writes to it and however."""

import pytest
from sqlalchemy.exc import IntegrityError

from models import inbox, outbox, outcomes
from models.store import Store
from rules.words import LetterState
from tests.models.office import ADOPTED, NOW, ROUND, UNITS, answer, file, open_round, queue_invitations

OTHER_ROUND = "2026-002"
LETTER = (
    "INSERT INTO letter (key, round_id, invitation_id, kind, turn, sender, recipients, subject, message_id,"
    " tail_sha256, written, state, attempts, answer) SELECT {key}, round_id, invitation_id, kind, turn, sender,"
    " recipients, subject, {message_id}, tail_sha256, written, state, attempts, answer FROM letter WHERE id = 1"
)
OPINION = (
    "INSERT INTO opinion (round_id, reply_id, stance, number, text, place, original, proposal, grounds, clause)"
    " VALUES (1, {reply}, '{stance}', {number}, '{words}', '', '', '', '', '')"
)
ONE = "WHERE id = 1"  # stands for {one} below
WRONG = {
    "two units of one name": "UPDATE unit SET name = '市税务局' {one}",
    "a unit without a name": "UPDATE unit SET name = ' ' {one}",
    "a name that two units share": "INSERT INTO unit_name (key, spelling, unit_id) VALUES ('市财政局', 'x', 2)",
    "a blank name": "INSERT INTO unit_name (key, spelling, unit_id) VALUES (' ', ' ', 1)",
    "a name of no unit": "UPDATE unit_name SET unit_id = 99",
    "a contact in a role there is not": "UPDATE contact SET role = 'bcc' {one}",
    "a contact without an address": "UPDATE contact SET email = '电话通知' {one}",
    "one address twice in one role": (
        "INSERT INTO contact (unit_id, role, email, name, phone) SELECT unit_id, role, email, '', '' FROM contact"
    ),
    "a unit deleted that was asked": "DELETE FROM unit {one}",
    "a file under half a hash": "INSERT INTO blob (sha256, content) SELECT 'abc', content FROM blob",
    "a kept file changed": "UPDATE blob SET content = sha256{as_bytes}",
    "a draft deleted": "DELETE FROM blob",
    "two rounds of one name": "UPDATE round SET name = '2026-001'",
    "a round without a title": "UPDATE round SET title = '' {one}",
    "the same draft under the same title twice": "UPDATE round SET title = '《办法》'",
    "a round in a state there is not": "UPDATE round SET state = 'paused' {one}",
    "a closed round without its moment": "UPDATE round SET state = 'closed' {one}",
    "an open round with a closing moment": "UPDATE round SET closed = opened {one}",
    "a silence there is not": "UPDATE round SET silence = 'consent' {one}",
    "a unit asked twice in one round": "UPDATE invitation SET unit_id = 1",
    "two units of one number": "UPDATE invitation SET number = 1",
    "a unit numbered nought": "UPDATE invitation SET number = 0 {one}",
    "two invitations with one token": "UPDATE invitation SET token_hash = 'same'",
    "an invitation to no round": "UPDATE invitation SET round_id = 99 {one}",
    "an extension for nobody": (
        "INSERT INTO extension (invitation_id, old_due, new_due, at, reason) SELECT 99, due, due, due, '' FROM round"
    ),
    "one letter written twice": LETTER.format(key="key", message_id="'<other>'"),
    "two letters with one Message-ID": LETTER.format(key="'other'", message_id="message_id"),
    "a letter of a kind there is not": "UPDATE letter SET kind = 'greeting' {one}",
    "a letter in a state there is not": "UPDATE letter SET state = 'lost' {one}",
    "a letter sent at no moment": "UPDATE letter SET sent = NULL {one}",
    "a letter being sent by nobody": "UPDATE letter SET state = 'sending' {one}",
    "a letter to be tried again at no moment": "UPDATE letter SET state = 'retry' {one}",
    "a bounce of what never left": "UPDATE letter SET bounced = written, state = 'queued' {one}",
    "a letter of turn nought": "UPDATE letter SET turn = 0 {one}",
    "a letter to no address": "UPDATE letter SET recipients = '' {one}",
    "a letter of one round to a unit of another": "UPDATE letter SET round_id = 2 {one}",
    "a letter whose tail is not kept": "UPDATE letter SET tail_sha256 = 'gone' {one}",
    "a message in a state there is not": "UPDATE message SET state = 'read' {one}",
    "a message of a kind there is not": "UPDATE message SET kind = 'spam' {one}",
    "a message whose bytes are not kept": "UPDATE message SET sha256 = 'gone' {one}",
    "a message kept twice": "INSERT INTO message (sha256, source, arrived, state, kind, sender, subject, note)"
    " SELECT sha256, source, arrived, state, kind, sender, subject, note FROM message",
    "two replies of one version": "UPDATE reply SET invitation_id = 1, version = 1",
    "a reply of version nought": "UPDATE reply SET version = 0 {one}",
    "a stance there is not": "UPDATE reply SET stance = 'silence' WHERE id = 2",
    "a reply with opinions turned into 无意见": "UPDATE reply SET stance = 'no_comment' {one}",
    "a channel there is not": "UPDATE reply SET channel = 'pigeon' {one}",
    "a formality there is not": "UPDATE reply SET formality = 'notarised' {one}",
    "a reply to nothing": "UPDATE reply SET invitation_id = 99 {one}",
    "a scan that is not kept": "UPDATE reply SET scan_sha256 = 'gone' {one}",
    "a reply deleted": "DELETE FROM reply WHERE id = 2",
    "an opinion under 无意见": OPINION.format(reply=2, stance="opinions", number=9, words="增加一条"),
    "an opinion that calls itself 无意见": OPINION.format(reply=2, stance="no_comment", number=9, words="增加一条"),
    "two opinions of one number": OPINION.format(reply=1, stance="opinions", number=1, words="增加一条"),
    "an opinion numbered nought": OPINION.format(reply=1, stance="opinions", number=0, words="增加一条"),
    "an opinion that says nothing": OPINION.format(reply=1, stance="opinions", number=9, words="  "),
    "an opinion reworded": "UPDATE opinion SET text = '改写' {one}",
    "an opinion with another place": "UPDATE opinion SET place = '第一条' {one}",
    "an opinion with other grounds": "UPDATE opinion SET grounds = '依据' {one}",
    "an opinion numbered anew": "UPDATE opinion SET number = 7 {one}",
    "an opinion moved to another reply": "UPDATE opinion SET reply_id = 3",
    "a leaf of an opinion in another round": "UPDATE opinion SET parent_id = 1 WHERE id = 3",
    "an opinion deleted": "DELETE FROM opinion WHERE id = 2",
    "a verdict there is not": "{outcome}'maybe', 'approved', '', '', '')",
    "a stage there is not": "{outcome}'adopted', 'rumoured', '', '', '')",
    "a rejection without a reason": "{outcome}'rejected', 'approved', ' ', '', '')",
    "a partial adoption without a reason": "{outcome}'partly', 'approved', '', '', '')",
    "an explanation that explains nothing": "{outcome}'explained', 'approved', '', '', '')",
    "a condition that is none": "{outcome}'conditional', 'approved', '因为', ' ', '')",
    "an adoption with changes without its wording": "{outcome}'adopted_with_changes', 'approved', '', '', '')",
    "two outcomes of one version": "INSERT INTO outcome (opinion_id, version, at, note, verdict, stage, reason,"
    " condition, final_text) SELECT opinion_id, version, at, note, verdict, stage, reason, condition, final_text"
    " FROM outcome",
    "an outcome changed": "UPDATE outcome SET reason = '改写'",
    "an outcome deleted": "DELETE FROM outcome",
    "an outcome of no opinion": "{stray}'adopted', 'approved', '', '', '')",
}
ADDED = (
    "INSERT INTO outcome (opinion_id, version, at, note, verdict, stage, reason, condition, final_text)"
    " VALUES ({opinion}, 2, '2026-09-18T02:00:00.000000+00:00', '', "
)


@pytest.fixture(scope="module")
def everything(shared: Store) -> Store:
    """An office with at least one row in every table; tests of this module never commit anything to it."""
    store = shared
    open_round(store)
    open_round(store, "《细则》")
    queue_invitations(store)
    file(store, UNITS[0], answer("删去第三条", "增加一条"))
    file(store, UNITS[1], answer())
    file(store, UNITS[0], answer("改一个字"), OTHER_ROUND)
    with store.write() as session:
        outbox.mark(session, [outbox.Word(1, LetterState.SENT, "250 ok")], NOW)
        outcomes.settle(session, ROUND, {1: ADOPTED}, NOW)
        inbox.keep_message(session, b"Subject: x", "folder", NOW)
    return store


def whole(statement: str, as_bytes: str = "") -> str:
    outcome, stray = ADDED.format(opinion=1), ADDED.format(opinion=99)
    return statement.format(one=ONE, as_bytes=as_bytes, outcome=outcome, stray=stray)


@pytest.mark.parametrize("wrong", WRONG)
def test_the_database_refuses(everything: Store, wrong: str) -> None:
    as_bytes = "::bytea" if everything.engine.dialect.name == "postgresql" else ""
    with pytest.raises(IntegrityError), everything.write() as session:
        session.connection().exec_driver_sql(whole(WRONG[wrong], as_bytes))


@pytest.mark.parametrize(
    "right",
    [
        "UPDATE round SET state = 'closed', closed = opened {one}",
        "UPDATE letter SET bounced = sent {one}",
        "UPDATE opinion SET clause = '第三条' {one}",
        "UPDATE opinion SET parent_id = 1 WHERE id = 2",
        "{outcome}'rejected', 'approved', '因为', '', '')",
        "{outcome}'conditional', 'proposed', '', '经费落实', '')",
        "{outcome}'adopted_with_changes', 'approved', '', '', '改为')",
        "{outcome}'pending', 'proposed', '', '', '')",
        "UPDATE round SET title = '《办法》', state = 'cancelled', closed = opened WHERE id = 2",
        "UPDATE reply SET withdrawn = received WHERE id = 2",
    ],
)
def test_the_database_takes_the_right_state_beside_the_wrong_one(everything: Store, right: str) -> None:
    with everything.engine.connect() as connection:
        assert connection.exec_driver_sql(whole(right)).rowcount == 1
        connection.rollback()
