"""Every letter, byte for byte, against `tests/letters/golden/*.eml`.

After a wanted change of wording or layout write them anew with `python -m tests.mail.test_golden` and read the diff.
"""

from pathlib import Path

import pytest

from mail.compose import head_of, tail_of
from mail.reading import read
from mail.render import render
from tests.mail.samples import LETTERS, OWN, SHARED, heading

GOLDEN = Path(__file__).resolve().parents[1] / "letters" / "golden"


def letter(name: str) -> bytes:
    asks = name.startswith("invitation")
    tail = tail_of(SHARED if asks else ())
    return head_of(render(*LETTERS[name]), heading(name), tail, OWN if asks else ()) + tail.content


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_what_it_was(name: str) -> None:
    assert letter(name) == (GOLDEN / f"{name}.eml").read_bytes()


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_read_back_as_it_was_written(name: str) -> None:
    rendered, back = render(*LETTERS[name]), read(letter(name))
    assert (back.subject, back.full_text) == (rendered.subject, rendered.text.strip())


def test_every_golden_letter_is_still_written() -> None:
    assert {file.stem for file in GOLDEN.glob("*.eml")} == set(LETTERS)


if __name__ == "__main__":
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for each in LETTERS:
        (GOLDEN / f"{each}.eml").write_bytes(letter(each))
