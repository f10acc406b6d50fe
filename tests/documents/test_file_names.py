"""Strangers' file names: saved where they should be, under a name that looks like what it is."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.file_names import LONGEST, safe_name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("反馈表（市林业局）.docx", "反馈表（市林业局）.docx"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\Windows\\a.doc", "C__Windows_a.doc"),
        ("\u202excod.exe", "xcod.exe"),
        ("a\x00\n.docx", "a.docx"),
        ("con.docx", "_con.docx"),
        ("意见?*.xlsx. ", "意见__.xlsx"),
        ("...", "附件"),
        ("", "附件"),
        ("意见" * 100 + ".docx", "意见" * 19 + ".docx"),
    ],
)
def test_a_name_keeps_what_is_harmless(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_any_name_at_all_can_be_saved_in_the_folder_meant(name: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, safe_name(name))
        path.write_bytes(b"x")
        assert [one.name for one in Path(folder).iterdir()] == [path.name]
        assert len(path.name.encode()) <= LONGEST
