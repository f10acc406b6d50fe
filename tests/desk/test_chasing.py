"""Chasing: exactly the silent, on the right working days, once each, and never an address that came back."""

import pytest

from desk import chasing
from desk.office import Desk
from models import rounds
from models.queries import invitation_of, round_named
from models.replies import begin_reply
from models.rounds import NewDue
from rules.errors import RoundNotOpen, RoundUnknown
from rules.policy import Policy
from rules.reminders import ReminderPolicy
from rules.words import LetterKind, LetterState
from tests.desk.office import (
    DAY,
    DUE,
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    OPENED,
    PLANNING,
    ROUND,
    address,
    answer,
    bounce,
    caught,
    day,
    letters,
    open_round,
    send,
    superior,
    take_in,
    words,
    written,
)
from tests.desk.reminding import DAILY, LADDER, answers, arrivals, chase, days_of, mend


def test_a_silent_unit_is_chased_on_the_days_of_the_ladder_and_on_no_other(desk: Desk) -> None:
    open_round(desk)
    for after in range(1, 40):
        chase(desk, OPENED + after * DAY)
    assert [days_of(desk, unit) for unit in FEW] == [LADDER] * len(FEW)
    assert len(caught(desk, superior(FINANCE))) == 1


def test_a_run_repeated_on_the_same_day_writes_nothing_more(desk: Desk) -> None:
    open_round(desk)
    assert [chase(desk, day(10, 10, hour)) for hour in (8, 9, 17)] == [3, 0, 0]


def test_only_the_silent_are_chased(desk: Desk) -> None:
    open_round(desk)
    answers(desk, PLANNING, day(10, 9))
    chase(desk, day(10, 10))
    assert written(desk, LetterKind.REMINDER) == [(address(FINANCE), 1), (address(INDUSTRY), 1)]


def test_after_an_outage_the_latest_letter_alone_goes_out(desk: Desk) -> None:
    open_round(desk)
    assert chase(desk, day(10, 15)) == 3
    assert days_of(desk, FINANCE) == [LADDER[0], ("10-15", "reminder", 1)]


def test_a_unit_with_more_time_is_chased_by_its_own_due_day(desk: Desk) -> None:
    open_round(desk)
    with desk.store.write() as session:
        rounds.extend(session, ROUND, NewDue(day(10, 20, 18), PLANNING, "需会商"), day(10, 9))
    for after in range(12, 40):
        chase(desk, OPENED + after * DAY)
    assert [moment for moment, *_ in days_of(desk, PLANNING)] == ["09-28", "10-16", "10-20", "10-21", "10-23", "10-27"]
    assert [moment for moment, *_ in days_of(desk, FINANCE)] == [moment for moment, *_ in LADDER]


@pytest.mark.parametrize("by_mail", [True, False])
def test_an_answer_stops_the_reminder_that_still_waits_to_be_sent(desk: Desk, *, by_mail: bool) -> None:
    open_round(desk)
    chasing.write_reminders(desk, day(10, 10))
    if by_mail:
        take_in(desk, day(10, 10, 10), answer(caught(desk, address(FINANCE))[0], "无意见。"))
    else:
        answers(desk, FINANCE, day(10, 10, 10))
    send(desk, day(10, 10, 11))
    assert [len(caught(desk, address(unit))) for unit in FEW] == [1, 2, 2]
    assert letters(desk)[3].state == LetterState.CANCELLED


@pytest.mark.parametrize(("hour", "minute"), [(7, 59), (17, 31), (22, 0)])
def test_a_run_outside_hours_writes_nothing_and_the_next_inside_catches_up_once(
    desk: Desk, hour: int, minute: int
) -> None:
    open_round(desk)
    assert chase(desk, day(10, 10, hour, minute)) == 0
    assert [chasing.opens(desk, day(10, 10, at, 0)) for at in (7, 9, 18)] == [
        day(10, 10, 8),
        day(10, 10, 9, 0),
        day(10, 12, 8),
    ]
    assert [chase(desk, day(10, 12, 8, minute)) for minute in (29, 30, 31)] == [0, 3, 0]


def test_a_friday_letter_reminds_on_monday_tuesday_and_wednesday(desk: Desk) -> None:
    open_round(desk, policy=DAILY, now=day(8, 21), due=day(12, 31, 18))
    for after in range(1, 14):
        chase(desk, day(8, 21) + after * DAY)
    assert arrivals(desk, FINANCE) == ["Fri, 21 Aug", "Mon, 24 Aug", "Tue, 25 Aug", "Wed, 26 Aug"]


