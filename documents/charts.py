"""Charts as small SVG: no script, no style that a strict page forbids, readable in print and by a screen reader."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from itertools import accumulate
from xml.sax.saxutils import escape

from documents.ooxml import clean
from rules.ledger import Ledger
from rules.tally import Part, unit_parts, verdict_parts

FAMILY = "Noto Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
WIDTH = 640
_SIZE = 14
_INK, _FAINT, _GRID, _DUE, _LINE = "#333333", "#666666", "#dddddd", "#a3201d", "#1f5f99"
_BAR, _SWATCH, _LEGEND = 26, 12, 24
_LEFT, _RIGHT, _TOP, _FLOOR, _HEIGHT = 40, WIDTH - 24, 40, 190, 218
_LEVELS, _BETWEEN = 5, 72
_STEPS = (1, 2, 3, 5, 7, 10, 14, 21, 30, 61, 91, 182, 365)


@dataclass(frozen=True, slots=True)
class Labels:
    """What a chart says besides its numbers, `{}` standing for one; `word` is asked for each word of a bar."""

    units: str = "{}家"
    opinions: str = "{}条"
    invited: str = "发函{}家"
    due: str = "截止 {}"
    what_became: str = "{}条意见建议的采纳情况"
    who_answered: str = "截至{}，发函{}家，已反馈{}家，截止{}"
    day: Callable[[datetime], str] = lambda at: f"{at.month}月{at.day}日"
    word: Callable[[str], str] = str


CHINESE = Labels()


def standing_bar_svg(ledger: Ledger) -> str:
    """One bar of all invited units by where they stand, its legend below; the counts are the ledger's."""
    return _bar(unit_parts(ledger.units), CHINESE.units, f"发函{ledger.units.invited}家单位的反馈情况")


def verdict_bar_svg(ledger: Ledger, labels: Labels = CHINESE) -> str:
    """One bar of all opinions by what became of them, its legend below; the counts are the ledger's."""
    parts = tuple(replace(part, word=labels.word(part.word)) for part in verdict_parts(ledger.verdicts))
    return _bar(parts, labels.opinions, labels.what_became.format(ledger.opinions))


def timeline_svg(  # noqa: PLR0913 - the six moments and counts that make the line, and its words
    answered: Sequence[datetime],
    invited: int,
    due: datetime,
    *,
    opened: datetime,
    until: datetime,
    zone: tzinfo,
    labels: Labels = CHINESE,
) -> str:
    """How many units had answered when, as a line rising by steps, with the due moment.

    Args:
        answered: when each unit that had answered by `until` did so, in any order.
        invited: how many units were asked.
        due: the due moment.
        opened: when the round opened, the left edge.
        until: the moment the line ends, 截至.
        zone: the office's zone, in which days are printed.
        labels: its words.
    """
    last = max(due, until, opened + timedelta(days=1))
    axis = _Axis(opened, last + (last - opened) / 30, zone, labels)
    told = labels.who_answered.format(axis.word(until), invited, len(answered), axis.word(due))
    days = (_text(axis.at(day), _FLOOR + 20, axis.word(day), _FAINT, "middle") for day in axis.days())
    drawn = (
        *_levels(invited, labels.invited.format(invited)),
        *days,
        _due_mark(axis, due),
        _steps(sorted(answered), invited, axis, until),
    )
    return _svg(_HEIGHT, told, "".join(drawn))


