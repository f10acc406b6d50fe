"""A .docx with what was marked in it: every passage as it was before tracked changes and as it would be after."""

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from documents.docx_text import (
    DELETED,
    INSERTED,
    attribute,
    child,
    descendants,
    local,
    open_docx,
    parse,
    text_of,
    text_without,
)
from rules.errors import BadInput, DraftUnreadable

_COMMENTS = "word/comments.xml"
_TRACKED = DELETED | INSERTED


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote what about which words."""

    author: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Paragraphs that tracked changes may have joined or divided, usually one: their texts before and after."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    authors: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def tracked(self) -> bool:
        """Whether anything in it was changed with tracking."""
        return self.before != self.after


def passages_of(blob: bytes, name: str, refusal: type[BadInput] = DraftUnreadable) -> tuple[Passage, ...]:
    """The passages of a .docx in reading order, blank paragraphs left out.

    Raises:
        refusal: no .docx, damaged or dangerous.
    """
    root = open_docx(blob, name, refusal).root
    comments = _comments(root, blob, name, refusal)
    groups: list[list[etree._Element]] = [[]]
    for paragraph in (each for each in descendants(root, "p") if not _is_boxed(each)):
        groups[-1].append(paragraph)
        if not _mark(paragraph):
            groups.append([])
    return tuple(_passage(group, comments) for group in groups if group)


def _passage(paragraphs: list[etree._Element], comments: dict[etree._Element, list[Comment]]) -> Passage:
    tracked = (each for one in paragraphs for each in one.iter() if local(each) in _TRACKED)
    authors = dict.fromkeys(filter(None, (attribute(each, "author") for each in tracked)))
    return Passage(
        tuple(_joined(paragraphs, INSERTED)),
        tuple(_joined(paragraphs, DELETED)),
        tuple(authors),
        tuple(comment for one in paragraphs for comment in comments.get(one, ())),
    )


def _joined(paragraphs: Iterable[etree._Element], gone: frozenset[str]) -> Iterator[str]:
    """The texts with one side of the changes gone; a paragraph whose mark is gone runs on into the next."""
    text = ""
    for paragraph in paragraphs:
        text += text_without(paragraph, gone)
        if _mark(paragraph) not in gone:
            if text:
                yield text
            text = ""
    if text:
        yield text


def _mark(paragraph: etree._Element) -> str:
    """How the paragraph's own mark was tracked, empty where it was not."""
    properties = child(child(paragraph, "pPr"), "rPr")
    return next((local(each) for each in properties if local(each) in _TRACKED), "") if properties is not None else ""


def _is_boxed(paragraph: etree._Element) -> bool:
    """Whether this repeats a text box for programs that cannot draw it."""
    return any(local(each) == "Fallback" for each in paragraph.iterancestors())


def _comments(
    root: etree._Element, blob: bytes, name: str, refusal: type[BadInput]
) -> dict[etree._Element, list[Comment]]:
    """The comments by the paragraph that they begin in."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        if _COMMENTS not in archive.namelist():
            return {}
        try:
            written = {attribute(each, "id"): each for each in parse(archive.read(_COMMENTS))}
        except etree.XMLSyntaxError as error:
            raise refusal(f"“{name}”的批注已损坏，打不开；请用 Word 或 WPS 重新保存后再提交。") from error
    placed: dict[etree._Element, list[Comment]] = defaultdict(list)
    for number, (paragraph, about) in _anchors(root).items():
        comment = written.get(number)
        if comment is not None and (text := text_of(comment)):
            placed[paragraph].append(Comment(attribute(comment, "author") or "", about, text))
    return placed


def _anchors(root: etree._Element) -> dict[str | None, tuple[etree._Element, str]]:
    """Where each comment begins, and the words it is about."""
    begun: dict[str | None, tuple[etree._Element, str]] = {}
    open_now: set[str | None] = set()
    paragraph = root
    for each in root.iter():
        name, number = local(each), attribute(each, "id")
        if name == "p":
            paragraph = each
        elif name == "commentRangeStart":
            begun[number] = (paragraph, "")
            open_now.add(number)
        elif name == "commentRangeEnd":
            open_now.discard(number)
        elif name == "commentReference":
            begun.setdefault(number, (paragraph, ""))
        elif name == "t":
            begun |= {one: (begun[one][0], begun[one][1] + (each.text or "")) for one in open_now}
    return begun
