"""Telephoning: one letter to the office with the 催办单, and the same list on paper at any time."""

import io
from email.message import EmailMessage

import pytest
from docx import Document

from desk import calling, chasing, filing, opening, sheets
from desk.filing import Entered
from desk.office import Desk
from models import rounds
from models.rounds import NewDue
from rules.errors import RoundUnknown
from rules.words import Channel, LetterKind, LetterState
from tests.desk.office import (
    DAY,
    DUE,
    FINANCE,
    HOUR,
    INDUSTRY,
    OFFICE,
    OPENED,
    PLANNING,
    ROUND,
    asking,
    attached,
    bounce,
    caught,
    day,
    letters,
    send,
    superior,
    take_in,
    words,
    written,
)

FIRST = day(10, 20)  # five working days after the due day
SHEET = f"""单位,联系人,邮箱,电话,催办联系人
{FINANCE},李科长,u01@unit.test,0371-1001,{superior(FINANCE)}
{PLANNING},张科长,u02@unit.test、desk@unit.test,0371-1002,
{INDUSTRY},,u03@unit.test,,
"""


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """An open round of three units, above two of whom nobody stands."""
    sheet = desk.settings.home / "units.csv"
    sheet.write_text(SHEET, "utf-8")
    sheets.import_units(desk, sheet)
    opening.open_round(desk, asking(desk, (FINANCE, PLANNING, INDUSTRY)), OPENED)
    send(desk, OPENED)
    return desk


def run(desk: Desk, *days: int) -> None:
    """The morning's run on these days of October."""
    for at in days:
        chasing.write_reminders(desk, day(10, at))
        send(desk, day(10, at))


def lists(desk: Desk) -> list[EmailMessage]:
    return [letter for letter in caught(desk, OFFICE) if "电话催办" in letter["Subject"]]


def lines(sheet: bytes) -> list[tuple[str, ...]]:
    (table,) = Document(io.BytesIO(sheet)).tables
    return [tuple(cell.text for cell in row.cells) for row in table.rows][1:]


def answers(desk: Desk, unit: str, now: int) -> None:
    filing.enter_reply(desk, ROUND, unit, Entered(day(10, now), Channel.PHONE, no_comment=True), day(10, now))


def test_units_below_nobody_are_put_on_one_list_for_the_office_once(asked: Desk) -> None:
    run(asked, 10, 13, 14, 16, 19, 20, 20, 21, 22, 26)
    assert written(asked, LetterKind.ESCALATION) == [(superior(FINANCE), 1), (OFFICE, 1)]
    (letter,) = lists(asked)
    first, *lines_below = [line.strip() for line in words(letter).splitlines() if line.startswith("　　")]
    assert first.startswith("下列2家单位经催办仍未反馈，又没有登记督促联系人，请电话催办。")
    assert lines_below[:6] == [
        f"1.{PLANNING}",
        "联系人：张科长　电话：0371-1002",
        "发函：2026年9月28日　截止：2026年10月13日（星期二）18时　已催办4次",
        f"2.{INDUSTRY}",
        "联系人：未登记　电话：未登记",
        "发函：2026年9月28日　截止：2026年10月13日（星期二）18时　已催办4次",
    ]
    assert lines(attached(letter, "催办单.docx")) == [
        ("1", PLANNING, "张科长", "0371-1002", "2026年\n10月13日\n18时", "4次", ""),
        ("2", INDUSTRY, "", "", "2026年\n10月13日\n18时", "4次", ""),
    ]


def test_its_key_is_the_offices_own(asked: Desk) -> None:
    run(asked, 20)
    (letter,) = [one for one in letters(asked) if one.kind == LetterKind.ESCALATION and one.invitation_id is None]
    assert (letter.key, letter.recipients, letter.state) == (f"{ROUND}:0:escalation:1", OFFICE, LetterState.SENT)


