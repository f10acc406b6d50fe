"""A round begins whole and with a number of its own; its due moment only moves later."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from models import queries, register, rounds
from models.store import Store
from models.tables import Extension
from rules.errors import AlreadyOpen, DueInPast, RoundUnknown, UnitUnknown
from rules.policy import Policy, policy_of
from rules.tokens import token_for, token_hash
from rules.words import Silence
from tests.models.office import (
    DUE,
    LATER,
    NOW,
    ROUND,
    SECRET,
    UNITS,
    add_units,
    new_round,
    open_round,
)
from tests.models.round_steps import cancelled, closed, extended


def dues(store: Store, name: str = ROUND) -> list[datetime]:
    with store.read() as session:
        return [row.due for row in queries.who_was_invited(session, queries.round_named(session, name))]


def test_a_round_opens_with_every_unit_in_register_order(store: Store) -> None:
    policy = Policy(silence=Silence.DEEMED_NO_COMMENT, accept_late=False, number="汴政办函〔2026〕1号")
    name = open_round(store, policy=policy)
    with store.read() as session:
        asked = queries.round_named(session, f" {name} ")
        assert (asked.state, asked.due, asked.opened, asked.closed) == ("open", DUE, NOW, None)
        assert (asked.silence, asked.number, policy_of(asked.policy)) == (policy.silence, policy.number, policy)
        rows = queries.who_was_invited(session, asked)
        assert [(row.number, row.unit_name, row.due) for row in rows] == [
            (number, unit, DUE) for number, unit in enumerate(UNITS, 1)
        ]
        tokens = [token_hash(token_for(SECRET, name, number)) for number in (1, 2, 3)]
        assert [row.token_hash for row in rows] == tokens


def test_rounds_are_numbered_within_their_year(store: Store) -> None:
    add_units(store)

    def opened(year: int, title: str) -> str:
        with store.write() as session:
            return rounds.open_round(session, new_round(session, title), year, NOW).name

    assert [opened(2026, "一"), opened(2026, "二"), opened(2027, "三"), opened(2026, "四")] == [
        "2026-001",
        "2026-002",
        "2027-001",
        "2026-003",
    ]


def test_the_thousandth_round_of_a_year_is_followed_by_the_next(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        queries.round_named(session, ROUND).name = "2026-1000"
    assert open_round(store, "二") == "2026-1001"


def test_the_same_draft_under_the_same_title_goes_out_once(store: Store) -> None:
    open_round(store)
    with pytest.raises(AlreadyOpen) as caught:
        open_round(store)
    assert caught.value.sentence == (
        "这份文稿已经以“《办法》”发出过，就是 2026-001；查看进展用 circulate status 2026-001。"
    )
    assert open_round(store, "《办法》（第二次）") == "2026-002"
    with store.write() as session:
        again = rounds.open_round(session, new_round(session, draft=b"revised draft"), 2026, NOW)
    assert again.name == "2026-003"


def test_a_cancelled_round_makes_room_for_another_try(store: Store) -> None:
    open_round(store)
    cancelled(store)
    assert open_round(store) == "2026-002"
    with pytest.raises(AlreadyOpen):
        open_round(store)


def test_a_closed_round_does_not(store: Store) -> None:
    open_round(store)
    closed(store)
    with pytest.raises(AlreadyOpen):
        open_round(store)


def test_offices_that_open_at_once_get_a_number_each_and_one_draft_goes_out_once(opening: Callable[[], Store]) -> None:
    stores = [opening() for _ in range(4)]
    add_units(stores[0])

    def opened(place: int) -> str | None:
        try:
            return open_round(stores[place], "甲乙丙丙"[place])
        except AlreadyOpen:
            return None

    with ThreadPoolExecutor(4) as clerks:
        names = list(clerks.map(opened, range(4)))
    assert sorted(name for name in names if name) == ["2026-001", "2026-002", "2026-003"]


def test_a_round_keeps_what_a_unit_was_called_when_it_was_asked(store: Store) -> None:
    open_round(store)
    with store.write() as session:
        register.unit_named(session, "杞县").name = "杞县人民政府"
    with store.read() as session:
        row = queries.invitation_of(session, queries.round_named(session, ROUND), "杞县")
        assert row.unit_name == "杞县"


def test_an_unknown_round_comes_with_the_newest_names(store: Store) -> None:
    with store.read() as session, pytest.raises(RoundUnknown, match="还没有发出过任何一轮"):
        queries.round_named(session, "2026-009")
    for title in "一二三四":
        open_round(store, title)
    with store.read() as session, pytest.raises(RoundUnknown, match="最近的是 2026-004、2026-003、2026-002，"):
        queries.round_named(session, "2026-009")


def test_extending_a_round_moves_every_unit(store: Store) -> None:
    open_round(store)
    assert extended(store, rounds.NewDue(LATER, reason="两单位申请延期")) == 3
    assert dues(store) == [LATER] * 3
    with store.read() as session:
        assert queries.round_named(session, ROUND).due == LATER
        kept = [(row.old_due, row.new_due, row.at, row.reason) for row in session.exec(select(Extension))]
    assert kept == [(DUE, LATER, NOW, "两单位申请延期")] * 3


def test_extending_one_unit_moves_it_alone(store: Store) -> None:
    open_round(store)
    assert extended(store, rounds.NewDue(LATER, "杞县")) == 1
    assert dues(store) == [DUE, DUE, LATER]
    with store.read() as session:
        assert queries.round_named(session, ROUND).due == DUE


def test_a_unit_with_a_longer_time_of_its_own_keeps_it(store: Store) -> None:
    open_round(store)
    extended(store, rounds.NewDue(LATER, "杞县"))
    between = DUE + timedelta(days=2)
    assert extended(store, rounds.NewDue(between)) == 2
    assert dues(store) == [between, between, LATER]


def test_nobody_is_left_with_less_time_than_the_round(store: Store) -> None:
    open_round(store)
    extended(store, rounds.NewDue(DUE + timedelta(days=2), "杞县"))
    assert extended(store, rounds.NewDue(LATER)) == 3
    assert dues(store) == [LATER] * 3


def test_a_due_moment_is_not_moved_into_the_past(store: Store) -> None:
    open_round(store)
    with pytest.raises(DueInPast, match=r"^新的截止时间 2026-09-29 18:00 已经过去；"):
        extended(store, rounds.NewDue(DUE), now=DUE)
    assert dues(store) == [DUE] * 3


def test_only_units_of_the_round_are_extended(store: Store) -> None:
    add_units(store, UNITS[0])
    open_round(store)
    add_units(store, *UNITS)
    with pytest.raises(UnitUnknown, match=r"^“杞县”不在 2026-001 的发函范围内；"):
        extended(store, rounds.NewDue(LATER, "杞县"))


def test_rounds_are_listed_open_ones_oldest_first_all_newest_first(store: Store) -> None:
    for title in "一二三":
        open_round(store, title)
    cancelled(store, "2026-002")
    with store.read() as session:
        assert [row.name for row in queries.open_rounds(session)] == ["2026-001", "2026-003"]
        assert [row.name for row in queries.all_rounds(session)] == ["2026-003", "2026-002", "2026-001"]
