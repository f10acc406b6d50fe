"""Opening: everything is checked before anything is written, and then all of it stands or none."""

from dataclasses import replace

import pytest

from desk import opening, sheets
from desk.office import Desk
from desk.rehearsing import rehearse
from desk.view import view
from models.queries import round_going_out
from rules.errors import AddressMissing, AlreadyOpen, CirculateError, DraftUnreadable, NotFound, SheetEmpty, UnitUnknown
from rules.words import LetterKind, LetterState, Standing
from tests.desk.office import (
    DRAFT_NAME,
    FEW,
    FINANCE,
    INDUSTRY,
    OFFICE,
    OPENED,
    PLANNING,
    ROUND,
    TITLE,
    UNITS,
    address,
    asking,
    attached,
    caught,
    draft,
    form_in,
    letters,
    open_round,
    send,
    superior,
    units_sheet,
)


def register(desk: Desk, *units: str) -> None:
    sheets.import_units(desk, units_sheet(desk.settings.home / "units.csv", units))


def refusal(kind: type[CirculateError], desk: Desk, request: opening.Request, content: bytes) -> str:
    with pytest.raises(kind) as caught_error:
        opening.check(desk, request, content)
    return caught_error.value.sentence


def test_every_unit_gets_one_letter_with_the_draft_and_its_own_form(desk: Desk) -> None:
    assert open_round(desk, UNITS) == ROUND
    boxes = {unit: caught(desk, address(unit)) for unit in UNITS}
    assert {unit: len(box) for unit, box in boxes.items()} == dict.fromkeys(UNITS, 1)
    assert {attached(box[0], DRAFT_NAME) for box in boxes.values()} == {draft()}
    assert len({form_in(box[0]) for box in boxes.values()}) == len(UNITS)
    assert {str(box[0]["From"].addresses[0].addr_spec) for box in boxes.values()} == {OFFICE}


def test_the_units_stand_in_register_order_and_wait(desk: Desk) -> None:
    open_round(desk, UNITS)
    seen = view(desk, ROUND, OPENED)
    assert [(unit.unit, unit.standing) for unit in seen.units] == [(unit, Standing.AWAITING) for unit in UNITS]


def test_a_second_run_of_the_same_request_finds_the_round_and_writes_nothing(desk: Desk) -> None:
    register(desk, *FEW)
    request = asking(desk, FEW)
    assert opening.open_round(desk, request, OPENED) == opening.Opened(ROUND, 3)
    assert opening.open_round(desk, request, OPENED) == opening.Opened(ROUND, 0)
    assert [letter.state for letter in letters(desk)] == [LetterState.QUEUED] * 3


def test_the_same_draft_under_the_same_title_is_refused_to_a_clerk_who_asks_twice(desk: Desk) -> None:
    open_round(desk)
    assert refusal(AlreadyOpen, desk, asking(desk, FEW), draft()) == (
        f"这份文稿已经以“{TITLE}”发出过，就是 {ROUND}；查看进展用 circulate status {ROUND}。"
    )


def test_a_unit_without_an_address_stops_the_whole_round(desk: Desk) -> None:
    sheet = desk.settings.home / "units.csv"
    sheet.write_text("单位,邮箱\n市财政局,\n", "utf-8")
    with pytest.raises(AddressMissing, match="第 2 行“市财政局”没有填写邮箱"):
        sheets.import_units(desk, sheet)
    with pytest.raises(SheetEmpty, match="单位表还是空的"):
        opening.choose_units(desk, "all")


def test_a_round_of_nobody_is_refused(desk: Desk) -> None:
    register(desk, *FEW)
    assert refusal(AddressMissing, desk, asking(desk, ()), draft()).startswith("没有选中任何单位")


def test_a_draft_that_is_no_docx_is_refused_before_anything_is_written(desk: Desk) -> None:
    register(desk, *FEW)
    assert DRAFT_NAME in refusal(DraftUnreadable, desk, asking(desk, FEW), b"plain words")
    with pytest.raises(DraftUnreadable):
        opening.open_round(desk, opening.with_draft(desk, asking(desk, FEW), b"plain words"), OPENED)
    with desk.store.read() as session:
        assert round_going_out(session, TITLE, b"plain words") is None


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("all", (FINANCE, PLANNING, INDUSTRY)),
        ("综合", (FINANCE, INDUSTRY)),
        (("工信局", "市财政局"), (FINANCE, INDUSTRY)),
    ],
)
def test_units_are_chosen_by_all_by_category_or_by_any_name(
    desk: Desk, wanted: str | tuple[str, ...], chosen: tuple[str, ...]
) -> None:
    sheet = desk.settings.home / "units.csv"
    sheet.write_text(
        "单位,简称,类别,邮箱\n市财政局,,综合,a@x.test\n市发改委,,,b@x.test\n市工信局,工信局,综合,c@x.test", "utf-8"
    )
    sheets.import_units(desk, sheet)
    assert opening.choose_units(desk, wanted) == chosen


def test_an_unknown_category_or_name_is_answered_with_what_there_is(desk: Desk) -> None:
    sheet = desk.settings.home / "units.csv"
    sheet.write_text("单位,类别,邮箱\n市财政局,综合,a@x.test\n", "utf-8")
    sheets.import_units(desk, sheet)
    with pytest.raises(NotFound, match="已有的类别：综合"):
        opening.choose_units(desk, "县区")
    with pytest.raises(UnitUnknown, match="是不是“市财政局”"):
        opening.choose_units(desk, ("市财政",))


def test_the_rehearsal_names_every_letter_and_writes_none(desk: Desk) -> None:
    register(desk, FINANCE)
    planned = rehearse(desk, replace(asking(desk, (FINANCE,)), draft=""), OPENED)
    assert [(f"{letter.day:%m-%d}", letter.kind, letter.addresses) for letter in planned] == [
        ("09-28", LetterKind.INVITATION, (address(FINANCE),)),
        ("10-10", LetterKind.REMINDER, (address(FINANCE),)),
        ("10-13", LetterKind.REMINDER, (address(FINANCE),)),
        ("10-14", LetterKind.REMINDER, (address(FINANCE),)),
        ("10-16", LetterKind.REMINDER, (address(FINANCE),)),
        ("10-20", LetterKind.ESCALATION, (superior(FINANCE), address(FINANCE))),
    ]
    assert send(desk, OPENED).states == {}
