"""Mail that leaves a doubt waits for a person, with its reason, and is no reply."""

from dataclasses import replace

import pytest

from desk import collecting, opening, taking_in
from desk.office import Desk
from documents.form import FormPress
from documents.form_code import code_for
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from mail.intake import FolderSource
from mail.requests import NOT_OURS
from models import rounds
from rules.words import Standing
from tests.desk.arriving import MONDAY, UNSURE, invitation, standings, stranger
from tests.desk.office import (
    FEW,
    FINANCE,
    OPENED,
    PLANNING,
    ROUND,
    address,
    answer,
    asking,
    caught,
    deliver,
    filled,
    form_in,
    notes,
    open_round,
    send,
    take_in,
)


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


def test_words_that_say_nothing_wait_for_a_person(desk: Desk) -> None:
    assert take_in(desk, MONDAY, answer(invitation(desk, FINANCE), "您好！")) == [UNSURE]
    assert notes(desk) == ["邮件里没有读出意见，也没有写明“无意见”，请人工查看。"]


def test_a_mail_marked_secret_is_not_read_into_the_record(desk: Desk) -> None:
    assert take_in(desk, MONDAY, answer(invitation(desk, FINANCE), "秘密★1年\n建议删去第二条。")) == [UNSURE]
    assert notes(desk) == ["这封邮件标有密级（秘密★），没有读取；请立即按保密规定处置，不要登记、转发。"]
    assert standings(desk)[FINANCE] is Standing.AWAITING


def test_a_unit_asked_by_mistake_waits_for_a_person_and_has_said_nothing(desk: Desk) -> None:
    words = "该事项非我单位职责，建议征求市住建局意见。"
    assert take_in(desk, MONDAY, answer(invitation(desk, FINANCE), words)) == [UNSURE]
    assert (notes(desk), standings(desk)[FINANCE]) == ([NOT_OURS], Standing.AWAITING)


def test_a_stranger_waits_for_a_person(desk: Desk) -> None:
    assert take_in(desk, MONDAY, stranger("无意见。")) == [UNSURE]
    assert notes(desk) == ["看不出 someone@elsewhere.test 代表哪个单位、答复哪一轮征求意见，请人工选定。"]


def test_an_empty_form_waits_for_a_person(desk: Desk) -> None:
    letter = invitation(desk, FINANCE)
    assert take_in(desk, MONDAY, answer(letter, form=form_in(letter))) == [UNSURE]
    assert notes(desk) == ["反馈表既没有填写意见，也没有勾选“无意见”；请与该单位核实。"]


def test_another_units_form_under_a_units_letter_waits_for_a_person(desk: Desk) -> None:
    reply = answer(invitation(desk, FINANCE), form=filled(invitation(desk, PLANNING), "删去“尽快”。"))
    assert take_in(desk, MONDAY, reply) == [UNSURE]
    assert notes(desk) == [f"邮件与不止一项发函对得上（{ROUND} {PLANNING}、{ROUND} {FINANCE}），请人工选定。"]
    assert set(standings(desk).values()) == {Standing.AWAITING}


def test_a_form_of_a_round_nobody_knows_waits_for_a_person(desk: Desk) -> None:
    press = FormPress("别的办法", "2025年1月1日", "市水利局", "")
    foreign = fill_form(press.for_unit(FINANCE, code_for(desk.secret, "2025-009", 1)), rows=[FormRow(1, proposal="一")])
    assert take_in(desk, MONDAY, answer(invitation(desk, FINANCE), form=foreign)) == [UNSURE]
    assert notes(desk) == ["编号属于 2025-009 的第 1 号单位，记录里没有这项发函，请人工查看。"]


def test_last_years_form_under_this_years_letter_names_both_rounds(desk: Desk) -> None:
    other = opening.open_round(desk, replace(asking(desk, FEW), title="《细则》"), OPENED).name
    send(desk, OPENED)
    reply = answer(invitation(desk, FINANCE), form=filled(caught(desk, address(FINANCE))[1], "一"))
    assert take_in(desk, MONDAY, reply, stranger("无意见", address(PLANNING))) == [UNSURE, UNSURE]
    assert notes(desk) == [
        f"邮件与不止一项发函对得上（{other} {FINANCE}、{ROUND} {FINANCE}），请人工选定。",
        f"邮件与不止一项发函对得上（{ROUND} {PLANNING}、{other} {PLANNING}），请人工选定。",
    ]


def test_a_form_whose_code_was_damaged_waits_for_a_person(desk: Desk) -> None:
    letter = invitation(desk, FINANCE)
    code = code_for(desk.secret, ROUND, 1)
    broken = f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}"
    form = FormPress("办法", "2026年10月13日", "市水利局", "").for_unit(FINANCE, broken)
    assert take_in(desk, MONDAY, answer(letter, form=form)) == [UNSURE]
    assert notes(desk) == [f"“反馈表.docx”的反馈编号“{broken}”有误；请照发给本单位的反馈表改正编号，或重新填写该表。"]


def test_two_forms_in_one_mail_wait_for_a_person(desk: Desk) -> None:
    letter = invitation(desk, FINANCE)
    reply = answer(letter, form=filled(letter, "一"))
    reply.add_attachment(filled(letter, "二"), "application", "octet-stream", filename="反馈表2.docx")
    assert take_in(desk, MONDAY, reply) == [UNSURE]
    assert notes(desk) == ["同一封邮件附有多份反馈表，请人工选定。"]


@pytest.mark.parametrize("name", ["反馈.pdf", "反馈.docx"])
def test_an_attachment_that_is_no_form_waits_for_a_person(desk: Desk, name: str) -> None:
    reply = answer(invitation(desk, FINANCE), "无意见。")
    reply.add_attachment(b"%PDF-1.7 scanned", "application", "octet-stream", filename=name)
    assert take_in(desk, MONDAY, reply) == [UNSURE]
    (note,) = notes(desk)
    assert note.startswith(f"附件中没有可以直接读取的反馈表（“{name}”")
    assert standings(desk)[FINANCE] is Standing.AWAITING


def test_mail_for_a_cancelled_round_waits_for_a_person(desk: Desk) -> None:
    with desk.store.write() as session:
        rounds.cancel(session, ROUND, OPENED)
    assert take_in(desk, MONDAY, answer(invitation(desk, FINANCE), "无意见")) == [UNSURE]
    assert notes(desk) == [f"{ROUND} 已取消，不再登记反馈。"]


def test_any_bytes_at_all_are_kept_and_wait(desk: Desk) -> None:
    inbox = deliver(desk)
    for number, content in enumerate(
        (b"", b"\x00\xff" * 500, b"From: \r\n\r\n", b"Content-Type: multipart/mixed\n\nx")
    ):
        (inbox / f"{number}.eml").write_bytes(content)
    assert collecting.keep_new(desk, FolderSource(inbox), MONDAY) == 4
    states = [taking_in.read_message(desk, message, MONDAY) for message in taking_in.to_read(desk)]
    assert states == [UNSURE] * 4
