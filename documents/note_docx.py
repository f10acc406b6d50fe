"""The drafting note as a .docx, from a template an office may edit."""

from dataclasses import astuple
from pathlib import Path

from documents.note import Dispute, DraftingNote, blank
from documents.ooxml import clean
from documents.template_docx import fill

TEMPLATE = "note.docx"


def write_note(note: DraftingNote, templates: Path | None = None) -> bytes:
    """The .docx of a drafting note; `templates` is the office's own template root.

    Raises:
        TemplateBroken: see `documents.template_docx.fill`.
    """
    context = {
        "office": clean(note.office),
        "title": clean(note.title),
        "background": blank("制定的背景、必要性和可行性"),
        "basis": _clean(note.basis),
        "process": blank("调研、论证、起草经过"),
        "earlier": _clean(note.earlier),
        "consulted": clean(note.consulted),
        "outcome": clean(note.outcome),
        "reasons": _clean(note.reasons),
        "contents": clean(note.contents),
        "accord": note.accord,
        "disputes": tuple(Dispute(*map(clean, astuple(one))) for one in note.disputes),
        "steps": _clean(note.steps) or (blank("合法性审核、公平竞争审查、集体审议等情况"),),
        "remaining": _clean(note.remaining),
        "contact": clean(note.contact) or blank("姓名"),
        "phone": clean(note.phone) or blank("电话"),
        "signed": note.signed,
    }
    return fill(TEMPLATE, context, templates).content()


def _clean(lines: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(clean(line).replace("\n", "") for line in lines)
