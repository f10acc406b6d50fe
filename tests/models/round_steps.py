"""The steps of a round, each committed."""

from datetime import datetime

from models import rounds
from models.store import Store
from models.tables import Round
from tests.models.office import (
    DUE,
    NOW,
    ROUND,
)


def extended(store: Store, new: rounds.NewDue, now: datetime = NOW) -> int:
    with store.write() as session:
        return rounds.extend(session, ROUND, new, now)


def closed(store: Store, now: datetime = DUE) -> Round:
    with store.write() as session:
        return rounds.close(session, ROUND, now)


def cancelled(store: Store, name: str = ROUND) -> Round:
    with store.write() as session:
        return rounds.cancel(session, name, NOW)
