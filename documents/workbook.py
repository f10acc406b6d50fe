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


def write_row(sheet: Worksheet, at: int, texts: Iterable[str], looks: Iterable[Format]) -> None:
    """Write one row of texts, whatever they begin with; an empty one keeps its look."""
    for column, (text, look) in enumerate(zip(texts, looks, strict=True)):
        if text:
            sheet.write_string(at, column, fitting(text), look)
        else:
            sheet.write_blank(at, column, None, look)


def _lines(text: str, width: float) -> int:
    return sum(1 + int(sum(1 if char < "\u0100" else 2 for char in line) // width) for line in text.split("\n"))
