"""What was written down about the steps of a document's procedure."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, from_one, one_of, there
from rules.procedures import Procedure, StepState


class ChosenProcedure(SQLModel, table=True):
    """The procedure a person said a round's document follows; the last version counts."""

    __tablename__ = "chosen_procedure"
    __table_args__ = (UniqueConstraint("round_id", "version"), from_one("version"), one_of("procedure", Procedure))

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    version: int
    procedure: str
    by: str = ""
    at: datetime = Field(sa_type=Moment)


class StepTaken(SQLModel, table=True):
    """A step of the procedure, done or not needed, with the evidence; rows are only added, the last counts."""

    __tablename__ = "step_taken"
    __table_args__ = (
        UniqueConstraint("round_id", "key", "version"),
        from_one("version"),
        one_of("state", StepState),
        there("key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    round_id: int = Field(foreign_key="round.id", index=True)
    key: str
    version: int
    state: str
    evidence: str = ""
    days: int = 0
    by: str = ""
    at: datetime = Field(sa_type=Moment)
