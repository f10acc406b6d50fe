"""The end of a round: summed up once at the due moment, closed when nothing is left to do."""

from datetime import datetime, timedelta

import pytest

from desk import approving, chasing, closing, filing
from desk.filing import Entered
from desk.office import Desk
from models import outcomes, rounds
from models.rounds import NewDue
from rules.errors import Refused, RoundNotOpen
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Channel, LetterKind, RoundState, Stage, Verdict
from tests.desk.office import (
    DAY,
    DUE,
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    OFFICE,
    PLANNING,
    ROUND,
    address,
    caught,
    day,
    open_round,
    send,
    state_of,
    words,
    written,
)

MONDAY = day(10, 12)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


def answers(desk: Desk, unit: str, *texts: str, now: datetime = MONDAY) -> None:
    entered = Entered(now, Channel.PAPER, opinions_of(list(texts)), no_comment=not texts)
    filing.enter_reply(desk, ROUND, unit, entered, now)


def settle(desk: Desk, *numbers: int) -> None:
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, dict.fromkeys(numbers, Outcome(Verdict.ADOPTED, Stage.APPROVED)), MONDAY)


def closed(desk: Desk, now: datetime) -> list[bool]:
    """Whether each round come due by now could be closed."""
    return [due.closed for due in closing.close_due(desk, now)]


def test_nothing_is_due_before_its_moment(desk: Desk) -> None:
    assert closed(desk, DUE - SECOND) == []
    assert written(desk, LetterKind.SUMMARY) == []


def test_the_office_gets_one_summary_however_often_the_run_is_repeated(desk: Desk) -> None:
    for hours in range(5):
        closing.close_due(desk, DUE + hours * HOUR)
    assert written(desk, LetterKind.SUMMARY) == [(OFFICE, 1)]


def test_a_round_where_everyone_answered_and_all_is_settled_is_closed(desk: Desk) -> None:
    answers(desk, FINANCE, "一", "二")
    answers(desk, PLANNING)
    answers(desk, INDUSTRY)
    settle(desk, 1, 2)
    assert closed(desk, DUE) == [True]
    assert state_of(desk) is RoundState.CLOSED
    assert closed(desk, DUE + DAY) == []


def test_an_opinion_without_a_verdict_keeps_the_round_open(desk: Desk) -> None:
    answers(desk, FINANCE, "一", "二")
    answers(desk, PLANNING)
    answers(desk, INDUSTRY)
    settle(desk, 1)
    assert closed(desk, DUE) == [False]
    settle(desk, 2)
    assert closed(desk, DUE + HOUR) == [True]
    assert written(desk, LetterKind.SUMMARY) == [(OFFICE, 1)]


def test_a_silent_unit_keeps_the_round_open_until_its_last_letter_has_been_written(desk: Desk) -> None:
    answers(desk, FINANCE)
    answers(desk, PLANNING)
    days = [DUE + n * DAY for n in range(9)]
    assert [closed(desk, moment) for moment in days] == [*[[False]] * 8, [True]]
    assert (days[7], days[8]) == (day(10, 20, 18, 0), day(10, 21, 18, 0))


def test_the_summary_gives_the_ledger_of_the_due_moment(desk: Desk) -> None:
    answers(desk, FINANCE, "一")
    answers(desk, PLANNING, now=DUE + HOUR)
    (due,) = closing.close_due(desk, DUE + 2 * HOUR)
    counts = due.ledger.units
    assert (due.ledger.as_of, counts.with_opinions, counts.no_comment, counts.no_reply) == (DUE, 1, 0, 2)
    send(desk, DUE + 2 * HOUR)
    (letter,) = caught(desk, OFFICE)
    lines = [line.strip() for line in words(letter).splitlines()]
    assert lines[1] == f"截至2026年10月13日（星期二）18时（编号 {ROUND}）"
    assert [line for line in lines if "无反馈" in line] == [
        "无反馈：2家",
        f"无反馈单位：{PLANNING}、{INDUSTRY}。逾期未反馈的，将在征求意见情况中如实列为“无反馈”。",
    ]


def test_a_unit_with_more_time_moves_the_summary_to_its_own_moment(desk: Desk) -> None:
    later = day(10, 20, 18)
    with desk.store.write() as session:
        rounds.extend(session, ROUND, NewDue(later, PLANNING), MONDAY)
    assert [closed(desk, moment) for moment in (DUE, later - SECOND)] == [[], []]
    assert closed(desk, later) == [False]


def test_a_round_given_more_time_after_its_summary_gets_another(desk: Desk) -> None:
    closing.close_due(desk, DUE)
    later = day(10, 20, 18)
    with desk.store.write() as session:
        rounds.extend(session, ROUND, NewDue(later), DUE + HOUR)
    assert closed(desk, DUE + DAY) == []
    closing.close_due(desk, later)
    closing.close_due(desk, later + HOUR)
    assert written(desk, LetterKind.SUMMARY) == [(OFFICE, 1), (OFFICE, 2)]


def test_closing_by_hand_is_refused_while_opinions_wait(desk: Desk) -> None:
    answers(desk, FINANCE, "一", "二", "三")
    settle(desk, 2)
    with pytest.raises(Refused, match="还有 2 条意见没有处理（第 1、3 条），不能办结"):
        closing.close(desk, ROUND, MONDAY)
    assert (state_of(desk), written(desk, LetterKind.SUMMARY)) == (RoundState.OPEN, [])


def test_what_was_sent_back_is_said_before_what_waits_for_approval(desk: Desk) -> None:
    answers(desk, FINANCE, "一", "二")
    proposed = dict.fromkeys((1, 2), Outcome(Verdict.ADOPTED, Stage.PROPOSED))
    approving.settle(desk, ROUND, proposed, "李经办", MONDAY)
    approving.send_back(desk, ROUND, 2, "请再研究", "王局长", MONDAY)
    with pytest.raises(Refused, match="第 2 条意见的处理建议已被退回，不能办结；请先用 circulate settle 重新提出建议"):
        closing.close(desk, ROUND, MONDAY)
    approving.settle(desk, ROUND, proposed, "李经办", MONDAY)
    with pytest.raises(Refused, match=r"还有 2 条意见只有处理建议、尚未审定（第 1、2 条），不能办结"):
        closing.close(desk, ROUND, MONDAY)


def test_closing_by_hand_ends_the_chasing_and_writes_the_summary(desk: Desk) -> None:
    chasing.write_reminders(desk, day(10, 10))
    assert closing.close(desk, ROUND, MONDAY).ledger.units.no_reply == 3
    assert (state_of(desk), written(desk, LetterKind.SUMMARY)) == (RoundState.CLOSED, [(OFFICE, 1)])
    send(desk, MONDAY)
    assert [len(caught(desk, address(unit))) for unit in FEW] == [1, 1, 1]
    with pytest.raises(RoundNotOpen, match=f"{ROUND} 已办结"):
        closing.close(desk, ROUND, MONDAY)


def test_a_reply_after_the_close_is_still_kept(desk: Desk) -> None:
    closing.close(desk, ROUND, MONDAY)
    answers(desk, FINANCE, "一", now=DUE + DAY)
    assert state_of(desk) is RoundState.CLOSED
