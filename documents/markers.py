"""The numbers that begin clauses: 附件2, 第三章, 第十二条, 一、, （一）, 1., （1）, ①, 5.2.1, a)."""

import re
from dataclasses import dataclass

from documents.chinese_numbers import CIRCLED, number_of
from rules.anchors import ClauseKind

_N = r"[零〇一二三四五六七八九十百千两0-9]+"
_C = r"[一二三四五六七八九十]+"
_MEASURES = "亿万千百倍个元米公吨级亩平"
_HEADS = frozenset(f"第附（(0123456789０１２３４５６７８９一二三四五六七八九十abcdefghijABCDEFGH{CIRCLED}")
_LONGEST_ANNEX = 40

# Where a kind stands in the order of kinds: a clause holds those of greater rank that follow it.
RANKS = {
    ClauseKind.WHOLE: -1.0,
    ClauseKind.ANNEX: 0.0,
    ClauseKind.BOOK: 1.0,
    ClauseKind.CHAPTER: 2.0,
    ClauseKind.SECTION: 3.0,
    ClauseKind.ARTICLE: 4.0,
    ClauseKind.PART: 4.0,
    ClauseKind.FIRST: 5.0,
    ClauseKind.SECOND: 6.0,
    ClauseKind.THIRD: 7.0,
    ClauseKind.POINT: 7.1,
    ClauseKind.FOURTH: 8.0,
    ClauseKind.FIFTH: 9.0,
    ClauseKind.TITLE: 99.0,
    ClauseKind.PARAGRAPH: 99.0,
    ClauseKind.TABLE: 50.0,
    ClauseKind.ROW: 60.0,
}

_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (ClauseKind.ANNEX, rf"附\s*(?:件|表|录)\s*(?P<n>[0-9]{{1,2}}|{_C}|[A-Z])?\s*[:：]?(?=\s|$)"),
        (ClauseKind.BOOK, rf"第(?P<n>{_N})编(?=\s|$|[\u4e00-\u9fff]{{2,12}}$)"),
        (ClauseKind.CHAPTER, rf"第\s*(?P<n>{_N})\s*章(?![的中内、规和至及第])"),
        (ClauseKind.SECTION, rf"第\s*(?P<n>{_N})\s*节(?![的中内、规和至及第])"),
        (ClauseKind.ARTICLE, rf"第\s*(?P<n>{_N})\s*条(?:之(?P<sub>{_C}))?(?![第款的中、至及和件例]|规定)"),
        (ClauseKind.PART, rf"第\s*(?P<n>{_N})\s*部分(?![的中、和及])"),
        (ClauseKind.FIRST, rf"(?P<n>{_C})\s*[、．.]"),
        (ClauseKind.SECOND, rf"[（(]\s*(?P<n>{_C})\s*[）)]"),
        (
            ClauseKind.POINT,
            rf"(?P<n>(?:[0-9]{{1,2}}|[A-H])(?:\.[0-9]{{1,2}}){{1,4}})(?=\s|[\u4e00-\u9fff])(?![{_MEASURES}])",
        ),
        (ClauseKind.THIRD, r"(?P<n>[0-9]{1,2})\s*(?:[．、]|\.(?![0-9]))"),
        (ClauseKind.FOURTH, r"[（(]\s*(?P<n>[0-9]{1,2})\s*[）)]"),
        (ClauseKind.FIFTH, rf"(?P<n>[{CIRCLED}])"),
        (ClauseKind.FIFTH, r"(?P<n>[0-9]{1,2}|[a-j])\s*[）)]"),
    )
)
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, slots=True)
class Marker:
    """The number a clause begins with: `text` as it stands there, `number` 0 for an annex without one.

    sub: of 第十二条之一, the 一.  rank: see RANKS; a point (5.2.1) ranks by its depth.
    """

    kind: ClauseKind
    number: int
    text: str
    sub: int = 0

    @property
    def rank(self) -> float:
        """Where it stands among the others."""
        return RANKS[self.kind] + (self.text.count(".") / 10 if self.kind is ClauseKind.POINT else 0)


def marker_of(text: str, *, begins_page: bool = False) -> Marker | None:
    """The number `text` begins with, None for plain words; an annex's name after a colon needs a page of its own."""
    if not text or text[0] not in _HEADS:
        return None
    line = text.translate(_WIDE)
    for kind, pattern in _PATTERNS:
        found = pattern.match(line)
        if found:
            number = _number(found["n"] or "")
            sub = number_of(found["sub"]) if kind is ClauseKind.ARTICLE and found["sub"] else 0
            if kind is ClauseKind.ANNEX and len(line) > _LONGEST_ANNEX:
                return None
            return Marker(kind, number, found[0].strip(), sub or 0)
    named = re.match(rf"附件\s*({_C}|[0-9]{{1,2}})?\s*[:：]", line) if begins_page else None
    return Marker(ClauseKind.ANNEX, _number(named[1] or ""), named[0]) if named else None


def _number(numeral: str) -> int:
    """The last number of a point, the place in the alphabet of a letter, else the numeral's value."""
    last = numeral.rpartition(".")[2]
    if len(last) == 1 and last.isascii() and last.isalpha():
        return ord(last.lower()) - ord("a") + 1
    return number_of(last) or 0
