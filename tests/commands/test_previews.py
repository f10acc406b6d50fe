"""Letters foretold: a preview names each of them and sends none."""

import re

from rich.cells import cell_len

from desk import chasing, filing, sheets
from desk.filing import Entered
from desk.office import Desk
from rules.words import Channel
from tests.commands.clerk import NOW, Clerk
from tests.desk import office
from tests.desk.office import (
    DAY,
    FEW,
    FINANCE,
    INDUSTRY,
    PLANNING,
    TITLE,
    UNITS,
    day,
    draft,
    open_round,
    units_sheet,
)


def foretold(screen: str) -> list[tuple[str, ...]]:
    """Day, unit and kind of every letter of a rehearsal."""
    today, found = "", []
    for line in screen.splitlines():
        words = line.split()
        if re.match(r"\d{4}-", line):
            today = words[0][5:10]
        elif words and words[0] in UNITS:
            found.append((today, *words[:2]))
    return found


def test_the_preview_of_a_round_names_every_letter_and_writes_nothing(clerk: Clerk, desk: Desk) -> None:
    clerk.puts({"draft.docx": draft(), "wanted.csv": f"单位\n{PLANNING}\n"})
    sheets.import_units(desk, units_sheet(clerk.folder / "units.csv", FEW))
    before = clerk.record()
    words = ("round", "open", "draft.docx", "--title", TITLE, "--due", "+7wd", "--units", "wanted.csv", "--preview")
    ended = clerk(*words)
    days = desk.calendar
    today = days.day_of(NOW)
    due = days.add(today, 7)
    letters = [(today, "征求意见函"), (days.add(due, -2), "催办函"), (due, "催办函")]
    letters += [(days.add(due, n), kind) for n, kind in ((1, "催办函"), (3, "催办函"), (5, "督促函"))]
    assert (ended.code, foretold(ended.out)) == (0, [(f"{at:%m-%d}", PLANNING, kind) for at, kind in letters])
    assert ended.out.splitlines()[-1] == "合计 6 封。"
    assert max(map(cell_len, ended.out.splitlines())) <= 80
    assert clerk.record() == before


def test_a_due_day_off_is_warned_about_and_allowed(clerk: Clerk, desk: Desk) -> None:
    clerk.puts({"draft.docx": draft()})
    sheets.import_units(desk, units_sheet(clerk.folder / "units.csv", FEW))
    off = next(at for n in range(10, 99) if not desk.calendar.is_working(at := desk.calendar.day_of(NOW + n * DAY)))
    words = ("round", "open", "draft.docx", "--title", TITLE, "--due", f"{off}", "--units", "all", "--preview")
    ended = clerk(*words)
    assert ended.code == 0
    assert ended.err.splitlines()[0] == f"注意：{off} 不是工作日，建议改为 {desk.calendar.add(off, 1)}。"


def test_the_preview_of_reminders_names_who_is_owed_what(clerk: Clerk, desk: Desk) -> None:
    open_round(desk)
    filing.enter_reply(desk, office.ROUND, PLANNING, Entered(day(10, 9), Channel.FAX, no_comment=True), day(10, 9))
    before = clerk.record()
    today = clerk.does("remind", "--preview", "--today", "2026-10-10")
    assert foretold(today) == [("10-10", FINANCE, "催办函"), ("10-10", INDUSTRY, "催办函")]
    assert clerk.does("remind", "--preview", "--today", "2026-10-11").splitlines()[-1] == "合计 0 封。"
    rest = foretold(clerk.does("remind", office.ROUND, "--preview", "--today", "2026-10-16"))
    assert rest == [
        (at, unit, kind) for at, kind in (("10-16", "催办函"), ("10-20", "督促函")) for unit in (FINANCE, INDUSTRY)
    ]
    assert clerk.record() == before
    assert chasing.open_names(desk) == [office.ROUND]
