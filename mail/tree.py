"""A message as a tree of parts, found by their boundaries alone; the standard library reads whatever is unusual.

It walks every line of every attachment, most of the time a mailed form takes. What is read here, and strictly, gives
the same tree: anything but plain header lines, bare line ends, known boundaries and closed multiparts is left to it.
"""

import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message

from mail.skeleton import base64_of, parse

DEEPEST = 20
NESTED = "message/rfc822"
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_BLANK = re.compile(rb"\r?\n\r?\n")
_HEADERS = re.compile(rb"(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|\Z))*")
_HEADER = re.compile(rb"([!-9;-~]+):[ \t]*([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)")
_TYPE = re.compile(r"([a-z0-9.+-]+/[a-z0-9.+-]+)[ \t]*(?:;|\Z)", re.IGNORECASE)
_PARAMETER = r""";\s*([a-z0-9-]+)=(?:"([^"\\<>\r\n]*)"|([^\s";,()<>@:\\/\[\]?='%]+))"""
_MULTIPART = re.compile(rf"multipart/(?!digest\b)[a-z0-9.+-]+(?:\s*{_PARAMETER})*\s*;?\s*", re.IGNORECASE)
_PARAMETERS = re.compile(_PARAMETER, re.IGNORECASE)
_LONGEST_TYPE = 1000
_AS_IT_IS = frozenset({"", "7bit", "8bit", "binary"})


class Unusual(Exception):
    """Something that only the standard library knows how to take."""


@dataclass(frozen=True, slots=True)
class Node:
    """A message or a part of one.

    headers: the first value of each by its name in lower case, folded as it came, other bytes as surrogates.
    body: what stands below them, undecoded; empty where there are parts.
    """

    headers: Mapping[str, str]
    media_type: str
    body: bytes = b""
    parts: tuple["Node", ...] = ()
    is_multipart: bool = False

    @property
    def encoding(self) -> str:
        """How the body is encoded for the way."""
        return self.headers.get("content-transfer-encoding", "").strip().lower()

    @property
    def content(self) -> bytes:
        """The body decoded; of a damaged encoding what can be made of it."""
        encoding = self.encoding
        if encoding in _AS_IT_IS:
            return self.body
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        flawless = base64_of(self.body) if encoding == "base64" else None
        return _mended(self.body, encoding) if flawless is None else flawless


def tree_of(raw: bytes) -> Node:
    """The tree of any bytes at all; a message/rfc822 has the message in it as its only part, and its bytes as body."""
    try:
        return by_boundaries(raw)
    except Unusual:
        return by_library(parse(raw))


def by_boundaries(raw: bytes) -> Node:
    """The tree of an ordinary message; anything else is `Unusual`."""
    if _BARE_RETURN.search(raw):
        raise Unusual
    return _node(raw, 0, len(raw), ())


def by_library(message: Message, depth: int = 0) -> Node:
    """The tree the library has found; what lies too deep is left out."""
    headers: dict[str, str] = {}
    for name, value in message.raw_items():
        headers.setdefault(name.lower(), str(value))
    media_type, payload = message.get_content_type(), vars(message)["_payload"]  # as parsed, 8-bit text undecoded
    if not message.is_multipart():
        return Node(headers, media_type, str(payload or "").encode("ascii", "surrogateescape"))
    below = [each for each in payload if isinstance(each, Message)] if depth <= DEEPEST else []
    body = _whole((below or [message])[0]) if media_type == NESTED else b""
    return Node(headers, media_type, body, tuple(by_library(each, depth + 1) for each in below), is_multipart=True)


def _node(raw: bytes, start: int, end: int, above: tuple[bytes, ...]) -> Node:
    headers, begin = _headers(raw, start, end)
    stated = headers.get("content-type")
    named = _TYPE.match(stated) if stated is not None else None
    if stated is not None and named is None:
        raise Unusual
    media_type = named[1].lower() if named else "text/plain"
    if media_type.startswith("message/"):
        raise Unusual
    if not media_type.startswith("multipart/"):
        return Node(headers, media_type, raw[begin:end])
    boundary = _boundary(stated or "")
    if boundary in above or len(above) == DEEPEST:
        raise Unusual
    parts = (_node(raw, *span, (*above, boundary)) for span in _spans(raw, begin, end, boundary))
    return Node(headers, media_type, parts=tuple(parts), is_multipart=True)


def _headers(raw: bytes, start: int, end: int) -> tuple[dict[str, str], int]:
    """The headers between two places, and where the body begins."""
    if raw[start : start + 1] == b"\n" or raw[start : start + 2] == b"\r\n":
        return {}, raw.index(b"\n", start) + 1
    blank = _BLANK.search(raw, start, end)
    if blank is None:
        raise Unusual
    block = raw[start : blank.start()]
    if not _HEADERS.fullmatch(block):
        raise Unusual
    headers: dict[str, str] = {}
    for name, value in _HEADER.findall(block):
        headers.setdefault(name.decode("ascii").lower(), value.decode("ascii", "surrogateescape"))
    return headers, blank.end()


def _boundary(content_type: str) -> bytes:
    if not content_type.isascii() or len(content_type) > _LONGEST_TYPE or not _MULTIPART.fullmatch(content_type):
        raise Unusual
    stated: list[str] = [
        quoted or bare for name, quoted, bare in _PARAMETERS.findall(content_type) if name.lower() == "boundary"
    ]
    if len(stated) != 1 or not stated[0].strip():
        raise Unusual
    return b"--" + stated[0].rstrip().encode("ascii")


def _spans(raw: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Where each part stands, the line end before a boundary not its own; the last boundary must close."""
    part, at = None, start
    while (at := raw.find(boundary, at, end)) >= 0:
        line = raw.find(b"\n", at, end) + 1 or end
        rest = raw[at + len(boundary) : line].rstrip(b"\r\n")
        if at > start and raw[at - 1 : at] != b"\n":
            at += 1
            continue
        closes = rest.startswith(b"--")
        if rest[2 if closes else 0 :].strip(b" \t"):
            at += 1
            continue
        if part is not None:
            last = at - 2 if raw[at - 2 : at - 1] == b"\r" else at - 1
            if last < part:
                raise Unusual
            yield part, last
        elif closes:
            raise Unusual
        if closes:
            return
        part = at = line
    raise Unusual


def _mended(body: bytes, encoding: str) -> bytes:
    """What the library makes of it."""
    message = Message()
    message["Content-Transfer-Encoding"] = encoding
    message.set_payload(body.decode("ascii", "surrogateescape"))
    try:
        content: object = message.get_payload(decode=True)
    except (ValueError, LookupError):  # damaged uuencode, whose file name it opens
        return b""
    return content if isinstance(content, bytes) else b""


def _whole(message: Message) -> bytes:
    try:
        return bytes(message.as_bytes())
    except (ValueError, LookupError, TypeError, AttributeError):  # the library's generator on a damaged tree
        return b""
