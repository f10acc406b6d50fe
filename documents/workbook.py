"""What every .xlsx we write has in common: cells that are only ever text, and rows tall enough to show it."""

from collections.abc import Iterable

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.ooxml import clean

TEXT_ONLY = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
A4 = 9
_LINE, _AIR, _TALLEST = 17.0, 6.0, 409.0
_LONGEST = 32_767
_CUT = "……（全文见 .docx）"


def fitting(text: str) -> str:
    """The text as a cell can hold it: at most 32 767 characters, the cut said."""
    text = clean(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def height(texts: Iterable[str], widths: Iterable[float]) -> float:
    """The row height in points that shows every wrapped text, as far as a row can grow; 汉字 are two columns wide."""
    lines = max(_lines(text, width - 1) for text, width in zip(texts, widths, strict=True))
    return min(lines * _LINE + _AIR, _TALLEST)


def pieces(text: str, width: float, most: int) -> list[str]:
    """A text in parts of at most `most` lines of a column `width` characters wide, each for a row of its own.

    Parts end behind a line or a sentence where there is one, else wherever the lines are full; nothing is left out.
    """
    text, room = clean(text), int((width - 1) / 2) * most
    if len(text) <= room and _lines(text, width - 1) <= most:
        return [text]
    parts = list[str]()
    while text:
        end = _last_fitting(text[:room], width, most)
        parts.append(text[:end].removesuffix("\n"))
        text = text[end:]
    return parts


def _last_fitting(text: str, width: float, most: int) -> int:
    """Where to cut so that what stands before fits: behind the last mark of its second half, or at its end."""
    end = len(text)
    while _lines(text[:end], width - 1) > most:
        end -= max(1, end // 16)
    marks = [text.rfind(mark, end // 2, end) for mark in "\n。；"]
    return max(marks) + 1 if max(marks) >= 0 else end


def write_row(sheet: Worksheet, at: int, texts: Iterable[str], looks: Iterable[Format]) -> None:
    """Write one row of texts, whatever they begin with; an empty one keeps its look."""
    for column, (text, look) in enumerate(zip(texts, looks, strict=True)):
        if text:
            sheet.write_string(at, column, fitting(text), look)
        else:
            sheet.write_blank(at, column, None, look)


def _lines(text: str, width: float) -> int:
    if 2 * len(text) <= width and "\n" not in text:
        return 1
    # What is no ASCII is two columns wide; counted by encoding, which is many times faster than sign by sign.
    lines = text.split("\n")
    return sum(1 + int((2 * len(line) - len(line.encode("ascii", "ignore"))) // width) for line in lines)
