"""The public notice of what became of the opinions (采纳情况反馈): people hidden, units as the policy names them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from itertools import groupby

from rules.layouts import masked
from rules.ledger import Ledger
from rules.naming import Naming, without_people
from rules.settling import Opinion
from rules.summary import note
from rules.tally import verdict_parts
from rules.words import printed

OTHER = "其他"
UNREVIEWED = "审阅稿：尚未审阅，不得公开。"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One opinion as the public reads it; `unit` is empty where units are not named."""

    opinion: str
    unit: str
    outcome: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """The opinions on one clause."""

    clause: str
    rows: tuple[NoticeRow, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice; every opinion in it has an approved outcome.

    title: the draft's title without 《》.  people: names the office knows, to be hidden.
    reviewed: whether someone has read exactly this content and found it fit for the public.
    """

    office: str
    title: str
    opened: datetime
    due: datetime
    ledger: Ledger
    opinions: tuple[Opinion, ...]
    naming: Naming
    zone: tzinfo
    people: tuple[str, ...] = ()
    reviewed: bool = field(default=False, compare=False)

    @property
    def heading(self) -> str:
        """The title of the notice."""
        return f"《{self.title}》征求意见采纳情况反馈"

    @property
    def mark(self) -> str:
        """What stands above a notice that nobody has reviewed."""
        return "" if self.reviewed else UNREVIEWED

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of the table; without the unit's where units are not named."""
        unit = () if self.naming is Naming.UNNAMED else ("提出单位",)
        return ("条款", "意见建议", *unit, "采纳情况", "说明")

    @property
    def introduction(self) -> str:
        """When, whom, how many, and what came of it."""
        units = self.ledger.units
        came = f"共收到{units.answered}家单位反馈" if units.answered else "未收到反馈意见"
        if not self.opinions:
            none = "，均无意见" if units.answered else ""
            return f"{self._asked}截至{self._day(self.ledger.as_of)}，{came}{none}。"
        silent = f"，{units.no_comment}家无意见" if units.no_comment else ""
        given = "、".join(f"{part.word}{part.count}条" for part in verdict_parts(self.ledger.verdicts))
        return (
            f"{self._asked}截至{self._day(self.ledger.as_of)}，{came}，"
            f"其中{units.with_opinions}家提出意见建议{self.ledger.opinions}条{silent}。经研究，{given}，具体情况如下："
        )

    @property
    def groups(self) -> tuple[Group, ...]:
        """The opinions by clause, the clauses in the order they were first spoken of, those on none last."""
        first = {one.clause: place for place, one in reversed(list(enumerate(self.opinions)))}
        ranked = sorted(self.opinions, key=lambda one: (not one.clause, first[one.clause]))
        grouped = groupby(ranked, key=lambda one: one.clause)
        return tuple(Group(self._public(clause) or OTHER, tuple(map(self._row, of_it))) for clause, of_it in grouped)

    @property
    def digest(self) -> str:
        """The sha256 of all that is reviewed; the day it is printed is not part of it."""
        rows = [
            [group.clause, row.opinion, row.unit, row.outcome, row.note] for group in self.groups for row in group.rows
        ]
        units = self.ledger.units
        counts = [units.invited, units.answered, units.with_opinions, self.ledger.opinions]
        content = json.dumps([self.heading, counts, rows], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()

    def cells(self, row: NoticeRow) -> Sequence[str]:
        """The texts of a row behind its clause, as `columns` has them."""
        unit = () if self.naming is Naming.UNNAMED else (row.unit,)
        return (row.opinion, *unit, row.outcome, row.note)

    @property
    def _asked(self) -> str:
        due = self._day(self.due)
        opened = self._day(self.opened)
        same = due.removeprefix(opened[: opened.index("年") + 1])
        return f"{opened}至{same}，{self.office}就《{self.title}》征求了有关单位意见。"

    def _row(self, one: Opinion) -> NoticeRow:
        outcome = printed(one.verdict, one.outcome.stage if one.outcome else None)
        return NoticeRow(self._public(one.text), self._unit(one.unit), outcome, self._public(note(one.outcome)))

    def _unit(self, name: str) -> str:
        return {Naming.NAMED: name, Naming.MASKED: masked(name), Naming.UNNAMED: ""}[self.naming]

    def _public(self, text: str) -> str:
        return without_people(text, self.people)

    def _day(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return f"{local.year}年{local.month}月{local.day}日"
