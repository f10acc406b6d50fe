"""The benchmarks' own bookkeeping, and one of them in small: every letter of a load arrives at a real smtp-sink."""

import json
import os
import shutil
import time

import pytest

from benchmarks.measuring import Comparison, Measured, in_turn, rate, report
from benchmarks.office import office, post_all, rewind, sent
from benchmarks.peers import sink
from benchmarks.wire import compared
from rules.words import LetterState
from tests.parts import require

PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin"


@pytest.fixture
def postfix() -> None:
    require(shutil.which("smtp-sink", path=PLACES), "apt-get install postfix")


def test_the_ratio_is_the_median_of_the_pairs() -> None:
    measured = Measured.faster(Comparison("x", "y", goal=2), [10, 30, 40], [10, 10, 10])
    assert (measured.ours, measured.theirs, measured.ratio, measured.holds) == (30, 10, 3, True)


def test_of_time_and_memory_less_is_better() -> None:
    assert Measured.leaner(Comparison("x", "y", goal=1, unit="ms"), 4, 5).ratio == 1.25
    assert not Measured.leaner(Comparison("x", "y", goal=1, unit="ms"), 6, 5).holds


def test_sides_are_taken_in_turn_and_the_first_round_is_not_counted() -> None:
    order: list[str] = []

    def side(name: str) -> float:
        order.append(name)
        return len(order)

    assert in_turn({"a": lambda: side("a"), "b": lambda: side("b")}, 2) == {"a": [4, 5], "b": [3, 6]}
    assert order == ["a", "b", "b", "a", "a", "b"]


def test_a_benchmark_ends_in_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    good = Measured.leaner(Comparison("good", "peer", 1, "s"), 1, 2)
    bad = Measured.leaner(Comparison("bad", "peer", 1, "s"), 2, 1)
    with pytest.raises(SystemExit) as left:
        report(good, [bad])
    said = json.loads(capsys.readouterr().out)
    assert {name: said[name] for name in ("name", "peer", "ours", "theirs", "ratio", "goal", "holds")} == {
        "name": "good",
        "peer": "peer",
        "ours": 1,
        "theirs": 2,
        "ratio": 2,
        "goal": 1,
        "holds": False,
    }
    assert ([part["name"] for part in said["parts"]], left.value.code) == (["bad"], True)


def test_a_rate_counts_by_the_second() -> None:
    assert 50 < rate(10, lambda: time.sleep(0.1)) < 101


@pytest.mark.usefixtures("postfix")
def test_both_sides_of_the_wire_benchmark_get_their_letters_through() -> None:
    with sink() as port:
        measured = compared(port, "small", 2000, 40, goal=0, rounds=1)
    assert (measured.ours > 0, measured.theirs > 0, measured.holds) == (True, True, True)


@pytest.mark.usefixtures("postfix")
def test_a_round_is_sent_through_the_sink_and_can_be_sent_again() -> None:
    with sink() as port, office(port, 30, os.urandom(10_000)) as desk:
        assert [post_all(desk)[LetterState.SENT], sent(desk)] == [30, 30]
        rewind(desk)
        assert [sent(desk), post_all(desk)[LetterState.SENT]] == [0, 30]
