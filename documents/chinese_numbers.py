"""Numbers as Chinese documents write them: 十二, 〇, 12, １２, ⑫, and back."""

from functools import cache

NUMERALS = "零〇一二三四五六七八九十百千两0-9０-９"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_DIGITS = "零一二三四五六七八九"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


@cache
def number_of(text: str) -> int | None:
    """The number a numeral stands for, None where it is none: `二十三`, `二〇三`, `23`, `２３`, `㉓` excepted.

    >>> number_of("一百零五"), number_of("１２"), number_of("⑫"), number_of("甲")
    (105, 12, 12, None)
    """
    text = text.strip()
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text in CIRCLED:
        return CIRCLED.index(text) + 1
    if not text or any(each not in _VALUES and each not in _UNITS for each in text):
        return None
    if all(each in _VALUES for each in text):
        return int("".join(str(_VALUES[each]) for each in text))
    return _added(text)


def _added(text: str) -> int:
    total = waiting = 0
    for each in text:
        if each in _VALUES:
            waiting = _VALUES[each]
        else:
            total, waiting = total + (waiting or 1) * _UNITS[each], 0
    return total + waiting


@cache
def chinese(number: int) -> str:
    """A number below 10,000 as headings write it.

    >>> chinese(10), chinese(23), chinese(105), chinese(1010)
    ('十', '二十三', '一百零五', '一千零一十')
    """
    words = ""
    for value, unit in ((1000, "千"), (100, "百"), (10, "十")):
        digit, number = divmod(number, value)
        if digit:
            words += _DIGITS[digit] + unit
        elif words and number and not words.endswith("零"):
            words += "零"
    words += _DIGITS[number] if number or not words else ""
    return words.removeprefix("一") if words.startswith("一十") else words


def circled(number: int) -> str:
    """①–⑳; above twenty there is none, and the digits stand alone."""
    return CIRCLED[number - 1] if 1 <= number <= len(CIRCLED) else str(number)
