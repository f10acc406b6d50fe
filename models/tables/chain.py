"""The chain over the record: which fact stands at which number, its link to all before it, and what was removed."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, from_one, there


class Link(SQLModel, table=True):
    """One fact in the chain: `kind` its table, `row` its key there, `digest` its values; `sm3` empty where unknown."""

    __table_args__ = (UniqueConstraint("kind", "row"), from_one("number"))

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: str
    row: str
    digest: str
    sha256: str
    sm3: str = ""
    at: datetime = Field(sa_type=Moment)


class Removal(SQLModel, table=True):
    """A file or a letter's bytes that went when their term was over: `kind` its table, `row` its key there.

    `archive` is the manifest of the archive that holds the same bytes, empty for mail that belonged to no round.
    """

    __table_args__ = (UniqueConstraint("kind", "row"), there("by"))

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    row: str
    round_id: int | None = Field(default=None, foreign_key="round.id", index=True)
    archive: str = ""
    by: str
    at: datetime = Field(sa_type=Moment)
