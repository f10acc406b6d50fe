"""What a citation counts, 第三条第二款第（四）项, and a step of one."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """What a step counts: typed numbers by their look, the rest by their word."""

    ANNEX = "附件"
    BOOK = "编"
    CHAPTER = "章"
    SECTION = "节"
    ARTICLE = "条"
    PART = "部分"
    FIRST = "一、"
    CLAUSE = "款"
    SECOND = "（一）"
    ITEM = "项"
    THIRD = "1."
    SUBITEM = "小项"
    FOURTH = "（1）"
    FIFTH = "①"
    POINT = "1.1"
    TABLE = "表"
    FIGURE = "图"
    ROW = "行"
    PARAGRAPH = "段"
    PAGE = "页"
    TITLE = "标题"
    LEAD = "引言"
    SIGNATURE = "落款"
    WHOLE = "全文"
    LAST = "最后一条"
    NAMED = "题名"
    SPEAKER = "单位"
    BEFORE = "前款"
    THIS = "本条"


# A step of a lower or equal order than the one before begins a new citation.
ORDER = {
    Unit.WHOLE: -0.5,
    Unit.TITLE: 0.0,
    Unit.LEAD: 0.0,
    Unit.SIGNATURE: 0.0,
    Unit.ANNEX: 0.0,
    Unit.BOOK: 1.0,
    Unit.CHAPTER: 2.0,
    Unit.SECTION: 3.0,
    Unit.ARTICLE: 4.0,
    Unit.LAST: 4.0,
    Unit.PART: 4.5,
    Unit.FIRST: 5.0,
    Unit.CLAUSE: 5.5,
    Unit.SECOND: 6.0,
    Unit.ITEM: 6.5,
    Unit.POINT: 6.8,
    Unit.THIRD: 7.0,
    Unit.SUBITEM: 7.2,
    Unit.FOURTH: 8.0,
    Unit.FIFTH: 9.0,
    Unit.TABLE: 9.1,
    Unit.FIGURE: 9.1,
    Unit.PAGE: 0.0,
    Unit.PARAGRAPH: 9.5,
    Unit.ROW: 9.5,
    Unit.SPEAKER: 9.6,
    Unit.NAMED: 6.5,
    Unit.BEFORE: 5.5,
    Unit.THIS: 4.0,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a citation, at `text[start:end]`.

    numbers: which of the unit; empty for all or for units without numbers.  total: 3小项, all three of them.
    sub: of 第十二条之一, the 一.  words: what follows and may be the clause's heading.
    spared: 第1小项保留, named only to be left out.  like: of 前款, 本条 and names, the unit they stand for.
    targets: the places of the clauses that carry this name.
    """

    unit: Unit
    numbers: tuple[int, ...]
    start: int
    end: int
    sub: int = 0
    total: bool = False
    words: str = ""
    spared: bool = False
    like: Unit | None = None
    targets: tuple[int, ...] = ()

    @property
    def order(self) -> float:
        """Where it stands among the steps of a citation."""
        return ORDER[self.like or self.unit]
