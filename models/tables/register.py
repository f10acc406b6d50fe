"""The register: units, the names they go by, and whom to write to."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.types import Moment, addressed, one_of, there
from rules.words import Role


class Unit(SQLModel, table=True):
    """A unit that can be asked; `position` is its place in the register, which every document follows.

    A `retired` one is asked no more; the rounds it was in keep it.
    """

    __table_args__ = (there("name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    short: str = ""
    category: str = Field(default="", index=True)
    position: int = Field(index=True)
    retired: datetime | None = Field(default=None, sa_type=Moment)


class UnitName(SQLModel, table=True):
    """A name a unit goes by, reduced to what two spellings share; no two units share one."""

    __tablename__ = "unit_name"
    __table_args__ = (there("key"),)

    key: str = Field(primary_key=True)
    spelling: str
    unit_id: int = Field(foreign_key="unit.id", index=True, ondelete="CASCADE")


class Contact(SQLModel, table=True):
    """Someone at a unit: who is written to, who gets a copy, who is told when the unit stays silent."""

    __table_args__ = (UniqueConstraint("unit_id", "role", "email"), one_of("role", Role), addressed("email"))

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True, ondelete="CASCADE")
    role: str
    email: str
    name: str = ""
    phone: str = ""
