"""The register of units as an import brings it, and the one way names are compared."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

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
    """One row of a units sheet; `line` is its row there, counted from 1, for sentences about it.

    silent: what the sheet has no column for, by the column's English name; it leaves that as it is kept.
    """

    name: str
    contacts: tuple[ContactEntry, ...]
    short: str = ""
    aliases: tuple[str, ...] = ()
    category: str = ""
    line: int = 0
    silent: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the unit goes by, the full one first."""
        return tuple(dict.fromkeys(name for name in (self.name, self.short, *self.aliases) if name))


def completed(entry: UnitEntry, kept: UnitEntry) -> UnitEntry:
    """The entry with what its sheet has no column for as it is kept: a missing column takes nothing away."""
    silent = entry.silent
    return replace(
        entry,
        short=kept.short if "short" in silent else entry.short,
        aliases=kept.aliases if "aliases" in silent else entry.aliases,
        category=kept.category if "category" in silent else entry.category,
        contacts=(
            *(_beside(contact, kept.contacts, silent) for contact in entry.contacts),
            *(contact for contact in kept.contacts if contact.role in silent),
        ),
    )


def _beside(contact: ContactEntry, kept: Iterable[ContactEntry], silent: frozenset[str]) -> ContactEntry:
    """A contact with the name and telephone kept of the same mailbox, where the sheet has no column for them."""
    same = next(
        (one for one in kept if (one.role, one.email.lower()) == (contact.role, contact.email.lower())), contact
    )
    return replace(
        contact,
        name=contact.name or (same.name if "contact" in silent else ""),
        phone=contact.phone or (same.phone if "phone" in silent else ""),
    )


def name_key(name: str) -> str:
    """What two spellings of one name share: width, case and white space do not tell units apart."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
