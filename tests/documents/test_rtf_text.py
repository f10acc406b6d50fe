"""RTF as Word and WPS write it: code pages by font, Unicode, tracked deletions, tables, hidden groups."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.contents import Contents
from documents.rtf_text import rtf_contents
from rules.errors import FormUnreadable

HEAD = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 Arial;}{\f2\fcharset2 Wingdings;}}"
)
WORDS = ["\\", "{", "}", "\\par", "\\cell", "\\row", "\\trowd", "\\cellx9", "\\intbl", "\\u-1", "\\'d6", "意", "\\uc9"]


def read(body: str) -> Contents:
    return rtf_contents((HEAD + body + "}").encode("gb18030"), "表", FormUnreadable)


def hexed(text: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode("gb18030"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (hexed("同意，镕㐂"), "同意，镕㐂"),
        (r"\u24847?\u-26143\'3f", "意駡"),
        (r"\uc2\u24847\'d2\'e2\uc1 A", "意A"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"{\f2 \'fe}{\f0 " + hexed("无意见") + "}", "☑无意见"),
        (r"\f1 caf\'e9\tab x\line y\~z\_-\{\}", "café\tx\ny\xa0z--{}"),
        (r"one{\deleted two}{\v three} four", "one four"),
        (r"a{\*\bkmkstart b}{\pict 89504e}{\field{\*\fldinst PAGE}{\fldrslt 3}}", "a3"),
    ],
    ids=["GBK", "Unicode", "stand-ins", "surrogates", "Wingdings", "signs", "deleted", "hidden groups"],
)
def test_what_a_person_sees_is_read(body: str, text: str) -> None:
    assert read(body) == Contents((text, "", ""), ())


def test_margins_and_properties_stand_apart() -> None:
    said = read(r"{\info{\title T}{\*\keywords K}}{\header H}body{\footerr F\par}")
    assert said.texts == ("body", "HF", "TK")


def row(*cells: str, edges: tuple[int, ...], below: tuple[int, ...] = ()) -> str:
    defined = "".join(
        f"{chr(92)}clvmrg{chr(92)}cellx{e}" if at in below else f"\\cellx{e}" for at, e in enumerate(edges)
    )
    return rf"\trowd{defined}\pard\intbl " + "".join(cell + r"\cell " for cell in cells) + r"\row "


def test_cells_stand_in_their_columns_and_go_on_below() -> None:
    table = row("a", r"b\par c", edges=(1000, 2000)) + row("", "d", edges=(1000, 2000), below=(0,))
    wide = row("e", edges=(2000,))
    (grid,) = read(table + wide + r"\pard after\par").tables
    assert [[cell.text for cell in line] for line in grid] == [["a", "b\nc"], ["a", "d"], ["e", ""]]


def test_a_paragraph_between_two_tables_parts_them() -> None:
    one = row("a", edges=(10,))
    assert len(read(one + r"\pard between\par " + one).tables) == 2
    assert len(read(one + one).tables) == 1


@given(st.lists(st.sampled_from(WORDS)).map("".join))
def test_anything_is_read_or_refused_in_one_sentence(body: str) -> None:
    with suppress(FormUnreadable):
        assert len(read(body).texts) == 3


@pytest.mark.parametrize("body", ["}}", "{" * 2000])
def test_a_damaged_file_is_refused_in_one_sentence(body: str) -> None:
    with pytest.raises(FormUnreadable, match=r"“表”已损坏，打不开；请用 Word 或 WPS 另存为 .docx 后再提交。"):
        read(body)
