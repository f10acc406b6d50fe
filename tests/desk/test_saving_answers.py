"""What is typed on a page is kept, and saved only over what was seen."""

from dataclasses import replace

import pytest
from sqlmodel import select

from desk import chasing
from desk.answering import parted, save_answer
from desk.office import Desk
from models.queries import round_named, what_happened
from models.tables import Answer
from rules.answering import MOST, Draft
from rules.errors import BadInput, Overtaken
from rules.filing import OpinionEntry
from tests.desk.office import (
    FINANCE,
    HOUR,
    OPENED,
    PLANNING,
    ROUND,
    address,
    caught,
    day,
    open_round,
    send,
    words,
)
from tests.desk.units import FULL, looked_at, proposing, token


def test_what_is_typed_is_kept_and_continued_elsewhere(desk: Desk) -> None:
    open_round(desk)
    first = save_answer(desk, token(desk), proposing("删去", contact="王五"), 0, OPENED)
    assert looked_at(desk).kept == first
    second = save_answer(desk, token(desk), proposing("删去第一条", contact="王五"), first.version, OPENED + HOUR)
    assert (second.version, second.saved, looked_at(desk).pending) == (2, OPENED + HOUR, True)
    assert looked_at(desk, PLANNING).kept.version == 0


def test_two_who_write_at_once_never_overwrite_one_another_unseen(desk: Desk) -> None:
    open_round(desk)
    seen = save_answer(desk, token(desk), proposing("甲"), 0, OPENED).version
    mine = save_answer(desk, token(desk), proposing("甲", "乙"), seen, OPENED)
    with pytest.raises(Overtaken, match=r"^这份反馈刚才在另一个窗口"):
        save_answer(desk, token(desk), proposing("甲", "丙"), seen, OPENED)
    with pytest.raises(Overtaken):
        save_answer(desk, token(desk), proposing("丁"), 0, OPENED)
    assert looked_at(desk).kept == mine
    # What says the same collides with nothing.
    assert save_answer(desk, token(desk), proposing("甲", "乙"), 0, OPENED + HOUR) == mine


def test_who_has_begun_to_answer_is_reminded_more_gently(desk: Desk) -> None:
    open_round(desk)
    save_answer(desk, token(desk), proposing("甲"), 0, OPENED)
    chasing.write_reminders(desk, day(10, 14))
    send(desk, day(10, 14))
    gentle = ["知悉你单位已着手研究" in words(caught(desk, address(unit))[-1]) for unit in (FINANCE, PLANNING)]
    assert gentle == [True, False]


def test_looking_at_a_page_is_not_beginning_to_answer(desk: Desk) -> None:
    open_round(desk)
    save_answer(desk, token(desk), Draft(), 0, OPENED)
    with desk.store.read() as session:
        assert [fact.begun for fact in what_happened(session, round_named(session, ROUND))] == [False] * 3
        assert session.exec(select(Answer)).all() == []


def test_what_is_too_long_or_unseen_is_refused_in_a_sentence(desk: Desk) -> None:
    open_round(desk)
    long, many = proposing("字" * 50_000), proposing(*["甲"] * (MOST + 1))
    for typed, start in (
        (long, "第 1 条意见的“修改建议”有 50000 字，超过 10000 字的上限，尚未保存"),
        (many, f"一次最多填写 {MOST} 条意见，现有 {MOST + 1} 条"),
        (proposing("甲\x1b[2J"), "第 1 条意见的“修改建议”里有看不见的控制字符"),
        (proposing(contact="电" * 201), "“填写人、电话”太长"),
    ):
        with pytest.raises(BadInput, match=f"^{start}"):
            save_answer(desk, token(desk), typed, 0, OPENED)
    assert looked_at(desk).kept.version == 0


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("1.删去第一条。\n2.改第二条。", ["删去第一条。", "改第二条。"]),
        ("删去第一条。\n\n改第二条。", ["删去第一条。", "改第二条。"]),
        ("删去第一条。", ["删去第一条。", ""]),
    ],
)
def test_an_opinion_falls_apart_at_its_numbers_or_empty_lines(words: str, parts: list[str]) -> None:
    assert parted(replace(FULL, proposal=words)) == tuple(replace(FULL, proposal=part) for part in parts)
    assert [part.text for part in parted(OpinionEntry(words))] == parts
