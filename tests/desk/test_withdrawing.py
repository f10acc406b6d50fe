"""A reply taken back leaves the one before it, or silence; a joint reply is each unit's own."""

from collections.abc import Callable

import pytest

from desk import taking_in, withdrawing
from desk.acts import record
from desk.chasing import write_reminders
from desk.filing import Entered, enter_reply
from desk.office import Desk
from desk.view import view
from rules.errors import CirculateError, ReasonMissing, Refused
from rules.filing import OpinionEntry
from rules.words import Channel, LetterKind, Standing
from tests.desk.office import FINANCE, HOUR, INDUSTRY, PLANNING, ROUND, day, open_round, written

MONDAY = day(10, 12)
WHY = "该局来函更正"
WAITS = Standing.AWAITING


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


def said(desk: Desk, unit: str, *opinions: str, hours: int = 0) -> None:
    entries = tuple(map(OpinionEntry, opinions))
    entered = Entered(MONDAY + hours * HOUR, Channel.PHONE, entries, no_comment=not entries)
    enter_reply(desk, ROUND, unit, entered, MONDAY + hours * HOUR)


def stands(desk: Desk) -> tuple[dict[str, Standing], list[tuple[str, str]]]:
    """How each unit stands, and every opinion that counts."""
    seen = view(desk, ROUND, MONDAY + 9 * HOUR)
    return {one.unit: one.standing for one in seen.units}, [(one.unit, one.text) for one in seen.opinions]


def withdraw(desk: Desk, unit: str = FINANCE, reason: str = WHY) -> withdrawing.Withdrawn:
    return withdrawing.withdraw(desk, (ROUND, unit), reason, "", MONDAY + 5 * HOUR)


def join(desk: Desk, *others: str) -> tuple[withdrawing.Joined, ...]:
    return withdrawing.join(desk, (ROUND, FINANCE), others, "", MONDAY + 5 * HOUR)


def test_an_earlier_reply_counts_again(desk: Desk) -> None:
    said(desk, FINANCE, "删去第二条。")
    said(desk, FINANCE, hours=1)
    assert stands(desk) == ({FINANCE: Standing.NO_COMMENT, PLANNING: WAITS, INDUSTRY: WAITS}, [])
    assert withdraw(desk) == withdrawing.Withdrawn(FINANCE, 2, counts=1)
    assert stands(desk) == (
        {FINANCE: Standing.WITH_OPINIONS, PLANNING: WAITS, INDUSTRY: WAITS},
        [(FINANCE, "删去第二条。")],
    )


def test_a_unit_whose_only_reply_is_taken_back_is_asked_again(desk: Desk) -> None:
    said(desk, FINANCE, "删去第二条。")
    assert withdraw(desk) == withdrawing.Withdrawn(FINANCE, 1, counts=None)
    assert stands(desk) == ({FINANCE: WAITS, PLANNING: WAITS, INDUSTRY: WAITS}, [])
    write_reminders(desk, day(10, 13))
    assert [unit for unit, _ in written(desk, LetterKind.REMINDER)] == [
        "u01@unit.test",
        "u02@unit.test",
        "u03@unit.test",
    ]


def test_what_was_taken_back_is_on_record_with_its_reason(desk: Desk) -> None:
    said(desk, FINANCE)
    withdraw(desk)
    (act,) = (act for act in record(desk, ROUND).acts if act.what == "收回反馈")
    assert (act.words, act.at) == (f"收回{FINANCE}的第 1 次反馈：{WHY}", MONDAY + 5 * HOUR)


def test_a_joint_reply_is_each_units_own_and_each_gets_its_receipt(desk: Desk) -> None:
    said(desk, FINANCE, "删去第二条。", "明确时限。")
    assert join(desk, PLANNING, INDUSTRY) == (
        withdrawing.Joined(PLANNING, (3, 4)),
        withdrawing.Joined(INDUSTRY, (5, 6)),
    )
    assert stands(desk) == (
        dict.fromkeys((FINANCE, PLANNING, INDUSTRY), Standing.WITH_OPINIONS),
        [(unit, text) for unit in (FINANCE, PLANNING, INDUSTRY) for text in ("删去第二条。", "明确时限。")],
    )
    assert taking_in.acknowledge(desk, MONDAY + 6 * HOUR) == 3


def test_a_joint_no_comment_is_one_for_each(desk: Desk) -> None:
    said(desk, FINANCE)
    assert join(desk, PLANNING) == (withdrawing.Joined(PLANNING, ()),)
    assert stands(desk)[0] == {FINANCE: Standing.NO_COMMENT, PLANNING: Standing.NO_COMMENT, INDUSTRY: WAITS}


@pytest.mark.parametrize(
    ("act", "error", "sentence"),
    [
        (
            lambda desk: withdraw(desk, reason=" "),
            ReasonMissing,
            f"收回“{FINANCE}”的反馈须写明原因；请用 --reason 写明，例如该单位来函更正，或登记有误。",
        ),
        (
            lambda desk: withdraw(desk, PLANNING),
            Refused,
            f"“{PLANNING}”在 {ROUND} 中没有反馈；可用 circulate status {ROUND} 查看。",
        ),
        (
            lambda desk: join(desk, PLANNING, FINANCE),
            Refused,
            f"请写出与“{FINANCE}”联合反馈的其他单位，不能是它自己。",
        ),
    ],
)
def test_what_cannot_be_taken_back_or_joined_is_refused(
    desk: Desk, act: Callable[[Desk], object], error: type[CirculateError], sentence: str
) -> None:
    said(desk, FINANCE)
    before = stands(desk)
    with pytest.raises(error) as caught:
        act(desk)
    assert (caught.value.sentence, stands(desk)) == (sentence, before)
