"""A round ends once: closed when nothing blocks it, or cancelled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from models import outbox, outcomes, queries, replies, rounds
from models.store import Store
from models.tables import Round
from rules.errors import Refused, RoundNotOpen
from rules.settling import Outcome
from rules.words import LetterKind, RoundState, Stage, Verdict
from tests.models.office import (
    ADOPTED,
    DUE,
    LATER,
    NOW,
    ROUND,
    UNITS,
    answer,
    file,
    letter,
    open_round,
)
from tests.models.round_steps import cancelled, closed, extended


def states(store: Store) -> dict[str, str]:
    with store.read() as session:
        asked = queries.round_named(session, ROUND)
        return {row.kind: row.state for row in outbox.letters_of(session, asked.id or 0)}


def queue_one_of_each(store: Store) -> None:
    kinds = (LetterKind.INVITATION, LetterKind.REMINDER, LetterKind.ESCALATION, LetterKind.RECEIPT)
    with store.write() as session:
        outbox.queue(session, [letter(session, kind=kind) for kind in kinds], NOW)


def test_a_round_is_not_closed_while_opinions_wait(store: Store) -> None:
    open_round(store)
    file(store, UNITS[0], answer("一", "二", "三"))
    with store.write() as session:
        undecided = Outcome(Verdict.PENDING, Stage.PROPOSED)
        outcomes.settle(session, ROUND, {2: ADOPTED, 3: undecided}, NOW)
    with pytest.raises(Refused) as caught:
        closed(store)
    assert caught.value.sentence == (
        "2026-001 还有 2 条意见没有处理（第 1、3 条），不能办结；请先用 circulate settle 逐条处理。"
    )
    with store.write() as session:
        outcomes.settle(session, ROUND, {1: ADOPTED, 3: ADOPTED}, NOW)
    assert (closed(store).state, closed_at(store)) == (RoundState.CLOSED, DUE)


def closed_at(store: Store) -> datetime | None:
    with store.read() as session:
        return queries.round_named(session, ROUND).closed


def test_closing_stops_the_chasing_and_nothing_else(store: Store) -> None:
    open_round(store)
    queue_one_of_each(store)
    closed(store)
    assert states(store) == {
        "invitation": "queued",
        "reminder": "cancelled",
        "escalation": "cancelled",
        "receipt": "queued",
    }


def test_cancelling_stops_every_letter_that_waits(store: Store) -> None:
    open_round(store)
    queue_one_of_each(store)
    with store.write() as session:
        claimed = next(iter(outbox.claim(session, "worker", NOW)), None)
    assert claimed is not None
    assert (cancelled(store).state, closed_at(store)) == (RoundState.CANCELLED, NOW)
    assert states(store) == {
        "invitation": "sending",
        "reminder": "cancelled",
        "escalation": "cancelled",
        "receipt": "cancelled",
    }


def test_cancelling_one_round_leaves_the_letters_of_another(store: Store) -> None:
    open_round(store)
    other = open_round(store, "《细则》")
    queue_one_of_each(store)
    cancelled(store, other)
    assert set(states(store).values()) == {"queued"}


@pytest.mark.parametrize(("end", "word"), [(closed, "已办结"), (cancelled, "已取消")])
def test_a_round_that_is_over_takes_no_more_steps(store: Store, end: Callable[[Store], Round], word: str) -> None:
    open_round(store)
    end(store)
    for step in (closed, cancelled, lambda store: extended(store, rounds.NewDue(LATER))):
        with pytest.raises(RoundNotOpen) as caught:
            step(store)
        assert caught.value.sentence == f"2026-001 {word}，不能再做这项操作；可用 circulate round list 查看各轮状态。"


def test_a_round_is_either_closed_or_given_another_opinion_first(opening: Callable[[], Store]) -> None:
    """A reply filed while a round is being closed is never overlooked by the closing."""
    stores = [opening() for _ in range(2)]
    open_round(stores[0])

    def close_or_not(_: int) -> bool:
        try:
            closed(stores[0])
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(2) as clerks, stores[1].write() as session:
        asked = queries.round_named(session, ROUND)
        row = queries.invitation_of(session, asked, UNITS[0])
        replies.file_reply(session, row, answer("删去第三条"), NOW)
        closing = clerks.submit(close_or_not, 0)
        with pytest.raises(TimeoutError):
            closing.result(0.5)
        session.commit()
        assert closing.result(20) is False
