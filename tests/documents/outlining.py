"""Drafts numbered by Word itself, and the labels an outline gives."""

import io

from docx import Document
from docx.document import Document as Document_
from docx.oxml import parse_xml

from documents.outline import Outline

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def labels(outline: Outline) -> list[str]:
    return [clause.label for clause in outline.clauses[1:]]


def saved(document: Document_) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def numbered(levels: str, paragraphs: list[tuple[str, str]], *styles: str) -> bytes:
    """A .docx whose paragraphs are on levels of list 90, or of 91, which starts anew, or in a style.

    paragraphs: text and `level`, `level@list` or the style's name.
    """
    document = Document()
    lists = document.part.numbering_part.element
    lists.insert(0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="90">{levels}</w:abstractNum>'))
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    for number, override in ((90, ""), (91, anew)):
        lists.append(parse_xml(f'<w:num {W} w:numId="{number}"><w:abstractNumId w:val="90"/>{override}</w:num>'))
    for style in styles:
        document.styles.element.append(parse_xml(style))
    for text, where in paragraphs:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no other way
        depth, _, own = where.partition("@")
        chosen = f'<w:ilvl w:val="{depth}"/><w:numId w:val="{own or 90}"/>'
        wanted = f"<w:numPr {W}>{chosen}</w:numPr>" if depth.isdecimal() else f'<w:pStyle {W} w:val="{where}"/>'
        properties.append(parse_xml(wanted))
    return saved(document)


def level(depth: int, way: str, text: str, more: str = "") -> str:
    start, count = '<w:start w:val="1"/>', f'<w:numFmt w:val="{way}"/>'
    return f'<w:lvl w:ilvl="{depth}">{start}{count}{more}<w:lvlText w:val="{text}"/></w:lvl>'


def style(name: str, more: str) -> str:
    return f'<w:style {W} w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{more}</w:style>'
