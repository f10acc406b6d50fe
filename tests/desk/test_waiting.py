"""Who waits for whom: papers are made while others write, and what changed meanwhile is never written over."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session

from desk import acts, closing, filing, reporting, telling
from desk.filing import Entered
from desk.office import Desk
from desk.reporting import Summary
from desk.view import view
from models import outcomes, replies
from models.queries import invitation_of, round_named
from models.races import hold
from rules.errors import Overtaken, RoundNotOpen
from rules.filing import ReplyEntry, opinions_of
from rules.settling import Outcome
from rules.words import Channel, Formality, LetterKind, RoundState, Stage, Verdict
from tests.desk.office import (
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

SLOW = 1_000_000
MONDAY, TOLD = day(10, 12), day(10, 14)
ADOPTED, REJECTED = Outcome(Verdict.ADOPTED, Stage.APPROVED), Outcome(Verdict.REJECTED, Stage.APPROVED, "不妥。")


@pytest.fixture
def desks(opening_desk: Callable[[], Desk]) -> tuple[Desk, Desk]:
    """One office of two processes; two units have answered, what the first said is settled."""
    desk, another = opening_desk(), opening_desk()
    open_round(desk)
    for unit, texts in ((FINANCE, ["删去“尽快”。"]), (PLANNING, [])):
        entered = Entered(MONDAY, Channel.PAPER, opinions_of(texts), no_comment=not texts)
        filing.enter_reply(desk, ROUND, unit, entered, MONDAY)
    settle(desk, ADOPTED)
    return desk, another


def settle(desk: Desk, outcome: Outcome, reopen: str = "") -> None:
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, {1: outcome}, MONDAY, reopen=reopen)


@contextmanager
def writing(desk: Desk) -> Iterator[None]:
    """Somebody writes to the round all the while."""
    with desk.store.write() as session:
        hold(session, round_named(session, ROUND).id or 0)
        yield


def test_looking_at_a_result_letter_waits_for_nobody(desks: tuple[Desk, Desk]) -> None:
    with writing(desks[0]), ThreadPoolExecutor() as pool:
        seen = pool.submit(telling.look, desks[1], ROUND, FINANCE, TOLD).result(20)
    assert (seen.unit, seen.recipients, seen.files) == (FINANCE, (address(FINANCE),), (telling.PAPER,))
    telling.tell(desks[0], ROUND, TOLD)
    send(desks[0], TOLD)
    assert words(caught(desks[0], address(FINANCE))[-1]).split() == seen.text.split()


class Watched(list[str]):
    """Units that say when somebody begins to go through them."""

    def __init__(self, *units: str) -> None:
        super().__init__(units)
        self.begun = threading.Event()

    def __iter__(self) -> Iterator[str]:
        self.begun.set()
        return super().__iter__()


def test_an_outcome_changed_while_its_letter_is_written_is_not_told_as_it_was(desks: tuple[Desk, Desk]) -> None:
    desk, another = desks
    units = Watched(FINANCE)
    with ThreadPoolExecutor() as pool:
        with desk.store.write() as session:
            outcomes.settle(session, ROUND, {1: REJECTED}, MONDAY + HOUR, reopen="领导改定")
            telling_now = pool.submit(telling.tell, another, ROUND, TOLD, units)
            assert units.begun.wait(20)
        with pytest.raises(Overtaken, match="刚刚有变动"):
            telling_now.result(30)
    assert written(desk, LetterKind.RESULT) == []
    assert [one.opinions[0].outcome for one in telling.tell(another, ROUND, TOLD)] == [REJECTED]


@pytest.mark.parametrize(("times", "shown"), [(1, [(OFFICE, 1)]), (reporting.TRIES, [])])
def test_a_summary_is_drawn_anew_where_the_record_moved_meanwhile(
    desks: tuple[Desk, Desk], times: int, shown: list[tuple[str, int]]
) -> None:
    desk, tries = desks[0], 0

    def act(session: Session) -> Summary:
        nonlocal tries
        tries += 1
        asked = round_named(session, ROUND)
        if tries % 2 == 0 and tries <= 2 * times:
            entry = ReplyEntry(Channel.PAPER, Formality.SEALED, MONDAY)
            replies.file_reply(session, invitation_of(session, asked, INDUSTRY), entry, MONDAY)
        return reporting.summary_of(desk, session, asked, MONDAY, MONDAY)

    if shown:
        reporting.write_summary(desk, act, MONDAY)
    else:
        with pytest.raises(Overtaken, match="一直有变动"):
            reporting.write_summary(desk, act, MONDAY)
    assert written(desk, LetterKind.SUMMARY) == shown
    assert view(desk, ROUND, MONDAY).ledger.units.no_reply == 1, "what was not so in the end is not kept"


def test_nobody_waits_to_write_while_a_report_is_drawn(desks: tuple[Desk, Desk], tmp_path: Path) -> None:
    own = tmp_path / "own" / "documents"
    own.mkdir(parents=True)
    (own / "status.typ").write_text(f"#for n in range({SLOW}) {{ let square = n * n }}\n汇总", "utf-8")
    slow = replace(desks[0], settings=desks[0].settings.model_copy(update={"templates": own.parent}))
    longest = 0.0
    with ThreadPoolExecutor() as pool:
        began = time.monotonic()
        drawn = pool.submit(closing.close, slow, ROUND, MONDAY, "王五")
        while not drawn.done():
            asked = time.monotonic()
            with writing(desks[1]):
                longest = max(longest, time.monotonic() - asked)
            time.sleep(0.01)
        took = time.monotonic() - began
    assert longest < took / 3
    assert (drawn.result().state, state_of(desks[1])) == (RoundState.CLOSED, RoundState.CLOSED)
    assert [act.what for act in acts.record(desks[1], ROUND).acts if act.who == "王五"] == ["办结"]


def test_a_round_closed_by_a_double_click_is_closed_and_noted_once(desks: tuple[Desk, Desk]) -> None:
    def close(desk: Desk) -> str:
        try:
            return closing.close(desk, ROUND, MONDAY, "王五").state
        except RoundNotOpen as refused:
            return refused.sentence

    with ThreadPoolExecutor() as pool:
        said = sorted(pool.map(close, desks))
    assert said == [f"{ROUND} 已办结，不能再做这项操作；可用 circulate round list 查看各轮状态。", RoundState.CLOSED]
    assert [act.what for act in acts.record(desks[0], ROUND).acts if act.who == "王五"] == ["办结"]
    assert written(desks[0], LetterKind.SUMMARY) == [(OFFICE, 1)]
