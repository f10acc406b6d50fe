"""A whole round by the desk alone, day by day: nineteen units, mail both ways, and the table at the end."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from docx import Document

from desk import chasing, closing, filing, papers, sheets, taking_in
from desk.filing import Entered
from desk.office import Desk
from desk.view import view
from models import outcomes, rounds
from models.rounds import NewDue
from rules.filing import opinions_of
from rules.ledger import UnitCounts
from rules.settling import Outcome
from rules.words import Channel, LetterKind, MessageState, RoundState, Stage, Standing, Verdict
from tests.desk.office import (
    AUDIT,
    DAY,
    FINANCE,
    INDUSTRY,
    OFFICE,
    PLANNING,
    QIXIAN,
    ROUND,
    STATISTICS,
    TAX,
    UNITS,
    ZONE_OFFICE,
    address,
    answer,
    bounce,
    caught,
    day,
    filled,
    letters,
    open_round,
    send,
    state_of,
    superior,
    take_in,
    units_sheet,
    words,
    written,
)

SILENT = UNITS[7:]
Letters = Mapping[str, EmailMessage]


def morning(desk: Desk, now: datetime) -> None:
    """What the schedule does each day."""
    chasing.invite_again(desk, now)
    chasing.write_reminders(desk, now)
    taking_in.acknowledge(desk, now)
    closing.close_due(desk, now)
    send(desk, now)


def days(desk: Desk, first: datetime, last: datetime) -> None:
    """Every day from one to another, the schedule runs, twice where the machine was started again."""
    while first <= last:
        morning(desk, first)
        morning(desk, first)
        first += DAY


def chased(desk: Desk, now: datetime) -> list[str]:
    """The mailboxes that got a reminder on a morning."""
    return [email for email, _ in written(desk, LetterKind.REMINDER, now)]


def first_days(desk: Desk, sent: Letters) -> None:
    """One address is wrong, one secretary away, two units are quick; two days before the end the silent are chased."""
    away = answer(sent[TAX], "我正在休假。")
    away["Auto-Submitted"] = "auto-replied"
    finance = answer(sent[FINANCE], form=filled(sent[FINANCE], "删去“尽快”。", "经费列入预算。"))
    quick = (bounce(sent[QIXIAN]), away, finance, answer(sent[ZONE_OFFICE], "经研究，无意见。"))
    assert take_in(desk, day(9, 29), *quick) == [MessageState.NOTED] * 2 + [MessageState.FILED] * 2
    days(desk, day(9, 29), day(10, 9))
    assert written(desk, LetterKind.REMINDER) == []
    assert view(desk, ROUND, day(10, 9)).standing({Standing.UNDELIVERABLE}) == (QIXIAN,)
    days(desk, day(10, 10), day(10, 10))
    silent = [unit for unit in UNITS if unit not in {FINANCE, ZONE_OFFICE, QIXIAN}]
    assert chased(desk, day(10, 10)) == [address(unit) for unit in silent]


def last_days(desk: Desk, sent: Letters, mended: Path) -> None:
    """The address is mended, a unit gets more time, paper comes in, and mail that says nothing."""
    sheets.import_units(desk, units_sheet(mended, UNITS, **{QIXIAN: "qixian@unit.test"}))
    with desk.store.write() as session:
        rounds.extend(session, ROUND, NewDue(day(10, 20, 18), STATISTICS, "需会商"), day(10, 11))
    paper = Entered(day(10, 12), Channel.PAPER, opinions_of(["责任单位中删去我局。"]), scan=b"%PDF-1.7 scan")
    filing.enter_reply(desk, ROUND, AUDIT, paper, day(10, 12))
    planning = answer(sent[PLANNING], form=filled(sent[PLANNING], "增加一条。"))
    mails = (answer(sent[INDUSTRY], "收到，我们抓紧研究后反馈意见。"), planning)
    assert take_in(desk, day(10, 12), *mails) == [MessageState.UNSURE, MessageState.FILED]
    days(desk, day(10, 11), day(10, 13))
    assert written(desk, LetterKind.INVITATION)[-1] == ("qixian@unit.test", 2)
    answered = {FINANCE, ZONE_OFFICE, AUDIT, PLANNING}
    boxes = {unit: address(unit) for unit in UNITS if unit not in {*answered, STATISTICS}} | {
        QIXIAN: "qixian@unit.test"
    }
    assert chased(desk, day(10, 13)) == list(boxes.values())


def after_the_end(desk: Desk, sent: Letters) -> None:
    """A correction, a late answer, a call; the office gets its summary only when the extended moment has come."""
    take_in(desk, day(10, 14), answer(sent[FINANCE], "更正，见附件。", form=filled(sent[FINANCE], "删去“尽快”。")))
    take_in(desk, day(10, 14, 10), answer(sent[TAX], "建议明确“日常巡查”的频次。"))
    filing.enter_reply(desk, ROUND, INDUSTRY, Entered(day(10, 14), Channel.PHONE, no_comment=True), day(10, 14, 11))
    days(desk, day(10, 14), day(10, 20))
    assert written(desk, LetterKind.SUMMARY) == []
    take_in(desk, day(10, 20, 17), answer(sent[STATISTICS], "无意见"))
    days(desk, day(10, 21), day(10, 21))
    (summary,) = caught(desk, OFFICE)
    assert "无反馈：12家" in [line.strip() for line in words(summary).splitlines()]
    assert state_of(desk) is RoundState.OPEN


def settled(desk: Desk) -> None:
    """Every opinion that counts has its verdict; the round closes by itself after the last superior was written to."""
    adopted = Outcome(Verdict.ADOPTED, Stage.APPROVED)
    rejected = Outcome(Verdict.REJECTED, Stage.APPROVED, "职责由三定方案规定。")
    with desk.store.write() as session:
        chosen = {3: rejected, 4: adopted, 5: adopted, 6: Outcome(Verdict.ADOPTED, Stage.PROPOSED)}
        outcomes.settle(session, ROUND, chosen, day(10, 21, 10))
    days(desk, day(10, 22), day(10, 29))
    assert state_of(desk) is RoundState.OPEN, "one verdict is only proposed"
    with desk.store.write() as session:
        outcomes.approve(session, ROUND, [6], day(10, 29, 10))
    days(desk, day(10, 29), day(10, 30))
    assert state_of(desk) is RoundState.CLOSED
    assert len(caught(desk, OFFICE)) == 1


def test_a_round_from_the_first_letter_to_the_table(desk: Desk, tmp_path: Path) -> None:
    open_round(desk, UNITS)
    sent = {unit: caught(desk, address(unit))[0] for unit in UNITS}
    first_days(desk, sent)
    last_days(desk, sent, tmp_path / "units.csv")
    after_the_end(desk, sent)
    settled(desk)

    units = view(desk, ROUND, day(10, 30)).ledger.units
    assert units == UnitCounts(19, with_opinions=4, no_comment=3, no_reply=12, undeliverable=0, unsent=0, late=3)
    assert [email for email, _ in written(desk, LetterKind.ESCALATION)] == [superior(unit) for unit in SILENT]
    once = (ZONE_OFFICE, AUDIT, PLANNING, TAX, INDUSTRY, STATISTICS)
    receipts = Counter(email for email, _ in written(desk, LetterKind.RECEIPT))
    assert receipts == {address(FINANCE): 2} | {address(unit): 1 for unit in once}
    assert {letter.state for letter in letters(desk)} == {"sent"}
    assert len({letter.message_id for letter in letters(desk)}) == len(letters(desk))

    papers.write_documents(desk, ROUND, tmp_path, day(10, 30), only=["table.docx"])
    (table,) = Document(str(tmp_path / "table.docx")).tables
    assert [tuple(cell.text for cell in row.cells) for row in table.rows][1:] == [
        (FINANCE, "第1条（建议：删去“尽快”。）", "采纳", ""),
        (PLANNING, "第1条（建议：增加一条。）", "采纳", ""),
        (AUDIT, "责任单位中删去我局。", "不采纳", "职责由三定方案规定。"),
        (TAX, "建议明确“日常巡查”的频次。", "采纳", ""),
        ("无意见", f"{INDUSTRY}、{STATISTICS}、{ZONE_OFFICE}", "", ""),
        ("无反馈", "、".join(SILENT), "", ""),
    ]
