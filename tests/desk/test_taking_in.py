"""Taking mail in: forms become numbered opinions, doubt waits with its reason, nothing is lost or filed twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from desk import collecting, taking_in
from desk.office import Desk
from desk.view import view
from mail.intake import FolderSource
from rules.words import LetterKind, LetterState, MessageKind, MessageState, Standing
from tests.desk.arriving import FILED, MONDAY, NOTED, invitation, standings, stranger
from tests.desk.office import (
    DUE,
    FEW,
    FINANCE,
    HOUR,
    INDUSTRY,
    PLANNING,
    ROUND,
    address,
    answer,
    bounce,
    caught,
    deliver,
    filled,
    letters,
    messages,
    open_round,
    send,
    take_in,
    words,
    written,
)


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


@pytest.fixture
def reading() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as threads:
        yield threads


def opinions(desk: Desk) -> list[tuple[int, str, str]]:
    """Number, unit and text of every opinion that counts."""
    return [(opinion.number, opinion.unit, opinion.text) for opinion in view(desk, ROUND, DUE).opinions]


def test_a_form_mailed_back_becomes_numbered_opinions_of_its_unit(desk: Desk) -> None:
    letter = invitation(desk, PLANNING)
    reply = answer(letter, form=filled(letter, "删去“尽快”。", "经费列入市级预算。"))
    assert take_in(desk, MONDAY, reply) == [FILED]
    assert opinions(desk) == [
        (1, PLANNING, "第1条（建议：删去“尽快”。）"),
        (2, PLANNING, "第2条（建议：经费列入市级预算。）"),
    ]
    assert standings(desk)[PLANNING] is Standing.WITH_OPINIONS


@pytest.mark.parametrize("by_form", [True, False])
def test_no_comment_is_understood_from_the_form_and_from_the_text(desk: Desk, *, by_form: bool) -> None:
    letter = invitation(desk, FINANCE)
    reply = answer(letter, form=filled(letter)) if by_form else answer(letter, "经研究，我局无意见。\n市财政局")
    assert take_in(desk, MONDAY, reply) == [FILED]
    assert standings(desk)[FINANCE] is Standing.NO_COMMENT


def test_opinions_in_the_text_are_divided_by_their_numbers(desk: Desk) -> None:
    reply = answer(invitation(desk, FINANCE), "意见如下：\n1. 建议删去第三条。\n2. 建议明确责任单位。\n")
    assert take_in(desk, MONDAY, reply) == [FILED]
    assert [text for *_, text in opinions(desk)] == ["建议删去第三条。", "建议明确责任单位。"]


def test_a_units_own_mailbox_is_enough_where_nothing_else_tells(desk: Desk) -> None:
    assert take_in(desk, MONDAY, stranger("我局无意见。", address(INDUSTRY))) == [FILED]
    assert standings(desk)[INDUSTRY] is Standing.NO_COMMENT


def test_the_code_on_the_form_tells_the_unit_whoever_sends_it(desk: Desk) -> None:
    mail = stranger("请查收。")
    mail.add_attachment(
        filled(invitation(desk, PLANNING), "删去“尽快”。"), "application", "octet-stream", filename="表.docx"
    )
    assert take_in(desk, MONDAY, mail) == [FILED]
    assert standings(desk)[PLANNING] is Standing.WITH_OPINIONS


def test_a_second_mail_replaces_the_first_and_both_are_kept(desk: Desk) -> None:
    letter = invitation(desk, PLANNING)
    take_in(desk, MONDAY, answer(letter, form=filled(letter, "一")))
    take_in(desk, MONDAY + HOUR, answer(letter, "更正，见附件。", form=filled(letter, "二", "三")))
    assert opinions(desk) == [(2, PLANNING, "第1条（建议：二）"), (3, PLANNING, "第2条（建议：三）")]
    assert [message.state for message in messages(desk)] == [FILED, FILED]


def test_the_same_message_brought_twice_is_filed_once(desk: Desk) -> None:
    reply = answer(invitation(desk, FINANCE), "建议删去第三条。")
    assert take_in(desk, MONDAY, reply, reply) == [FILED]
    assert take_in(desk, MONDAY + HOUR, reply) == []
    assert opinions(desk) == [(1, FINANCE, "建议删去第三条。")]


def test_a_message_read_before_is_not_read_again(desk: Desk) -> None:
    take_in(desk, MONDAY, answer(invitation(desk, FINANCE), "建议删去第三条。"))
    assert taking_in.read_message(desk, 1, MONDAY + HOUR) is FILED
    assert opinions(desk) == [(1, FINANCE, "建议删去第三条。")]


def test_two_workers_that_read_one_message_at_once_file_it_once(
    desk: Desk, opening_desk: Callable[[], Desk], reading: ThreadPoolExecutor
) -> None:
    for unit in FEW:
        collecting.keep_new(
            desk, FolderSource(deliver(desk, answer(invitation(desk, unit), "建议删去第三条。"))), MONDAY
        )
    workers = [opening_desk() for _ in range(4)]
    for message in taking_in.to_read(desk):
        states = reading.map(lambda worker, number=message: taking_in.read_message(worker, number, MONDAY), workers)
        assert list(states) == [FILED] * 4
    assert opinions(desk) == [(number, unit, "建议删去第三条。") for number, unit in enumerate(FEW, 1)]


def test_mail_is_taken_from_its_folder_only_when_it_is_kept(desk: Desk) -> None:
    inbox = deliver(desk, answer(invitation(desk, FINANCE), "无意见"))
    assert collecting.keep_new(desk, FolderSource(inbox), MONDAY) == 1
    assert [path.relative_to(inbox).as_posix() for path in inbox.rglob("*.eml")] == ["taken/0001.eml"]
    assert [message.state for message in messages(desk)] == [MessageState.NEW]
    assert taking_in.to_read(desk) == (1,)


def test_a_hard_bounce_makes_its_unit_undeliverable_and_is_no_reply(desk: Desk) -> None:
    assert take_in(desk, MONDAY, bounce(invitation(desk, PLANNING))) == [NOTED]
    assert standings(desk) == {
        FINANCE: Standing.AWAITING,
        PLANNING: Standing.UNDELIVERABLE,
        INDUSTRY: Standing.AWAITING,
    }
    (message,) = messages(desk)
    assert (message.kind, message.invitation_id) == (MessageKind.BOUNCE, 2)


def test_an_automatic_answer_is_noted_and_is_no_reply(desk: Desk) -> None:
    reply = answer(invitation(desk, FINANCE), "我正在休假，无意见请忽略。")
    reply["Auto-Submitted"] = "auto-replied"
    assert take_in(desk, MONDAY, reply) == [NOTED]
    assert standings(desk)[FINANCE] is Standing.AWAITING
    assert [(m.kind, m.invitation_id) for m in messages(desk)] == [(MessageKind.AUTO_REPLY, 1)]


def test_a_reply_proves_that_an_uncertain_letter_arrived(desk: Desk) -> None:
    letter = invitation(desk, FINANCE)
    with desk.store.write() as session:
        row = session.get_one(type(letters(desk)[0]), 1)
        row.state, row.sent = LetterState.UNCERTAIN, None
    take_in(desk, MONDAY, answer(letter, "无意见"))
    assert letters(desk)[0].state == LetterState.SENT


def test_each_reply_is_acknowledged_once_with_what_was_understood(desk: Desk) -> None:
    letter = invitation(desk, PLANNING)
    take_in(desk, MONDAY, answer(letter, form=filled(letter, "删去“尽快”。")), stranger("无意见。"))
    assert [taking_in.acknowledge(desk, MONDAY), taking_in.acknowledge(desk, MONDAY)] == [1, 0]
    send(desk, MONDAY)
    take_in(desk, MONDAY + HOUR, answer(letter, "更正，见附件。", form=filled(letter, "删去“及时”。")))
    assert [taking_in.acknowledge(desk, MONDAY + HOUR), taking_in.acknowledge(desk, MONDAY + HOUR)] == [1, 0]
    send(desk, MONDAY + HOUR)
    assert written(desk, LetterKind.RECEIPT) == [(address(PLANNING), 1), (address(PLANNING), 2)]
    receipts = caught(desk, address(PLANNING))[1:]
    said = [words(receipt) for receipt in receipts]
    assert ["删去“尽快”。" in said[0], "删去“及时”。" in said[1]] == [True, True]
    assert {receipt["References"] for receipt in receipts} == {letter["Message-ID"]}


def test_the_rounds_that_messages_answer_are_named_once(desk: Desk) -> None:
    take_in(desk, MONDAY, *(answer(invitation(desk, unit), "无意见") for unit in FEW), stranger("x"))
    assert taking_in.rounds_of(desk, (1, 2, 3, 4)) == [ROUND]
    assert taking_in.rounds_of(desk, ()) == []
