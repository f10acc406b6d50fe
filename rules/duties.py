"""Whose duties an edit changes: the units named in its new words and not in the old ones, or the other way round."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.edits import LaidEdit

_SHORTEST = 3  # 杞县 is a place as well; a name of two characters is looked for only where it stands alone
_STOPS = "、，；。：（）()　 和及与\n"


@dataclass(frozen=True, slots=True)
class Touched:
    """A unit whose duties an edit changes: given some, or relieved of some."""

    unit: str
    gains: bool


def touched(edit: LaidEdit, names: Mapping[str, str]) -> tuple[Touched, ...]:
    """The units an edit brings in or takes out, in the order of `names`: every spelling and whose it is."""
    before, after = _named(edit.old, names), _named(edit.new, names)
    units = dict.fromkeys(names.values())
    return tuple(Touched(unit, unit in after) for unit in units if (unit in before) != (unit in after))


def _named(text: str, names: Mapping[str, str]) -> set[str]:
    """The units a text names; the longest name wins, so that 市审计局 is not found inside 市审计局直属分局."""
    found, left = set(), text
    for name in sorted(names, key=len, reverse=True):
        if _there(name, left):
            found.add(names[name])
            left = left.replace(name, "\x00")
    return found


def _there(name: str, text: str) -> bool:
    if len(name) >= _SHORTEST:
        return name in text
    return any(part == name for part in _parts(text))


def _parts(text: str) -> Iterable[str]:
    for stop in _STOPS:
        text = text.replace(stop, "\x01")
    return text.split("\x01")
