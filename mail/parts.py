"""The leaves of a message's tree in its own words: names and texts decoded, whatever their labels say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes

from mail.charsets import header_text, raw_bytes, text_of
from mail.tree import DEEPEST, NESTED, Node

LONGEST_NAME = 200
_FOLD = re.compile(r"\r?\n[ \t]*")
_PARAMETER = re.compile(r';\s*([A-Za-z0-9_.-]+?)(?:\*(\d{1,3}))?(\*)?\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))', re.DOTALL)
_CHARSET = re.compile(r';\s*charset\s*=\s*"?([A-Za-z0-9_.:+-]+)', re.IGNORECASE)
_HIDDEN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_BREAKS = frozenset({"p", "div", "tr", "br", "li", "h1", "h2", "h3", "h4", "table", "blockquote", "hr", "ul", "ol"})
_SILENT = frozenset({"style", "script", "head", "title"})


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the tree. `text` is set where it is a body, else it is a file; `nested` marks a message."""

    media_type: str
    name: str
    content: bytes
    text: str | None = None
    nested: bool = False


def header(message: Node, name: str) -> str:
    """The first value of a header, decoded."""
    return header_text(raw_header(message, name))


def raw_header(message: Node, name: str) -> str:
    """The first value of a header as it came; empty where there is none."""
    return message.headers.get(name, "")


def parts_of(message: Node, depth: int = 0) -> Iterator[Part]:
    """Every leaf. A message/rfc822 is one leaf: what a forwarded mail carries is not the sender's own."""
    if message.media_type == NESTED:
        yield Part(NESTED, _safe(file_name_of(message) or "原邮件.eml"), message.body, nested=True)
    elif message.is_multipart and depth < DEEPEST:
        for child in message.parts:
            yield from parts_of(child, depth + 1)
    elif not message.is_multipart:
        yield _leaf(message)


def file_name_of(part: Node) -> str:
    """The file name: RFC 2231 whole, continued or mislabelled, RFC 2047 quoted or not, raw 8-bit; or only `name=`."""
    for field, key in (("content-disposition", "filename"), ("content-type", "name")):
        name = _parameter(_FOLD.sub(" ", raw_header(part, field)), key)
        if name:
            return name
    return ""


def text_of_html(html: str) -> str:
    """The words of an html body; a quotation's lines begin with `>`."""
    reader = _Words()
    try:
        reader.feed(html)
        reader.close()
    except (AssertionError, ValueError):  # html.parser on hostile declarations
        return re.sub(r"<[^>]*>", "", html)
    lines = (line.strip(" \t") for line in "".join(reader.words).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0
        self.quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - its interface
        self.silent += tag in _SILENT
        self.quoted += tag == "blockquote"
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        self.quoted = max(0, self.quoted - (tag == "blockquote"))
        if tag != "br":
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self.silent:
            first, *others = data.split("\n")
            self.words.append("".join([first.rstrip(), *map(str.strip, others)]) if others else data)

    def _break(self, tag: str) -> None:
        if tag in _BREAKS:
            self.words.append("\n" + "> " * min(self.quoted, 3))


def _leaf(part: Node) -> Part:
    name, content = file_name_of(part), part.content
    disposition = raw_header(part, "content-disposition").partition(";")[0].strip().lower()
    if part.media_type.startswith("text/") and not name and disposition != "attachment":
        label = _CHARSET.search(raw_header(part, "content-type"))
        return Part(part.media_type, "", content, text_of(content, label[1] if label else ""))
    return Part(part.media_type, _safe(name), content)


def _parameter(value: str, key: str) -> str:
    plain, extended, pieces = "", "", {}
    for match in _PARAMETER.finditer(";" + value.partition(";")[2]):
        if match[1].lower() != key:
            continue
        found = re.sub(r"\\(.)", r"\1", match[4]) if match[4] is not None else (match[5] or "").strip()
        if match[2] is not None:
            pieces[int(match[2])] = (found, bool(match[3]))
        elif match[3]:
            extended = found
        else:
            plain = found
    if extended:
        return _extended(extended)
    return _continued(pieces) if pieces else header_text(plain)


def _extended(value: str) -> str:
    label, _, rest = value.split("'", 2) if value.count("'") >= 2 else ("", "", value)  # noqa: PLR2004 - RFC 2231 4
    return text_of(unquote_to_bytes(raw_bytes(rest)), label)


def _continued(pieces: dict[int, tuple[str, bool]]) -> str:
    label, raw = "", b""
    for place, (value, coded) in sorted(pieces.items()):
        rest = value
        if place == 0 and coded and value.count("'") >= 2:  # noqa: PLR2004 - RFC 2231 4
            label, _, rest = value.split("'", 2)
        raw += unquote_to_bytes(raw_bytes(rest)) if coded else raw_bytes(rest)
    return text_of(raw, label) if label else header_text(raw)


def _safe(name: str) -> str:
    """A name without folders, hidden directions or length to harm; never empty."""
    plain = _HIDDEN.sub("", name).replace("\\", "/").rpartition("/")[2].strip(" .")
    return plain[-LONGEST_NAME:] or "附件"
