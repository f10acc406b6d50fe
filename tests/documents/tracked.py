"""A document read as it is with every tracked change rejected, or accepted: our own reading, not the product's."""

import io
import zipfile
from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
GONE = {"accepted": "del", "rejected": "ins"}
SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def body_of(blob: bytes, part: str = "word/document.xml") -> etree._Element:
    """One part of a document."""
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return etree.fromstring(archive.read(part))


def texts(blob: bytes, side: str) -> list[str]:
    """The text of every paragraph in reading order, each character of it, with one side of the changes gone."""
    gone, found, before = f"{W}{GONE[side]}", list[str](), ""
    for paragraph in body_of(blob).iter(f"{W}p"):
        if any(row.find(f"{W}trPr/{gone}") is not None for row in paragraph.iterancestors(f"{W}tr")):
            continue
        before += "".join(_said(paragraph, gone))
        if paragraph.find(f"{W}pPr/{W}rPr/{gone}") is None:
            found.append(before)
            before = ""
    return found


def plain_texts(blob: bytes) -> list[str]:
    """The text of every paragraph of a document in which nothing is tracked."""
    assert [each.tag for each in body_of(blob).iter(f"{W}ins", f"{W}del", f"{W}delText")] == []
    return texts(blob, "accepted")


def looks(blob: bytes, side: str) -> list[tuple[str, str]]:
    """Every character that stays, with the XML of its run's look."""
    found, gone = [], f"{W}{GONE[side]}"
    for run in body_of(blob).iter(f"{W}r"):
        if any(each.tag == gone for each in run.iterancestors()):
            continue
        properties = run.find(f"{W}rPr")
        look = "" if properties is None else etree.tostring(properties, method="c14n").decode()
        found += [(sign, look) for each in run for sign in _sign(each)]
    return found


def _said(element: etree._Element, gone: str) -> Iterator[str]:
    for each in element:
        if each.tag not in {gone, f"{W}pPr", f"{W}p"}:
            yield _sign(each)
            yield from _said(each, gone)


def _sign(element: etree._Element) -> str:
    if element.tag in {f"{W}t", f"{W}delText"}:
        return element.text or ""
    return SIGNS.get(element.tag, "")
