"""The statements every letter passes through, from waiting to what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Delete, Integer, Select, String, Update, bindparam, inspect
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import SQLModel, col, delete, func, select, update

from models.tables import Head, Hold, Letter, Trouble
from models.types import Moment
from rules.words import LetterState

Given = BindParameter[Any]
_ACCOUNT, _NOW = bindparam("account", type_=String()), bindparam("now", type_=Moment())


def claiming_new() -> ReturningUpdate[Any]:
    """Give `worker` the next `most` letters that wait for their first try through `account` at the moment `now`."""
    return _claiming(queued(_ACCOUNT, _NOW))


def claiming_again() -> ReturningUpdate[Any]:
    """Give `worker` the next `most` letters whose moment to be tried again has come, likewise."""
    return _claiming(put_off(_ACCOUNT, _NOW))


def _claiming(due: ColumnElement[bool]) -> ReturningUpdate[Any]:
    first = select(Letter.id).where(due).order_by(col(Letter.next_at), col(Letter.id))
    # PostgreSQL runs a query that locks once where it is named so; a subquery behind IN it may run once a row, and
    # each run would skip what the last one locked.
    ready = first.limit(bindparam("most", type_=Integer())).with_for_update(skip_locked=True).cte("ready")
    return (
        update(_table(Letter))
        .where(col(Letter.id).in_(select(ready.c.id)))
        .values(state=LetterState.SENDING, worker=bindparam("worker"), claimed=_NOW, attempts=col(Letter.attempts) + 1)
        .returning(
            col(Letter.id),
            col(Letter.sender),
            col(Letter.recipients),
            col(Letter.key),
            col(Letter.tail_sha256),
            col(Letter.message_id),
            col(Letter.round_id),
        )
    )


def heads() -> Select[Any]:
    """Keys and own bytes of the letters `worker` holds: SQLite, asked for them in RETURNING, would read them all."""
    held = select(Letter.key).where(Letter.state == LetterState.SENDING, Letter.worker == bindparam("worker"))
    return select(Head.letter_key, Head.content).where(col(Head.letter_key).in_(held))


def marking() -> Update:
    """Record `state`, `answer`, `fault`, `next_at` and `sent` of `letter`, unless it has bounced.

    A bounce is said by the receiving side, after and above the server's own word.
    """
    return (
        update(_table(Letter))
        .where(col(Letter.id) == bindparam("letter"), col(Letter.bounced).is_(None))
        .values(
            state=bindparam("state"),
            answer=bindparam("answer"),
            fault=bindparam("fault"),
            next_at=bindparam("next_at"),
            sent=func.coalesce(bindparam("sent", type_=Moment()), col(Letter.sent)),
            worker=None,
        )
    )


def clearing() -> Delete:
    """Forget the trouble of `account`."""
    return delete(_table(Trouble)).where(col(Trouble.account) == bindparam("account"))


def queued(account: str | Given, now: datetime | Given) -> ColumnElement[bool]:
    """Letters that wait for their first try."""
    # With both columns named, the index alone finds the next one among ten thousand.
    waiting = (col(Letter.state) == LetterState.QUEUED) & col(Letter.next_at).is_(None)
    return waiting & _allowed(account, now)


def put_off(account: str | Given, now: datetime | Given) -> ColumnElement[bool]:
    """Letters to be tried again, their moment come."""
    due = (col(Letter.state) == LetterState.RETRY) & (col(Letter.next_at) <= now)
    return due & _allowed(account, now)


def _allowed(account: str | Given, now: datetime | Given) -> ColumnElement[bool]:
    """Neither is the letter's round held nor the account in trouble that has not been waited out."""
    held = select(Hold.round_id).where(Hold.round_id == Letter.round_id).exists()
    paused = select(Trouble.account).where(Trouble.account == account, col(Trouble.next_at) > now).exists()
    return ~held & ~paused


def _table(kept: type[SQLModel]) -> Any:  # noqa: ANN401 - SQLAlchemy types it wider than `update` takes
    # The table and not the class: the ORM would look for every row it might have to refresh.
    return inspect(kept, raiseerr=True).local_table
