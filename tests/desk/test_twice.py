"""A form sent twice at once, as a double click does: one reply, and the clerk is shown the same."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import pytest
from sqlmodel import select

from desk import acts, filing, inbox, withdrawing
from desk.filing import Entered, Filed
from desk.office import Desk
from models.tables import Reply
from rules.filing import opinions_of
from rules.words import Channel, Stance
from tests.desk.office import FINANCE, HOUR, PLANNING, ROUND, day, open_round, take_in
from tests.desk.test_inbox import stray

MONDAY = day(10, 5, 10)
SAID = Entered(MONDAY, Channel.PAPER, opinions_of(["经费列入预算。", "删去第二条。"]))
NONE = Entered(MONDAY, Channel.PAPER, no_comment=True)
Told = TypeVar("Told")


@pytest.fixture(autouse=True)
def desks(opening_desk: Callable[[], Desk]) -> Sequence[Desk]:
    """One office, opened by several processes."""
    opened = [opening_desk() for _ in range(4)]
    open_round(opened[0])
    return opened


def at_once(desks: Sequence[Desk], act: Callable[[Desk], Told]) -> list[Told]:
    """What each of several who do the same thing at the same moment is told."""
    together = threading.Barrier(len(desks))

    def one(desk: Desk) -> Told:
        together.wait()
        return act(desk)

    with ThreadPoolExecutor(len(desks)) as pool:
        return list(pool.map(one, desks))


def versions(desk: Desk) -> int:
    with desk.store.read() as session:
        return len(session.exec(select(Reply.id)).all())


def filed(version: int, *numbers: int) -> Filed:
    return Filed(FINANCE, version, Stance.OPINIONS if numbers else Stance.NO_COMMENT, numbers)


def test_a_reply_entered_by_a_double_click_is_filed_once_and_noted_once(desks: Sequence[Desk]) -> None:
    told = at_once(desks, lambda desk: filing.enter_reply(desk, ROUND, FINANCE, SAID, MONDAY + HOUR, "王五"))
    assert told == [filed(1, 1, 2)] * 4
    assert versions(desks[0]) == 1
    done = [act.words for act in acts.record(desks[0], ROUND).acts if act.who == "王五"]
    assert done == [f"登记“{FINANCE}”的反馈（第 1 次）：意见 2 条"]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (NONE, filed(2)),
        (Entered(MONDAY, Channel.FAX, SAID.opinions), filed(2, 3, 4)),
        (Entered(MONDAY + HOUR, Channel.PAPER, SAID.opinions), filed(2, 3, 4)),
        (Entered(MONDAY, Channel.PAPER, SAID.opinions[::-1]), filed(2, 3, 4)),
        (Entered(MONDAY, Channel.PAPER, SAID.opinions, sender="张三"), filed(2, 3, 4)),
    ],
)
def test_whatever_differs_is_another_version(desks: Sequence[Desk], other: Entered, told: Filed) -> None:
    desk = desks[0]
    filing.enter_reply(desk, ROUND, FINANCE, SAID, MONDAY + HOUR)
    assert filing.enter_reply(desk, ROUND, FINANCE, other, MONDAY + HOUR) == told


def test_what_was_said_before_something_else_is_said_anew(desks: Sequence[Desk]) -> None:
    desk = desks[0]
    given = [filing.enter_reply(desk, ROUND, FINANCE, one, MONDAY + HOUR).version for one in (NONE, SAID, NONE, NONE)]
    assert given == [1, 2, 3, 3]


def test_a_reply_taken_back_is_filed_anew(desks: Sequence[Desk]) -> None:
    desk = desks[0]
    filing.enter_reply(desk, ROUND, FINANCE, NONE, MONDAY + HOUR)
    withdrawing.withdraw(desk, (ROUND, FINANCE), "登记错了单位", "王五", MONDAY + HOUR)
    assert filing.enter_reply(desk, ROUND, FINANCE, NONE, MONDAY + HOUR).version == 2


def test_mail_assigned_by_a_double_click_is_one_reply_of_each_unit_it_speaks_for(desks: Sequence[Desk]) -> None:
    take_in(desks[0], MONDAY, stray("经费应列入预算。"))
    for number, unit in enumerate((FINANCE, PLANNING), 1):
        place = ROUND, unit
        told = at_once(desks, partial(inbox.assign, number=1, place=place, typed=SAID.opinions, now=MONDAY))
        assert told == [inbox.Assigned(unit, Stance.OPINIONS, (2 * number - 1, 2 * number))] * 4
        assert versions(desks[0]) == number
