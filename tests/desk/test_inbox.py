"""Mail a person has to look at: seen, assigned or set aside with a reason, and always still there."""

from email.message import EmailMessage

import pytest

from desk import inbox
from desk.matching import Doubtful
from desk.office import Desk
from desk.view import view
from rules.errors import MessageUnknown, ReasonMissing, Refused, UnitUnknown
from rules.filing import OpinionEntry
from rules.words import MessageState, Stance, Standing
from tests.desk.office import (
    FINANCE,
    INDUSTRY,
    OFFICE,
    PLANNING,
    ROUND,
    address,
    answer,
    caught,
    day,
    filled,
    messages,
    open_round,
    take_in,
)

MONDAY = day(10, 12)
AT_FINANCE = (ROUND, FINANCE)


@pytest.fixture(autouse=True)
def _an_open_round(desk: Desk) -> None:
    open_round(desk)


def stray(text: str, sender: str = "nobody@elsewhere.test", subject: str = "请查收") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, OFFICE, subject, f"<{abs(hash(text))}@x>"
    mail.set_content(text)
    return mail


def with_scan(text: str) -> EmailMessage:
    mail = stray(text, address(FINANCE))
    mail.add_attachment(b"%PDF-1.4 a scan", maintype="application", subtype="pdf", filename="盖章件.pdf")
    return mail


def standing(desk: Desk, unit: str) -> Standing:
    return next(row.standing for row in view(desk, ROUND, MONDAY).units if row.unit == unit)


def test_what_nobody_can_place_waits_with_the_reason(desk: Desk) -> None:
    take_in(desk, MONDAY, stray("建议删去第二条。"))
    (waiting,) = inbox.listed(desk)
    assert (waiting.number, waiting.state, waiting.sender) == (1, MessageState.UNSURE, "nobody@elsewhere.test")
    assert waiting.note == "看不出 nobody@elsewhere.test 代表哪个单位、答复哪一轮征求意见，请人工选定。"


def test_an_assigned_message_is_filed_with_the_opinions_read_out_of_it(desk: Desk) -> None:
    take_in(desk, MONDAY, stray("1.建议删去第二条。\n2.建议增加罚则。"))
    done = inbox.assign(desk, 1, AT_FINANCE, None, MONDAY)
    assert done == inbox.Assigned(FINANCE, Stance.OPINIONS, (1, 2))
    assert [opinion.text for opinion in view(desk, ROUND, MONDAY).opinions] == ["建议删去第二条。", "建议增加罚则。"]
    assert inbox.listed(desk) == ()


def test_a_scan_is_never_guessed_from_and_typed_by_the_clerk(desk: Desk) -> None:
    assert take_in(desk, MONDAY, with_scan("见附件。")) == [MessageState.UNSURE]
    with pytest.raises(Doubtful):
        inbox.assign(desk, 1, AT_FINANCE, None, MONDAY)
    assert standing(desk, FINANCE) is Standing.AWAITING
    inbox.assign(desk, 1, AT_FINANCE, (OpinionEntry("删去第二条中的“尽快”。"),), MONDAY)
    assert [opinion.text for opinion in view(desk, ROUND, MONDAY).opinions] == ["删去第二条中的“尽快”。"]


def test_a_message_that_speaks_for_two_units_is_assigned_to_both(desk: Desk) -> None:
    take_in(desk, MONDAY, stray("两单位均无意见。"))
    for unit in (FINANCE, PLANNING):
        assert inbox.assign(desk, 1, (ROUND, unit), (), MONDAY).stance is Stance.NO_COMMENT
    assert [standing(desk, unit) for unit in (FINANCE, PLANNING)] == [Standing.NO_COMMENT] * 2


def test_an_assignment_to_a_stranger_changes_nothing(desk: Desk) -> None:
    take_in(desk, MONDAY, stray("无意见。"))
    with pytest.raises(UnitUnknown):
        inbox.assign(desk, 1, (ROUND, "市水务局"), None, MONDAY)
    assert [row.state for row in inbox.listed(desk)] == [MessageState.UNSURE]


