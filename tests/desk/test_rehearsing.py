"""The rehearsal: every letter to come, on its day, with the office's own list where nobody stands above a unit."""

from datetime import date

from desk import chasing, filing, opening, rehearsing, sheets
from desk.filing import Entered
from desk.office import Desk
from desk.rehearsing import Planned
from rules.words import Channel, LetterKind
from tests.desk.office import (
    DAY,
    DUE,
    FEW,
    FINANCE,
    INDUSTRY,
    OFFICE,
    OPENED,
    PLANNING,
    ROUND,
    address,
    asking,
    day,
    letters,
    open_round,
    send,
    superior,
    units_sheet,
    written,
)

LAST = [("10-14", "reminder"), ("10-16", "reminder"), ("10-20", "escalation")]


def answers(desk: Desk, unit: str) -> None:
    filing.enter_reply(desk, ROUND, unit, Entered(day(10, 9), Channel.PAPER, no_comment=True), day(10, 9))


def without_superiors(desk: Desk, *units: str) -> None:
    """The register once more, with nobody above these units."""
    sheet = units_sheet(desk.settings.home / "alone.csv", FEW)
    lines = sheet.read_text("utf-8").splitlines()
    lines = [line.rpartition(",")[0] + "," if line.startswith(units) else line for line in lines]
    sheet.write_text("\n".join(lines), "utf-8")
    sheets.import_units(desk, sheet)


def told(planned: tuple[Planned, ...]) -> list[tuple[str, str, str]]:
    return [(f"{one.day:%m-%d}", one.kind, "、".join(one.calls) or one.unit) for one in planned]


def test_the_letters_of_today_are_shown_without_being_written(desk: Desk) -> None:
    open_round(desk)
    answers(desk, PLANNING)
    today = date(2026, 10, 10)
    expected = tuple(Planned(today, ROUND, unit, LetterKind.REMINDER, (address(unit),)) for unit in (FINANCE, INDUSTRY))
    assert rehearsing.owed_today(desk, day(10, 10, 7), ROUND) == expected, "from half past eight on"
    assert rehearsing.owed_today(desk, day(10, 10)) == expected
    assert rehearsing.owed_today(desk, day(10, 10, 18)) == rehearsing.owed_today(desk, day(10, 11)) == ()
    assert written(desk, LetterKind.REMINDER) == []


def test_the_rehearsal_leaves_out_what_has_passed_and_who_has_answered(desk: Desk) -> None:
    open_round(desk)
    answers(desk, PLANNING)
    planned = rehearsing.rehearsal(desk, day(10, 14), ROUND)
    assert told(planned) == [(moment, kind, unit) for moment, kind in LAST for unit in (FINANCE, INDUSTRY)]
    assert planned[-1].addresses == (superior(INDUSTRY), address(INDUSTRY))


def test_what_is_foretold_before_opening_is_what_then_happens(desk: Desk) -> None:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    without_superiors(desk, PLANNING, INDUSTRY)
    foretold = rehearsing.rehearse(desk, asking(desk, FEW), OPENED)
    opening.open_round(desk, asking(desk, FEW), OPENED)
    send(desk, OPENED)
    for after in range(1, 40):
        chasing.write_reminders(desk, OPENED + after * DAY)
        send(desk, OPENED + after * DAY)
    sent = [(desk.local(one.written).date(), one.kind, tuple(one.recipients.split())) for one in letters(desk)]
    assert sorted((one.day, one.kind, one.addresses) for one in foretold) == sorted(sent)


def test_units_below_nobody_stand_on_one_list_for_the_office(desk: Desk) -> None:
    open_round(desk)
    without_superiors(desk, PLANNING, INDUSTRY)
    planned = rehearsing.rehearsal(desk, day(10, 17), ROUND)
    assert told(planned)[3:] == [("10-20", "escalation", FINANCE), ("10-20", "escalation", f"{PLANNING}、{INDUSTRY}")]
    assert planned[-1] == Planned(
        date(2026, 10, 20), ROUND, "市水利局", LetterKind.ESCALATION, (OFFICE,), (PLANNING, INDUSTRY)
    )


def test_a_missed_letter_is_foretold_for_the_next_run(desk: Desk) -> None:
    open_round(desk)
    assert told(rehearsing.rehearsal(desk, day(10, 15), ROUND))[:4] == [
        *(("10-15", "reminder", unit) for unit in FEW),
        ("10-16", "reminder", FINANCE),
    ]


def test_rounds_are_rehearsed_side_by_side(desk: Desk) -> None:
    open_round(desk)
    assert {one.round for one in rehearsing.rehearsal(desk, DUE)} == {ROUND}
    assert rehearsing.rehearsal(desk, DUE) == rehearsing.rehearsal(desk, DUE, ROUND)
