"""A round through its flows: each may run twice, late, or after a crash, and the record is the same."""

import json
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from docx import Document
from prefect.artifacts import Artifact

from desk import posting
from desk.office import Desk
from desk.opening import Request
from desk.posting import Posted
from desk.view import view
from documents.form_filling import fill_form
from documents.form_reading import FormRow
from flows.close_round import close_round
from flows.collect_replies import collect_replies
from flows.open_round import open_round
from flows.remind import remind
from flows.send_letters import send_letters
from flows.write_documents import write_documents
from models.outcomes import settle
from rules.settling import Outcome
from rules.words import LetterState, MessageState, Stage, Standing, Verdict
from tests.flows.conftest import DUE, OPENED, SHANGHAI, caught, events_of


def at(month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def answer(desk: Desk, address: str, folder: Path, rows: list[FormRow]) -> None:
    """Answer the last letter to an address as its unit would: fill the form and send it back."""
    letter = message_from_bytes(caught(desk, address)[-1].read_bytes(), policy=default)
    form = next(part for part in letter.iter_attachments() if part.get_filename() == "征求意见反馈表.docx")
    content = form.get_payload(decode=True)
    assert isinstance(content, bytes)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = address, "office@bureau.test", f"回复：{letter['Subject']}"
    mail["Message-ID"], mail["In-Reply-To"] = f"<{address}>", letter["Message-ID"]
    mail.set_content("见附件。")
    filled = fill_form(content, rows=rows, no_comment=not rows, contact="王五", phone="0371-1")
    mail.add_attachment(filled, "application", "octet-stream", filename="征求意见反馈表.docx")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{address}.eml").write_bytes(mail.as_bytes())


async def test_opening_sends_every_unit_its_letter_once_however_often_it_runs(desk: Desk, request_: Request) -> None:
    assert await open_round(request_, OPENED) == "2026-001"
    assert await open_round(request_, OPENED) == "2026-001"
    assert [len(caught(desk, f"unit{number}@units.test")) for number in (1, 2, 3)] == [1, 1, 1]
    units = view(desk, "2026-001", OPENED).ledger.units
    assert (units.invited, units.no_reply, units.unsent) == (3, 3, 0)


async def test_a_run_that_died_after_writing_is_finished_by_the_next(desk: Desk, request_: Request) -> None:
    from desk.opening import open_round as write_only

    write_only(desk, request_, OPENED)
    assert view(desk, "2026-001", OPENED).ledger.units.unsent == 3
    posted = await send_letters(OPENED)
    assert dict(posted.states) == {LetterState.SENT: 3}
    assert view(desk, "2026-001", OPENED).ledger.units.unsent == 0


async def test_a_round_is_chased_answered_settled_and_summed_up(desk: Desk, request_: Request, tmp_path: Path) -> None:
    name = await open_round(request_, OPENED)
    answer(
        desk, "unit1@units.test", desk.settings.inbox, [FormRow(1, "一、（一）", "节约集约", "删除“集约”", "表述重复")]
    )
    assert await collect_replies(now=at(9, 21)) == {MessageState.FILED: 1}
    assert await remind(now=at(9, 26)) == 0, "a Saturday off"
    assert await remind(now=at(9, 28)) == 2, "the rung of the 24th was missed; it is caught up once"
    assert await remind(now=at(9, 28)) == 0
    answer(desk, "unit2@units.test", tmp_path / "mail", [])
    assert await collect_replies(str(tmp_path / "mail"), at(9, 28, 14)) == {MessageState.FILED: 1}
    assert await remind(now=at(9, 29)) == 1
    standings = [unit.standing for unit in view(desk, name, at(9, 29, 12)).units]
    assert standings == [Standing.WITH_OPINIONS, Standing.NO_COMMENT, Standing.AWAITING]
    with desk.store.write() as session:
        settle(session, name, {1: Outcome(Verdict.ADOPTED, Stage.APPROVED)}, at(9, 29, 12))
    assert await close_round(at(9, 29, 17)) == [], "not due yet"
    assert await close_round(DUE + timedelta(minutes=30)) == [], "a silent unit is still to be chased"
    assert await close_round(DUE + timedelta(minutes=31)) == []
    assert len(caught(desk, "office@bureau.test")) == 2, "the report of a week, and one summary for one due moment"
    shown = await Artifact.aget(f"status-{name}")
    assert shown is not None
    assert str(shown.data).startswith("# 《")
    files = await write_documents(name, str(tmp_path / "out"), at(9, 30))
    assert [Path(file).name for file in files[:2]] == ["table.docx", "table.xlsx"]
    rows = Document(files[0]).tables[0].rows
    assert [[cell.text for cell in row.cells] for row in rows][1:] == [
        ["市财政局", "一、（一）“节约集约”（建议：删除“集约”）理由：表述重复", "采纳", ""],
        ["无意见", "市发改委", "", ""],
        ["无反馈", "市税务局", "", ""],
    ]


async def test_a_receipt_tells_the_unit_what_was_understood(desk: Desk, request_: Request) -> None:
    await open_round(request_, OPENED)
    answer(desk, "unit3@units.test", desk.settings.inbox, [FormRow(1, proposal="建议补充罚则")])
    await collect_replies(now=at(9, 21))
    await collect_replies(now=at(9, 21))
    letters = caught(desk, "unit3@units.test")
    assert len(letters) == 2
    receipt = message_from_bytes(letters[-1].read_bytes(), policy=default)
    body = receipt.get_body(("plain",))
    assert body is not None
    assert "建议补充罚则" in body.get_content()


async def test_a_unit_that_answers_as_the_reminders_start_is_not_reminded(desk: Desk, request_: Request) -> None:
    await open_round(request_, OPENED)
    answer(desk, "unit1@units.test", desk.settings.inbox, [])
    await collect_replies(now=at(9, 28))
    assert await remind(now=at(9, 28)) == 2
    assert [len(caught(desk, f"unit{number}@units.test")) for number in (1, 2, 3)] == [2, 2, 2], "a receipt for one"


async def test_the_ledger_is_shown_as_an_artifact_and_told_as_an_event(desk: Desk, request_: Request) -> None:
    from prefect.artifacts import Artifact

    name = await open_round(request_, OPENED)
    shown = await Artifact.aget(f"ledger-{name}")
    assert shown is not None
    assert shown.data is not None
    assert json.loads(str(shown.data))[0] == {"单位": "市财政局", "状态": "待反馈", "催办": 0}
    assert shown.description == f"试行办法：{view(desk, name, OPENED).ledger.sentence}"
    assert await events_of("circulate.round.opened", str(desk.settings.home)) == [
        {
            "round": name,
            "office": str(desk.settings.home),
            "invited": 3,
            "answered": 0,
            "opinions": 0,
        }
    ]


async def test_mail_trouble_leaves_every_letter_waiting(
    desk: Desk, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.office import this_desk

    monkeypatch.setenv("CIRCULATE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("CIRCULATE_SMTP_PORT", "1")
    monkeypatch.setenv("CIRCULATE_SMTP_TLS", "none")
    this_desk.cache_clear()
    name = await open_round(request_, OPENED)
    assert view(desk, name, OPENED).ledger.units.unsent == 3
    assert await send_letters(OPENED) == Posted({}), "the account is left alone for a while"
    posting.try_now(this_desk(), OPENED)
    posted = await send_letters(OPENED)
    assert (dict(posted.states), posted.trouble.startswith("连接邮件服务器 127.0.0.1")) == ({}, True)
