"""The column sets offices print the table of opinions in, and where in each the reason stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Columns(StrEnum):
    """A column set: that of the office this was written for, those of departments and of standards, the public one."""

    FOUR = "four"
    NUMBERED = "numbered"
    CLAUSES = "clauses"
    STANDARD = "standard"
    PUBLIC = "public"


class ReasonIn(StrEnum):
    """Where condition, wording and reason are printed: in the column of their own, or behind the verdict."""

    NOTE = "note"
    OUTCOME = "outcome"


class Holds(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    CLAUSE = "clause"
    UNIT = "unit"
    OPINION = "opinion"
    OUTCOME = "outcome"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `width` in millimetres of the 225 a landscape page has."""

    heading: str
    holds: Holds
    width: int

    @property
    def centred(self) -> bool:
        """Whether its texts are short words, set in the middle."""
        return self.holds not in {Holds.OPINION, Holds.NOTE}


@dataclass(frozen=True, slots=True)
class Layout:
    """A column set.

    closing: whether rows below name the units without opinions.  masked: whether names are.
    standard: whether the head and the four counts of standards stand around it.
    """

    columns: tuple[Column, ...]
    closing: bool = True
    masked: bool = False
    standard: bool = False

    @property
    def headings(self) -> tuple[str, ...]:
        """The header row."""
        return tuple(column.heading for column in self.columns)

    @property
    def numbered(self) -> bool:
        """Whether a column numbers the opinions."""
        return self.columns[0].holds is Holds.NUMBER

    @property
    def unit_column(self) -> int:
        """The column whose cells span all opinions of a unit."""
        return next(place for place, column in enumerate(self.columns) if column.holds is Holds.UNIT)


@dataclass(frozen=True, slots=True)
class TableStyle:
    """What a round chooses: its column set, and where reasons stand."""

    columns: Columns = Columns.FOUR
    reason: ReasonIn = ReasonIn.NOTE

    @property
    def layout(self) -> Layout:
        """The columns as printed."""
        return LAYOUTS[self.columns]

    @property
    def reason_in_outcome(self) -> bool:
        """Whether the reason follows the verdict; a standard's 备注 is not for it."""
        return self.reason is ReasonIn.OUTCOME or self.columns is Columns.STANDARD


def _columns(**widths: tuple[str, int]) -> tuple[Column, ...]:
    return tuple(Column(heading, Holds(holds), width) for holds, (heading, width) in widths.items())


LAYOUTS: Mapping[Columns, Layout] = {
    Columns.FOUR: Layout(
        _columns(unit=("单位", 27), opinion=("意见建议", 117), outcome=("采纳情况", 33), note=("说明", 48))
    ),
    Columns.NUMBERED: Layout(
        _columns(
            number=("序号", 15),
            unit=("单位", 29),
            opinion=("意见建议", 102),
            outcome=("采纳情况", 32),
            note=("说明", 47),
        )
    ),
    Columns.CLAUSES: Layout(
        _columns(
            number=("序号", 15),
            clause=("条款", 33),
            unit=("反馈单位", 28),
            opinion=("意见建议", 80),
            outcome=("采纳情况", 29),
            note=("理由", 40),
        )
    ),
    Columns.STANDARD: Layout(
        _columns(
            number=("序号", 15),
            clause=("标准章条编号", 33),
            opinion=("意见内容", 82),
            unit=("提出单位", 30),
            outcome=("处理意见", 43),
            note=("备注", 22),
        ),
        closing=False,
        standard=True,
    ),
    Columns.PUBLIC: Layout(
        _columns(
            number=("序号", 15),
            unit=("单位/个人", 29),
            opinion=("意见内容", 102),
            outcome=("采纳情况", 32),
            note=("理由", 47),
        ),
        closing=False,
        masked=True,
    ),
}


def masked(name: str) -> str:
    """A name with all but its first and last character hidden: 张*祥, 市***局; of two characters, the first stays."""
    name = name.strip()
    if len(name) <= 2:  # noqa: PLR2004 - a name and one character
        return f"{name[:1]}*"
    return f"{name[0]}{'*' * min(len(name) - 2, 3)}{name[-1]}"
