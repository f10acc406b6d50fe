"""Keeping the register: importing a units sheet as a whole, and finding a unit by any name it goes by."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from sqlmodel import Session, col, delete, func, select

from models.clashes import Clash, clashes_among
from models.races import one_at_a_time
from models.tables import Contact, Unit, UnitName
from rules.errors import AliasTaken, UnitUnknown
from rules.register import ContactEntry, UnitEntry, completed, name_key
from rules.words import Role


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, as counts of units."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Registered:
    """A unit of the register: every name it goes by, the full one first, and its contacts as the sheet ordered them.

    retired: since when it is asked no more.
    """

    id: int
    name: str
    category: str
    position: int
    names: tuple[str, ...]
    contacts: tuple[ContactEntry, ...]
    short: str = ""
    retired: datetime | None = None

    @property
    def aliases(self) -> tuple[str, ...]:
        """The names it goes by besides its full and its short one."""
        return tuple(name for name in self.names if name not in {self.name, self.short})

    @property
    def mark(self) -> str:
        """A short mark of what it is now, by which somebody who looked earlier is told that it has changed."""
        return hashlib.sha256(repr((*_content(self)[:2], self.short, self.names, self.contacts)).encode()).hexdigest()[
            :16
        ]

    @property
    def entry(self) -> UnitEntry:
        """The row of a sheet that would bring it in."""
        return UnitEntry(self.name, self.contacts, self.short, self.aliases, self.category)

    def to(self, role: Role) -> tuple[ContactEntry, ...]:
        """The contacts of one role."""
        return tuple(contact for contact in self.contacts if contact.role is role)


def import_units(session: Session, entries: Sequence[UnitEntry]) -> Imported:
    """Add new units, bring known ones up to date, and put them in the sheet's order; others keep their place after.

    Raises:
        AliasTaken: two units of the sheet, or one of it and one of the register, would go by one name.
    """
    one_at_a_time(session, "import_units")
    units = {unit.id or 0: unit for unit in session.exec(select(Unit))}
    owner = {row.key: row.unit_id for row in session.exec(select(UnitName))}
    before = {unit.id: unit for unit in registered(session)}
    known = _owners(entries, owner, {name_key(unit.name): unit_id for unit_id, unit in units.items()})
    entries = _completed(entries, known, before)
    for clash in clashes_among(entries, known, owner, units):
        raise AliasTaken(clash.sentence)
    listed = [unit_id for unit_id in known if unit_id is not None]
    # Every listed unit gives up its names first, so that an alias can move from one to another.
    session.exec(delete(UnitName).where(col(UnitName.unit_id).in_(listed)))
    session.exec(delete(Contact).where(col(Contact.unit_id).in_(listed)))
    rows = []
    for entry, unit_id in zip(entries, known, strict=True):
        rows.append(units[unit_id] if unit_id else Unit(name=entry.name, position=0))
        _bring_up_to_date(session, rows[-1], entry)
    others = [unit for unit_id, unit in units.items() if unit_id not in set(listed)]
    for position, unit in enumerate([*rows, *sorted(others, key=lambda unit: unit.position)], 1):
        unit.position = position
    after = {unit.id: unit for unit in registered(session)}
    changed = sum(_content(before[unit_id]) != _content(after[unit_id]) for unit_id in listed)
    return Imported(len(entries) - len(listed), changed, len(listed) - changed)


def clashes(session: Session, entries: Sequence[UnitEntry]) -> tuple[Clash, ...]:
    """Every entry that would go by a name of another one or of another unit of the register."""
    units = {unit.id or 0: unit for unit in session.exec(select(Unit))}
    owner = {row.key: row.unit_id for row in session.exec(select(UnitName))}
    known = _owners(entries, owner, {name_key(unit.name): unit_id for unit_id, unit in units.items()})
    whole = _completed(entries, known, {unit.id: unit for unit in registered(session)})
    return tuple(clashes_among(whole, known, owner, units))


def write_down(session: Session, unit_id: int | None, entry: UnitEntry) -> Unit:
    """Bring one unit up to date as an entry has it, its place kept, or add a new one at the end.

    Raises:
        AliasTaken: another unit goes by one of its names.
    """
    one_at_a_time(session, "import_units")
    for name in entry.names:
        row = session.get(UnitName, name_key(name))
        if row and row.unit_id != unit_id:
            other = session.get_one(Unit, row.unit_id).name
            raise AliasTaken(f"名册中的“{other}”也叫“{name}”；请改掉其中一个的名称、简称或别名。")
    last = session.exec(select(func.max(Unit.position))).one() or 0
    unit = session.get_one(Unit, unit_id) if unit_id else Unit(name=entry.name, position=last + 1)
    session.exec(delete(UnitName).where(col(UnitName.unit_id) == unit_id))
    session.exec(delete(Contact).where(col(Contact.unit_id) == unit_id))
    _bring_up_to_date(session, unit, entry)
    return unit


def retire(session: Session, name: str, moment: datetime | None) -> Unit:
    """Ask a unit no more from this moment on, or with None ask it again; past rounds keep it.

    Raises:
        UnitUnknown.
    """
    unit = unit_named(session, name)
    unit.retired = moment
    return unit


def registered(session: Session) -> tuple[Registered, ...]:
    """Every unit in register order."""
    names: dict[int, list[str]] = {}
    for name in session.exec(select(UnitName).order_by(col(UnitName.key))):
        names.setdefault(name.unit_id, []).append(name.spelling)
    contacts: dict[int, list[ContactEntry]] = {}
    for row in session.exec(select(Contact).order_by(col(Contact.id))):
        entry = ContactEntry(Role(row.role), row.email, row.name, row.phone)
        contacts.setdefault(row.unit_id, []).append(entry)
    return tuple(
        Registered(
            id=unit.id or 0,
            name=unit.name,
            category=unit.category,
            position=unit.position,
            names=tuple(dict.fromkeys((unit.name, *names.get(unit.id or 0, ())))),
            contacts=tuple(contacts.get(unit.id or 0, ())),
            short=unit.short,
            retired=unit.retired,
        )
        for unit in session.exec(select(Unit).order_by(col(Unit.position), col(Unit.id)))
    )


def unit_named(session: Session, name: str) -> Unit:
    """The unit that goes by this name, short name or alias.

    Raises:
        UnitUnknown: none does; the sentence names the nearest ones.
    """
    row = session.get(UnitName, name_key(name))
    unit = session.get(Unit, row.unit_id) if row else None
    if unit is None:
        spellings = list(session.exec(select(UnitName.spelling)))
        raise UnitUnknown(unknown_unit(name, spellings))
    return unit


def unknown_unit(name: str, spellings: Sequence[str]) -> str:
    """The sentence about a unit nobody knows, with the nearest names as a hint."""
    near = get_close_matches(name, spellings, n=3, cutoff=0.5)
    hint = f"是不是“{'”“'.join(near)}”？" if near else "可用 circulate units list 查看全部单位。"
    return f"没有名为“{name}”的单位；{hint}"


def _owners(entries: Sequence[UnitEntry], owner: Mapping[str, int], full: Mapping[str, int]) -> list[int | None]:
    """The units the entries speak of: the one that goes by its name, else one whose full name is now an alias.

    The latter is renamed, unless another entry calls it by its name: then only the alias moves. Sharing a mere
    abbreviation renames nobody.
    """
    called = {owner.get(name_key(entry.name)) for entry in entries}
    return [owner.get(name_key(entry.name)) or _renamed(entry, full, called) for entry in entries]


def _completed(
    entries: Sequence[UnitEntry], known: Sequence[int | None], before: Mapping[int, Registered]
) -> list[UnitEntry]:
    """The entries with what their sheet has no column for as the register has it."""
    return [
        completed(entry, before[unit_id].entry) if unit_id and entry.silent else entry
        for entry, unit_id in zip(entries, known, strict=True)
    ]


def _renamed(entry: UnitEntry, full: Mapping[str, int], called: AbstractSet[int | None]) -> int | None:
    former = (full.get(name_key(name)) for name in entry.names)
    return next((unit_id for unit_id in former if unit_id and unit_id not in called), None)


def _bring_up_to_date(session: Session, unit: Unit, entry: UnitEntry) -> None:
    unit.name, unit.short, unit.category = entry.name, entry.short, entry.category
    session.add(unit)
    session.flush()
    unit_id = unit.id or 0
    spellings = {name_key(name): name for name in reversed(entry.names)}
    session.add_all(UnitName(key=key, spelling=spelling, unit_id=unit_id) for key, spelling in spellings.items())
    session.add_all(
        Contact(unit_id=unit_id, role=contact.role, email=contact.email, name=contact.name, phone=contact.phone)
        for contact in _one_an_address(entry.contacts)
    )
    session.flush()


def _one_an_address(contacts: Sequence[ContactEntry]) -> Iterable[ContactEntry]:
    """Two people behind one mailbox get one letter: the first of them is kept."""
    first: dict[tuple[Role, str], ContactEntry] = {}
    for contact in contacts:
        first.setdefault((contact.role, contact.email.lower()), contact)
    return first.values()


def _content(unit: Registered) -> tuple[object, ...]:
    return unit.name, unit.category, frozenset(unit.names), frozenset(unit.contacts)
