"""A round about to be opened: its letter is the real one, its days the calendar's, and looking leaves no trace."""

import re
from dataclasses import replace

import pytest

from desk import preparing, sheets
from desk.acts import record
from desk.office import Desk
from desk.opening import Request
from desk.preparing import Span
from models.queries import all_rounds
from rules.errors import BadInput, DraftUnreadable, UnitUnknown
from tests.desk.office import (
    DRAFT_NAME,
    DUE,
    FEW,
    OPENED,
    PLANNING,
    address,
    asking,
    caught,
    day,
    draft,
    send,
    units_sheet,
    words,
)

CODE = re.compile(r"ZQ-[0-9A-Z-]+")


@pytest.fixture
def request_(desk: Desk) -> Request:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", FEW))
    return asking(desk, FEW)


def rounds(desk: Desk) -> list[str]:
    with desk.store.read() as session:
        return [asked.name for asked in all_rounds(session)]


def test_the_letter_looked_at_is_the_letter_sent(desk: Desk, request_: Request) -> None:
    look = preparing.look_at_letter(desk, request_, PLANNING, OPENED)
    assert (look.unit, look.recipients, rounds(desk)) == (PLANNING, (address(PLANNING),), [])
    assert look.files == ("征求意见反馈表.docx", "反馈截止时间.ics", DRAFT_NAME)
    preparing.send(desk, request_, "王科员", OPENED)
    send(desk, OPENED)
    (letter,) = caught(desk, address(PLANNING))
    # Looked at alone, a unit is the first of its round; only its code tells.
    assert CODE.sub("", look.text).split() == CODE.sub("", words(letter)).split()


def test_opening_stands_in_the_record_of_acts(desk: Desk, request_: Request) -> None:
    opened = preparing.send(desk, request_, "王科员", OPENED)
    assert opened.letters == len(FEW)
    assert [(act.who, act.what) for act in record(desk, opened.name).acts] == [("王科员", "发函")]


def test_what_cannot_be_opened_is_refused_before_anything_is_written(desk: Desk, request_: Request) -> None:
    for wrong, kind in (
        (replace(request_, draft="0" * 64), BadInput),
        (replace(request_, title=" "), BadInput),
        (replace(request_, units=("市文旅局",)), UnitUnknown),
    ):
        with pytest.raises(kind):
            preparing.send(desk, wrong, "王科员", OPENED)
    assert rounds(desk) == []


def test_a_draft_is_kept_once_it_can_be_read(desk: Desk) -> None:
    kept = preparing.take_draft(desk, draft(), DRAFT_NAME)
    assert (kept.title, kept.paragraphs) == ("全市河道管护办法", 3)
    with pytest.raises(DraftUnreadable):
        preparing.take_draft(desk, b"%PDF-1.7", "草案.pdf")


def test_holidays_and_worked_weekends_up_to_the_due_day_are_named(desk: Desk) -> None:
    assert preparing.unusual_days(desk, OPENED, DUE) == (
        Span(day(10, 1).date(), day(10, 7).date(), worked=False),
        Span(day(10, 10).date(), day(10, 10).date(), worked=True),
    )
    assert preparing.unusual_days(desk, DUE, day(10, 16)) == ()
