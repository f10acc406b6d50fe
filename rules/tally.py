"""A ledger's counts as the parts of a bar: the same words, order and colours on a page, in a document and in mail."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.ledger import UnitCounts
from rules.words import VERDICT_WORDS, Verdict

# Told apart by lightness too: most offices print without colour, and the words stand beside each.
_VERDICT_COLOURS = {
    Verdict.ADOPTED: "#1b6e3c",
    Verdict.ADOPTED_WITH_CHANGES: "#5ba573",
    Verdict.PARTLY: "#b98900",
    Verdict.CONDITIONAL: "#e3bf4f",
    Verdict.REJECTED: "#a3201d",
    Verdict.EXPLAINED: "#6b5b95",
    Verdict.WITHDRAWN: "#a9a9a9",
    Verdict.PENDING: "#dcdad5",
}
_DARK_INK, _LIGHT_INK = "#1a1a1a", "#ffffff"
_MIDDLE = 0.45  # the lightness from which dark words are read more easily than white ones


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar: its word, its count, and its colour as #rrggbb."""

    word: str
    count: int
    colour: str

    @property
    def ink(self) -> str:
        """The colour of words upon it."""
        red, green, blue = (int(self.colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return _DARK_INK if 0.299 * red + 0.587 * green + 0.114 * blue > _MIDDLE else _LIGHT_INK


def unit_parts(units: UnitCounts) -> tuple[Part, ...]:
    """Where the units stand; the three main counts always, the others only where there are any."""
    always = (
        Part("有意见", units.with_opinions, "#1f5f99"),
        Part("无意见", units.no_comment, "#7fb2dd"),
        Part("无反馈", units.no_reply, "#e8a23d"),
    )
    rest = (Part("未送达", units.undeliverable, "#a3201d"), Part("未发出", units.unsent, "#8c8c8c"))
    return (*always, *(part for part in rest if part.count))


def verdict_parts(verdicts: Mapping[Verdict, int]) -> tuple[Part, ...]:
    """What became of the opinions; verdicts nobody gave are left out."""
    given = ((verdict, verdicts.get(verdict, 0)) for verdict in Verdict)
    return tuple(Part(VERDICT_WORDS[verdict], count, _VERDICT_COLOURS[verdict]) for verdict, count in given if count)


def shares(parts: tuple[Part, ...]) -> tuple[tuple[Part, int], ...]:
    """The parts that are not empty with their share of a bar in whole percent, none below one, a hundred together."""
    full = [part for part in parts if part.count]
    whole = sum(part.count for part in full)
    rounded = [max(1, round(part.count * 100 / whole)) for part in full]
    if full:
        rounded[rounded.index(max(rounded))] += 100 - sum(rounded)
    return tuple(zip(full, rounded, strict=True))
