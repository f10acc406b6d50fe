"""Tracked paragraphs and table rows: whole ones put in, whole ones taken out."""

from collections.abc import Sequence
from copy import deepcopy

from lxml import etree

from documents.docx_text import child, descendants, inside, local
from documents.redline_accept import ends_section, next_paragraph
from documents.redline_marks import Pen, all_runs, new_run
from documents.redline_words import named, pieces, sibling

_NOT_COPIED = frozenset({"sectPr", "pPrChange", "pageBreakBefore"})
_NO_LOOK = frozenset({"rPr", "sectPr", "pPrChange"})


def delete_paragraph(pen: Pen, paragraph: etree._Element, author: str) -> list[etree._Element]:
    """Delete a paragraph; the last one before a table or of a cell leaves an empty line, as in Word."""
    marks = pen.delete(paragraph, all_runs(paragraph), author)
    is_new = paragraph.find("{*}pPr/{*}rPr/{*}ins") is not None
    if next_paragraph(paragraph) is not None and not ends_section(paragraph) and not is_new:
        _mark_end(pen, paragraph, "del", author)
    return marks


def insert_paragraphs(
    pen: Pen, after: etree._Element, texts: Sequence[tuple[str, etree._Element, str]]
) -> list[list[etree._Element]]:
    """Put paragraphs behind a block, in order; returns the marks of each.

    Args:
        pen: writes the marks.
        after: a paragraph or a table.
        texts: for each its words, the paragraph it shall look like, and its author.
    """
    # The last paragraph of a cell or a section keeps its end for the last new one; its own becomes a new end.
    is_last = local(after) == "p" and (next_paragraph(after) is None or ends_section(after))
    made = [_paragraph(pen, *each) for each in texts]
    for paragraph in reversed(made):
        after.addnext(paragraph)
    if is_last:
        _take_end(pen, after, made[-1], texts[-1][2])
    for paragraph, (_, _, author) in zip([after, *made[:-1]] if is_last else made, texts, strict=True):
        _mark_end(pen, paragraph, "ins", author)
    return [list(paragraph.iterchildren("{*}ins")) for paragraph in made]


def delete_row(pen: Pen, row: etree._Element, author: str) -> list[etree._Element]:
    """Delete a table row."""
    marks = [mark for each in descendants(row, "p") for mark in pen.delete(each, all_runs(each), author)]
    _row_properties(row).append(pen.mark(row, "del", author))
    return marks


def insert_row(pen: Pen, after: etree._Element, texts: Sequence[str], author: str) -> list[etree._Element]:
    """Put a row with these cells behind one that it shall look like."""
    row = deepcopy(after)
    for each in row.iter():
        for name in [name for name in each.keys() if str(name).endswith(("}paraId", "}textId"))]:  # noqa: SIM118
            del each.attrib[name]
    for cell, text in zip(inside(row, "tc"), texts, strict=True):
        paragraphs = list(descendants(cell, "p"))
        ink = pen.mark(row, "ins", author)
        ink.append(new_run(row, text, usual_look(paragraphs[0])))
        for each in [each for each in paragraphs[0] if local(each) != "pPr"]:
            paragraphs[0].remove(each)
        paragraphs[0].append(ink)
        for extra in [each for each in cell if local(each) != "tcPr" and each is not paragraphs[0]]:
            cell.remove(extra)
        if paragraphs[0].getparent() is not cell:
            cell.append(paragraphs[0])
    _row_properties(row).append(pen.mark(row, "ins", author))
    after.addnext(row)
    return row.findall(".//{*}p/{*}ins")


def usual_look(paragraph: etree._Element) -> etree._Element | None:
    """The look of most of a paragraph's text."""
    found = pieces(paragraph)
    most = max(found, key=lambda piece: piece.end - piece.start, default=None)
    return child(child(paragraph, "pPr"), "rPr") if most is None else child(most.run, "rPr")


def _paragraph(pen: Pen, text: str, like: etree._Element, author: str) -> etree._Element:
    paragraph = sibling(like, "p")
    properties = child(like, "pPr")
    if properties is not None:
        copied = deepcopy(properties)
        for each in [each for each in copied if local(each) in _NOT_COPIED]:
            copied.remove(each)
        look = child(copied, "rPr")
        if look is not None:
            for each in [each for each in look if local(each) in {"ins", "del"}]:
                look.remove(each)
        paragraph.append(copied)
    ink = pen.mark(like, "ins", author)
    ink.append(new_run(like, text, usual_look(like)))
    paragraph.append(ink)
    return paragraph


def _take_end(pen: Pen, before: etree._Element, last: etree._Element, author: str) -> None:
    """Make a new paragraph the last one in the place of another; its look is tracked, since the end outlives it."""
    properties, former = child(last, "pPr"), child(before, "pPr")
    if properties is None:
        properties = sibling(last, "pPr")
        last.insert(0, properties)
    section = child(former, "sectPr")
    if section is not None:
        properties.append(section)
    change, look = pen.mark(last, "pPrChange", author), sibling(last, "pPr")
    if former is not None:
        look.extend(deepcopy(each) for each in former if local(each) not in _NO_LOOK)
    change.append(look)
    properties.append(change)


def _mark_end(pen: Pen, paragraph: etree._Element, name: str, author: str) -> None:
    properties = child(paragraph, "pPr")
    if properties is None:
        properties = sibling(paragraph, "pPr")
        paragraph.insert(0, properties)
    look = child(properties, "rPr")
    if look is None:
        look = sibling(paragraph, "rPr")
        behind = next((each for each in properties if local(each) in {"sectPr", "pPrChange"}), None)
        if behind is None:
            properties.append(look)
        else:
            behind.addprevious(look)
    look.insert(0, pen.mark(paragraph, name, author))


def _row_properties(row: etree._Element) -> etree._Element:
    properties = child(row, "trPr")
    if properties is None:
        properties = sibling(row, "trPr")
        # The schema wants a property before a mark; that a row may break is what it does anyway.
        properties.append(sibling(row, "cantSplit"))
        properties[0].set(named(row, "val"), "off")
        exceptions = child(row, "tblPrEx")
        if exceptions is None:
            row.insert(0, properties)
        else:
            exceptions.addnext(properties)
    return properties
