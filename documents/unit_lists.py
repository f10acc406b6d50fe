"""The list behind 责任单位：in a clause: units taken out and put in, with the marks between them."""

import re
from collections.abc import Iterator

from documents.likeness import normal
from documents.suggestion_patterns import ROLE

Change = tuple[int, int, str]
_PLURALS = re.compile("[、，,]")
_REGION = re.compile(r"^(?:我|本|[省市县区])")
_SHORTEST = 2


def names_of(words: str) -> list[str]:
    """The units of 市财政局、市税务局和市审计局."""
    return [name for each in re.split("[、，,及]|和(?=[市县区省])", words) if (name := each.strip('“”" 等'))]


def list_in(text: str, role: str = "") -> tuple[int, int] | None:
    """Where the units behind `role`, or behind any role where this one is not there, stand in a clause."""
    for wanted in filter(None, (re.escape(role), ROLE if role in {"", "责任单位", "责任部门"} else "")):
        found = re.search(rf"{wanted}\s*[:：]\s*([^。；;\n）)]+)", text)
        if found:
            return found.span(1)
    return None


def removed(text: str, role: str, units: list[str]) -> list[Change]:
    """The spans to cut so that the units are gone and the list still reads well; none where one is not there."""
    span = list_in(text, role)
    items = list(_items(text, span)) if span else []
    cut = [place for place, (_, _, name) in enumerate(items) if any(same_unit(unit, name) for unit in units)]
    missing = any(not any(same_unit(unit, name) for _, _, name in items) for unit in units)
    if missing or len(cut) == len(items):
        return []
    return [_cut(items, place, set(cut)) for place in cut]


def added(text: str, role: str, units: list[str]) -> list[Change]:
    """Where to put units that are not there yet: behind the last one before 各县区政府 and the like."""
    span = list_in(text, role)
    if span is None:
        return []
    items = list(_items(text, span))
    new = [unit for unit in units if not any(same_unit(unit, name) for _, _, name in items)]
    comma = re.search("[，,]", text[slice(*span)])
    place = span[0] + comma.start() if comma else span[1]
    return [(place, place, "".join(f"、{unit}" for unit in new))] if new else []


def same_unit(left: str, right: str) -> bool:
    """税务, 税务局 and 市税务局 are one unit."""
    one, other = (_REGION.sub("", normal(name)) for name in (left, right))
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) >= _SHORTEST and longer.startswith(shorter)


def _items(text: str, span: tuple[int, int]) -> Iterator[tuple[int, int, str]]:
    place = span[0]
    for piece in _PLURALS.split(text[slice(*span)]):
        yield place, place + len(piece), piece.strip()
        place += len(piece) + 1


def _cut(items: list[tuple[int, int, str]], place: int, cut: set[int]) -> Change:
    """A unit goes with the mark before it; those at the head of the list with the mark behind."""
    start, end, _ = items[place]
    if any(before not in cut for before in range(place)):
        return items[place - 1][1], end, ""
    return start, items[place + 1][0], ""
