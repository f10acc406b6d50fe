"""What happens in the demonstration, read from `templates/demo/`."""

import tomllib
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from documents.form_reading import FormRow
from rules.register import ContactEntry, UnitEntry
from rules.settling import Outcome
from rules.words import Channel, Role, Stage, Verdict

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "demo"


class Part(BaseModel):
    """A part of the script; anything unknown in the file is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Office(Part):
    """The office that asks."""

    name: str
    contact: str
    phone: str
    email: str


class Asked(Part):
    """The round and the moments of its end."""

    title: str
    file: str
    opened: datetime
    due: str
    proposed: datetime
    approved: datetime
    closed: datetime


class Extension(Part):
    """The one extension."""

    unit: str
    on: datetime
    due: str
    reason: str


class Unit(Part):
    """A unit that is asked."""

    name: str
    category: str
    aliases: tuple[str, ...]
    contact: str
    phone: str
    email: str
    cc: str = ""
    escalation: str = ""

    @property
    def entry(self) -> UnitEntry:
        """The unit as the register takes it."""
        more = ((Role.CC, self.cc), (Role.ESCALATION, self.escalation))
        first = ContactEntry(Role.TO, self.email, self.contact, self.phone)
        others = (ContactEntry(role, email) for role, email in more if email)
        return UnitEntry(self.name, (first, *others), aliases=self.aliases, category=self.category)


class Said(Part):
    """One opinion and what becomes of it."""

    place: str
    original: str
    proposal: str
    grounds: str
    verdict: Verdict
    reason: str = ""
    condition: str = ""

    def row(self, number: int) -> FormRow:
        """The opinion as its unit writes it on the form."""
        return FormRow(number, self.place, self.original, self.proposal, self.grounds)

    @property
    def outcome(self) -> Outcome:
        """The verdict as the clerk proposes it."""
        return Outcome(self.verdict, Stage.PROPOSED, self.reason, self.condition)


class Answer(Part):
    """One unit's answer: `by` form, words or scan; no opinions is 无意见."""

    unit: str
    on: datetime
    channel: Channel
    by: str
    words: str = ""
    scan: str = ""
    opinions: tuple[Said, ...] = ()


class Script(Part):
    """The whole demonstration."""

    office: Office
    round: Asked
    extension: Extension
    units: tuple[Unit, ...]
    answers: tuple[Answer, ...]

    def unit(self, name: str) -> Unit:
        """The unit of this name."""
        return next(unit for unit in self.units if unit.name == name)


def read_script() -> Script:
    """The script as written in `round.toml`."""
    return Script.model_validate(tomllib.loads((FOLDER / "round.toml").read_text("utf-8")))
