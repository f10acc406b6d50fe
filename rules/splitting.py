"""Splitting an opinion: its parts are its own words in their order; only numbering and marks between them may go."""

import re
from collections.abc import Iterator, Sequence

from rules.errors import Refused

_DIGITS = "0-9０-９一二三四五六七八九十"
_LEFT_OUT = re.compile(
    rf"(?:[；;。，,、.．：:·•…\-—*]|[(（][{_DIGITS}]{{1,3}}[)）]|[{_DIGITS}]{{1,3}}[、.．)）]|[①-⑳]|第[{_DIGITS}]{{1,3}}[条点][、，:：]?)*"
)
_BLANK = re.compile(r"\s")
FEWEST = 2


def pieces(text: str, parts: Sequence[str], number: int) -> tuple[str, ...]:
    """The parts of opinion `number` as they stand in its text, blanks and line breaks as it has them.

    Args:
        text: the opinion as received.
        parts: its words in order, at least two parts; how they are spaced does not matter.
        number: the opinion's number, for the sentence.

    Raises:
        Refused: fewer than two parts, or they are not the opinion's own words, all of them, in their order.
    """
    wanted = [stripped for part in parts if (stripped := _BLANK.sub("", part))]
    if len(wanted) < FEWEST:
        raise Refused(f"第 {number} 条意见至少要拆成 {FEWEST} 条；请把每一条的原文分别写出。")
    return tuple(_found(text, wanted, number))


def cut(text: str, marks: Sequence[str], number: int) -> tuple[str, ...]:
    """The parts of opinion `number` if a new one begins with each of these words.

    Raises:
        Refused: the opinion does not hold the words, or not in this order.
    """
    parts, begin = [], 0
    for mark in marks:
        at = text.find(mark.strip(), begin + 1)
        if at < 0 or not mark.strip():
            raise Refused(f"第 {number} 条意见里（前一处之后）没有“{mark.strip()}”；请照原文写出新一条开头的几个字。")
        parts.append(text[begin:at])
        begin = at
    return pieces(text, [*parts, text[begin:]], number)


def _found(text: str, wanted: Sequence[str], number: int) -> Iterator[str]:
    places = [at for at, sign in enumerate(text) if not sign.isspace()]
    bare, end = "".join(text[at] for at in places), 0
    for part in wanted:
        begin = bare.find(part, end)
        if begin < 0:
            raise Refused(f"第 {number} 条意见的原文里（前一条之后）没有“{part}”；拆分只能照录原文，次序不变。")
        _refuse_lost(bare[end:begin], number)
        end = begin + len(part)
        yield text[places[begin] : places[end - 1] + 1]
    _refuse_lost(bare[end:], number)


def _refuse_lost(between: str, number: int) -> None:
    """Nothing a unit said is lost by splitting."""
    if not _LEFT_OUT.fullmatch(between):
        raise Refused(f"第 {number} 条意见的“{between}”没有归入任何一条；除序号和标点外，原文都要保留。")
