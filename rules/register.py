"""The register of units as an import brings it, and the one way names are compared."""

import unicodedata
from dataclasses import dataclass

from rules.words import Role


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """Someone to write to at a unit."""

    role: Role
    email: str
    name: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class UnitEntry:
    """One row of a units sheet; `line` is its row there, counted from 1, for sentences about it."""

    name: str
    contacts: tuple[ContactEntry, ...]
    short: str = ""
    aliases: tuple[str, ...] = ()
    category: str = ""
    line: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the unit goes by, the full one first."""
        return tuple(dict.fromkeys(name for name in (self.name, self.short, *self.aliases) if name))


def name_key(name: str) -> str:
    """What two spellings of one name share: width, case and white space do not tell units apart."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