def test_a_friday_letter_counts_the_saturday_and_sunday_that_are_worked(desk: Desk) -> None:
    open_round(desk, policy=DAILY, now=day(10, 9), due=day(12, 31, 18))
    for after in range(1, 14):
        chase(desk, day(10, 9) + after * DAY)
    assert arrivals(desk, FINANCE) == ["Fri, 09 Oct", "Sat, 10 Oct", "Mon, 12 Oct", "Tue, 13 Oct"]


def test_a_friday_letter_before_a_worked_sunday_reminds_on_it(desk: Desk) -> None:
    open_round(desk, policy=DAILY, now=day(9, 18), due=day(12, 31, 18))
    for after in range(1, 14):
        chase(desk, day(9, 18) + after * DAY)
    assert arrivals(desk, FINANCE) == ["Fri, 18 Sep", "Sun, 20 Sep", "Mon, 21 Sep", "Tue, 22 Sep"]


def test_a_missed_week_sends_each_unit_exactly_one_letter_on_the_monday_after(desk: Desk) -> None:
    open_round(desk, policy=DAILY, now=day(8, 21), due=day(12, 31, 18))
    assert [chase(desk, day(8, 31)), chase(desk, day(9, 1))] == [3, 0]
    assert [arrivals(desk, unit) for unit in FEW] == [["Fri, 21 Aug", "Mon, 31 Aug"]] * 3


def test_the_cap_and_the_gap_of_the_policy_hold(desk: Desk) -> None:
    apart = ReminderPolicy((1, 2, 3, 4, 5, 6), (), on_due=False, after_due=(), cap=2, gap=2, escalate_after=None)
    open_round(desk, policy=Policy(apart), now=day(8, 21), due=day(12, 31, 18))
    for after in range(1, 30):
        chase(desk, day(8, 21) + after * DAY)
    assert arrivals(desk, FINANCE) == ["Fri, 21 Aug", "Tue, 25 Aug", "Thu, 27 Aug"]


def test_a_unit_that_has_begun_to_answer_gets_a_gentler_letter(desk: Desk) -> None:
    open_round(desk)
    with desk.store.write() as session:
        begin_reply(session, invitation_of(session, round_named(session, ROUND), PLANNING), day(10, 9))
    chase(desk, day(10, 10))
    gentle = "目前尚未收到你单位的正式反馈。知悉你单位已着手研究，如确需延长时间，请与我们联系商定。"
    usual = "目前尚未收到你单位的反馈。请抓紧研究，按时反馈。"
    said = [words(caught(desk, address(unit))[1]) for unit in (FINANCE, PLANNING)]
    assert [(usual in text, gentle in text) for text in said] == [(True, False), (False, True)]


def test_a_letter_says_when_the_unit_was_really_reached_and_how_often_it_was_reminded(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    mend(desk, PLANNING, "mended@unit.test")
    for after in range(1, 40):
        chase(desk, OPENED + after * DAY)
    texts = [words(caught(desk, box)[-1]) for box in (superior(FINANCE), superior(PLANNING))]
    assert ["9月28日发函" in text for text in texts] == [True, False]
    assert ["9月29日发函" in text for text in texts] == [False, True]
    assert ["其间已去函催办4次，现已逾期5个工作日" in text for text in texts] == [True, True]


def test_an_escalation_without_reminders_before_it_counts_none(desk: Desk) -> None:
    open_round(desk, policy=Policy(ReminderPolicy(cap=0, escalate_after=1)))
    chase(desk, day(10, 14))
    (letter,) = caught(desk, superior(FINANCE))
    assert ["催办" in words(letter), "现已逾期1个工作日" in words(letter)] == [False, True]


def test_the_form_comes_again_with_every_chaser_in_the_invitations_thread(desk: Desk) -> None:
    open_round(desk)
    chase(desk, day(10, 10))
    invitation, reminder = caught(desk, address(FINANCE))
    assert reminder["References"] == invitation["Message-ID"]
    assert [part.get_filename() for part in reminder.iter_attachments()] == ["征求意见反馈表.docx"]


def test_the_policy_of_the_round_decides(desk: Desk) -> None:
    open_round(desk, policy=Policy(ReminderPolicy((), (1,), on_due=False, after_due=(), escalate_after=None)))
    for after in range(1, 40):
        chase(desk, OPENED + after * DAY)
    assert days_of(desk, FINANCE) == [LADDER[0], ("10-12", "reminder", 1)]


def test_a_closed_or_unknown_round_is_not_chased(desk: Desk) -> None:
    open_round(desk)
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, day(10, 9))
    assert chase(desk, day(10, 10)) == 0
    with pytest.raises(RoundNotOpen, match="2026-001 已取消"):
        chasing.write_reminders(desk, DUE, ROUND)
    with pytest.raises(RoundUnknown, match="最近的是 2026-001"):
        chasing.write_reminders(desk, DUE, "2026-009")