def test_a_message_is_set_aside_only_with_a_reason_and_stays_kept(desk: Desk) -> None:
    take_in(desk, MONDAY, stray("会议通知"))
    with pytest.raises(ReasonMissing):
        inbox.discard(desk, 1, " ")
    inbox.discard(desk, 1, "会议通知，与征求意见无关")
    assert inbox.listed(desk) == ()
    (kept,) = inbox.listed(desk, MessageState.DISCARDED)
    assert kept.note == "会议通知，与征求意见无关"
    assert inbox.opened(desk, 1)[1].full_text.strip() == "会议通知"


def test_a_filed_message_is_not_set_aside(desk: Desk) -> None:
    letter = caught(desk, address(FINANCE))[0]
    take_in(desk, MONDAY, answer(letter, form=filled(letter)))
    with pytest.raises(Refused):
        inbox.discard(desk, 1, "误发")
    assert standing(desk, FINANCE) is Standing.NO_COMMENT


def test_a_number_nobody_has_is_named(desk: Desk) -> None:
    with pytest.raises(MessageUnknown, match="没有编号为 7 的来信"):
        inbox.opened(desk, 7)


def test_a_code_in_the_subject_finds_the_unit_where_the_thread_is_lost(desk: Desk) -> None:
    letter = caught(desk, address(INDUSTRY))[0]
    assert take_in(desk, MONDAY, stray("无意见。", subject=str(letter["Subject"]))) == [MessageState.FILED]
    assert standing(desk, INDUSTRY) is Standing.NO_COMMENT


def test_an_answer_from_a_stranger_is_filed_and_marked(desk: Desk) -> None:
    letter = caught(desk, address(INDUSTRY))[0]
    mail = answer(letter, "无意见。")
    del mail["From"]
    mail["From"] = "someone@qq.com"
    take_in(desk, MONDAY, mail, answer(caught(desk, address(FINANCE))[0], "无意见。"))
    assert [row.note for row in messages(desk)] == [
        "发件人不在该单位登记的联系人之列，已暂按未盖章件登记，请核实。",
        "",
    ]


def test_every_message_is_somewhere(desk: Desk) -> None:
    letter = caught(desk, address(FINANCE))[0]
    mails = [stray("你好"), with_scan("见附件"), answer(letter, form=filled(letter)), stray("会议"), stray("")]
    take_in(desk, MONDAY, *mails)
    inbox.discard(desk, 4, "无关")
    assert len(inbox.listed(desk, *MessageState)) == len(mails)
    assert sorted(row.state for row in inbox.listed(desk, *MessageState)) == sorted(
        ["unsure", "unsure", "filed", "discarded", "unsure"]
    )


def test_of_several_forms_in_a_mail_the_clerk_chooses_one(desk: Desk) -> None:
    letter = caught(desk, address(FINANCE))[0]
    reply = answer(letter, form=filled(letter, "一"))
    reply.add_attachment(filled(letter, "二"), "application", "octet-stream", filename="反馈表2.docx")
    take_in(desk, MONDAY, reply)
    with pytest.raises(Refused, match=r"^来信附有 2 份反馈表，请选定其中一份：命令行用 --form 1 至 --form 2。$"):
        inbox.assign(desk, 1, AT_FINANCE, None, MONDAY)
    for wrong in (0, 3):
        with pytest.raises(Refused, match=rf"^来信附有 2 份反馈表，没有第 {wrong} 份；"):
            inbox.assign(desk, 1, AT_FINANCE, None, MONDAY, form=wrong)
    inbox.assign(desk, 1, AT_FINANCE, None, MONDAY, form=2)
    assert [opinion.text for opinion in view(desk, ROUND, MONDAY).opinions] == ["第1条（建议：二）"]


def test_the_folder_for_mail_by_hand_is_there_when_the_office_opens(desk: Desk) -> None:
    assert desk.settings.inbox.is_dir()
    assert inbox.listed(desk) == ()
