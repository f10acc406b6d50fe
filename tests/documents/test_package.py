"""The parts of a zip file, read from the bytes in hand: never others than the library would read."""

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.package import BROKEN, Package

PARTS = {"word/document.xml": b"<a>" + b"x" * 900, "图章.png": bytes(range(256)), "a/b.rels": b"", "stored": b"12345"}


def zipped() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in PARTS.items():
            how = zipfile.ZIP_STORED if name == "stored" else None
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return whole.getvalue()


WHOLE = zipped()


def ours(blob: bytes) -> dict[str, bytes]:
    """As the gate lets in: each part as large as it declares."""
    package = Package(blob)
    found = {entry.filename: package.content(entry) for entry in package.entries}
    if [len(content) for content in found.values()] != [entry.file_size for entry in package.entries]:
        raise zipfile.BadZipFile
    return found


def library(blob: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


def read(reader: Callable[[bytes], dict[str, bytes]], blob: bytes) -> dict[str, bytes] | None:
    try:
        return reader(blob)
    except (*BROKEN, RuntimeError):
        return None


def test_every_part_is_read_whether_packed_or_stored() -> None:
    assert ours(WHOLE) == PARTS


def test_parts_are_known_by_name() -> None:
    package = Package(WHOLE)
    assert (package.read("stored"), "stored" in package, "none" in package) == (b"12345", True, False)
    assert package.names(("word/", "a/")) == ["a/b.rels", "word/document.xml"]


def test_what_stands_before_the_zip_is_passed_over() -> None:
    assert ours(b"junk" * 9 + WHOLE) == PARTS


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"PK\x03\x04", b"PK\x03\x05"), (b"word/document.xml", b"word/documenT.xml"), (b"stored12345", b"stored12346")],
    ids=["signature", "name", "content"],
)
def test_a_part_whose_own_header_or_bytes_contradict_is_broken(old: bytes, new: bytes) -> None:
    with pytest.raises(BROKEN):
        ours(WHOLE.replace(old, new, 1))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=3))
def test_of_a_damaged_file_nothing_is_read_that_the_library_would_not_read(damage: list[tuple[int, int]]) -> None:
    blob = bytearray(WHOLE)
    for place, byte in damage:
        blob[place] = byte
    found = read(ours, bytes(blob))
    assert found in (None, read(library, bytes(blob)))
