"""What the tests of the outbox do to one letter: queue, claim, mark, bounce and look."""

from datetime import datetime

from models import outbox, queries
from models.store import Store
from models.tables import Letter
from rules.standing import standing_of
from rules.words import LetterState, Standing
from tests.models.office import NOW, ROUND, letter

KEY = "2026-001:1:invitation:1"


def queued(store: Store, *letters: outbox.NewLetter) -> int:
    with store.write() as session:
        return outbox.queue(session, letters, NOW)


def invitation(store: Store, *to: str) -> int:
    """Queue the first unit's invitation and return its row's number."""
    with store.write() as session:
        outbox.queue(session, [letter(session, to=to or ("a@unit.localhost",))], NOW)
    return 1


def claimed(store: Store, now: datetime = NOW, worker: str = "worker") -> outbox.Claimed | None:
    with store.write() as session:
        return next(iter(outbox.claim(session, worker, now)), None)


def marked(store: Store, state: LetterState, now: datetime = NOW, answer: str = "") -> Letter:
    with store.write() as session:
        outbox.mark(session, [outbox.Word(1, state, answer)], now)
    return row(store)


def row(store: Store, number: int = 1) -> Letter:
    with store.read() as session:
        return session.get_one(Letter, number)


def bounced(store: Store, message_id: str = "", recipient: str = "a@unit.localhost", now: datetime = NOW) -> int | None:
    with store.write() as session:
        found = outbox.bounce(session, message_id, recipient, "550 no such user", now)
        return found.id if found else None


def standing(store: Store) -> Standing:
    with store.read() as session:
        return standing_of(queries.what_happened(session, queries.round_named(session, ROUND))[0], NOW)
