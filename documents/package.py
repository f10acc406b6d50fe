"""A zip file by its table of contents: each part unpacked from the bytes in hand, never further than it declares."""

import io
import struct
import zipfile
import zlib

BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, ValueError, EOFError, OSError)
_HEADER = struct.Struct("<4s2xH18xHH")  # signature, flags, the lengths of the name and of what follows it
_MAGIC = b"PK\x03\x04"
_UTF8, _ENCODED = 0x800, 0x61  # a name in UTF-8; encrypted, patched or strongly encrypted


class Package:
    """The parts of a zip file; raises one of BROKEN where it, or a part that is read, is damaged."""

    def __init__(self, blob: bytes) -> None:
        self._blob = blob
        self._archive = zipfile.ZipFile(io.BytesIO(blob))
        self.entries = self._archive.infolist()
        self._named = {entry.filename: entry for entry in self.entries}
        begin = sorted(entry.header_offset for entry in self.entries)
        self._end = dict(zip(begin, [*begin[1:], self._archive.start_dir], strict=True)) if begin else {}

    def __contains__(self, name: str) -> bool:
        return name in self._named

    def names(self, start: tuple[str, ...]) -> list[str]:
        """The parts whose names start with one of these, in order."""
        return sorted(name for name in self._named if name.startswith(start))

    def read(self, name: str) -> bytes:
        """The content of the part of this name, or KeyError."""
        return self.content(self._named[name])

    def content(self, entry: zipfile.ZipInfo) -> bytes:
        """One part, at most a byte more than it declares, so that a lie about its size shows and costs nothing."""
        start = self._start(entry)
        packed = self._blob[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            content = packed
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            content = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
        else:
            raise zipfile.BadZipFile(entry.filename)
        if len(content) == entry.file_size and zlib.crc32(content) != entry.CRC:
            raise zipfile.BadZipFile(entry.filename)
        return content

    def _start(self, entry: zipfile.ZipInfo) -> int:
        """Where a part's bytes begin; where its own header says anything unusual, the library is asked."""
        begin = entry.header_offset
        if begin < 0:
            raise zipfile.BadZipFile(entry.filename)
        magic, flags, length, more = _HEADER.unpack_from(self._blob, begin)
        start: int = begin + _HEADER.size
        name = self._blob[start : start + length]
        start += length + more
        agreed = (
            magic == _MAGIC
            and not entry.flag_bits & _ENCODED
            and (name.isascii() or flags & _UTF8)
            and name == entry.orig_filename.encode()
            and start + entry.compress_size <= self._end[begin]
        )
        if not agreed:
            self._archive.open(entry).close()
        return start
