"""Spreadsheets in: whatever an office keeps its lists in, read as rows of text under a header found by its words."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from documents.extent import is_boundless
from documents.gate import Kind, admit
from rules.errors import BadInput, ColumnsMissing, SheetEmpty, SheetUnreadable

_HEADER_ROWS = 10
_BOOKS = frozenset({Kind.XLSX, Kind.XLS, Kind.ODS})
_NOISE = re.compile(r"\([^)]*\)|[\s*:_-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One row below the header: its number as the spreadsheet counts, and the text under each known column."""

    sheet: str
    number: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        """The text in a column; empty where the sheet has no such column."""
        return self.cells.get(column, "")

    @property
    def place(self) -> str:
        """Where this is, for a sentence: `工作表“名单”第 5 行`."""
        return f"工作表“{self.sheet}”第 {self.number} 行" if self.sheet else f"第 {self.number} 行"


def lines_under(
    blob: bytes,
    name: str,
    columns: Mapping[str, tuple[str, ...]],
    required: tuple[str, ...],
    once: Collection[str] = (),
) -> tuple[Line, ...]:
    """The rows of the first sheet whose header, within its first ten rows, has the required columns.

    Args:
        blob: an .xlsx, .xls, .ods or .csv file.
        name: its name, for the sentences.
        columns: the words that may head each column; the key is one of them, and the name in the result.
        required: the keys without which nothing can be read.
        once: the keys that may head no two columns, lest the wrong one be read.

    Raises:
        SheetUnreadable: not a spreadsheet, or damaged.
        ColumnsMissing: no sheet has the required columns, or one that may stand there once does so twice.
        SheetEmpty: a header and nothing below it.
    """
    words = {_plain(word): key for key, synonyms in columns.items() for word in (key, *synonyms)}
    best: dict[str, int] = {}
    for sheet, rows in _sheets(blob, name):
        for at, row in enumerate(rows[:_HEADER_ROWS]):
            places = _places(row, words)
            if set(required) <= set(places):
                _refuse_twice(row, words, once, name)
                return _below(sheet, rows, at, places, name)
            best = max(best, places, key=len)
    missing = "、".join(key for key in required if key not in best)
    found = f"只找到{'、'.join(best)}" if best else "没有找到表头"
    raise ColumnsMissing(f"“{name}”缺少这些列：{missing}（前 {_HEADER_ROWS} 行中{found}）；请补上表头后再导入。")


def _below(sheet: str, rows: list[list[str]], header: int, places: Mapping[str, int], name: str) -> tuple[Line, ...]:
    found = []
    for number, row in enumerate(rows[header + 1 :], header + 2):
        cells = {key: row[at].strip() for key, at in places.items() if at < len(row)}
        if any(cells.values()):
            found.append(Line(sheet, number, cells))
    if not found:
        raise SheetEmpty(f"“{name}”只有表头，下面没有内容；请填好后再导入。")
    return tuple(found)


def _places(row: list[str], words: Mapping[str, str]) -> dict[str, int]:
    """Which known column stands where; a header by its own name counts before others, then the first."""
    found: dict[str, int] = {}
    for at, text in sorted(enumerate(row), key=lambda cell: words.get(_plain(cell[1])) != _plain(cell[1])):
        key = words.get(_plain(text))
        if key is not None:
            found.setdefault(key, at)
    return found


def _refuse_twice(row: list[str], words: Mapping[str, str], once: Collection[str], name: str) -> None:
    for key in once:
        heads = [text for text in row if words.get(_plain(text)) == key]
        own = [text for text in heads if _plain(text) == key]
        if len(own) > 1 or (len(heads) > 1 and not own):
            both = "”“".join(own or heads)
            raise ColumnsMissing(f"“{name}”有 {len(own or heads)} 个“{key}”列（“{both}”）；请只保留一列后再导入。")


def _plain(header: str) -> str:
    return _NOISE.sub("", unicodedata.normalize("NFKC", header)).lower()


def _sheets(blob: bytes, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    kind = admit(blob, name, SheetUnreadable)
    if is_boundless(blob, kind):
        raise SheetUnreadable(f"“{name}”在很远的位置还有内容，大得无法读取；请把名单复制到新表中再导入。")
    if kind in _BOOKS:
        yield from _book(blob, name)
    elif kind is Kind.TEXT:
        yield "", rows_of_csv(blob, name)
    else:
        raise SheetUnreadable(f"“{name}”不是电子表格；请另存为 .xlsx 或 .csv 后再导入。")


def _book(blob: bytes, name: str) -> Iterator[tuple[str, list[list[str]]]]:
    with damage_as(SheetUnreadable(f"“{name}”已损坏或加了密码，打不开；请重新导出后再导入。")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(blob))
        for sheet in book.sheet_names:
            rows = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            yield sheet, [[shown(value) for value in row] for row in rows]


@contextmanager
def damage_as(refusal: BadInput) -> Iterator[None]:
    """Whatever calamine makes of a damaged workbook becomes the refusal: its errors, and its panics."""
    try:
        yield
    except CalamineError as error:
        raise refusal from error
    except BaseException as error:
        # A Rust panic: no Exception, and no class that could be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise refusal from error


def rows_of_csv(blob: bytes, name: str, refusal: type[BadInput] = SheetUnreadable) -> list[list[str]]:
    """The rows of a .csv in UTF-8, UTF-16 or GB18030; raises the refusal where it is none."""
    for encoding in ("utf-16",) if blob[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "gb18030"):
        try:
            return list(csv.reader(io.StringIO(blob.decode(encoding), newline="")))
        except UnicodeDecodeError:
            continue
        except csv.Error as error:
            raise refusal(f"“{name}”不是完整的 CSV 文件；请重新导出后再导入。") from error
    raise refusal(f"“{name}”的文字编码无法识别；请另存为 UTF-8 的 .csv 或 .xlsx 后再导入。")


def shown(value: object) -> str:
    """A cell as text; calamine gives every number as a float, and a phone number is none."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
