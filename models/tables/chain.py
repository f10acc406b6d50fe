"""The chain over the record: which fact stands at which number, and the link that binds it to all before it."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, from_one


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
