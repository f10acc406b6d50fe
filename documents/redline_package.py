"""A .docx as its parts: opened for changing, given a part for comments or rid of it, and packed again."""

import io
import zipfile
from collections.abc import Mapping

from lxml import etree

from documents.docx_text import local, parse
from documents.gate import admit_docx
from documents.ooxml import pack
from rules.errors import DraftUnreadable

MAIN, COMMENTS = "word/document.xml", "word/comments.xml"
_TYPES, _RELATIONS, _SETTINGS = "[Content_Types].xml", "word/_rels/document.xml.rels", "word/settings.xml"
_COMMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_COMMENT_PARTS = frozenset(
    f"word/{name}.xml" for name in ("comments", "commentsExtended", "commentsIds", "commentsExtensible", "people")
)
_STRICT = "http://purl.oclc.org/ooxml/"
_OFFICE = {True: f"{_STRICT}officeDocument", False: "http://schemas.openxmlformats.org/officeDocument/2006"}
_LOCKS = frozenset({"documentProtection", "writeProtection"})
_TEXT_PARTS = ("word/footnotes", "word/endnotes", "word/header", "word/footer")


class Package:
    """The parts of a .docx by name; `root` is the text, parsed."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        self.parts = dict(parts)
        self.root = parse(self.parts[MAIN])

    def text_parts(self) -> list[str]:
        """The other parts that hold text of the document: notes, headers and footers."""
        return [name for name in self.parts if name.startswith(_TEXT_PARTS) and name.endswith(".xml")]

    def parsed(self, name: str) -> etree._Element:
        """One of the other parts."""
        return parse(self.parts[name])

    def put(self, name: str, root: etree._Element) -> None:
        """Write a part."""
        self.parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def comments(self) -> etree._Element:
        """The part that holds comments; one is made where there is none, and known once it is `put`."""
        if COMMENTS in self.parts:
            return parse(self.parts[COMMENTS])
        space = etree.QName(self.root).namespace
        self._declare()
        return etree.Element(f"{{{space}}}comments", nsmap={"w": space})

    def drop_comments(self) -> None:
        """Leave out what holds comments, and every mention of it."""
        for name in _COMMENT_PARTS & self.parts.keys():
            del self.parts[name]
        types, relations = parse(self.parts[_TYPES]), parse(self.parts[_RELATIONS])
        for each in list(types):
            if (each.get("PartName") or "").lstrip("/") in _COMMENT_PARTS:
                types.remove(each)
        for each in list(relations):
            if f"word/{each.get('Target')}" in _COMMENT_PARTS or (each.get("Target") or "")[1:] in _COMMENT_PARTS:
                relations.remove(each)
        self.put(_TYPES, types)
        self.put(_RELATIONS, relations)

    def unlock(self) -> None:
        """Take protection off: changes in a protected file can neither be accepted nor rejected."""
        if _SETTINGS in self.parts and any(lock.encode() in self.parts[_SETTINGS] for lock in _LOCKS):
            settings = parse(self.parts[_SETTINGS])
            for each in [each for each in settings if local(each) in _LOCKS]:
                settings.remove(each)
            self.put(_SETTINGS, settings)

    def packed(self) -> bytes:
        """The file, its text as it is now."""
        self.put(MAIN, self.root)
        return pack(self.parts)

    def _declare(self) -> None:
        """Say in the contents and the relations that there are comments."""
        types, relations = parse(self.parts[_TYPES]), parse(self.parts[_RELATIONS])
        override = types.makeelement(f"{{{etree.QName(types).namespace}}}Override")
        override.set("PartName", f"/{COMMENTS}")
        override.set("ContentType", _COMMENT_TYPE)
        types.append(override)
        taken = {each.get("Id") for each in relations}
        link = relations.makeelement(f"{{{etree.QName(relations).namespace}}}Relationship")
        link.set("Id", next(name for number in range(len(taken) + 1) if (name := f"rIdNotes{number}") not in taken))
        office = _OFFICE[str(etree.QName(self.root).namespace).startswith(_STRICT)]
        link.set("Type", f"{office}/relationships/comments")
        link.set("Target", "comments.xml")
        relations.append(link)
        self.put(_TYPES, types)
        self.put(_RELATIONS, relations)


def open_package(blob: bytes, name: str = "征求意见稿") -> Package:
    """Open a .docx for changing.

    Raises:
        DraftUnreadable: no .docx, damaged or dangerous; the sentence says how to mend it.
    """
    admit_docx(blob, name, DraftUnreadable)
    try:
        with zipfile.ZipFile(io.BytesIO(blob)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist() if not part.endswith("/")}
        parts.setdefault(_RELATIONS, _no_relations())
        return Package(parts)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise DraftUnreadable(f"“{name}”已损坏，打不开；请用 Word 或 WPS 重新保存后再提交。") from error


def _no_relations() -> bytes:
    return b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
