"""A made-up round in every document, to try templates on before anybody signs one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from documents import form_pdf, letter, notice_html, status_pdf, table_docx, table_html, table_pdf
from documents.form import FormPress
from documents.note import DraftingNote
from documents.note_docx import write_note
from documents.notice import Notice
from documents.status import Missing, StatusReport
from rules.disputes import Reaction
from rules.layouts import LAYOUTS, Columns, ReasonIn, TableStyle
from rules.naming import Naming
from rules.policy import NoteFacts
from rules.settling import Opinion, Outcome
from rules.standing import InvitationFact, LetterFact, ReplyFact
from rules.summary import Heading, Table, table_of
from rules.words import Formality, LetterKind, LetterState, Silence, Stage, Stance, Standing, Verdict

ZONE = ZoneInfo("Asia/Shanghai")
WHEN = datetime(2026, 10, 21, 9, tzinfo=ZONE)
_SENT, _DUE = WHEN - timedelta(days=12), WHEN - timedelta(days=1)
_OFFICE, _TITLE, _DUE_WORDS = "某某局", "某某办法", "2026年10月20日（星期二）18时"
_UNITS = ("甲局", "乙局", "丙局", "丁县")
_OPINIONS = (
    Opinion(1, "甲局", "将“原则上”删去。", "第三条", Outcome(Verdict.ADOPTED, Stage.APPROVED)),
    Opinion(3, "甲局", "明确责任；\n明确时限。", "", Outcome(Verdict.REJECTED, Stage.APPROVED, "另有规定。"), parent=2),
    Opinion(4, "乙局", "增加一款。", "第五条", Outcome(Verdict.CONDITIONAL, Stage.APPROVED, condition="先行论证")),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where templates and fonts come from: the office's own, or ours."""

    templates: Path | None = None
    fonts: Path | None = None


def samples() -> Mapping[str, Callable[[Setting], bytes]]:
    """By the file name of a template, what makes a document from it."""
    tables = {f"table_{columns}.docx": _table_docx(columns) for columns in LAYOUTS}
    return tables | {
        "table.typ": lambda to: table_pdf.write_table(_table(), zone=ZONE, templates=to.templates, own_fonts=to.fonts),
        "table.html": lambda to: table_html.write_table(_table(), zone=ZONE, templates=to.templates),
        "note.docx": lambda to: write_note(_note(), to.templates),
        "letter.docx": lambda to: letter.write_docx(_letter(), to.templates),
        "letter.typ": lambda to: letter.write_pdf(_letter(), to.templates, to.fonts),
        "form.typ": lambda to: form_pdf.write_form(_form(), WHEN, to.templates, to.fonts),
        "status.typ": lambda to: status_pdf.write_status(_status(), to.templates),
        "notice.html": lambda to: notice_html.write_notice(_notice(), to.templates),
    }


def _table_docx(columns: Columns) -> Callable[[Setting], bytes]:
    return lambda to: table_docx.write_table(_table(columns), zone=ZONE, templates=to.templates)


def _table(columns: Columns = Columns.FOUR) -> Table:
    heading = Heading("2026-001", _OFFICE, "某某", "0371-00000000", Silence.DEEMED_NO_COMMENT)
    return table_of(_TITLE, _facts(), _OPINIONS, WHEN, TableStyle(columns, ReasonIn.NOTE), heading)


def _facts() -> tuple[InvitationFact, ...]:
    stances = (Stance.OPINIONS, Stance.OPINIONS, Stance.NO_COMMENT, None)
    sent = (LetterFact(LetterKind.INVITATION, 1, LetterState.SENT, _SENT),)
    return tuple(
        InvitationFact(unit, _DUE, sent, (ReplyFact(1, stance, Formality.SEALED, _SENT),) if stance else ())
        for unit, stance in zip(_UNITS, stances, strict=True)
    )


def _note() -> DraftingNote:
    return DraftingNote(
        office=_OFFICE,
        contact="某某",
        phone="0371-00000000",
        title=_TITLE,
        parts=("总则", "附则"),
        opened=_SENT,
        ledger=_table().ledger,
        silence=Silence.DEEMED_NO_COMMENT,
        units=_UNITS,
        opinions=_OPINIONS,
        reactions=(Reaction.ACCEPTED, Reaction.MAINTAINED),
        maintained=((3, "职责没有理顺。"),),
        steps=("合法性审核：已办理（审核意见书）。",),
        facts=NoteFacts(("《某某条例》",), "某政办〔2026〕1号", "2026年11月1日", "已备案"),
        zone=ZONE,
    )


def _letter() -> letter.PaperLetter:
    return letter.PaperLetter(
        office=_OFFICE,
        number="某函〔2026〕1号",
        title=_TITLE,
        units=_UNITS,
        due=_DUE_WORDS,
        silence="逾期未反馈的，视为无意见。",
        attachments=(f"{_TITLE}（征求意见稿）", "征求意见反馈表"),
        contact="某某",
        phone="0371-00000000",
        email="office@circulate.localhost",
        signed="2026年10月9日",
        written=WHEN,
    )


def _form() -> FormPress:
    return FormPress(_TITLE, _DUE_WORDS, _OFFICE, "某某 0371-00000000")


def _status() -> StatusReport:
    missing = Missing("丁县", Standing.OVERDUE, _DUE, 3, _DUE)
    return StatusReport(
        office=_OFFICE,
        name="2026-001",
        title=_TITLE,
        opened=_SENT,
        due=_DUE,
        ledger=_table().ledger,
        answered=(_SENT, _SENT, _SENT),
        missing=(missing,),
        undeliverable=(missing,),
        opinions=_OPINIONS,
        blocking=("还有意见没有审定。",),
        zone=ZONE,
    )


def _notice() -> Notice:
    return Notice(_OFFICE, _TITLE, _SENT, _DUE, _table().ledger, _OPINIONS, Naming.NAMED, ZONE)