def test_a_unit_that_joins_later_brings_a_second_list_with_all_who_are_still_silent(asked: Desk) -> None:
    with asked.store.write() as session:
        rounds.extend(session, ROUND, NewDue(day(10, 20, 18), INDUSTRY, "需会商"), day(10, 9))
    run(asked, 20, 21)
    assert len(lists(asked)) == 1
    run(asked, 27, 28)
    first, second = lists(asked)
    assert [row[1] for row in lines(attached(first, "催办单.docx"))] == [PLANNING]
    assert [row[1] for row in lines(attached(second, "催办单.docx"))] == [PLANNING, INDUSTRY]
    assert [turn for email, turn in written(asked, LetterKind.ESCALATION) if email == OFFICE] == [1, 2]


def test_who_has_answered_by_telephone_is_not_on_the_list(asked: Desk) -> None:
    answers(asked, PLANNING, 19)
    run(asked, 20)
    assert [row[1] for row in lines(attached(lists(asked)[0], "催办单.docx"))] == [INDUSTRY]


def test_the_office_is_told_in_hours_on_working_days_and_after_an_outage_once(asked: Desk) -> None:
    for moment in (day(10, 20, 7), day(10, 20, 18), day(10, 24)):
        chasing.write_reminders(asked, moment)
        send(asked, moment)
    assert lists(asked) == []
    run(asked, 26, 27)
    assert len(lists(asked)) == 1


def test_a_unit_whose_reminders_came_back_is_telephoned_and_no_longer_written_to(asked: Desk) -> None:
    run(asked, 10)
    take_in(asked, day(10, 10) + HOUR, bounce(caught(asked, "u03@unit.test")[1]))
    run(asked, 13, 14, 16, 20)
    assert len(caught(asked, "u03@unit.test")) == 2
    assert [row[1:2] + row[5:6] for row in lines(attached(lists(asked)[0], "催办单.docx"))] == [
        (PLANNING, "4次"),
        (INDUSTRY, "1次"),
    ]


def test_the_list_on_paper_names_every_silent_unit_at_any_time(asked: Desk) -> None:
    sheet, count = calling.call_list(asked, ROUND, OPENED + DAY)
    assert (count, [row[1] for row in lines(sheet)]) == (3, [FINANCE, PLANNING, INDUSTRY])
    answers(asked, FINANCE, 9)
    sheet, count = calling.call_list(asked, ROUND, DUE)
    assert (count, [row[1:4] for row in lines(sheet)]) == (2, [(PLANNING, "张科长", "0371-1002"), (INDUSTRY, "", "")])
    with pytest.raises(RoundUnknown):
        calling.call_list(asked, "2026-009", DUE)


def test_a_unit_that_no_letter_reaches_is_on_the_list_with_the_reason(asked: Desk) -> None:
    take_in(asked, OPENED + HOUR, bounce(caught(asked, "u01@unit.test")[0]))
    sheet, count = calling.call_list(asked, ROUND, OPENED + DAY)
    (first, second, _) = lines(sheet)
    assert (count, first[1:4], first[5], second[6]) == (3, (FINANCE, "李科长", "0371-1001"), "0次", "")
    assert first[6] == "函件未送达：u01@unit.test（smtp; 550 5.1.1 user unknown）"
    assert "尚有3家单位未反馈，其中1家函件未送达。" in Document(io.BytesIO(sheet)).paragraphs[1].text
    run(asked, 20)
    mailed = lists(asked)[0]
    assert [row[1] for row in lines(attached(mailed, "催办单.docx"))] == [FINANCE, PLANNING, INDUSTRY]
    assert "函件未送达：u01@unit.test（smtp; 550" in words(mailed)


def test_closing_the_round_takes_back_a_list_that_has_not_left(asked: Desk) -> None:
    chasing.write_reminders(asked, FIRST)
    with asked.store.write() as session:
        rounds.close(session, ROUND, FIRST)
    send(asked, FIRST)
    assert lists(asked) == []
