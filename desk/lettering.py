"""The letter and the feedback form of a round on paper, worded as the mailed ones are."""

from pathlib import PurePath

from desk.case import Case
from documents import form_pdf
from documents.form import FormPress
from documents.letter import PaperLetter, write_docx, write_pdf
from documents.note import blank
from mail.letters import SILENCE_WORDS, date_words, moment_words
from rules.summary import plain_title

LETTER, FORM = "征求意见函", "征求意见反馈表"


def letter_of(case: Case) -> PaperLetter:
    """The letter of a round, dated the day it opened."""
    office, title = case.desk.card, plain_title(case.title)
    return PaperLetter(
        office=office.name,
        number=case.number or blank("发文字号"),
        title=title,
        units=tuple(fact.unit for fact in case.facts),
        due=moment_words(case.desk.local(case.due)),
        silence=SILENCE_WORDS[case.table.heading.silence],
        attachments=(PurePath(case.draft_name).stem, FORM),
        contact=office.contact,
        phone=office.phone,
        email=office.email,
        signed=date_words(case.desk.local(case.opened).date()),
        written=case.opened,
        again=bool(case.previous),
    )


def letter_docx(case: Case) -> bytes:
    """The letter as a .docx."""
    return write_docx(letter_of(case), case.templates)


def letter_pdf(case: Case) -> bytes:
    """The letter as PDF/A."""
    return write_pdf(letter_of(case), case.templates, case.desk.settings.fonts)


def form_docx(case: Case) -> bytes:
    """The blank form as a .docx."""
    return _form(case).blank()


def form_as_pdf(case: Case) -> bytes:
    """The blank form as PDF/A."""
    return form_pdf.write_form(_form(case), case.opened, case.templates, case.desk.settings.fonts)


def _form(case: Case) -> FormPress:
    office, due = case.desk.card, moment_words(case.desk.local(case.due))
    return FormPress(plain_title(case.title), due, office.name, f"{office.contact} {office.phone}".strip())
