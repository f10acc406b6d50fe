"""The register of units as offices keep it: one row a unit, its contacts beside it."""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from xlsxwriter import Workbook

from documents.sheets import Line, lines_under
from documents.workbook import TEXT_ONLY, write_row
from rules.errors import RowRefused
from rules.register import ContactEntry, UnitEntry
from rules.words import Role

_COLUMNS = {
    "单位": ("单位名称", "反馈单位", "征求意见单位", "部门", "unit"),
    "简称": ("单位简称", "short", "short name"),
    "别名": ("曾用名", "aliases", "alias"),
    "类别": ("单位类别", "分类", "category", "tag"),
    "联系人": ("姓名", "经办人", "contact"),
    "邮箱": ("电子邮箱", "邮箱地址", "电子邮件", "email", "e-mail", "mail"),
    "抄送": ("抄送邮箱", "cc"),
    "催办联系人": ("督促联系人", "催办邮箱", "escalation"),
    "电话": ("联系电话", "手机", "办公电话", "phone", "tel"),
}
_REQUIRED = ("单位", "邮箱")
_MAY_BE_MISSING = {
    "简称": "short",
    "别名": "aliases",
    "类别": "category",
    "联系人": "contact",
    "电话": "phone",
    "抄送": Role.CC,
    "催办联系人": Role.ESCALATION,
}
_SPACED = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_SEVERAL = re.compile(r"[、;；,，\n]+")
_ADDRESSED = re.compile(r"(?:(?P<name>[^<＜@＠]*?)[\s<＜]+)?(?P<email>[^\s<>＜＞]+)[>＞]?")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[\w-]+(?:\.[\w-]+)*")


def read_units(source: Path | bytes, name: str = "") -> tuple[UnitEntry, ...]:
    """The units of a sheet in its order.

    Args:
        source: an .xlsx, .xls, .ods or .csv file, or the path to one.
        name: the file's name, for the sentences.

    Raises:
        SheetUnreadable, ColumnsMissing, SheetEmpty: see `documents.sheets.lines_under`.
        RowRefused: a row without a unit, a unit named twice, or an address that is none.
    """
    blob, name = (source.read_bytes(), name or source.name) if isinstance(source, Path) else (source, name or "名单")
    units, refused = sift_units(blob, name)
    for error in refused:
        raise error
    return units


def sift_units(blob: bytes, name: str) -> tuple[tuple[UnitEntry, ...], tuple[RowRefused, ...]]:
    """The units of the rows that can be read, and what is wrong with each of the others.

    Raises:
        SheetUnreadable, ColumnsMissing, SheetEmpty: see `documents.sheets.lines_under`.
    """
    seen: dict[str, Line] = {}
    units, refused = list[UnitEntry](), list[RowRefused]()
    lines = lines_under(blob, name, _COLUMNS, _REQUIRED)
    there = {column for line in lines for column in line.cells}
    silent = frozenset(word for column, word in _MAY_BE_MISSING.items() if column not in there)
    for line in lines:
        try:
            units.append(replace(_unit_once(line, seen), silent=silent))
        except RowRefused as error:
            refused.append(error)
    return tuple(units), tuple(refused)


def _unit_once(line: Line, seen: dict[str, Line]) -> UnitEntry:
    unit = _unit(line)
    first = seen.setdefault(unit.name, line)
    if first is not line:
        raise RowRefused(f"{line.place}的“{unit.name}”与第 {first.number} 行重复；请删去其中一行。")
    return unit


def read_names(blob: bytes, name: str) -> tuple[str, ...]:
    """The units a sheet lists; only its 单位 column is needed.

    Raises:
        SheetUnreadable, ColumnsMissing, SheetEmpty: see `documents.sheets.lines_under`.
    """
    lines = lines_under(blob, name, _COLUMNS, ("单位",))
    return tuple(dict.fromkeys(filter(None, (joined(line["单位"]) for line in lines))))


def is_address(text: str) -> bool:
    """Whether a text is a mail address."""
    return bool(_EMAIL.fullmatch(text))


def joined(name: str) -> str:
    """A unit's name without the spaces that only spread it out: 市 财 政 局 is 市财政局."""
    return _SPACED.sub("", name.strip())


def _unit(line: Line) -> UnitEntry:
    name = joined(line["单位"])
    if not name:
        raise RowRefused(f"{line.place}没有写单位名称；请补上，或删去这一行。")
    aliases = tuple(joined(alias) for alias in _split(line["别名"]))
    return UnitEntry(name, tuple(_contacts(line)), joined(line["简称"]), aliases, line["类别"], line.number)


def _contacts(line: Line) -> Iterator[ContactEntry]:
    for role, column in ((Role.TO, "邮箱"), (Role.CC, "抄送"), (Role.ESCALATION, "催办联系人")):
        own = line["联系人"] if role is Role.TO else ""
        phone = line["电话"] if role is Role.TO else ""
        for entry in _split(line[column]):
            found = _ADDRESSED.fullmatch(entry)
            email = unicodedata.normalize("NFKC", found["email"]) if found else ""
            if found is None or not _EMAIL.fullmatch(email):
                raise RowRefused(f"{line.place}“{column}”一栏的“{entry}”不是邮箱地址；请改正后再导入。")
            yield ContactEntry(role, email, found["name"] or own, phone)


def _split(cell: str) -> list[str]:
    return [part.strip() for part in _SEVERAL.split(cell) if part.strip()]


def write_units(units: Iterable[UnitEntry]) -> bytes:
    """The register as a sheet that `read_units` reads back."""
    head = ("单位", "简称", "别名", "类别", "联系人", "邮箱", "抄送", "催办联系人", "电话")
    buffer = io.BytesIO()
    with Workbook(buffer, TEXT_ONLY) as book:
        sheet, look = book.add_worksheet("单位表"), book.add_format({"border": 1})
        heading = book.add_format({"border": 1, "bold": True, "bg_color": "#EFEFEF"})
        write_row(sheet, 0, head, [heading] * len(head))
        for at, unit in enumerate(units, 1):
            write_row(sheet, at, _texts(unit), [look] * len(head))
        sheet.set_column(0, len(head) - 1, 18)
        sheet.freeze_panes(1, 0)
    return buffer.getvalue()


def _texts(unit: UnitEntry) -> tuple[str, ...]:
    by_role = {role: [contact for contact in unit.contacts if contact.role is role] for role in Role}
    first = next(iter(by_role[Role.TO]), None)
    to, cc, escalation = ("、".join(map(_addressed, by_role[role])) for role in (Role.TO, Role.CC, Role.ESCALATION))
    if first and len(by_role[Role.TO]) == 1:
        to = first.email
    name, phone = (first.name, first.phone) if first else ("", "")
    return unit.name, unit.short, "、".join(unit.aliases), unit.category, name, to, cc, escalation, phone


def _addressed(contact: ContactEntry) -> str:
    return f"{contact.name} <{contact.email}>" if contact.name else contact.email
