"""One real round, one real letter of every kind: what the golden letters and the other tests are made of."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mail.compose import Attachment, Heading, Mailbox, message_id
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
    UnitLetter,
)
from rules.calls import Call
from rules.ledger import Ledger, UnitCounts
from rules.words import LetterKind, Silence, Verdict

ZONE = ZoneInfo("Asia/Shanghai")
DUE = datetime(2026, 10, 13, 18, tzinfo=ZONE)
SENT = datetime(2026, 9, 28, 9, 30, tzinfo=ZONE)
CODE = "7KQ2M9XD"
PAGE = "https://yj.kaifeng.example/r/mzx4ab5cdeq3v7k2"
DRAFT = "“百园增效”行动实施方案（征求意见稿）.docx"

OFFICE = OfficeCard("开封市自然资源和规划局", "王工", "0371-00001000", "office@kaifeng.example")
ROUND = RoundCard(
    "2026-001",
    "开封市产业集聚区“百园增效”行动实施方案（征求意见稿）",
    DRAFT,
    DUE,
    Silence.DEEMED_NO_COMMENT,
    "汴自然资函〔2026〕31号",
)
UNIT = UnitCard("市税务局", "张三")
BASIS = "根据省政府《关于推进产业集聚区用地提质增效的指导意见》要求，结合我市实际，"
OPINIONS = (
    OpinionLine(1, "第二部分的（一）中“亩均税收”建议删除“税费”。", "采纳", ""),
    OpinionLine(
        2,
        "第二部分的（二）建议删除“亩均税收”指标。",
        "不采纳",
        "省政府《意见》明确要求标准地出让须有“亩均税收”指标。",
    ),
    OpinionLine(
        3,
        "第三部分的（三）责任单位中删除税务局；\n相应任务由市发改委牵头。",
        "有条件采纳",
        "条件：市发改委同意牵头。",
    ),
)
LEDGER = Ledger(
    DUE,
    UnitCounts(18, 6, 1, 10, 1, 0, 1),
    9,
    {Verdict.ADOPTED: 6, Verdict.REJECTED: 1, Verdict.CONDITIONAL: 1, Verdict.PENDING: 1},
)
MISSING = ("尉氏县", "杞县", "通许县", "祥符区", "龙亭区", "鼓楼区", "顺河区", "禹王台区", "市督查局", "市住建局")


def _paged(letter: Context) -> Context:
    """The same letter from an office whose units have pages."""
    assert isinstance(letter, UnitLetter)
    return replace(letter, page=PAGE)


LETTERS: dict[str, tuple[LetterKind, Context]] = {
    "invitation": (
        LetterKind.INVITATION,
        Invitation(OFFICE, ROUND, SENT, UNIT, CODE, (DRAFT, "起草说明", "征求意见反馈表"), BASIS),
    ),
    "reminder": (
        LetterKind.REMINDER,
        Reminder(OFFICE, ROUND, date(2026, 10, 9), UNIT, CODE, 1, 2, SENT.date()),
    ),
    "reminder-today": (
        LetterKind.REMINDER,
        Reminder(OFFICE, ROUND, date(2026, 10, 13), UNIT, CODE, 2, 0, SENT.date()),
    ),
    "reminder-begun": (
        LetterKind.REMINDER,
        Reminder(OFFICE, ROUND, date(2026, 10, 16), UNIT, CODE, 3, -3, SENT.date(), begun=True),
    ),
    "escalation": (
        LetterKind.ESCALATION,
        Escalation(OFFICE, ROUND, date(2026, 10, 20), UNIT, CODE, 4, 5, SENT.date()),
    ),
    "call-list": (
        LetterKind.ESCALATION,
        CallList(
            OFFICE,
            ROUND,
            date(2026, 10, 20),
            (
                Call("市督查局", "何科长", "0371-00001016", SENT.date(), DUE, 4),
                Call("市住建局", "", "", SENT.date(), DUE, 0),
            ),
        ),
    ),
    "receipt": (
        LetterKind.RECEIPT,
        Receipt(
            OFFICE,
            ROUND,
            date(2026, 10, 12),
            UNIT,
            CODE,
            datetime(2026, 10, 12, 16, 5, tzinfo=ZONE),
            OPINIONS,
            provisional=True,
        ),
    ),
    "receipt-no-comment": (
        LetterKind.RECEIPT,
        Receipt(OFFICE, ROUND, date(2026, 10, 14), UNIT, CODE, datetime(2026, 10, 14, 9, tzinfo=ZONE), late=True),
    ),
    "result": (
        LetterKind.RESULT,
        Result(OFFICE, ROUND, date(2026, 11, 2), UNIT, CODE, OPINIONS, date(2026, 11, 9), 1, ("意见采纳情况.docx",)),
    ),
    "result-again": (
        LetterKind.RESULT,
        Result(OFFICE, ROUND, date(2026, 11, 16), UNIT, CODE, OPINIONS[:1], date(2026, 11, 23), 2),
    ),
    "summary": (
        LetterKind.SUMMARY,
        Summary(
            OFFICE,
            ROUND,
            date(2026, 10, 13),
            LEDGER,
            MISSING,
            ("市场监管局",),
            (7,),
            (3, 4),
            ("征求意见进展情况.pdf",),
        ),
    ),
}
SECOND = replace(ROUND, name="2026-002", again=True)
LETTERS |= {
    f"{name}-second": (LETTERS[name][0], replace(LETTERS[name][1], round=SECOND))
    for name in ("invitation", "reminder", "escalation", "result")
}
PAGED = ("invitation", "reminder", "reminder-begun", "escalation", "receipt", "result")
LETTERS |= {f"{name}-page": (LETTERS[name][0], _paged(LETTERS[name][1])) for name in PAGED}
SHARED = (
    Attachment(
        DRAFT, b"PK\x03\x04 the draft", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
    Attachment("起草说明.docx", b"PK\x03\x04 the note"),
)
OWN = (Attachment("征求意见反馈表-市税务局.docx", b"PK\x03\x04 the form"),)


def heading(name: str, **changes: object) -> Heading:
    """The heading of a sample letter; `changes` replace fields."""
    kind, _ = LETTERS[name]
    answering = {"references": ("<reply.1@ks.example>",), "answers": True} if kind is LetterKind.RECEIPT else {}
    known: dict[str, object] = {
        "sender": Mailbox(OFFICE.email, OFFICE.name),
        "to": Mailbox("bgs@ks.example", "市税务局办公室"),
        "message_id": message_id(ROUND.name, 7, kind, 1, token="q3v7k2mzx4ab5cde", domain="kfzrzy.example"),
        "date": SENT,
        **answering,
    }
    return Heading(**{**known, **changes})  # type: ignore[arg-type]
