"""What a refusal says on a page: nothing to be typed at a terminal is left of any sentence of the floors below."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from rules.errors import CirculateError, Refused
from web.sentences import said

FLOORS = ("rules", "models", "desk", "documents")
HOUSE = Path(__file__).resolve().parents[2]
TYPED = re.compile(r"circulate [a-z]|--[a-z]|\+\dwd")
# Letters of the office to itself, the archive's own note and what the doctor says: none of them is a page's.
ELSEWHERE = {"doctor.py", "watching.py", "archive_file.py", "templates.py", "rejoining_mail.py"}


def sentences() -> Iterator[str]:
    """Every Chinese sentence written below the pages, a number where something is filled in."""
    for floor in FLOORS:
        for file in sorted((HOUSE / floor).rglob("*.py")):
            if file.name not in ELSEWHERE:
                tree = ast.parse(file.read_text("utf-8"))
                found = {id(node): _text(node) for node in ast.walk(tree)}
                inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
                yield from (text for at, text in found.items() if at not in inner)


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) or "7" for part in node.values)
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return "" if "`" in text else text


@pytest.mark.parametrize("sentence", sorted({text for text in sentences() if TYPED.search(text)}))
def test_no_sentence_on_a_page_says_what_to_type(sentence: str) -> None:
    assert TYPED.findall(said(Refused(sentence))) == []


@pytest.mark.parametrize(
    ("typed", "pressed"),
    [
        (
            "没有名为“某局”的单位；可用 circulate units list 查看全部单位。",
            "没有名为“某局”的单位；可在“单位名册”中查看全部单位。",
        ),
        (
            "截止时间 2026-11-01 18:00 已经过去；请给出今后的日期，例如 +7wd（7 个工作日后）。",
            "截止时间 2026-11-01 18:00 已经过去；请给出今后的日期。",
        ),
        (
            "2026-001 没有第 9 条意见，或它已不计入；可用 circulate opinions 2026-001 查看。",
            "2026-001 没有第 9 条意见，或它已不计入。",
        ),
        ("两份不同；请选定其中一份。", "两份不同；请选定其中一份。"),
    ],
)
def test_what_is_to_be_typed_becomes_what_is_to_be_pressed(typed: str, pressed: str) -> None:
    refused: CirculateError = Refused(typed)
    assert said(refused) == pressed
