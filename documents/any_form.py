"""What a unit answers, in whatever file it comes: the form is read by what the file is, never by its name."""

from dataclasses import dataclass

from documents.contents import Contents
from documents.doc_text import doc_contents
from documents.docx_contents import docx_contents
from documents.docx_text import open_admitted
from documents.form_reading import FilledForm, form_in
from documents.gate import Kind, admit, advice, unpacked
from documents.markings import Passage, passages_of
from documents.odf_text import odf_contents
from documents.rtf_text import rtf_contents
from documents.sheet_text import csv_contents, sheet_contents
from rules.errors import BadInput, FormUnreadable

_EMPTY = "既没有反馈编号，也没有填写意见"
_NO_FORM = "里没有找到反馈表；如果是修改过的征求意见稿，请用 Word 或 WPS 另存为 .docx 后再提交。"
_NO_MARKS = frozenset({Kind.DOC, Kind.ODT, Kind.RTF})


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that is no form, and why; its passages where it may be the draft sent back."""

    why: str
    passages: tuple[Passage, ...] = ()


def read_attachment(blob: bytes, secret: bytes, name: str) -> FilledForm | Unread:
    """What a file that came with a reply is: a form, or something else.

    Raises:
        FormCodeDamaged: as `read_any_form` does.
    """
    try:
        form = read_any_form(blob, secret, name)
    except FormUnreadable as error:
        return Unread(f"“{name}”{_NO_FORM}" if _may_be_draft(blob) else error.sentence, _passages(blob, name))
    # A draft may end in an empty form of its own.
    return form if form.code or form.stance else Unread(f"“{name}”{_EMPTY}", _passages(blob, name))


def _may_be_draft(blob: bytes) -> bool:
    """Whether this is a text document in which marks cannot be told from the draft's own words."""
    try:
        return admit(blob, "") in _NO_MARKS
    except BadInput:
        return False


def _passages(blob: bytes, name: str) -> tuple[Passage, ...]:
    try:
        return passages_of(blob, name, FormUnreadable)
    except BadInput:
        return ()


def read_any_form(blob: bytes, secret: bytes, name: str) -> FilledForm:
    """Read a returned form, or a unit's own table, from .docx, .doc, .odt, .rtf, .xlsx, .xls, .ods or .csv.

    Args:
        blob: the file.
        secret: what the codes were made with, see `documents.form_code.code_for`.
        name: the file's name, for the sentences only.

    Raises:
        FormUnreadable: no file of these kinds, damaged, dangerous, or nothing in it looks like a feedback form.
        FormCodeDamaged: the printed code fails its check, or two forms' codes stand in one file.
    """
    return form_in(_contents(blob, name), secret, name)


def _contents(blob: bytes, name: str) -> Contents:
    kind, package = unpacked(blob, name, FormUnreadable)
    if kind is Kind.DOCX and package:
        return docx_contents(open_admitted(package, name, FormUnreadable))
    match kind:
        case Kind.DOC:
            return doc_contents(blob, name, FormUnreadable)
        case Kind.ODT | Kind.ODS:
            return odf_contents(blob, name, FormUnreadable)
        case Kind.XLSX | Kind.XLS:
            return sheet_contents(blob, name, kind, FormUnreadable)
        case Kind.RTF:
            return rtf_contents(blob, name, FormUnreadable)
        case Kind.TEXT if table := csv_contents(blob, name, FormUnreadable):
            return table
        case _:
            raise FormUnreadable(f"“{name}”{advice(kind)}")
