"""The blank feedback form as PDF/A, for those who fill it in by hand."""

from datetime import datetime
from pathlib import Path

from documents.form import BLANK_ROWS, COLUMNS, NO_COMMENT, TITLE, WITH_OPINIONS, FormPress
from documents.press import press


def write_form(
    form: FormPress, written: datetime, templates: Path | None = None, own_fonts: Path | None = None
) -> bytes:
    """The PDF of a round's blank form.

    Args:
        form: the round's form.
        written: the moment the file gives for itself.
        templates: the office's own template root.
        own_fonts: a folder with the office's own fonts.

    Raises:
        TemplateBroken: see `documents.press.press`.
    """
    data = {
        "heading": TITLE,
        "title": form.title,
        "due": form.due,
        "stances": f"{NO_COMMENT}　　{WITH_OPINIONS}（请逐条填写下表）",
        "columns": COLUMNS,
        "rows": BLANK_ROWS,
        "notes": form.notes,
    }
    return press("form.typ", data, written, templates, own_fonts)
