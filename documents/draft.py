"""The draft as it comes in: checked, counted and fingerprinted before any unit is sent it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.docx_text import attribute, child, descendants, open_docx, paragraph_text
from documents.gate import admit_docx
from rules.errors import DraftUnreadable

_NO_TITLE = re.compile(
    r"附\s*件\s*\d*[:：]?|[（(].*[）)]|.*〔\d{4}〕.*号|第.{1,4}稿|征求意见稿|\d{4}年\d{1,2}月\d{1,2}日"
)

_COMMENTS = "word/comments.xml"
_OURS = re.compile('initials="意见[0-9]'.encode())


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a draft: its fingerprint, its size in paragraphs and characters, its title as far as seen."""

    sha256: str
    paragraphs: int
    characters: int
    title: str


def check_draft(blob: bytes, name: str) -> Draft:
    """Look a draft over; blanks count neither as paragraphs nor as characters.

    Raises:
        DraftUnreadable: no .docx, damaged, dangerous or without any text; the sentence says how to mend it.
    """
    root = open_docx(blob, name, DraftUnreadable).root
    texts = [text for paragraph in descendants(root, "p") if (text := paragraph_text(paragraph))]
    if not texts:
        raise DraftUnreadable(f"“{name}”里没有文字；请确认选对了文件（扫描件请换成可编辑的 .docx 原稿）。")
    characters = sum(len("".join(text.split())) for text in texts)
    return Draft(hashlib.sha256(blob).hexdigest(), len(texts), characters, "".join(_title(root)) or texts[0])


def tells_outcomes(blob: bytes, name: str) -> bool:
    """Whether comments in a draft say what became of whose opinion, as those of a revised draft of ours do.

    Raises:
        DraftUnreadable.
    """
    package = admit_docx(blob, name, DraftUnreadable)
    return _COMMENTS in package and _OURS.search(package.read(_COMMENTS)) is not None


def _title(root: etree._Element) -> Iterator[str]:
    """The first centred lines of the draft: a long title stands on several."""
    begun = False
    for paragraph in descendants(root, "p"):
        text = paragraph_text(paragraph)
        centred = attribute(child(child(paragraph, "pPr"), "jc"), "val") == "center"
        if text and centred and not _NO_TITLE.fullmatch(text):
            begun = True
            yield text
        elif begun:
            return
