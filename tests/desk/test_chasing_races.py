"""An answer that meets the reminders: two transactions on one record, whichever is first, and no letter too many."""

import threading
from collections.abc import Callable, Sequence

from desk import chasing, filing
from desk.filing import Entered
from desk.office import Desk
from models import replies
from models.queries import invitation_of, round_named
from rules.filing import ReplyEntry
from rules.words import Channel, Formality, LetterKind, LetterState
from tests.desk.office import (
    FEW,
    FINANCE,
    INDUSTRY,
    PLANNING,
    ROUND,
    UNITS,
    address,
    answer,
    caught,
    day,
    letters,
    open_round,
    send,
    take_in,
    written,
)

TODAY = day(10, 10)
NOW = ReplyEntry(Channel.PAPER, Formality.SEALED, TODAY)


def started(act: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def states(desk: Desk) -> list[str]:
    return [letter.state for letter in letters(desk) if letter.kind == LetterKind.REMINDER]


def test_reminders_that_start_while_an_answer_is_being_filed_wait_for_it_and_leave_its_unit_out(
    opening_desk: Callable[[], Desk],
) -> None:
    desk, another = opening_desk(), opening_desk()
    open_round(desk)
    with desk.store.write() as session:
        replies.file_reply(session, invitation_of(session, round_named(session, ROUND), FINANCE), NOW, TODAY)
        run = started(lambda: chasing.write_reminders(another, TODAY))
        run.join(0.5)
        assert run.is_alive(), "it waits for the answer to be whole"
    run.join()
    assert written(desk, LetterKind.REMINDER) == [(address(PLANNING), 1), (address(INDUSTRY), 1)]


def test_an_answer_filed_after_the_reminders_were_written_takes_its_units_back_before_it_leaves(
    opening_desk: Callable[[], Desk],
) -> None:
    desk, another = opening_desk(), opening_desk()
    open_round(desk)
    assert chasing.write_reminders(another, TODAY) == 3
    filing.enter_reply(desk, ROUND, FINANCE, Entered(TODAY, Channel.PAPER, no_comment=True), TODAY)
    assert states(desk) == [LetterState.CANCELLED, LetterState.QUEUED, LetterState.QUEUED]
    send(another, TODAY)
    assert [len(caught(desk, address(unit))) for unit in FEW] == [1, 2, 2]


def test_answers_and_reminders_that_race_leave_nobody_reminded_who_answered(
    opening_desk: Callable[[], Desk],
) -> None:
    desks = [opening_desk() for _ in range(3)]
    open_round(desks[0], UNITS)
    together = threading.Barrier(3)

    def file(desk: Desk, units: Sequence[str]) -> None:
        together.wait()
        for unit in units:
            filing.enter_reply(desk, ROUND, unit, Entered(TODAY, Channel.PAPER, no_comment=True), TODAY)

    def chase() -> None:
        together.wait()
        chasing.write_reminders(desks[2], TODAY)

    acts = (lambda: file(desks[0], UNITS[::2]), lambda: file(desks[1], UNITS[1::2]), chase)
    for thread in [started(act) for act in acts]:
        thread.join()
    assert set(states(desks[0])) <= {LetterState.CANCELLED}
    send(desks[0], TODAY)
    assert {len(caught(desks[0], address(unit))) for unit in UNITS} == {1}


def test_an_answer_by_mail_takes_back_what_waits_and_a_second_run_owes_nothing(desk: Desk) -> None:
    open_round(desk)
    chasing.write_reminders(desk, TODAY)
    take_in(desk, day(10, 10, 10), answer(caught(desk, address(FINANCE))[0], "无意见。"))
    assert chasing.write_reminders(desk, day(10, 10, 11)) == 0
    send(desk, day(10, 10, 11))
    assert [len(caught(desk, address(unit))) for unit in FEW] == [1, 2, 2]
