"""The people of the office who sign in, their open sessions, and the record of who did what when."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.types import Moment, one_of, there
from rules.words import Duty


class Person(SQLModel, table=True):
    """Someone of the office who may sign in: `login` as typed, `name` as the record prints it."""

    __table_args__ = (one_of("duty", Duty), there("login"), there("name"))

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    duty: str
    password_hash: str
    created: datetime = Field(sa_type=Moment)
    left: datetime | None = Field(default=None, sa_type=Moment)
    failures: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=Moment)


class SignIn(SQLModel, table=True):
    """An open session: the sha256 of its cookie's token, whose it is, and until when it lasts."""

    __tablename__ = "sign_in"

    token_hash: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True, ondelete="CASCADE")
    began: datetime = Field(sa_type=Moment)
    until: datetime = Field(sa_type=Moment)


class Act(SQLModel, table=True):
    """Who did what when, as one sentence; rows are only added.

    `who` is a person's name, a unit's, or the program's own; `what` a short word to filter by.
    """

    __table_args__ = (there("who"), there("what"), Index("acts_of_round", "round_id", "id"))

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)
    who: str
    what: str
    round_id: int | None = Field(default=None, foreign_key="round.id")
    words: str = ""
