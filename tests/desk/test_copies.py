"""The draft sent back: marked up it is the unit's answer, untouched it is nothing beside one."""

from email.message import EmailMessage

import pytest

from desk import inbox
from desk.copies import BESIDE, READ
from desk.office import Desk
from desk.view import view
from rules.words import MessageState, Stance
from tests.desk.office import (
    FINANCE,
    PLANNING,
    ROUND,
    address,
    answer,
    caught,
    day,
    draft,
    filled,
    messages,
    notes,
    open_round,
    take_in,
)
from tests.documents.marking import Mark, commented, marked, replaced

FILED, UNSURE = MessageState.FILED, MessageState.UNSURE
MONDAY = day(10, 12)
MARKS: tuple[Mark, ...] = (replaced(2, "市财政局", "各县区"), commented(1, "立法依据应写明"))
OPINIONS = [
    "第一条“第一条 为加强河道管护，制定本办法。”（批注：立法依据应写明）",
    "第二条“第二条 经费由市财政局落实。”（建议修改为：第二条 经费由各县区落实。）",
]


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


def reply(desk: Desk, text: str, *marks: Mark, form: str = "") -> EmailMessage:
    """The finance office's answer with its copy of the draft, and its form where it has an opinion on one."""
    letter = caught(desk, address(FINANCE))[0]
    mail = answer(letter, text, filled(letter, form) if form else None)
    mail.add_attachment(marked(*marks, of=draft()), "application", "octet-stream", filename="修改稿.docx")
    return mail


def texts(desk: Desk) -> list[str]:
    return [opinion.text for opinion in view(desk, ROUND, MONDAY).opinions]


def test_what_is_marked_in_the_draft_becomes_opinions_and_is_flagged(desk: Desk) -> None:
    assert take_in(desk, MONDAY, reply(desk, "修改意见见附件。", *MARKS)) == [FILED]
    assert texts(desk) == OPINIONS
    assert notes(desk, FILED) == [READ]


def test_a_form_counts_before_a_marked_copy_which_is_pointed_out(desk: Desk) -> None:
    assert take_in(desk, MONDAY, reply(desk, "见附件。", *MARKS, form="删去第二条。")) == [FILED]
    assert texts(desk) == ["第1条（建议：删去第二条。）"]
    assert notes(desk, FILED) == [BESIDE]


def test_an_untouched_copy_says_nothing_beside_a_form_or_words(desk: Desk) -> None:
    assert (
        take_in(desk, MONDAY, reply(desk, "1.建议删去第二条。"), reply(desk, "见附件。", form="删去。")) == [FILED] * 2
    )
    assert texts(desk) == ["第1条（建议：删去。）"]
    assert notes(desk, FILED) == ["", ""]


def test_an_untouched_copy_alone_is_no_answer(desk: Desk) -> None:
    assert take_in(desk, MONDAY, reply(desk, "请查收附件。")) == [UNSURE]
    assert notes(desk) == ["邮件里没有读出意见，也没有写明“无意见”，请人工查看。"]


def test_another_document_waits_for_a_person(desk: Desk) -> None:
    letter = caught(desk, address(FINANCE))[0]
    mail = answer(letter, "见附件。", draft("关于报送材料的函", "请于月底前报送。"))
    assert take_in(desk, MONDAY, mail) == [UNSURE]


def test_a_marked_copy_from_an_unknown_sender_is_read_when_assigned(desk: Desk) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "someone@elsewhere.test", "water@office.test", "修改稿"
    mail.set_content("见附件。")
    mail.add_attachment(marked(*MARKS, of=draft()), "application", "octet-stream", filename="稿.docx")
    assert take_in(desk, MONDAY, mail) == [UNSURE]
    assert inbox.assign(desk, 1, (ROUND, PLANNING), None, MONDAY) == inbox.Assigned(PLANNING, Stance.OPINIONS, (1, 2))
    assert (texts(desk), [message.state for message in messages(desk)]) == (OPINIONS, [FILED])
