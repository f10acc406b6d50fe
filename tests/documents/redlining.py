"""Edits by the clause they are of, and revised drafts read back."""

import io
from datetime import datetime
from zipfile import ZipFile

from docx import Document
from docx.document import Document as Docx

from documents.docx_text import descendants, local, parse
from documents.outline import Outline, outline_of
from documents.redline import Revision, write_revision
from rules.anchors import Laid
from rules.edits import Decided, LaidEdit
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict
from tests.documents.tracked import W, body_of

AT = datetime(2026, 10, 20, 9)  # noqa: DTZ001 - as the office's clock shows it
OFFICE = "市水利局"


def reworded(outline: Outline, label: str, old: str, new: str) -> LaidEdit:
    clause = outline.labelled(label)
    assert clause is not None
    start = clause.text.index(old)
    return LaidEdit(Laid.REPLACE, clause.anchor, start, start + len(old), old, new)


def added(outline: Outline, label: str, text: str) -> LaidEdit:
    return LaidEdit(Laid.NEW_PARAGRAPH, anchor(outline, label), new=text)


def removed(outline: Outline, label: str) -> LaidEdit:
    clause = outline.labelled(label)
    assert clause is not None
    return LaidEdit(Laid.DELETE_PARAGRAPH, clause.anchor, 0, len(clause.text), clause.text)


def anchor(outline: Outline, label: str) -> str:
    clause = outline.labelled(label)
    assert clause is not None
    return clause.anchor


def adopted(number: int, unit: str, *edits: LaidEdit, text: str = "建议修改。") -> Decided:
    opinion = Opinion(number, unit, text, "", Outcome(Verdict.ADOPTED, Stage.APPROVED))
    return Decided(opinion, tuple(edit.anchor for edit in edits), edits)


def decided(number: int, unit: str, verdict: Verdict, *anchors: str, reason: str = "") -> Decided:
    return Decided(Opinion(number, unit, f"第{number}条意见。", "", Outcome(verdict, Stage.APPROVED, reason)), anchors)


def revised(draft: bytes, *opinions: Decided) -> Revision:
    return write_revision(draft, outline_of(draft), opinions, OFFICE, AT)


def marks(blob: bytes) -> list[tuple[str, str, str]]:
    """Every tracked stretch of words: kind, author, text."""
    found = ((each, "".join(_said(each))) for each in body_of(blob).iter(f"{W}ins", f"{W}del"))
    return [(local(each), each.get(f"{W}author") or "", text) for each, text in found if text]


def comments(blob: bytes) -> list[tuple[str, str, str]]:
    """Every comment in the order they stand: author, the words it is on, what it says."""
    document = opened(blob)
    known = {str(each.comment_id): each for each in document.comments}
    order = [each.get(f"{W}id") for each in body_of(blob).iter(f"{W}commentRangeStart")]
    return [(known[number].author, _about(blob, number), known[number].text) for number in order if number]


def opened(blob: bytes) -> Docx:
    return Document(io.BytesIO(blob))


def with_parts(blob: bytes, **parts: str) -> bytes:
    """The file with parts of `word/` replaced or added, by name without ending."""
    buffer = io.BytesIO()
    with ZipFile(io.BytesIO(blob)) as given, ZipFile(buffer, "w") as out:
        for name in given.namelist():
            if name not in {f"word/{part}.xml" for part in parts}:
                out.writestr(name, given.read(name))
        for part, content in parts.items():
            out.writestr(f"word/{part}.xml", content)
    return buffer.getvalue()


def part(blob: bytes, name: str) -> str:
    with ZipFile(io.BytesIO(blob)) as archive:
        return archive.read(name).decode()


def _said(element: object) -> list[str]:
    return [each.text or "" for name in ("t", "delText") for each in descendants(element, name)]  # type: ignore[arg-type]


def _about(blob: bytes, number: str) -> str:
    found, inside = list[str](), False
    for each in parse(part(blob, "word/document.xml").encode()).iter():
        if local(each) in {"commentRangeStart", "commentRangeEnd"} and each.get(f"{W}id") == number:
            inside = local(each) == "commentRangeStart"
        elif inside and local(each) in {"t", "delText"}:
            found.append(each.text or "")
    return "".join(found)
