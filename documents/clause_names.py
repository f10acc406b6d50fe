"""What clauses are called: a segment of the anchor's path, and the label a person cites."""

from typing import Protocol

from documents.chinese_numbers import chinese
from rules.anchors import ClauseKind

_ORDINALS = {
    ClauseKind.BOOK: "编",
    ClauseKind.CHAPTER: "章",
    ClauseKind.SECTION: "节",
    ClauseKind.ARTICLE: "条",
    ClauseKind.PART: "部分",
}
_STAND_ALONE = frozenset({ClauseKind.ARTICLE, ClauseKind.POINT})
_LONGEST_NAME = 14


class Named(Protocol):
    """What a label needs to know of a clause or of the one around it."""

    kind: ClauseKind
    number: int | None
    marker: str
    title: str
    sub: int
    label: str
    path: str


def segment_of(kind: ClauseKind, number: int, marker: str, title: str, sub: int) -> str:
    """One step of a path: 第十二条, （三）, 2., ¶市税务局, 表1, 行3."""
    if kind in _ORDINALS:
        return f"第{chinese(number)}{_ORDINALS[kind]}" + (f"之{chinese(sub)}" if sub else "")
    if kind is ClauseKind.PARAGRAPH:
        return f"¶{title if 0 < len(title) <= _LONGEST_NAME else number}"
    words = {
        ClauseKind.ANNEX: f"附件{number or ''}",
        ClauseKind.FIRST: f"{chinese(number)}、",
        ClauseKind.SECOND: f"（{chinese(number)}）",
        ClauseKind.THIRD: f"{number}.",
        ClauseKind.FOURTH: f"（{number}）",
        ClauseKind.TITLE: f"标题{number if number > 1 else ''}",
        ClauseKind.TABLE: f"表{number}",
        ClauseKind.ROW: f"行{number}",
    }
    return words.get(kind, marker.strip())


def label_of(clause: Named, host: Named) -> str:
    """How a person cites the clause: 二、（三）2. or 第十二条第二款 or 附件 四、市税务局."""
    own = _own(clause, host)
    around = _around(clause, host)
    blank = " " if around and host.kind is ClauseKind.ANNEX and own[0] != "第" else ""
    return f"{around}{blank}{own}"


def _around(clause: Named, host: Named) -> str:
    """The part of a label that the clauses around it give; articles and points need no chapter."""
    annex = host.path.startswith("附件")
    if clause.kind in _STAND_ALONE:
        return f"{host.path.partition('/')[0]} " if annex else ""
    if clause.kind is ClauseKind.TABLE and not annex:
        return ""
    return "" if host.kind is ClauseKind.WHOLE else host.label


def _own(clause: Named, host: Named) -> str:
    number = clause.number or 0
    if clause.kind is ClauseKind.PARAGRAPH:
        return _paragraph(number, clause.title, host.kind)
    if host.kind is ClauseKind.ARTICLE and clause.kind is ClauseKind.SECOND:
        return f"第（{chinese(number)}）项"
    if clause.kind is ClauseKind.ROW:
        return f"第{number}行"
    return segment_of(clause.kind, number, clause.marker, clause.title, clause.sub)


def _paragraph(number: int, title: str, host: ClauseKind) -> str:
    """An article's own text is its first 款; elsewhere paragraphs are counted, or go by the unit they begin with."""
    if host is ClauseKind.ARTICLE:
        return f"第{chinese(number + 1)}款"
    if 0 < len(title) <= _LONGEST_NAME:
        return title
    return f"正文第{number}段" if host is ClauseKind.WHOLE else f"第{number}段"
