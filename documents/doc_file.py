"""The inside of a Word 97–2003 file: its streams, its text put together from pieces, the properties of paragraphs.

Source: [MS-DOC], Word (.doc) Binary File Format: 2.5 Fib, 2.8 Plcs, 2.9.38 Clx, 2.6.1 Sprms.
"""

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import olefile

from rules.errors import BadInput

TABLE_DEFINITION = 0xD608
# Too long for its page, a paragraph's properties stand in the Data stream.
_DELETED, _HUGE = 0x0800, frozenset({0x6645, 0x6646})
_MAGIC, _WORD_97 = 0xA5EC, 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTHS, _CHPX, _PAPX, _CLX = 0x4C, 0xFA, 0x102, 0x1A2
_SUMMARY = "\x05SummaryInformation"
_PAGE, _EIGHT_BIT = 512, 0x40000000
# Operand sizes by the three high bits of a property's code; 0 stands for a length before the operand (2.6.1).
_SIZES = (1, 1, 2, 4, 2, 2, 0, 3)
DAMAGE = (OSError, struct.error, IndexError, ValueError, KeyError, AttributeError, TypeError, ZeroDivisionError)
_Run = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters `start` to `end` of the text stand at `offset` of the stream, `width` bytes each."""

    start: int
    end: int
    offset: int
    width: int


@dataclass(frozen=True, slots=True)
class WordFile:
    """A .doc: its text with everything after `body_end` belonging to notes, headers and footers."""

    text: str
    body_end: int
    properties: str
    _pieces: tuple[_Piece, ...]
    _paragraphs: tuple[_Run, ...]
    _data: bytes

    def paragraph(self, at: int) -> Mapping[int, bytes]:
        """The properties of the paragraph whose mark is the character `at`: operands by code."""
        piece = self._pieces[bisect_right(self._pieces, at, key=lambda each: each.start) - 1]
        offset = piece.offset + (at - piece.start) * piece.width
        found = bisect_right(self._paragraphs, offset, key=lambda run: run[0]) - 1
        if found < 0 or offset >= self._paragraphs[found][1]:
            return {}
        properties = dict(_properties(self._paragraphs[found][2][2:]))
        for code in _HUGE & properties.keys():
            (where,) = struct.unpack("<I", properties[code])
            properties |= _properties(self._data[where + 2 : where + 2 + word(self._data, where)])
        return properties


def open_word_file(blob: bytes, name: str, refusal: type[BadInput]) -> WordFile:
    """Open an admitted .doc.

    Raises:
        refusal: encrypted, or older than Word 97.
        DAMAGE: any of these where the file is damaged.
    """
    with olefile.OleFileIO(io.BytesIO(blob)) as file:
        main = file.openstream("WordDocument").read()
        flags = word(main, 0x0A)
        if word(main, 0) != _MAGIC or word(main, 2) < _WORD_97:
            raise refusal(f"“{name}”是 Word 97 以前的文件；请用 Word 或 WPS 打开，另存为 .docx 后再提交。")
        if flags & _ENCRYPTED:
            raise refusal(f"“{name}”加了密码；请取消密码后再提交。")
        table = file.openstream("1Table" if flags & _SECOND_TABLE else "0Table").read()
        data = file.openstream("Data").read() if file.exists("Data") else b""
        known = file.openstream(_SUMMARY).read() if file.exists(_SUMMARY) else b""
    # Title and keywords are found in the raw stream: olefile counts a damaged one out for minutes.
    return _read(main, table, data, known.replace(b"\0", b"").decode("latin-1"))


def word(data: bytes, at: int) -> int:
    """The unsigned 16-bit number at an offset."""
    return int.from_bytes(data[at : at + 2], "little")


def short(data: bytes, at: int) -> int:
    """The signed 16-bit number at an offset."""
    return int.from_bytes(data[at : at + 2], "little", signed=True)


def _read(main: bytes, table: bytes, data: bytes, properties: str) -> WordFile:
    pieces = tuple(_pieces(table[slice(*_place(main, _CLX))]))
    deleted = [run for run in _runs(main, table, _CHPX, 1) if dict(_properties(run[2])).get(_DELETED, b"\0")[0]]
    text = "".join(_text(main, piece, deleted) for piece in pieces)
    paragraphs = tuple(sorted(_runs(main, table, _PAPX, 13)))
    body = struct.unpack_from("<i", main, _LENGTHS)[0]
    return WordFile(text, body, properties, pieces, paragraphs, data)


def _place(main: bytes, at: int) -> tuple[int, int]:
    offset, size = struct.unpack_from("<II", main, at)
    return offset, offset + size


def _pieces(clx: bytes) -> Iterator[_Piece]:
    at = 0
    while clx[at] == 1:  # properties that pieces share
        at += 3 + word(clx, at + 1)
    count = (struct.unpack_from("<I", clx, at + 1)[0] - 4) // 12
    bounds = struct.unpack_from(f"<{count + 1}I", clx, at + 5)
    for number, (start, end) in enumerate(pairwise(bounds)):
        (place,) = struct.unpack_from("<I", clx, at + 5 + 4 * (count + 1) + 8 * number + 2)
        narrow = place & _EIGHT_BIT
        yield _Piece(start, end, (place & ~_EIGHT_BIT) // 2 if narrow else place, 1 if narrow else 2)


def _text(main: bytes, piece: _Piece, deleted: list[_Run]) -> str:
    """A piece's characters, those deleted with tracking made invisible."""
    size = (piece.end - piece.start) * piece.width
    raw = bytearray(main[piece.offset : piece.offset + size])
    for start, end, _ in deleted:
        first, last = max(start - piece.offset, 0), min(end - piece.offset, len(raw))
        if first < last:
            raw[first:last] = (b"\1" if piece.width == 1 else b"\1\0") * ((last - first) // piece.width)
    if piece.width == 1:
        return raw.decode("cp1252", "replace")
    # Half a surrogate pair is a character to the file, and every place counts by those.
    return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))


def _runs(main: bytes, table: bytes, at: int, entry: int) -> Iterator[_Run]:
    """Stretches of the stream with their properties, from the 512-byte pages a Plc lists (2.9.157, 2.9.33)."""
    plc = table[slice(*_place(main, at))]
    count = (len(plc) - 4) // 8
    for number in range(count):
        page_number = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
        page = main[page_number * _PAGE : (page_number + 1) * _PAGE]
        runs = page[-1]
        bounds = struct.unpack_from(f"<{runs + 1}I", page)
        for each in range(runs):
            where = 2 * page[4 * (runs + 1) + entry * each]
            yield bounds[each], bounds[each + 1], _packed(page, where, paragraph=entry > 1) if where else b""


def _packed(page: bytes, at: int, *, paragraph: bool) -> bytes:
    size = page[at]
    if not paragraph:
        return page[at + 1 : at + 1 + size]
    return page[at + 1 : at + 2 * size] if size else page[at + 2 : at + 2 + 2 * page[at + 1]]


def _properties(packed: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 2 < len(packed):
        code = word(packed, at)
        at += 2
        size, lead = _SIZES[code >> 13], 0
        if code == TABLE_DEFINITION:
            size, lead = word(packed, at) - 1, 2
        elif not size:
            size, lead = packed[at], 1
        yield code, packed[at + lead : at + lead + size]
        at += lead + max(size, 0)
