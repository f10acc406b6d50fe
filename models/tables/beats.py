"""When the office's machinery last did its work, and what it last stumbled over."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.types import Moment


class Beat(SQLModel, table=True):
    """A flow by its deployment's name: when it last ran whole, why it did not since, and when somebody was told."""

    what: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)
    trouble: str = ""
    told: datetime | None = Field(default=None, sa_type=Moment)
