"""A unit that answers its result letter by mail: agreement is kept as its word, anything else waits for a person."""

import pytest

from desk import filing, telling
from desk.filing import Entered
from desk.office import Desk
from desk.rejoining import rejoined_in
from desk.rejoining_mail import AGREED
from desk.view import view
from models import outcomes
from rules.filing import opinions_of
from rules.settling import Outcome
from rules.words import Accord, Channel, MessageState, Stage, Verdict
from tests.desk.office import (
    DAY,
    FINANCE,
    ROUND,
    address,
    answer,
    caught,
    day,
    filled,
    notes,
    open_round,
    send,
    take_in,
)

MONDAY, TOLD = day(10, 12), day(10, 14)


@pytest.fixture(autouse=True)
def _told(desk: Desk) -> None:
    open_round(desk)
    entered = Entered(MONDAY, Channel.MAIL, opinions_of(["一", "二"]))
    filing.enter_reply(desk, ROUND, FINANCE, entered, MONDAY)
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, dict.fromkeys((1, 2), Outcome(Verdict.ADOPTED, Stage.APPROVED)), MONDAY)
    telling.tell(desk, ROUND, TOLD)
    send(desk, TOLD)


def words(desk: Desk) -> list[tuple[int, Accord, Channel]]:
    return [(one.number, one.word.accord, one.word.channel) for one in rejoined_in(desk, ROUND)]


def replies(desk: Desk, text: str, sender: str = "", form: bytes | None = None) -> MessageState:
    mail = answer(caught(desk, address(FINANCE))[-1], text, form)
    if sender:
        mail.replace_header("From", sender)
    (state,) = take_in(desk, TOLD + DAY, mail)
    return state


@pytest.mark.parametrize("text", ["同意。", "经研究，我局无不同意见。\n\n市财政局\n2026年10月15日", "无异议，谢谢"])
def test_agreement_is_the_units_word_on_all_its_outcomes(desk: Desk, text: str) -> None:
    assert replies(desk, text) is MessageState.FILED
    assert words(desk) == [(1, Accord.ACCEPTED, Channel.MAIL), (2, Accord.ACCEPTED, Channel.MAIL)]
    assert notes(desk, MessageState.FILED) == [AGREED]


@pytest.mark.parametrize(
    "text", ["不同意第2条的处理，坚持原意见。", "原则同意，但建议再研究。", "第1条同意，第2条坚持。"]
)
def test_anything_else_waits_for_a_person_who_is_told_what_to_do(desk: Desk, text: str) -> None:
    assert replies(desk, text) is MessageState.UNSURE
    assert words(desk) == []
    assert notes(desk) == [
        f"{FINANCE}答复了 {ROUND} 的采纳情况告知函；请阅看其意见，再用 circulate rejoinder {ROUND} 逐条登记。"
    ]


def test_a_stranger_cannot_agree_for_a_unit(desk: Desk) -> None:
    assert replies(desk, "同意。", "someone@elsewhere.example") is MessageState.UNSURE
    assert words(desk) == []


def test_agreeing_changes_nothing_about_the_opinions_themselves(desk: Desk) -> None:
    before = view(desk, ROUND, TOLD + DAY + DAY).opinions
    replies(desk, "无意见。")
    assert view(desk, ROUND, TOLD + DAY + DAY).opinions == before


def test_a_form_that_comes_with_the_answer_is_read_as_a_form(desk: Desk) -> None:
    form = filled(caught(desk, address(FINANCE))[0], "第三条另行规定")
    assert replies(desk, "见附件。", form=form) is MessageState.FILED
    assert words(desk) == []
    assert [one.text for one in view(desk, ROUND, TOLD + DAY + DAY).opinions] == ["第1条（建议：第三条另行规定）"]
