"""Working days by the State Council's notices, and due moments: one stored value with date, time and zone."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from rules.errors import BadInput, DateUnreadable, DueInPast

SHORT_NOTICE = 3
_ONE_DAY = timedelta(days=1)
FARTHEST = timedelta(days=1000)
# The statutory days fixed in the solar calendar (全国年节及纪念日放假办法, 2024): certain before any notice.
FIXED = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_FRIDAY = 5
_RELATIVE = re.compile(r"\+?\s*(\d{1,3})\s*(wd|d|个?工作日|日|天)(?:内|后)?", re.IGNORECASE)
_ABSOLUTE = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})"
    r"(?:\s*日\s*|[T\s]+|$)"
    r"(?:(上午|下午)?\s*(\d{1,2})\s*(?::\s*(\d{2})|[时点]\s*(?:(\d{1,2})\s*分|整)?))?\s*前?"
)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The office's working calendar.

    days: exceptions to Monday-to-Friday, True where a weekend is worked (调休) and False where a weekday is off.
    notices: the State Council notice behind each year; a year without one is answered provisionally, by weekdays
    less the statutory days fixed in the solar calendar.
    zone: the office's time zone, in which a moment has its day.
    """

    zone: tzinfo
    days: Mapping[date, bool] = field(default_factory=dict)
    notices: Mapping[int, str] = field(default_factory=dict)

    def day_of(self, moment: datetime) -> date:
        """The office's calendar day of an aware moment."""
        return moment.astimezone(self.zone).date()

    def is_working(self, day: date) -> bool:
        """Whether the office works on `day`."""
        fixed = day.year not in self.notices and (day.month, day.day) in FIXED
        return self.days.get(day, day.isoweekday() <= _FRIDAY and not fixed)

    def add(self, day: date, working_days: int) -> date:
        """The day that many working days after `day`, or before it where negative; `day` itself is not counted."""
        step = _ONE_DAY if working_days >= 0 else -_ONE_DAY
        for _ in range(abs(working_days)):
            day += step
            while not self.is_working(day):
                day += step
        return day

    def add_natural(self, day: date, days: int) -> date:
        """The day that many natural days later; an end on a day off rolls to the next working day (民法典 203)."""
        day += timedelta(days=days)
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """`day`, or the last working day before it."""
        while not self.is_working(day):
            day -= _ONE_DAY
        return day

    def working_days(self, start: date, end: date) -> int:
        """The working days after `start` up to and including `end`; 0 where `end` is not later."""
        span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in span)

    def provisional(self, start: date, end: date) -> tuple[int, ...]:
        """The years between two days whose notice this calendar does not have."""
        years = range(min(start.year, end.year), max(start.year, end.year) + 1)
        return tuple(year for year in years if year not in self.notices)


@dataclass(frozen=True, slots=True)
class Due:
    """A due moment with what the clerk should know about it before sending."""

    moment: datetime
    warnings: tuple[str, ...] = ()


def due_moment(text: str, calendar: Calendar, now: datetime, closing: time) -> Due:
    """Read a due moment as a clerk writes it: `2026-10-13`, `2026年10月13日17:00`, `+7wd`, `+30d`.

    Args:
        text: a date with or without a time, or a number of working (`wd`) or natural (`d`) days from today.
        calendar: the office's working days and zone.
        now: the moment of asking; the starting day is not counted.
        closing: the time of day that closes a day named without a time.

    Raises:
        DateUnreadable: the text is no such thing.
        DueInPast: the moment is not after `now`.
        BadInput: the moment lies more than `FARTHEST` ahead, as a mistyped year would.
    """
    today = calendar.day_of(now)
    day, at = _relative(text, calendar, today) or _absolute(text)
    if day - today > FARTHEST:
        raise BadInput(f"截止日期 {day} 在 {FARTHEST.days} 天以后，疑为笔误；请核对年份。")
    moment = datetime.combine(day, at or closing, tzinfo=calendar.zone)
    if moment <= now:
        raise DueInPast(f"截止时间 {moment:%Y-%m-%d %H:%M} 已经过去；请给出今后的日期，例如 +7wd（7 个工作日后）。")
    return Due(moment, tuple(_warnings(day, calendar, today)))


def moment_of(text: str, calendar: Calendar) -> datetime:
    """A moment in the past or present as a clerk writes it; a day without a time means its beginning."""
    day, at = _absolute(text)
    return datetime.combine(day, at or time(), tzinfo=calendar.zone)


def _relative(text: str, calendar: Calendar, today: date) -> tuple[date, time | None] | None:
    match = _RELATIVE.fullmatch(_plain(text))
    if match is None:
        return None
    count, unit = int(match[1]), match[2].lower()
    working = unit == "wd" or unit.endswith("工作日")
    return (calendar.add(today, count) if working else calendar.add_natural(today, count)), None


def _absolute(text: str) -> tuple[date, time | None]:
    match = _ABSOLUTE.fullmatch(_plain(text))
    try:
        if match is not None:
            return date(int(match[1]), int(match[2]), int(match[3])), _time(match)
    except ValueError:
        pass
    raise DateUnreadable(f"看不懂日期“{text}”；请写成 2026-10-13、2026-10-13 17:00 或 +7wd（7 个工作日后）。")


def _time(match: re.Match[str]) -> time | None:
    if match[5] is None:
        return None
    hour, noon = int(match[5]), 12
    afternoon = match[4] == "下午" and hour < noon
    return time(hour + noon if afternoon else hour, int(match[6] or match[7] or 0))


def _plain(text: str) -> str:
    """Full-width digits, signs and blanks as an input method leaves them become plain ones."""
    return unicodedata.normalize("NFKC", text).strip()


def _warnings(day: date, calendar: Calendar, today: date) -> list[str]:
    found = []
    if not calendar.is_working(day):
        found.append(f"{day:%Y-%m-%d} 不是工作日，建议改为 {calendar.add(day, 1):%Y-%m-%d}。")
    left = calendar.working_days(today, day)
    if left < SHORT_NOTICE:
        found.append(f"距截止只有 {left} 个工作日，各单位可能来不及研究。")
    found += [
        f"{year} 年的放假安排尚未公布（或日历中没有），按周一至周五（元旦、五一、国庆法定日除外）暂算，公布后请核对。"
        for year in calendar.provisional(today, day)
    ]
    return found
