"""Rounds, the units invited to them, and the files everything refers to by its hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, text
from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, from_one, one_of, there
from rules.words import RoundState, Silence


class Blob(SQLModel, table=True):
    """A file as received or sent, kept once under the sha256 of its bytes."""

    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256_is_whole"),)

    sha256: str = Field(primary_key=True)
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Round(SQLModel, table=True):
    """One draft version sent to a set of units with one due moment; `previous_id` the round whose draft it revises."""

    __table_args__ = (
        one_of("state", RoundState),
        one_of("silence", Silence),
        there("title"),
        CheckConstraint("(state = 'open') = (closed IS NULL)", name="closed_has_its_moment"),
        # The same draft under the same title goes out once; a cancelled round makes room for another try.
        Index(
            "round_goes_out_once",
            "title",
            "draft_sha256",
            unique=True,
            sqlite_where=text("state <> 'cancelled'"),
            postgresql_where=text("state <> 'cancelled'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    title: str
    draft_name: str
    draft_sha256: str = Field(foreign_key="blob.sha256")
    due: datetime = Field(sa_type=Moment)
    opened: datetime = Field(sa_type=Moment)
    closed: datetime | None = Field(default=None, sa_type=Moment)
    state: str = Field(default=RoundState.OPEN, index=True)
    silence: str = Silence.NO_REPLY
    policy: str = "{}"
    number: str = ""
    previous_id: int | None = Field(default=None, foreign_key="round.id")


class Invitation(SQLModel, table=True):
    """A unit in a round: `unit_name` as it was called then, `number` its place in the round, `due` its own moment.

    `begun` is when it first started to answer on its page, whether or not it has sent the answer off.
    `page_hash` is what is kept of its page's token, the `page_turn`-th it was given; none where it has no page.
    """

    __table_args__ = (
        UniqueConstraint("round_id", "unit_id"),
        UniqueConstraint("round_id", "number"),
        UniqueConstraint("id", "round_id", name="invitation_round"),
        from_one("number"),
        Index("page_opens_one", "page_hash", unique=True),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    unit_name: str
    number: int
    token_hash: str = Field(unique=True)
    due: datetime = Field(sa_type=Moment)
    begun: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn: datetime | None = Field(default=None, sa_type=Moment)
    page_hash: str | None = None
    page_turn: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Extension(SQLModel, table=True):
    """A due moment that was moved for one unit, with the one it replaced."""

    id: int | None = Field(default=None, primary_key=True)
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    old_due: datetime = Field(sa_type=Moment)
    new_due: datetime = Field(sa_type=Moment)
    at: datetime = Field(sa_type=Moment)
    reason: str = ""
