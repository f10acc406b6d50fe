"""The letter that asks for opinions (征求意见函) on paper, in the letter layout of GB/T 9704-2012, 10.1."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from documents.ooxml import clean
from documents.press import press
from documents.template_docx import fill

TEMPLATE = "letter.docx"


@dataclass(frozen=True, slots=True)
class PaperLetter:
    """What the letter says.

    number: its 文号, or a blank for it.  title: the draft's without 《》.  units: 主送, in register order.
    due, silence: as the mailed letter words them.  attachments: names without marks.
    signed: 成文日期 in words.  written: the moment the file gives for itself.
    again: whether the draft revises that of an earlier round.
    """

    office: str
    number: str
    title: str
    units: tuple[str, ...]
    due: str
    silence: str
    attachments: tuple[str, ...]
    contact: str
    phone: str
    email: str
    signed: str
    written: datetime
    again: bool = False

    def fields(self) -> dict[str, object]:
        """What the templates of both formats may speak of."""
        names = [clean(name) for name in self.attachments]
        listed = [f"{place}.{name}" for place, name in enumerate(names, 1)] if len(names) > 1 else names
        return {
            "office": clean(self.office),
            "number": clean(self.number),
            "title": clean(self.title),
            "units": "、".join(map(clean, self.units)),
            "due": self.due,
            "silence": self.silence,
            "attachments": listed,
            "contact": clean(self.contact),
            "phone": clean(self.phone),
            "email": clean(self.email),
            "signed": self.signed,
            "again": self.again,
        }


def write_docx(letter: PaperLetter, templates: Path | None = None) -> bytes:
    """The letter as a .docx; `templates` is the office's own template root.

    Raises:
        TemplateBroken: see `documents.template_docx.fill`.
    """
    return fill(TEMPLATE, letter.fields(), templates).content()


def write_pdf(letter: PaperLetter, templates: Path | None = None, own_fonts: Path | None = None) -> bytes:
    """The letter as PDF/A.

    Raises:
        TemplateBroken: see `documents.press.press`.
    """
    return press("letter.typ", letter.fields(), letter.written, templates, own_fonts)
