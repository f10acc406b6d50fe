"""The record of who did what when, as the office reads it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk.office import Desk
from models import acts
from models.queries import round_named

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Done:
    """One act: `what` a short word, `words` the sentence, `round` a short name or empty."""

    at: datetime
    who: str
    what: str
    words: str
    round: str


@dataclass(frozen=True, slots=True)
class Acts:
    """A page of the record, the newest first, and how many pages there are."""

    acts: tuple[Done, ...]
    page: int
    pages: int


def note(session: Session, who: str, what: str, words: str, now: datetime, round_id: int | None = None) -> None:  # noqa: PLR0913 - who did what when, where
    """Add an act within the transaction that does it."""
    acts.note(session, who, what, words, now, round_id)


def keep(desk: Desk, who: str, what: str, words: str, now: datetime, name: str | None = None) -> None:  # noqa: PLR0913 - the same
    """Add an act of a round that was done in a transaction of its own, or RoundUnknown."""
    with desk.store.write() as session:
        acts.note(session, who, what, words, now, round_named(session, name).id if name else None)


def record(desk: Desk, name: str | None, page: int = 1) -> Acts:
    """What was done in a round, or in the whole office; or RoundUnknown."""
    with desk.store.read() as session:
        round_id = round_named(session, name).id if name else None
        pages = max(1, -(-acts.count(session, round_id) // AT_ONCE))
        page = min(max(page, 1), pages)
        rows = acts.newest(session, round_id, (page - 1) * AT_ONCE, AT_ONCE)
    return Acts(tuple(Done(act.at, act.who, act.what, act.words, of) for act, of in rows), page, pages)
