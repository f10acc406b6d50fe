"""Sending through a server that does as it is told, and what the record says afterwards."""

from dataclasses import replace
from datetime import datetime, timedelta

from desk import posting
from desk.office import Desk
from desk.posting import Posted
from desk.view import view
from models import outbox, pauses
from models.pauses import Pause
from office.settings import Tls
from rules.words import LetterState, Standing
from tests.desk.office import DAY, OPENED, ROUND, letters
from tests.mail.faults import FaultyServer

MINUTE = timedelta(minutes=1)
SENT, RETRY, FAILED, UNCERTAIN, QUEUED = (
    LetterState.SENT,
    LetterState.RETRY,
    LetterState.FAILED,
    LetterState.UNCERTAIN,
    LetterState.QUEUED,
)


def through(desk: Desk, port: int, **settings: object) -> Desk:
    """The office with its letters going out through this port."""
    there = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_tls": Tls.NONE, "smtp_timeout": 0.3, **settings}
    return replace(desk, settings=desk.settings.model_copy(update=there))


async def posted(
    desk: Desk, server: FaultyServer, now: datetime = OPENED, connections: int = 1, **settings: object
) -> Posted:
    """Send what is due through this server instead of the embedded one."""
    there = through(desk, server.port, **settings)
    async with posting.postman(there, connections) as out:
        return await posting.post(there, out, 100, lambda: now)


def states(desk: Desk) -> list[LetterState]:
    return [LetterState(letter.state) for letter in letters(desk)]


def standings(desk: Desk) -> list[Standing]:
    return [unit.standing for unit in view(desk, ROUND, OPENED + DAY).units]


def faults(desk: Desk) -> list[str | None]:
    return [letter.fault for letter in letters(desk)]


def trouble(desk: Desk, server: FaultyServer, **settings: object) -> Pause | None:
    """What the account is in trouble with."""
    with desk.store.read() as session:
        return pauses.trouble_with(session, posting.account_name(through(desk, server.port, **settings)))


def held(desk: Desk) -> Pause | None:
    with desk.store.read() as session:
        return pauses.hold_on(session, 1)


def wait(desk: Desk, place: int, attempts: int = 1) -> timedelta:
    """How long the letter at this place waits after being put off so often."""
    return outbox.wait_of(letters(desk)[place].key, attempts)
