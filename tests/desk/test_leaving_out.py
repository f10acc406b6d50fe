"""A unit asked by mistake counts nowhere, is written to no more and can be asked after all."""

import pytest

from desk import closing, filing, leaving_out, letters, opening
from desk.acts import record
from desk.chasing import write_reminders
from desk.filing import Entered
from desk.leaving_out import LeftOut
from desk.office import Desk
from desk.unit_file import unit_file
from desk.unit_pages import open_page
from desk.view import as_json, view
from rules.errors import CirculateError, NoLongerAsked, ReasonMissing, Refused, RoundNotOpen
from rules.words import Channel, LetterKind, LetterState, MessageState, Standing
from tests.desk import units
from tests.desk.office import (
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    OPENED,
    PLANNING,
    ROUND,
    address,
    answer,
    asking,
    caught,
    day,
    draft,
    filled,
    notes,
    open_round,
    send,
    state_of,
    take_in,
    written,
)
from tests.desk.office import letters as every_letter

MONDAY = day(10, 12)
WHY = "该局职能已划转"


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


def leave_out(desk: Desk, unit: str = FINANCE, reason: str = WHY) -> LeftOut:
    return leaving_out.leave_out(desk, (ROUND, unit), reason, "", MONDAY)


def back(desk: Desk, unit: str = FINANCE) -> int:
    return leaving_out.ask_after_all(desk, (ROUND, unit), "", MONDAY + HOUR)


def standings(desk: Desk) -> dict[str, Standing]:
    return {unit.unit: unit.standing for unit in view(desk, ROUND, MONDAY).units}


def test_it_counts_nowhere_and_is_not_chased(desk: Desk) -> None:
    assert leave_out(desk) == LeftOut(FINANCE, told=True, stopped=0)
    assert standings(desk) == {PLANNING: Standing.AWAITING, INDUSTRY: Standing.AWAITING}
    assert as_json(view(desk, ROUND, MONDAY), desk)["units"] == {
        "invited": 2,
        "with_opinions": 0,
        "no_comment": 0,
        "no_reply": 2,
        "undeliverable": 0,
        "unsent": 0,
        "late": 0,
    }
    write_reminders(desk, MONDAY)
    assert written(desk, LetterKind.REMINDER) == [(address(PLANNING), 1), (address(INDUSTRY), 1)]
    acts = [(act.who, act.what, act.words) for act in record(desk, ROUND).acts]
    assert acts[:1] == [("命令行", "撤回征求", f"不再征求{FINANCE}的意见：{WHY}")]


def test_a_letter_that_waits_is_not_sent(desk: Desk) -> None:
    write_reminders(desk, MONDAY)
    assert leave_out(desk) == LeftOut(FINANCE, told=True, stopped=1)
    assert [row.state for row in every_letter(desk) if row.kind == LetterKind.REMINDER] == ["cancelled"] + [
        "queued"
    ] * 2
    (reminder, *_) = (row for row in every_letter(desk) if row.kind == LetterKind.REMINDER)
    with pytest.raises(NoLongerAsked, match=f"^已撤回对“{FINANCE}”的征求，第 {reminder.id} 号函件不再发出。$"):
        letters.send_again(desk, reminder.id or 0)


def test_its_page_says_that_nobody_asks_any_more(desk: Desk) -> None:
    token = units.token(desk, FINANCE)
    leave_out(desk)
    with pytest.raises(NoLongerAsked, match=f"，不再征求{FINANCE}的意见，不必反馈；如有疑问请与联系人（.*）联系。$"):
        open_page(desk, token, MONDAY)
    with pytest.raises(NoLongerAsked, match=f"^已撤回对“{FINANCE}”的征求；要恢复的，请到该轮页面。$"):
        unit_file(desk, ROUND, 1, MONDAY)
    back(desk)
    assert open_page(desk, token, MONDAY).unit == FINANCE


def test_its_answer_is_not_filed_and_waits_for_a_person(desk: Desk) -> None:
    letter = caught(desk, address(FINANCE))[0]
    leave_out(desk)
    with pytest.raises(NoLongerAsked, match=f"^已撤回对“{FINANCE}”的征求；"):
        filing.enter_reply(desk, ROUND, FINANCE, Entered(MONDAY, Channel.PHONE, no_comment=True), MONDAY)
    assert take_in(desk, MONDAY, answer(letter, form=filled(letter, "一"))) == [MessageState.UNSURE]
    assert [note.partition("；")[0] for note in notes(desk)] == [f"已撤回对“{FINANCE}”的征求"]


def test_asked_after_all_it_stands_as_before(desk: Desk) -> None:
    before = standings(desk)
    leave_out(desk)
    assert [(one.number, one.unit, one.since) for one in leaving_out.left_out(desk, ROUND)] == [(1, FINANCE, MONDAY)]
    assert (back(desk), standings(desk), leaving_out.left_out(desk, ROUND)) == (0, before, ())


def test_asked_after_all_it_gets_the_letter_it_never_got(desk: Desk) -> None:
    second = opening.open_round(desk, asking(desk, FEW, content=draft("另一份办法", "第一条 略。")), OPENED).name
    place = (second, FINANCE)
    assert leaving_out.leave_out(desk, place, WHY, "", OPENED) == LeftOut(FINANCE, told=False, stopped=1)
    assert leaving_out.ask_after_all(desk, place, "", OPENED) == 1
    assert [LetterState(row.state) for row in every_letter(desk, second)] == [LetterState.QUEUED] * 3
    send(desk, OPENED)
    assert len(caught(desk, address(FINANCE))) == 2


def test_nobody_waits_for_who_was_left_out(desk: Desk) -> None:
    for unit in (PLANNING, INDUSTRY):
        filing.enter_reply(desk, ROUND, unit, Entered(MONDAY, Channel.PHONE, no_comment=True), MONDAY)
    leave_out(desk)
    closing.close(desk, ROUND, MONDAY)
    assert state_of(desk) == "closed"


@pytest.mark.parametrize(
    ("unit", "reason", "error", "sentence"),
    [
        (FINANCE, " ", ReasonMissing, "撤回对一家单位的征求须写明原因"),
        (PLANNING, WHY, Refused, f"“{PLANNING}”已有反馈，不能撤回征求；确实发错的，请先收回它的反馈。"),
        (INDUSTRY, WHY, NoLongerAsked, f"已撤回对“{INDUSTRY}”的征求，不必再撤。"),
    ],
)
def test_what_cannot_be_left_out_is_refused(
    desk: Desk, unit: str, reason: str, error: type[CirculateError], sentence: str
) -> None:
    leave_out(desk, INDUSTRY)
    filing.enter_reply(desk, ROUND, PLANNING, Entered(MONDAY, Channel.PHONE, no_comment=True), MONDAY)
    with pytest.raises(error, match=f"^{sentence}"):
        leave_out(desk, unit, reason)


def test_the_last_unit_is_not_left_out_nor_one_put_back_that_is_there(desk: Desk) -> None:
    for unit in (FINANCE, PLANNING):
        leave_out(desk, unit)
    with pytest.raises(Refused, match=f"^{ROUND} 只征求“{INDUSTRY}”一家；不再征求的，请取消本轮。$"):
        leave_out(desk, INDUSTRY)
    with pytest.raises(Refused, match=f"^“{INDUSTRY}”没有被撤回，不必恢复。$"):
        back(desk, INDUSTRY)


def test_a_closed_round_leaves_nobody_out(desk: Desk) -> None:
    closing.close(desk, ROUND, MONDAY)
    with pytest.raises(RoundNotOpen):
        leave_out(desk)
