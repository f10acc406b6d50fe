"""The table of opinions (征求意见情况汇总表) as plain rows, before any document format."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from rules.ledger import Ledger, ledger
from rules.settling import Opinion, Outcome
from rules.standing import InvitationFact, standing_of
from rules.words import Standing, Verdict, printed

_ABOUT = re.compile(r"^关于\s*《")
_DRAFT_MARK = re.compile(r"\s*[（(]\s*征求意见稿\s*[）)]\s*$")
COLUMNS = ("单位", "意见建议", "采纳情况", "说明")
CLOSING_ROWS = (
    ("无意见", frozenset({Standing.NO_COMMENT})),
    ("无反馈", frozenset({Standing.AWAITING, Standing.OVERDUE})),
    ("未送达", frozenset({Standing.UNDELIVERABLE})),
    ("未发出", frozenset({Standing.UNSENT})),
)
ALWAYS_PRINTED = frozenset({"无意见", "无反馈"})


@dataclass(frozen=True, slots=True)
class Row:
    """One opinion with what became of it: the last three columns of the table."""

    opinion: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class UnitRows:
    """A unit and the rows its cell spans."""

    unit: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The whole table: units with opinions in register order, then who had none and who never answered."""

    title: str
    groups: tuple[UnitRows, ...]
    closing: tuple[tuple[str, str], ...]
    ledger: Ledger

    def cells(self) -> list[tuple[str, str, str, str]]:
        """Every row below the header as four texts, the unit's name repeated on each of its rows."""
        opinions = [(group.unit, row.opinion, row.outcome, row.note) for group in self.groups for row in group.rows]
        return [*opinions, *((label, units, "", "") for label, units in self.closing)]


def table_of(title: str, invitations: Iterable[InvitationFact], opinions: Iterable[Opinion], now: datetime) -> Table:
    """The table of a round as of `now`.

    Args:
        title: the draft's title as the letter names it.
        invitations: every unit, in register order.
        opinions: the opinions of the replies that count, in any order; numbers order them within a unit.
        now: the moment the footer calls 截至.
    """
    asked = [fact for fact in invitations if not fact.withdrawn]
    order = {fact.unit: place for place, fact in enumerate(asked)}
    ranked = sorted(opinions, key=lambda opinion: (order.get(opinion.unit, len(order)), opinion.rank))
    balance = ledger(asked, ranked, now)
    groups = tuple(
        UnitRows(unit, tuple(Row(o.text, _word(o), note(o.outcome)) for o in of_unit))
        for unit, of_unit in groupby(ranked, key=lambda opinion: opinion.unit)
    )
    return Table(
        f"关于{plain_title(title).removeprefix('关于')}征求意见情况", groups, tuple(_closing(asked, now)), balance
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


def _word(opinion: Opinion) -> str:
    outcome = opinion.outcome
    return printed(outcome.verdict, outcome.stage) if outcome else printed(Verdict.PENDING, None)


def _closing(asked: list[InvitationFact], now: datetime) -> Iterable[tuple[str, str]]:
    stands = [(fact.unit, standing_of(fact, now)) for fact in asked]
    for label, standings in CLOSING_ROWS:
        units = [unit for unit, standing in stands if standing in standings]
        if units or label in ALWAYS_PRINTED:
            yield label, "、".join(units) or "无"
