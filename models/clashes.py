"""Units of a sheet that would share a name with one another or with one of the register, and the sentence about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models.tables import Unit
from rules.register import UnitEntry, name_key


@dataclass(frozen=True, slots=True)
class Clash:
    """A row of a sheet whose unit would share a name with another, and the sentence about it."""

    line: int
    sentence: str


def clashes_among(
    entries: Sequence[UnitEntry], known: Sequence[int | None], owner: Mapping[str, int], units: Mapping[int, Unit]
) -> Iterator[Clash]:
    """The first clash of each entry."""
    staying = {key: units[unit_id].name for key, unit_id in owner.items() if unit_id not in known}
    claimed: dict[str, UnitEntry] = {}
    taken: dict[int, UnitEntry] = {}
    for entry, unit_id in zip(entries, known, strict=True):
        rival = taken.setdefault(unit_id, entry) if unit_id else entry
        if rival is not entry:
            yield Clash(entry.line, _same(entry, rival, units[unit_id or 0].name))
            continue
        found = (_clash(entry, name, claimed.setdefault(name_key(name), entry), staying) for name in entry.names)
        yield from [Clash(entry.line, sentence) for sentence in found if sentence][:1]


def _clash(entry: UnitEntry, name: str, claimant: UnitEntry, staying: Mapping[str, str]) -> str:
    """What is wrong with a unit going by this name, or nothing."""
    if claimant is not entry:
        return _shared(entry, claimant.name, name)
    if name_key(name) in staying:
        return _shared(entry, staying[name_key(name)], name, "；若是同一单位改名，请把旧全称写进别名")
    return ""


def _shared(entry: UnitEntry, other: str, name: str, hint: str = "") -> str:
    return f"单位表第 {entry.line} 行：“{entry.name}”与“{other}”都叫“{name}”；请改掉其中一个的名称、简称或别名{hint}。"


def _same(entry: UnitEntry, rival: UnitEntry, known: str) -> str:
    return (
        f"单位表第 {rival.line} 行“{rival.name}”和第 {entry.line} 行“{entry.name}”"
        f"指的都是名册中的“{known}”；请合并这两行，或改掉其中一个的名称、简称或别名。"
    )
