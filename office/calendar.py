"""The office's working calendar: the State Council's notices we carry, and over them the office's own file.

A file reads `{"version": 1, "years": {"2027": {"notice": {"title", "number", "page"}, "off": [date…], "worked":
[date…]}}}`: `off` are weekdays not worked, `worked` the weekend days made up for (调休). All three may be left out;
a year without a notice is counted provisionally. The idea of one sourced file is NateScarlet/holiday-cn's.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, ValidationError

from office.settings import Settings
from rules.deadlines import Calendar
from rules.errors import BadInput

OURS = Path(__file__).with_name("holidays.json")
_AS_ASKED = ConfigDict(extra="forbid", frozen=True)


class Notice(BaseModel):
    """The State Council notice behind a year."""

    model_config = _AS_ASKED

    title: str
    number: str = ""
    page: str = ""

    def __str__(self) -> str:
        return f"{self.title}（{self.number}）" if self.number else self.title


class Year(BaseModel):
    """A year's exceptions to Monday-to-Friday."""

    model_config = _AS_ASKED

    notice: Notice | None = None
    off: tuple[date, ...] = ()
    worked: tuple[date, ...] = ()


class Holidays(BaseModel):
    """A calendar file."""

    model_config = _AS_ASKED

    version: Literal[1]
    years: dict[int, Year]


def working_calendar(settings: Settings) -> Calendar:
    """The working calendar: ours, and over it the file `settings.calendar` names; read again when that file changes.

    Raises:
        BadInput: the office's file is missing, damaged or contradicts itself; the sentence names file and place.
    """
    own = settings.calendar
    return _calendar(settings.zone, own, _changed(own) if own else 0)


@lru_cache(maxsize=8)
def _calendar(zone: ZoneInfo, own: Path | None, _changed: int) -> Calendar:
    days: dict[date, bool] = {}
    notices: dict[int, str] = {}
    for path in (OURS, own) if own else (OURS,):
        for number, year in _read(path).years.items():
            days |= dict.fromkeys(year.off, False) | dict.fromkeys(year.worked, True)
            if year.notice:
                notices[number] = str(year.notice)
    return Calendar(zone, days, notices)


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError as error:
        raise BadInput(f"找不到日历文件 {path}；请检查设置 CIRCULATE_CALENDAR。") from error


def _read(path: Path) -> Holidays:
    try:
        found = Holidays.model_validate(json.loads(path.read_text("utf-8-sig")))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"日历文件 {path} 读不出来；请另存为 UTF-8 编码的 JSON 文件。") from error
    except json.JSONDecodeError as error:
        raise BadInput(f"日历文件 {path} 第 {error.lineno} 行不合 JSON 格式；请检查逗号、引号和括号。") from error
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"])) or "开头"
        raise BadInput(f"日历文件 {path} 的 {place} 处有误或缺少内容；请对照说明改正。") from error
    for wrong in _contradictions(found):
        raise BadInput(f"日历文件 {path} 中 {wrong}；请改正后再试。")
    return found


def _contradictions(holidays: Holidays) -> Iterator[str]:
    for number, year in holidays.years.items():
        for day in (*year.off, *year.worked):
            if day.year != number:
                yield f"{day} 写在了 {number} 年之下"
        for day in sorted({*year.off} & {*year.worked}):
            yield f"{day} 既放假又上班"
