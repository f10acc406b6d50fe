"""Keeping the register: a sheet brought in, or first only rehearsed; a unit written down, retired, asked again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk.acts import note
from desk.approving import whoever
from desk.office import Desk
from documents.unit_sheet import is_address, read_units, sift_units, write_units
from models import register
from models.races import one_at_a_time
from models.register import Imported, Registered, registered
from rules.errors import AddressMissing, BadInput, Overtaken
from rules.register import ContactEntry, UnitEntry
from rules.words import ROLE_WORDS, Role


@dataclass(frozen=True, slots=True)
class Change:
    """What an import would do to a unit: `new`, or else what would be different; nothing where it stays."""

    unit: str
    new: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """An import that was not done: what it would change, in the sheet's order, and what it would refuse."""

    changes: tuple[Change, ...]
    refused: tuple[str, ...]

    @property
    def new(self) -> tuple[Change, ...]:
        """The units it would add."""
        return tuple(change for change in self.changes if change.new)

    @property
    def changed(self) -> tuple[Change, ...]:
        """The units it would change."""
        return tuple(change for change in self.changes if change.words and not change.new)

    @property
    def unchanged(self) -> int:
        """How many units it would leave as they are."""
        return len(self.changes) - len(self.new) - len(self.changed)


def import_sheet(desk: Desk, blob: bytes, name: str) -> Imported:
    """Bring the register up to date from a sheet, all of it or nothing.

    Raises:
        BadInput and its kinds about the sheet; AliasTaken; AddressMissing.
    """
    entries = read_units(blob, name)
    for entry in entries:
        refuse_without_address(entry)
    with desk.store.write() as session:
        return register.import_units(session, entries)


def bring_in(desk: Desk, blob: bytes, name: str, by: str, now: datetime) -> Imported:
    """Bring a sheet in under a name, as of `import_sheet`."""
    done = import_sheet(desk, blob, name)
    with desk.store.write() as session:
        words = f"导入“{name}”：新增 {done.added} 家，更新 {done.changed} 家，未变 {done.unchanged} 家"
        note(session, whoever(by), "单位名册", words, now)
    return done


def rehearse_import(desk: Desk, blob: bytes, name: str) -> Rehearsed:
    """What bringing this sheet in would do; nothing is kept.

    Raises:
        SheetUnreadable, ColumnsMissing, SheetEmpty.
    """
    entries, unreadable = sift_units(blob, name)
    refused = [error.sentence for error in unreadable]
    with desk.store.write() as session, session.begin_nested() as trial:
        good = _without_faults(session, entries, refused)
        before = {unit.id: unit for unit in registered(session)}
        register.import_units(session, good)
        after = {unit.name: unit for unit in registered(session)}
        changes = tuple(_change(before, after[entry.name]) for entry in good)
        trial.rollback()
    return Rehearsed(changes, tuple(refused))


def write_down(  # noqa: PLR0913 - who writes down what, when, having seen what
    desk: Desk, unit_id: int | None, entry: UnitEntry, by: str, now: datetime, seen: str = ""
) -> None:
    """Bring one unit up to date, or add it at the end of the register.

    `seen` is the mark of the unit as it was when its form was opened, empty where nobody looked.

    Raises:
        Overtaken: somebody else has changed the unit since.
        BadInput: it has no name, or an address is none.
        AddressMissing.
        AliasTaken: another unit goes by one of its names.
    """
    if not entry.name.strip():
        raise BadInput("单位名称是空的；请写明单位的全称。")
    for contact in entry.contacts:
        if not is_address(contact.email):
            raise BadInput(f"“{contact.email}”不是邮箱地址；请改正。")
    if not any(contact.role is Role.TO for contact in entry.contacts):
        raise AddressMissing(f"“{entry.name}”没有填写收件邮箱；请至少填写一个，否则无法向该单位发函。")
    with desk.store.write() as session:
        one_at_a_time(session, "import_units")
        before = {unit.id: unit for unit in registered(session)}
        if seen and unit_id in before and before[unit_id].mark != seen:
            raise Overtaken(
                f"“{before[unit_id].name}”刚被别人改过；你填写的还在下面，核对后再次保存即以你的为准，也可回到名册查看最新的内容。"
            )
        unit = register.write_down(session, unit_id, entry)
        change = _change(before, next(one for one in registered(session) if one.id == unit.id))
        if change.new or change.words:
            words = "新增单位" if change.new else "；".join(change.words)
            note(session, whoever(by), "单位名册", f"{entry.name}：{words}", now)


