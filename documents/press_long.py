"""A long table is pressed part by part and its pages joined: memory holds one part, and no reader sees a seam.

A part begins with a row on a page that the part before has set to its end, at the same height: that page is set again
for the sake of what follows, and thrown away. A part's last page is thrown away too, unless nothing follows.
"""

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from math import isclose
from pathlib import Path

from pikepdf import ObjectStreamMode, Pdf

from documents.press import press, press_part
from documents.template_files import template_path

Row = tuple[str, ...]
Run = Sequence[Row]
Spot = tuple[int, float]
# Characters, and how many of them a row's lines and cells weigh as much as.
_PART, _LONG, _ROW = 50_000, 150_000, 50
_NAMED, _NEAR = 2, 0.01
_BESIDE = ("paper.typ",)
_PAGES = re.compile(rb"(<xmpTPg:NPages>)\d+")


def press_table(  # noqa: PLR0913 - the press and the rows apart
    name: str,
    data: Mapping[str, object],
    runs: Sequence[Run],
    unit: int,
    moment: datetime,
    templates: Path | None = None,
    own_fonts: Path | None = None,
) -> bytes:
    """The PDF/A of a table, page by page the same however long it is.

    An office's own layout is pressed in one: it may count its pages, or know nothing of parts.

    Args:
        name: the template's file name.
        data: what the template needs beside the rows.
        runs: the rows, those of one unit together.
        unit: the column whose cells span a run.
        moment: what the file says it was made at.
        templates: the office's own template root.
        own_fonts: a folder with the office's own fonts.

    Raises:
        TemplateBroken: the office's template has a mistake.
    """
    data = {**data, "unit": unit}
    rows = _Rows(runs, unit)
    ours = all(template_path(one, templates) == template_path(one) for one in (name, *_BESIDE))
    if ours and rows.weight > _LONG:
        with suppress(_Seam):
            return _joined(_parts(name, data, rows, moment, own_fonts))
    return press(name, {**data, "runs": runs}, moment, templates, own_fonts)


class _Seam(Exception):
    """A part does not go on as the one before it did."""


class _Rows:
    """The rows of a table one after another."""

    def __init__(self, runs: Sequence[Run], unit: int) -> None:
        self._unit = unit
        self._rows = [row for run in runs for row in run]
        self._begins = [at == 0 for run in runs for at in range(len(run))]
        self._before = list(accumulate((_ROW + sum(map(len, row)) for row in self._rows), initial=0))

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def weight(self) -> int:
        """What all of them weigh."""
        return self._before[-1]

    def begins(self, at: int) -> bool:
        """Whether a unit's rows begin with this one."""
        return self._begins[at]

    def end(self, start: int, least: int, room: int) -> int:
        """Where to end a part so that it has room and no unit is cut; more than `least` in any case."""
        end = min(max(bisect_right(self._before, self._before[start] + room) - 1, least + 1), len(self))
        whole = (at for at in range(end, least, -1) if at == len(self) or self._begins[at])
        return next(whole, end)

    def runs(self, start: int, end: int) -> list[list[Row]]:
        """Rows by their units; the name of a unit that began earlier stands on an earlier page."""
        runs: list[list[Row]] = []
        for at in range(start, end):
            if at == start or self._begins[at]:
                runs.append([])
            runs[-1].append(self._rows[at])
        if not self._begins[start]:
            row = runs[0][0]
            runs[0][0] = (*row[: self._unit], "", *row[self._unit + 1 :])
        return runs


@dataclass(frozen=True, slots=True)
class _Spots:
    """How a part came out: its pages, how high rows begin under a header, and where each row begins."""

    pages: int
    head: float
    rows: Sequence[Spot]


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a part begins: its row, the number of its page and how far below the header; how many pages are known.

    `ahead` is where the rows of the page after those begin: page and height by row.
    """

    row: int = 0
    page: int = 1
    gap: float = 0
    known: int = 0
    ahead: Mapping[int, Spot] = field(default_factory=dict)

    def after(self, rows: _Rows, spots: _Spots) -> "_Start | None":
        """Where the next part begins; None where this one is too short to tell."""
        done = spots.pages - 1
        within = [at for at, (page, _) in enumerate(spots.rows) if at and page <= done]
        if not within:
            return None
        # A unit's name may need its first pages; later it can be left out.
        named = [at for at in within if rows.begins(self.row + at) and spots.rows[at][0] > done - _NAMED]
        best = named or within
        at = next(at for at in best if spots.rows[at][0] == spots.rows[best[-1]][0])
        page, height = spots.rows[at]
        ahead = {self.row + n: (there - page + 1, y) for n, (there, y) in enumerate(spots.rows) if there == spots.pages}
        return _Start(self.row + at, self.page + page - 1, height - spots.head, spots.pages - page, ahead)

    def holds(self, spots: _Spots) -> bool:
        """Whether the rows ahead begin where the part before saw them begin."""
        there = {row: spots.rows[row - self.row] for row in self.ahead}
        return all(
            there[row][0] == page and isclose(there[row][1], height, abs_tol=_NEAR)
            for row, (page, height) in self.ahead.items()
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """A part's PDF with the pages to keep."""

    pdf: bytes
    first: int
    end: int


def _parts(
    name: str, data: Mapping[str, object], rows: _Rows, moment: datetime, own_fonts: Path | None
) -> Iterator[_Part]:
    start, end, room = _Start(), 0, _PART
    while end < len(rows):
        end = rows.end(start.row, end, room)
        last = end == len(rows)
        part = {"page": start.page, "gap": start.gap, "first": start.row == 0, "last": last}
        pdf, found = press_part(name, {**data, "runs": rows.runs(start.row, end), "part": part}, moment, own_fonts)
        spots = _Spots(found["pages"], found["heads"][-1][1], [(page, height) for page, height in found["rows"]])
        if not start.holds(spots):
            raise _Seam
        follows = start.after(rows, spots)
        if last or follows:
            yield _Part(pdf, start.known, spots.pages - (not last))
        room = _PART if follows else 2 * room
        start = follows or start


def _joined(parts: Iterator[_Part]) -> bytes:
    """One file of the pages kept; what says that it is PDF/A is the first part's."""
    begun = next(parts)
    pdf = Pdf.open(io.BytesIO(begun.pdf))
    del pdf.pages[begun.end :]
    others = []  # a page is copied when all is written: till then its file stays open
    for part in parts:
        others.append(other := Pdf.open(io.BytesIO(part.pdf)))
        pdf.pages.extend(other.pages[part.first : part.end])
    about = pdf.Root.Metadata
    about.write(_PAGES.sub(rb"\g<1>%d" % len(pdf.pages), about.read_bytes()))
    written = io.BytesIO()
    pdf.save(written, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True, fix_metadata_version=False)
    return written.getvalue()
