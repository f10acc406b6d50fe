"""What follows where a unit maintains its opinion: negotiations, and disputes that remain."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, from_one, one_of, there
from rules.disputes import Form


class Negotiation(SQLModel, table=True):
    """A negotiation over an opinion: how and when it was held, who took part, what came of it; rows are only added."""

    __table_args__ = (
        UniqueConstraint("opinion_id", "ordinal"),
        from_one("ordinal"),
        one_of("form", Form),
        there("people"),
        there("result"),
    )

    id: int | None = Field(default=None, primary_key=True)
    opinion_id: int = Field(foreign_key="opinion.id", index=True)
    ordinal: int
    form: str
    held: datetime = Field(sa_type=Moment)
    people: str
    result: str
    agreed: bool
    by: str = ""
    at: datetime = Field(sa_type=Moment)


class Dispute(SQLModel, table=True):
    """A dispute in its four parts; rows are only added, the last version counts until a negotiation ends in agreement.

    `question` is what it is about, `theirs` and `ours` the two views, `grounds` our reasons and their basis.
    """

    __table_args__ = (
        UniqueConstraint("opinion_id", "version"),
        from_one("version"),
        *(there(part) for part in ("question", "theirs", "ours", "grounds")),
    )

    id: int | None = Field(default=None, primary_key=True)
    opinion_id: int = Field(foreign_key="opinion.id", index=True)
    version: int
    question: str
    theirs: str
    ours: str
    grounds: str
    by: str = ""
    at: datetime = Field(sa_type=Moment)
