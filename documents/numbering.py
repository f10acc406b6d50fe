"""The numbers Word writes by itself: `w:numPr` on a paragraph or along its style's chain, as a reader sees them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from documents.chinese_numbers import chinese, circled
from documents.docx_text import attribute, child, local

_PLACEHOLDER = re.compile(r"%(\d)")
_DEEPEST = 50
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, the text around the count."""

    start: int
    count: str
    text: str
    legal: bool
    style: str


@dataclass(frozen=True, slots=True)
class List:
    """A `w:num`: the levels it shows, whose counters it shares, and where it starts anew."""

    shared: str
    levels: dict[int, Level]
    restarts: dict[int, int]


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says of numbering: its list, its level, and the style it is based on."""

    list_id: str | None
    level: str | None
    based_on: str | None


class Numbering:
    """Counts the paragraphs of one document in reading order; ask once for each.

    Args:
        numbering: the root of `word/numbering.xml`, None where there is none.
        styles: the root of `word/styles.xml`.
    """

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists = dict(_lists(numbering)) if numbering is not None else {}
        self._styles = dict(_styles(styles)) if styles is not None else {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()

    def label(self, paragraph: etree._Element) -> str:
        """The number this paragraph shows, empty where it shows none."""
        properties = child(paragraph, "pPr")
        if not self._lists or properties is None:
            return ""
        list_id, depth = self._asked(properties)
        shown = self._lists.get(list_id or "")
        if shown is None or depth not in shown.levels:
            return ""
        return self._write(shown, self._count(list_id or "", shown, depth), depth)

    def _asked(self, properties: etree._Element) -> tuple[str | None, int]:
        """The list and level a paragraph names itself, or the nearest style that does; list 0 is none (17.9.18)."""
        own = child(properties, "numPr")
        list_id, depth = attribute(child(own, "numId"), "val"), attribute(child(own, "ilvl"), "val")
        if list_id is None:
            name = attribute(child(properties, "pStyle"), "val") or ""
            style = next((each for each in self._chain(name) if each.list_id is not None), None)
            if style is None:
                return None, 0
            list_id = style.list_id
            depth = depth or style.level or self._level_of(list_id or "", name)
        return (None if list_id == "0" else list_id), _whole(depth, 0)

    def _level_of(self, list_id: str, style: str) -> str | None:
        """The level that names a style as its own (17.9.23), for styles that leave their level out."""
        shown = self._lists.get(list_id)
        levels = shown.levels.items() if shown else ()
        return next((str(depth) for depth, level in levels if level.style == style), None)

    def _chain(self, name: str | None) -> Iterator[Style]:
        for _ in range(_DEEPEST):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = style.based_on

    def _count(self, list_id: str, shown: List, depth: int) -> dict[int, int]:
        counters = self._counters.setdefault(shown.shared, {})
        if depth in shown.restarts and (list_id, depth) not in self._restarted:
            self._restarted.add((list_id, depth))
            counters[depth] = shown.restarts[depth]
        else:
            counters[depth] = counters.get(depth, shown.levels[depth].start - 1) + 1
        for deeper in [each for each in counters if each > depth]:
            del counters[deeper]
        return counters

    @staticmethod
    def _write(shown: List, counters: dict[int, int], depth: int) -> str:
        own = shown.levels[depth]

        def count(found: re.Match[str]) -> str:
            level = shown.levels.get(int(found[1]) - 1, own)
            number = counters.get(int(found[1]) - 1, level.start)
            return counted(number, "decimal" if own.legal else level.count)

        return _PLACEHOLDER.sub(count, own.text)


def counted(number: int, way: str) -> str:
    """A number in one of the ways of `w:numFmt` (17.18.59); an unknown way counts in digits, a bullet not at all."""
    return _WAYS.get(way, str)(number)


def _roman(number: int) -> str:
    words = ""
    for value, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        times, number = divmod(number, value)
        words += letters * times
    return words


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _nothing(_number: int) -> str:
    return ""


_WAYS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": lambda number: "".join(chr(ord(digit) + 0xFEE0) for digit in str(number)),
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "japaneseCounting": chinese,  # what WPS writes for 一、二、三
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "ideographDigital": lambda number: "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number)),
    "ideographTraditional": lambda number: "甲乙丙丁戊己庚辛壬癸"[(number - 1) % 10],
    "decimalEnclosedCircle": circled,
    "decimalEnclosedCircleChinese": circled,
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "none": _nothing,
    "bullet": _nothing,
}


def _lists(root: etree._Element) -> Iterator[tuple[str, List]]:
    shared = {attribute(each, "abstractNumId") or "": _levels(each) for each in root if local(each) == "abstractNum"}
    for each in root:
        if local(each) != "num":
            continue
        abstract = attribute(child(each, "abstractNumId"), "val") or ""
        levels = dict(shared.get(abstract, {}))
        restarts: dict[int, int] = {}
        for override in (one for one in each if local(one) == "lvlOverride"):
            depth = _whole(attribute(override, "ilvl"), 0)
            levels |= _levels(override)
            start = attribute(child(override, "startOverride"), "val")
            restarts |= {depth: _whole(start, 1)} if start is not None else {}
        yield attribute(each, "numId") or "", List(abstract, levels, restarts)


def _levels(element: etree._Element) -> dict[int, Level]:
    def value(level: etree._Element, name: str, otherwise: str) -> str:
        return attribute(child(level, name), "val") or otherwise

    return {
        _whole(attribute(level, "ilvl"), 0): Level(
            start=_whole(value(level, "start", ""), 1),
            count=value(level, "numFmt", "decimal"),
            text=value(level, "lvlText", ""),
            legal=child(level, "isLgl") is not None,
            style=value(level, "pStyle", ""),
        )
        for level in element
        if local(level) == "lvl"
    }


def _styles(root: etree._Element) -> Iterator[tuple[str, Style]]:
    for style in (each for each in root if local(each) == "style"):
        asked = child(child(style, "pPr"), "numPr")
        yield (
            attribute(style, "styleId") or "",
            Style(
                attribute(child(asked, "numId"), "val"),
                attribute(child(asked, "ilvl"), "val"),
                attribute(child(style, "basedOn"), "val"),
            ),
        )


def _whole(text: str | None, otherwise: int) -> int:
    """A count the file states; what is none is the usual one."""
    return int(text) if text and text.isdecimal() and len(text) <= _DIGITS else otherwise
