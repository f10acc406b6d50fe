"""Chasing: exactly the silent, on the right working days, once each, and never an address that came back."""

from datetime import datetime

import pytest

from desk import chasing, filing, sheets
from desk.chasing import Planned
from desk.filing import Entered
from desk.office import Desk
from desk.view import view
from models import rounds
from models.rounds import NewDue
from rules.errors import RoundNotOpen, RoundUnknown
from rules.policy import Policy
from rules.reminders import ReminderPolicy
from rules.words import Channel, LetterKind, LetterState, Standing
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
    units_sheet,
    written,
)


def answers(desk: Desk, unit: str, now: datetime) -> None:
    filing.enter_reply(desk, ROUND, unit, Entered(now, Channel.PAPER, no_comment=True), now)


def chase(desk: Desk, now: datetime) -> int:
    """What the daily run does: mended addresses first, then the silent, then the post."""
    count = chasing.invite_again(desk, now) + chasing.write_reminders(desk, now)
    send(desk, now)
    return count


def days_of(desk: Desk, unit: str) -> list[tuple[str, str, int]]:
    """Every letter to a unit: its day, kind and turn."""
    of_unit = (letter for letter in letters(desk) if address(unit) in letter.recipients.split())
    return [(f"{desk.local(one.written):%m-%d}", one.kind, one.turn) for one in of_unit]


def mend(desk: Desk, unit: str, email: str) -> None:
    sheets.import_units(desk, units_sheet(desk.settings.home / "mended.csv", FEW, **{unit: email}))


LADDER = [
    ("09-28", "invitation", 1),
    ("10-10", "reminder", 1),
    ("10-13", "reminder", 2),
    ("10-14", "reminder", 3),
    ("10-16", "reminder", 4),
    ("10-20", "escalation", 1),
]


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


def test_a_bounced_unit_is_undeliverable_and_gets_no_reminder(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    assert view(desk, ROUND, OPENED + HOUR).standing({Standing.UNDELIVERABLE}) == (PLANNING,)
    for after in range(1, 40):
        chase(desk, OPENED + after * DAY)
    assert days_of(desk, PLANNING) == [LADDER[0]]
    assert days_of(desk, FINANCE) == LADDER


def test_a_mended_address_is_invited_once_more_and_chased_again(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    assert chasing.invite_again(desk, OPENED + HOUR) == 0
    mend(desk, PLANNING, "mended@unit.test")
    assert [chasing.invite_again(desk, day(9, 29)), chasing.invite_again(desk, day(9, 29))] == [1, 0]
    send(desk, day(9, 29))
    assert written(desk, LetterKind.INVITATION)[-1] == ("mended@unit.test", 2)
    assert view(desk, ROUND, day(9, 29)).standing({Standing.AWAITING}) == FEW
    assert chase(desk, day(10, 10)) == 3
    first, second = caught(desk, "mended@unit.test")
    assert (first["References"], second["References"].split()[-1]) == (
        caught(desk, address(PLANNING))[0]["Message-ID"],
        caught(desk, address(PLANNING))[0]["Message-ID"],
    )


def test_a_mended_address_that_bounces_too_waits_for_a_third(desk: Desk) -> None:
    open_round(desk)
    take_in(desk, OPENED + HOUR, bounce(caught(desk, address(PLANNING))[0]))
    mend(desk, PLANNING, "second@unit.test")
    chase(desk, day(9, 29))
    take_in(desk, day(9, 29, 10), bounce(caught(desk, "second@unit.test")[0]))
    assert chase(desk, day(9, 29, 11)) == 0
    mend(desk, PLANNING, address(PLANNING))
    assert chase(desk, day(9, 29, 12)) == 0
    mend(desk, PLANNING, "third@unit.test")
    assert chase(desk, day(9, 29, 13)) == 1
    assert written(desk, LetterKind.INVITATION)[-1] == ("third@unit.test", 3)


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


def test_what_is_owed_now_is_shown_without_being_written(desk: Desk) -> None:
    open_round(desk)
    answers(desk, PLANNING, day(10, 9))
    today = day(10, 10).date()
    assert chasing.owed_now(desk, day(10, 10), ROUND) == tuple(
        Planned(today, ROUND, unit, LetterKind.REMINDER, (address(unit),)) for unit in (FINANCE, INDUSTRY)
    )
    assert chasing.owed_now(desk, day(10, 11)) == ()
    assert written(desk, LetterKind.REMINDER) == []


def test_the_rehearsal_leaves_out_what_has_passed_and_who_has_answered(desk: Desk) -> None:
    open_round(desk)
    answers(desk, PLANNING, day(10, 9))
    planned = chasing.rehearsal(desk, day(10, 14), ROUND)
    assert [(f"{one.day:%m-%d}", one.unit, one.kind) for one in planned] == [
        (moment, unit, kind) for moment, kind, _ in LADDER[3:] for unit in (FINANCE, INDUSTRY)
    ]


def test_a_closed_or_unknown_round_is_not_chased(desk: Desk) -> None:
    open_round(desk)
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, day(10, 9))
    assert chase(desk, day(10, 10)) == 0
    with pytest.raises(RoundNotOpen, match="2026-001 已取消"):
        chasing.write_reminders(desk, DUE, ROUND)
    with pytest.raises(RoundUnknown, match="最近的是 2026-001"):
        chasing.owed_now(desk, DUE, "2026-009")
