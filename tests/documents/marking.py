"""A copy of a draft marked up as a unit would, in the document itself."""

import io
from collections.abc import Callable

from docx import Document
from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

Mark = Callable[[Docx], None]
WHO = 'w:id="9" w:author="税务局" w:date="2026-10-10T09:00:00Z"'
LINES = (
    "河道管护办法",
    "一、总体要求",
    "（一）完善制度。年底前完成清理，责任单位：市水利局、市税务局。费用自筹。",
    "（二）明确责任。各县区负责日常管护。",
    "二、保障措施",
    "各单位每季度报送进展。",
)


def draft(*lines: str) -> bytes:
    document = Document()
    for line in lines or LINES:
        document.add_paragraph(line)
    return saved(document)


def saved(document: Docx) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def marked(*marks: Mark, of: bytes | None = None) -> bytes:
    """The draft with these marks."""
    document = Document(io.BytesIO(of or draft()))
    for mark in marks:
        mark(document)
    return saved(document)


def replaced(line: int, old: str, new: str) -> Mark:
    """Words of a line replaced with tracking."""

    def mark(document: Docx) -> None:
        run = document.paragraphs[line].runs[0]
        before, after = run.text.split(old, 1)
        run.text = before
        run._r.addnext(run_of("", after))  # noqa: SLF001
        if new:
            run._r.addnext(run_of("ins", new))  # noqa: SLF001
        if old:
            run._r.addnext(run_of("del", old))  # noqa: SLF001

    return mark


def silently(line: int, old: str, new: str) -> Mark:
    """Words of a line replaced without tracking."""

    def mark(document: Docx) -> None:
        run = document.paragraphs[line].runs[0]
        run.text = run.text.replace(old, new)

    return mark


def added(line: int, text: str) -> Mark:
    """A paragraph added below a line with tracking."""

    def mark(document: Docx) -> None:
        properties = f"<w:pPr><w:rPr><w:ins {WHO}/></w:rPr></w:pPr>"
        paragraph = parse_xml(f"<w:p {nsdecls('w')}>{properties}</w:p>")
        paragraph.append(run_of("ins", text))
        document.paragraphs[line]._p.addnext(paragraph)  # noqa: SLF001

    return mark


def removed(line: int) -> Mark:
    """A whole paragraph deleted with tracking."""

    def mark(document: Docx) -> None:
        paragraph = document.paragraphs[line]
        element, text = paragraph._p, paragraph.text  # noqa: SLF001
        for run in paragraph.runs:
            element.remove(run._r)  # noqa: SLF001
        element.append(run_of("del", text))
        element.get_or_add_pPr().append(parse_xml(f"<w:rPr {nsdecls('w')}><w:del {WHO}/></w:rPr>"))

    return mark


def commented(line: int, text: str, author: str = "张三") -> Mark:
    """A comment on a whole line."""
    return lambda document: _comment(document, document.paragraphs[line], text, author)


def _comment(document: Docx, paragraph: Paragraph, text: str, author: str) -> None:
    document.add_comment(paragraph.runs, text=text, author=author, initials="")


def run_of(kind: str, text: str) -> BaseOxmlElement:
    """Words as `ins`, `del` or plain."""
    words = f"<w:r><w:{'delText' if kind == 'del' else 't'}>{text}</w:{'delText' if kind == 'del' else 't'}></w:r>"
    around = f"<w:{kind} {WHO}>{words}</w:{kind}>" if kind else words
    return parse_xml(around.replace(">", f" {nsdecls('w')}>", 1))
