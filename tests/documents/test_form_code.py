"""The printed code: found in whatever state it comes back, never taken for another."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from documents.form_code import ALPHABET, Codes, FormCode, code_for, find_codes

SECRET = b"an office's own"
CODE = code_for(SECRET, "2026-001", 7)
FOUND = Codes(frozenset({FormCode("2026-001", 7)}), ())
NUMBERS = st.integers(0, 5000)
NAMES = st.builds("{:04d}-{:03d}".format, st.integers(2000, 2099), st.integers(1, 999))
MISREAD = str.maketrans("OIL", "011")


def seen(text: str) -> str:
    """What a reader takes a character for; a change that looks the same is none."""
    return unicodedata.normalize("NFKC", text).upper().translate(MISREAD)


def test_a_code_shows_round_unit_and_six_check_characters() -> None:
    prefix, check = CODE.rsplit("-", 1)
    assert prefix == "ZQ-2026001-007"
    assert (len(check), set(check) - set(ALPHABET), set(ALPHABET) & set("0O1IL")) == (6, set(), set())


@given(NAMES, NUMBERS)
def test_every_code_is_found_again(name: str, number: int) -> None:
    assert find_codes(f"编号{code_for(SECRET, name, number)}请勿删改", SECRET).good == {FormCode(name, number)}


@pytest.mark.parametrize(
    "text",
    [
        CODE.lower(),
        " ".join(CODE),
        CODE[:9] + "\n" + CODE[9:],
        CODE.replace("-", "—"),
        CODE.replace("-", "－ "),
        CODE.replace("-", "一"),
        CODE.replace("-", " "),
        CODE.replace("0", "O"),
        CODE.replace("2026001", "2026OOl"),
        "".join(chr(ord(char) + 0xFEE0) for char in CODE),
        f"请勿删改{CODE}2026年10月",
        f"{CODE}；{CODE}",
    ],
)
def test_a_code_survives_what_mail_word_and_typists_do_to_it(text: str) -> None:
    assert find_codes(text, SECRET) == FOUND


@given(st.integers(3, len(CODE) - 1), st.characters(exclude_categories=["Cs"]))
def test_any_one_character_changed_is_noticed(at: int, char: str) -> None:
    assume(CODE[at] != "-")
    assume(seen(char) != seen(CODE[at]))
    found = find_codes(f"编号：{CODE[:at]}{char}{CODE[at + 1 :]}", SECRET)
    assert (found.good, len(found.damaged)) == (frozenset(), 1)


@given(st.integers(3, len(CODE) - 2))
def test_two_neighbours_swapped_are_noticed(at: int) -> None:
    assume(CODE[at] != CODE[at + 1] and "-" not in CODE[at : at + 2])
    found = find_codes(CODE[:at] + CODE[at + 1] + CODE[at] + CODE[at + 2 :], SECRET)
    assert (found.good, len(found.damaged)) == (frozenset(), 1)


def test_another_offices_code_fails_its_check() -> None:
    assert find_codes(code_for(b"another office", "2026-001", 7), SECRET).damaged != ()


@pytest.mark.parametrize("text", ["", "征求意见反馈表", "采用 ZQ-100 型闸门", "QZ-2026001-007-99S35H", "ZQ"])
def test_what_is_no_code_is_none(text: str) -> None:
    assert find_codes(text, SECRET) == Codes(frozenset(), ())


def test_several_codes_are_all_found() -> None:
    text = f"{CODE}\n{code_for(SECRET, '2026-001', 8)}"
    assert find_codes(text, SECRET).good == {FormCode("2026-001", 7), FormCode("2026-001", 8)}


def test_a_round_of_another_name_has_no_code() -> None:
    with pytest.raises(ValueError, match="第一轮"):
        code_for(SECRET, "第一轮", 1)