@dataclass(frozen=True, slots=True)
class _Axis:
    """The days from left to right."""

    first: datetime
    last: datetime
    zone: tzinfo
    labels: Labels

    def at(self, moment: datetime) -> float:
        share = (moment - self.first) / (self.last - self.first)
        return _LEFT + (_RIGHT - _LEFT) * min(max(share, 0.0), 1.0)

    def word(self, moment: datetime) -> str:
        return self.labels.day(moment.astimezone(self.zone))

    def days(self) -> Iterator[datetime]:
        """Midnights to name, as many as there is room for."""
        room = (_RIGHT - _LEFT) // _BETWEEN
        length = (self.last - self.first).days
        step = next((days for days in _STEPS if length <= days * room), _STEPS[-1] * (1 + length // _STEPS[-1] // room))
        opened = self.first.astimezone(self.zone)
        day = datetime.combine(opened, time(), tzinfo=self.zone) + timedelta(days=opened.time() > time())
        while day <= self.last and self.at(day) <= WIDTH - _BETWEEN / 2:
            yield day
            day += timedelta(days=step)


def _levels(invited: int, whole: str) -> Iterator[str]:
    """Lines at round counts, and a dashed one at the number of units asked."""
    step = next(unit for unit in _counts() if invited <= unit * _LEVELS)
    for count in range(0, invited + 1, step):
        height = _height(count, invited)
        yield _line(_LEFT, height, _RIGHT, height, _GRID)
        if count == invited or _height(count, invited) - _height(invited, invited) > _SIZE:
            yield _text(_LEFT - 6, height + 5, str(count), _FAINT, "end")
    yield _line(_LEFT, _height(invited, invited), _RIGHT, _height(invited, invited), _FAINT, dashed=True)
    yield _text(_LEFT, _TOP - 10, whole, _FAINT)


def _counts() -> Iterator[int]:
    ten = 1
    while True:
        yield from (ten, 2 * ten, 5 * ten)
        ten *= 10


def _height(count: int, invited: int) -> float:
    return _FLOOR - (_FLOOR - _TOP) * count / max(invited, 1)


def _due_mark(axis: _Axis, due: datetime) -> str:
    at = axis.at(due)
    line = _line(at, _TOP - 4, at, _FLOOR, _DUE, dashed=True)
    words = axis.labels.due.format(axis.word(due))
    return line + _text(at, _TOP - 10, words, _DUE, "end" if at > (_LEFT + _RIGHT) / 2 else "start")


def _steps(answered: Sequence[datetime], invited: int, axis: _Axis, until: datetime) -> str:
    """The line itself, filled below, with the last count at its end."""
    # One step a pixel: ten thousand answers draw no more than the eye can tell apart.
    counts = {round(axis.at(moment)): count for count, moment in enumerate(answered, 1)}
    path = f"M{_LEFT} {_FLOOR}" + "".join(f"H{at}V{_height(count, invited):.1f}" for at, count in counts.items())
    end, height = axis.at(until), _height(len(answered), invited)
    label = _text(
        end + 6,
        height - 6,
        axis.labels.units.format(len(answered)),
        _LINE,
        "start" if end < _RIGHT - _BETWEEN / 2 else "end",
    )
    return (
        f'<path d="{path}H{end:.1f}V{_FLOOR}Z" fill="{_LINE}" fill-opacity="0.12"/>'
        f'<path d="{path}H{end:.1f}" fill="none" stroke="{_LINE}" stroke-width="2"/>'
        f'<circle cx="{end:.1f}" cy="{height:.1f}" r="4" fill="{_LINE}"/>{label}'
    )


def _bar(parts: tuple[Part, ...], measure: str, title: str) -> str:
    whole = sum(part.count for part in parts)
    said = "、".join(f"{part.word}{measure.format(part.count)}" for part in parts)
    widths = [WIDTH * part.count / max(whole, 1) for part in parts]
    starts = accumulate(widths[:-1], initial=0.0)
    bar = "".join(_piece(part, start, width) for part, start, width in zip(parts, starts, widths, strict=False))
    empty = f'<rect width="{WIDTH}" height="{_BAR}" fill="none" stroke="{_GRID}"/>'
    legend, lines = _legend(parts, measure)
    return _svg(_BAR + 8 + lines * _LEGEND, f"{title}：{said}" if said else title, (bar or empty) + legend)


def _piece(part: Part, start: float, width: float) -> str:
    if not part.count:
        return ""
    room = width > _wide(str(part.count)) + 6
    count = _text(start + width / 2, _BAR / 2 + 5, str(part.count), part.ink, "middle") if room else ""
    return f'<rect x="{start:.1f}" width="{width:.1f}" height="{_BAR}" fill="{part.colour}" stroke="#ffffff"/>{count}'


def _legend(parts: Sequence[Part], measure: str) -> tuple[str, int]:
    """The words of the parts in as many lines as they need."""
    drawn, left, line = "", 0.0, 1 if parts else 0
    for part in parts:
        word = f"{part.word} {measure.format(part.count)}"
        wide = _SWATCH + 6 + _wide(word)
        if left and left + wide > WIDTH:
            left, line = 0.0, line + 1
        top = _BAR + 8 + (line - 1) * _LEGEND
        drawn += (
            f'<rect x="{left:.1f}" y="{top + 5}" width="{_SWATCH}" height="{_SWATCH}" fill="{part.colour}"/>'
            f"{_text(left + _SWATCH + 6, top + 16, word, _INK)}"
        )
        left += wide + 20
    return drawn, line


def _wide(text: str) -> float:
    return sum(_SIZE * (0.56 if character.isascii() else 1.0) for character in text)


def _line(  # noqa: PLR0913 - two points and a look
    x1: float, y1: float, x2: float, y2: float, colour: str, *, dashed: bool = False
) -> str:
    dashes = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashes}/>'


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(clean(words))}</text>'


def _svg(height: int, title: str, content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" width="{WIDTH}" height="{height}" '
        f'viewBox="0 0 {WIDTH} {height}" font-family="{FAMILY}" font-size="{_SIZE}">'
        f"<title>{escape(clean(title))}</title>{content}</svg>"
    )
