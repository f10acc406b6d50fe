"""A ledger's counts as parts of a bar."""

from hypothesis import given
from hypothesis import strategies as st

from rules.ledger import UnitCounts
from rules.tally import Part, shares, unit_parts, verdict_parts
from rules.words import VERDICT_WORDS, Verdict


def words(parts: tuple[Part, ...]) -> list[tuple[str, int]]:
    return [(part.word, part.count) for part in parts]


def test_the_three_main_standings_are_always_parts_and_the_others_only_where_there_are_any() -> None:
    assert words(unit_parts(UnitCounts(2, 2, 0, 0, 0, 0, 0))) == [("有意见", 2), ("无意见", 0), ("无反馈", 0)]
    assert words(unit_parts(UnitCounts(15, 1, 2, 3, 4, 5, 0))) == [
        *(("有意见", 1), ("无意见", 2), ("无反馈", 3)),
        *(("未送达", 4), ("未发出", 5)),
    ]


def test_only_verdicts_that_were_given_are_parts_in_the_order_of_the_verdicts() -> None:
    assert words(verdict_parts({Verdict.PENDING: 1, Verdict.REJECTED: 0, Verdict.ADOPTED: 6})) == [
        ("采纳", 6),
        ("待定", 1),
    ]


def test_every_verdict_has_a_colour_of_its_own_and_words_that_can_be_read_on_it() -> None:
    parts = verdict_parts(dict.fromkeys(Verdict, 1))
    assert [part.word for part in parts] == [VERDICT_WORDS[verdict] for verdict in Verdict]
    assert len({part.colour for part in parts}) == len(Verdict)
    assert min(contrast(part.colour, part.ink) for part in parts) >= 4.5


@given(st.lists(st.integers(0, 5000), max_size=8))
def test_shares_fill_the_bar_exactly_and_hide_nobody(counts: list[int]) -> None:
    parts = tuple(Part(str(n), count, "#000000") for n, count in enumerate(counts))
    shared = shares(parts)
    assert [part for part, _ in shared] == [part for part in parts if part.count]
    assert sum(share for _, share in shared) == (100 if any(counts) else 0)
    assert all(share >= 1 for _, share in shared)


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, 1.4.3."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
