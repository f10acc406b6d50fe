"""Automatic numbers of a draft are those a reader sees, wherever Word keeps them."""

import pytest

from documents.numbering import counted
from documents.outline import outline_of
from tests.documents.outlining import labels, level, numbered, style


def test_automatic_numbers_are_those_a_reader_sees() -> None:
    levels = (
        level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%1.%2.%3")
    )
    lines = [("总体要求", "0"), ("指导思想", "1"), ("工作目标", "1"), ("任务", "0"), ("规划", "1"), ("细则", "2")]
    outline = outline_of(numbered(levels, lines))
    assert [clause.marker for clause in outline.clauses[1:]] == [
        "一、",
        "（一）",
        "（二）",
        "二、",
        "（一）",
        "二.一.1",
    ]
    assert labels(outline)[:5] == ["一、", "一、（一）", "一、（二）", "二、", "二、（一）"]
    assert outline.clauses[1].text == "总体要求"


def test_a_legal_level_counts_all_in_digits_and_an_override_starts_anew() -> None:
    levels = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%1.%2 ", "<w:isLgl/>")
    lines = [("甲", "0"), ("乙", "1"), ("丙", "1"), ("丁", "0@91"), ("戊", "0@91")]
    outline = outline_of(numbered(levels, lines))
    assert [clause.marker.strip() for clause in outline.clauses[1:]] == ["一、", "1.1", "1.2", "一、", "二、"]
    # The list that starts anew is a second 一、: the label says so, the anchor differs.
    assert labels(outline)[-2:] == ["一、〔2〕", "二、"]


def test_a_number_may_come_from_the_style_or_the_style_it_is_based_on() -> None:
    base = style("Base", '<w:pPr><w:numPr><w:numId w:val="90"/></w:numPr></w:pPr>')
    item = style("Item", '<w:basedOn w:val="Base"/>')
    levels = level(0, "japaneseCounting", "（%1）")
    outline = outline_of(numbered(levels, [("甲", "Base"), ("乙", "Item")], base, item))
    assert [clause.marker for clause in outline.clauses[1:]] == ["（一）", "（二）"]


def test_a_style_without_a_level_has_the_level_that_names_it() -> None:
    linked = style("Second", '<w:pPr><w:numPr><w:numId w:val="90"/></w:numPr></w:pPr>')
    levels = level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="Second"/>')
    outline = outline_of(numbered(levels, [("甲", "0"), ("乙", "Second")], linked))
    assert [clause.marker for clause in outline.clauses[1:]] == ["一、", "（一）"]


def test_absurd_numbering_is_read_as_usual() -> None:
    levels = level(0, "decimal", "%1.").replace('w:start w:val="1"', 'w:start w:val="x"')
    outline = outline_of(numbered(levels, [("甲", "0"), ("乙", "7"), ("丙", "0@no")]))
    assert [clause.marker for clause in outline.clauses[1:]] == ["1.", "", ""]


@pytest.mark.parametrize(
    ("way", "shown"),
    [
        ("decimal", "12"),
        ("decimalZero", "12"),
        ("decimalFullWidth", "１２"),
        ("chineseCounting", "十二"),
        ("chineseCountingThousand", "十二"),
        ("japaneseCounting", "十二"),
        ("taiwaneseCounting", "十二"),
        ("ideographDigital", "一二"),
        ("ideographTraditional", "乙"),
        ("decimalEnclosedCircle", "⑫"),
        ("decimalEnclosedCircleChinese", "⑫"),
        ("lowerLetter", "l"),
        ("upperLetter", "L"),
        ("lowerRoman", "xii"),
        ("upperRoman", "XII"),
        ("none", ""),
        ("bullet", ""),
        ("hebrew1", "12"),
    ],
)
def test_twelve_is_counted_in_the_lists_own_way(way: str, shown: str) -> None:
    assert counted(12, way) == shown
