"""What the tables of a form hold, found by their words wherever columns were moved to and however renamed."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from documents.contents import Cell, Grid, Row


class Field(StrEnum):
    """What a column of opinions, or the cell beside a label, holds."""

    NUMBER = "number"
    PLACE = "place"
    ORIGINAL = "original"
    PROPOSAL = "proposal"
    GROUNDS = "grounds"
    UNIT = "unit"
    CONTACT = "contact"
    PHONE = "phone"
    STANCE = "stance"


@dataclass(frozen=True, slots=True)
class OpinionTable:
    """The rows below the header, and which column holds what."""

    rows: tuple[Row, ...]
    columns: Mapping[int, Field]

    def texts(self, row: Row) -> dict[Field, str]:
        """What one row says by field, without placeholders; like columns are joined, a repeated header says nothing."""
        there = {at: field for at, field in self.columns.items() if at < len(row)}
        if all(_header(row[at].text) is field for at, field in there.items()):
            return {}
        said = [(field, _kept(field, row[at].text)) for at, field in there.items()]
        return {
            field: "\n".join(t for f, t in said if f is field and t) for field in dict.fromkeys(self.columns.values())
        }


_HEADERS = {
    Field.NUMBER: "序号 编号 项次 No",
    Field.PLACE: "条款位置 条款 章节 位置 条款号 对应条款 具体条款 页码 所在章节 章条编号",
    Field.ORIGINAL: "原文 原文内容 原文表述 征求意见稿内容 原条款内容 征求意见稿 修改前",
    Field.PROPOSAL: "修改建议 修改意见 意见建议 意见 建议 意见和建议 修改为 具体意见 反馈意见 建议修改为 修改后",
    Field.GROUNDS: "理由和依据 理由 依据 修改理由 备注 说明 修改理由及依据",
}
_HEADER_OF = {word: field for field, words in _HEADERS.items() for word in words.split()}
_LABELS = {
    "反馈单位": Field.UNIT,
    "单位名称": Field.UNIT,
    "联系人": Field.CONTACT,
    "联系电话": Field.PHONE,
    "电话": Field.PHONE,
    "反馈结论": Field.STANCE,
}
_ALIKE = 70
_HEADER_LENGTH, _HEADER_ROWS = 16, 20
_CELL_LENGTH = 200  # of a header, with the remarks in its brackets
_NOISE = re.compile(r"\([^)]*\)|[\s:、/.*]+")
_NOTHING = re.compile(
    r"[\s/\\—–－.。、无-]*|请填写|请输入|请选择|选择或填写|(?:单击|点击|点按|或)+此处(?:输入|添加)文字[。.]?"
)


_NOTE = re.compile(
    r"(?:填[表写])?(?:说明|注意事项|要求|备注|注)[:：]|(?:填[表报写]|经办|审核|负责|联系)人|联系电话|(?:反馈|填报)?单位[(（]?盖章"
)


def opinion_table(tables: Iterable[Grid]) -> OpinionTable | None:
    """The first table with a header that names a proposal and at least one column more."""
    for table in tables:
        for at, row in enumerate(table[:_HEADER_ROWS]):
            columns = {place: field for place, cell in enumerate(row) if (field := _header(cell.text))}
            if Field.PROPOSAL in columns.values() and len(columns) > 1:
                return OpinionTable(tuple(row for row in table[at + 1 :] if not _is_note(row, columns)), columns)
    return None


def _is_note(row: Row, columns: Mapping[int, Field]) -> bool:
    """Whether a row only tells how to fill the table in, or who did; never where it has an opinion's own words."""
    first = next((cell.text for cell in row if cell.text), "")
    told = (cell.text for at, cell in enumerate(row) if columns.get(at) in {Field.ORIGINAL, Field.PROPOSAL})
    return _NOTE.match(first) is not None and not any(told)


def labelled(tables: Iterable[Grid]) -> dict[Field, Cell]:
    """The cell beside each known label; the first of two equal labels counts."""
    found: dict[Field, Cell] = {}
    for row in (row for table in tables for row in table):
        for field, cell in _pairs(row):
            found.setdefault(field, cell)
    return found


def filled(text: str) -> str:
    """The text, or nothing where it is only a placeholder or a stroke through the cell."""
    return "" if _NOTHING.fullmatch(text) else text


def _kept(field: Field, text: str) -> str:
    """A bare 无 fills a cell for nothing, save among the proposals: there it is the answer."""
    return text if field is Field.PROPOSAL and text.strip("。. ") == "无" else filled(text)


def _pairs(row: Row) -> Iterator[tuple[Field, Cell]]:
    """Each label with the first cell to its right that says something, or the nearest; never beyond the next label."""
    yield from ((field, cell) for each in row for field, cell in _told(each))
    fields = [_LABELS.get(_plain(cell.text)) if len(cell.text) < _CELL_LENGTH else None for cell in row]
    for at, field in enumerate(fields):
        if field is None:
            continue
        end = next((place for place in range(at + 1, len(row)) if fields[place]), len(row))
        cells = [cell for cell in row[at + 1 : end] if not cell.covered]
        if cells:
            yield field, next((cell for cell in cells if filled(cell.text)), cells[0])


def _told(cell: Cell) -> Iterator[tuple[Field, Cell]]:
    """Label and value in one cell, as sheets often have them: 联系人：李四."""
    label, colon, value = cell.text.replace("：", ":", 1).partition(":")
    if not colon:
        return
    field = _LABELS.get(_plain(label)) if len(label) < _CELL_LENGTH else None
    if field and filled(value.strip()):
        yield field, replace(cell, text=value.strip())


def _header(text: str) -> Field | None:
    return _meant(text) if text and len(text) < _CELL_LENGTH else None


@lru_cache(1024)
def _meant(text: str) -> Field | None:
    words = _plain(text)
    if not words or len(words) > _HEADER_LENGTH:
        return None
    found = process.extractOne(words, _HEADER_OF.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return _HEADER_OF[found[0]] if found else None


@lru_cache(1024)
def _plain(text: str) -> str:
    """A header or label without spaces, marks and remarks in brackets."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text))
