"""Damage of any kind: a file is read or refused in one sentence; nothing else ever happens."""

import io
import zipfile
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from documents.draft import check_draft
from documents.form_reading import read_form
from documents.ooxml import pack
from documents.outcome_sheet import read_outcomes
from documents.unit_sheet import read_units
from rules.errors import BadInput
from tests.documents.forms import SECRET, blank


def register() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    for row in (["单位", "邮箱"], ["甲局", "a@x.cn"], ["乙局", "b@x.cn"]):
        book.active.append(row)
    book.save(buffer)
    return buffer.getvalue()


FORM, SHEET = blank(), register()
READERS: tuple[tuple[bytes, Callable[[bytes], object]], ...] = (
    (FORM, lambda blob: read_form(blob, SECRET)),
    (FORM, lambda blob: check_draft(blob, "草案.docx")),
    (SHEET, lambda blob: read_units(blob, "名单.xlsx")),
    (SHEET, lambda blob: read_outcomes(blob, "采纳.xlsx")),
)
WHICH = st.sampled_from(range(len(READERS)))
HURTS = st.tuples(WHICH, st.floats(0, 1, exclude_max=True), st.binary(max_size=40), st.booleans())


def last_mark(read: Callable[[bytes], object], blob: bytes) -> str:
    """How reading ended: the last mark of the refusal, or 。 where there was none."""
    try:
        read(blob)
    except BadInput as refusal:
        return refusal.sentence[-1]
    return "。"


def hurt(whole: bytes, where: float, patch: bytes, *, cut: bool) -> bytes:
    at = int(where * len(whole))
    return whole[:at] + patch + (b"" if cut else whole[at + len(patch) :])


@given(HURTS)
@settings(max_examples=200, deadline=None)
def test_a_damaged_file_ends_in_a_sentence(damage: tuple[int, float, bytes, bool]) -> None:
    which, where, patch, cut = damage
    whole, read = READERS[which]
    assert last_mark(read, hurt(whole, where, patch, cut=cut)) == "。"


@given(HURTS, st.integers(0, 9))
@settings(max_examples=300, deadline=None)
def test_a_file_with_a_damaged_part_ends_in_a_sentence(damage: tuple[int, float, bytes, bool], part: int) -> None:
    which, where, patch, cut = damage
    whole, read = READERS[which]
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = list(parts)[part % len(parts)]
    assert last_mark(read, pack(parts | {name: hurt(parts[name], where, patch, cut=cut)})) == "。"


@given(st.binary(max_size=200), WHICH)
@settings(deadline=None)
def test_any_bytes_at_all_end_in_a_sentence(blob: bytes, which: int) -> None:
    assert last_mark(READERS[which][1], blob) == "。"
