"""The table of opinions (征求意见情况汇总表) as plain rows, before any document format."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from rules.layouts import LAYOUTS, Column, Columns, Holds, Layout, TableStyle, masked
from rules.ledger import Ledger, ledger
from rules.settling import Opinion, Outcome
from rules.standing import InvitationFact, standing_of
from rules.words import Silence, Standing, Verdict, printed

_ABOUT = re.compile(r"^关于\s*《")
_DRAFT_MARK = re.compile(r"\s*[（(]\s*征求意见稿\s*[）)]\s*$")
COLUMNS = LAYOUTS[Columns.FOUR].headings
CLOSING_ROWS = (
    ("无意见", frozenset({Standing.NO_COMMENT})),
    ("无反馈", frozenset({Standing.AWAITING, Standing.OVERDUE})),
    ("未送达", frozenset({Standing.UNDELIVERABLE})),
    ("未发出", frozenset({Standing.UNSENT})),
)
ALWAYS_PRINTED = frozenset({"无意见", "无反馈"})


@dataclass(frozen=True, slots=True)
class Row:
    """One opinion with what became of it; `number` is 3, or 3.1 for a part of the third."""

    opinion: str
    outcome: str
    note: str
    number: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class UnitRows:
    """A unit and the rows its cell spans."""

    unit: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands over and under a table beside its rows: whose round it is, and how it speaks of the silent."""

    round: str = ""
    office: str = ""
    contact: str = ""
    phone: str = ""
    silence: Silence = Silence.NO_REPLY


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table: units with opinions, then who had none and who never answered, where the column set says so."""

    title: str
    groups: tuple[UnitRows, ...]
    closing: tuple[tuple[str, str], ...]
    ledger: Ledger
    layout: Layout = LAYOUTS[Columns.FOUR]
    heading: Heading = field(default_factory=Heading)

    def runs(self) -> Iterator[tuple[tuple[str, ...], ...]]:
        """Every row below the header as its texts, the rows of one unit together; closing rows by themselves."""
        for group in self.groups:
            yield tuple(tuple(_cell(column, group.unit, row) for column in self.layout.columns) for row in group.rows)
        for label, units in self.closing:
            yield (tuple(_closing_cell(column, label, units) for column in self.layout.columns),)

    def cells(self) -> list[tuple[str, ...]]:
        """Every row below the header as texts, the unit's name repeated on each of its rows."""
        return [row for run in self.runs() for row in run]

    @property
    def version(self) -> str:
        """Eight characters that differ as soon as anything in the table does."""
        said = repr((self.title, self.layout.headings, self.cells(), self.ledger.sentence))
        return hashlib.sha256(said.encode()).hexdigest()[:8].upper()


def table_of(  # noqa: PLR0913 - a round and how it is printed
    title: str,
    invitations: Iterable[InvitationFact],
    opinions: Iterable[Opinion],
    now: datetime,
    style: TableStyle | None = None,
    heading: Heading | None = None,
) -> Table:
    """The table of a round as of `now`.

    Units stand in register order; where opinions are numbered, in the order of their first numbers.

    Args:
        title: the draft's title as the letter names it.
        invitations: every unit, in register order.
        opinions: the opinions of the replies that count, in any order; numbers order them within a unit.
        now: the moment the footer calls 截至.
        style: the column set and where reasons stand; the office's own four columns by default.
        heading: what is printed around it.
    """
    style = style or TableStyle()
    asked = [fact for fact in invitations if not fact.withdrawn]
    opinions = sorted(opinions, key=lambda opinion: opinion.rank)
    order = {fact.unit: place for place, fact in enumerate(asked)}
    if style.layout.numbered:
        order = {unit: place for place, unit in enumerate(dict.fromkeys(opinion.unit for opinion in opinions))}
    ranked = sorted(opinions, key=lambda opinion: order.get(opinion.unit, len(order)))
    groups = tuple(
        UnitRows(masked(unit) if style.layout.masked else unit, tuple(_rows(list(of_unit), style)))
        for unit, of_unit in groupby(ranked, key=lambda opinion: opinion.unit)
    )
    return Table(
        f"关于{plain_title(title).removeprefix('关于')}征求意见情况",
        groups,
        tuple(_closing(asked, now)) if style.layout.closing else (),
        ledger(asked, ranked, now),
        style.layout,
        heading or Heading(),
    )


def plain_title(title: str) -> str:
    """The draft's title as it stands inside 《》, however the clerk typed it; a 关于 of its own stays."""
    bare = _DRAFT_MARK.sub("", _ABOUT.sub("《", title.strip()))
    if bare.startswith("《") and bare.endswith("》") and "《" not in bare[1:]:
        bare = bare[1:-1]
    return _DRAFT_MARK.sub("", bare) or title


def note(outcome: Outcome | None) -> str:
    """What the 说明 column says: condition, final wording and reason, whichever there are."""
    if outcome is None:
        return ""
    parts = [outcome.reason.strip()]
    if outcome.final_text.strip():
        parts.insert(0, f"调整为：{outcome.final_text.strip()}")
    if outcome.condition.strip():
        parts.insert(0, f"条件：{outcome.condition.strip()}")
    return "\n".join(part for part in parts if part)


def said_of(outcome: Outcome | None) -> str:
    """The verdict with all that goes with it in one text: 不采纳。理由：….

    A part that ends without 。 is given one, so that the next begins a sentence.
    """
    if outcome is None:
        return _word(outcome)
    parts = (("条件", outcome.condition), ("调整为", outcome.final_text), ("理由", outcome.reason))
    said = [f"{label}：{text.strip()}" for label, text in parts if text.strip()]
    return "。".join(part.rstrip("。") for part in (_word(outcome), *said)) + ("。" if said else "")


def numbers_of(opinions: Sequence[Opinion]) -> dict[int, str]:
    """How each opinion is numbered in print: by its own number, the parts of the third 3.1, 3.2."""
    printed_as: dict[int, str] = {}
    for whole, parts in groupby(sorted(opinions, key=lambda o: o.rank), key=lambda o: o.parent):
        for place, part in enumerate(parts, 1):
            printed_as[part.number] = str(part.number) if whole is None else f"{whole}.{place}"
    return printed_as


def _rows(opinions: Sequence[Opinion], style: TableStyle) -> Iterator[Row]:
    numbers = numbers_of(opinions)
    for opinion in opinions:
        number, text, outcome = numbers[opinion.number], opinion.text, opinion.outcome
        if opinion.parent and not style.layout.numbered:
            text = f"{number} {text}"
        together = style.reason_in_outcome
        yield Row(
            text,
            said_of(outcome) if together else _word(outcome),
            "" if together else note(outcome),
            number,
            opinion.clause,
        )


def _cell(column: Column, unit: str, row: Row) -> str:
    return unit if column.holds is Holds.UNIT else str(getattr(row, column.holds))


def _closing_cell(column: Column, label: str, units: str) -> str:
    return {Holds.UNIT: label, Holds.OPINION: units}.get(column.holds, "")


def _word(outcome: Outcome | None) -> str:
    return printed(outcome.verdict, outcome.stage) if outcome else printed(Verdict.PENDING, None)


def _closing(asked: list[InvitationFact], now: datetime) -> Iterable[tuple[str, str]]:
    stands = [(fact.unit, standing_of(fact, now)) for fact in asked]
    for label, standings in CLOSING_ROWS:
        units = [unit for unit, standing in stands if standing in standings]
        if units or label in ALWAYS_PRINTED:
            yield label, "、".join(units) or "无"
