"""A made-up letter of every kind, to try templates on before a unit sees them."""

from datetime import datetime, timedelta

from mail.letters import (
    CallList,
    Context,
    Escalation,
    Invitation,
    OfficeCard,
    OpinionLine,
    Receipt,
    Reminder,
    Result,
    RoundCard,
    Summary,
    UnitCard,
)
from rules.calls import Call
from rules.ledger import Ledger, UnitCounts
from rules.words import LetterKind, Verdict

OPINION = OpinionLine(1, "建议删去第一条中的“原则上”。", "不采纳", "与上位文件的表述一致。")
SILENT = UnitCounts(invited=2, with_opinions=1, no_comment=0, no_reply=1, undeliverable=0, unsent=0, late=0)


def samples_of(kind: LetterKind, office: OfficeCard, now: datetime) -> tuple[Context, ...]:
    """The letters of this kind as written at `now`, in the office's zone, with every optional part."""
    about = RoundCard(
        "2026-001", "某某办法", "某某办法（征求意见稿）.docx", now + timedelta(days=7), number="样函〔2026〕1号"
    )
    today, unit, code = now.date(), UnitCard("某某局", "某某"), "ZQ-2026001-001-SAMPLE"
    page = "https://circulate.localhost/r/sample"
    call = Call("某某局", "某某", "0371-00000000", today, now, reminders=3)
    samples: dict[LetterKind, Context] = {
        LetterKind.INVITATION: Invitation(
            office, about, today, unit, code, (about.draft_name,), "根据有关要求，", page=page
        ),
        LetterKind.REMINDER: Reminder(office, about, today, unit, code, 1, 2, today, begun=True, page=page),
        LetterKind.ESCALATION: Escalation(office, about, today, unit, code, 3, 5, today),
        LetterKind.RECEIPT: Receipt(office, about, today, unit, code, now, (OPINION,), provisional=True, late=True),
        LetterKind.RESULT: Result(office, about, today, unit, code, (OPINION,), today, 2, ("意见采纳情况.docx",)),
        LetterKind.SUMMARY: Summary(
            office,
            about,
            today,
            Ledger(now, SILENT, 1, {Verdict.PENDING: 1}),
            ("某某局",),
            ("某某中心",),
            (1,),
            (1,),
            ("征求意见进展情况.pdf",),
        ),
    }
    escalated = (CallList(office, about, today, (call,)),) if kind is LetterKind.ESCALATION else ()
    return (samples[kind], *escalated)