def retire(desk: Desk, name: str, by: str, now: datetime, *, back: bool = False) -> str:
    """Ask a unit no more, or ask it again; returns its full name. Past and open rounds keep it.

    Raises:
        UnitUnknown.
    """
    with desk.store.write() as session:
        unit = register.retire(session, name, None if back else now)
        note(session, whoever(by), "单位名册", f"{unit.name}：{'恢复发函' if back else '停用'}", now)
        return unit.name


def everyone(desk: Desk) -> tuple[Registered, ...]:
    """Every unit in register order, retired ones too."""
    with desk.store.read() as session:
        return registered(session)


def sheet_of(units: Sequence[Registered]) -> bytes:
    """The register as a sheet that can be brought in again."""
    return write_units(unit.entry for unit in units)


def refuse_without_address(entry: UnitEntry) -> None:
    """Refuse a row whose unit could not be written to."""
    if not any(contact.role is Role.TO for contact in entry.contacts):
        raise AddressMissing(
            f"单位表第 {entry.line} 行“{entry.name}”没有填写邮箱；请补上后重新导入，本次没有导入任何单位。"
        )


def _without_faults(session: Session, entries: Sequence[UnitEntry], refused: list[str]) -> list[UnitEntry]:
    """The entries that could be brought in by themselves; what is wrong with the others goes to `refused`."""
    good = []
    for entry in entries:
        if any(contact.role is Role.TO for contact in entry.contacts):
            good.append(entry)
        else:
            refused.append(f"第 {entry.line} 行“{entry.name}”没有填写邮箱；请补上。")
    while clashes := {clash.line: clash.sentence for clash in register.clashes(session, good)}:
        refused.extend(clashes.values())
        good = [entry for entry in good if entry.line not in clashes]
    return good


def _change(before: Mapping[int, Registered], after: Registered) -> Change:
    earlier = before.get(after.id)
    return Change(after.name, earlier is None, tuple(_differences(earlier, after)) if earlier else ())


def _differences(earlier: Registered, now: Registered) -> Iterator[str]:
    if earlier.name != now.name:
        yield f"改名：{earlier.name} → {now.name}"
    if earlier.category != now.category:
        yield f"类别：{earlier.category or '无'} → {now.category or '无'}"
    for word, gone, come in (
        (
            "别名",
            set(earlier.names) - set(now.names) - {earlier.name},
            set(now.names) - set(earlier.names) - {now.name},
        ),
        *_addresses(earlier.contacts, now.contacts),
    ):
        if gone or come:
            yield f"{word}：{_listed('去掉', gone)}{'，' if gone and come else ''}{_listed('新增', come)}"


def _addresses(
    earlier: Sequence[ContactEntry], now: Sequence[ContactEntry]
) -> Iterator[tuple[str, set[str], set[str]]]:
    for role in Role:
        old, new = ({_person(contact) for contact in contacts if contact.role is role} for contacts in (earlier, now))
        yield ROLE_WORDS[role], old - new, new - old


def _person(contact: ContactEntry) -> str:
    beside = " ".join(filter(None, (contact.name, contact.phone)))
    return f"{contact.email}（{beside}）" if beside else contact.email


def _listed(word: str, names: set[str]) -> str:
    return f"{word} {'、'.join(sorted(names))}" if names else ""
