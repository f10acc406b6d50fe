"""Tokens: each invitation, each purpose and each turn has its own, and nothing but the key gives them away."""

import re
from itertools import product

from rules.tokens import page_token_for, token_for, token_hash

KEY, OTHER = bytes(32), bytes(31) + b"\1"


def test_no_two_tokens_are_alike() -> None:
    places = list(product((KEY, OTHER), ("2026-001", "2026-002"), (1, 2, 11)))
    tokens = [token_for(*place) for place in places]
    pages = [page_token_for(*place, turn) for place in places for turn in (1, 2, 11)]
    assert len({*tokens, *pages}) == len(tokens) + len(pages) == 12 + 36


def test_a_token_is_eighty_bits_in_letters_that_can_be_read_out() -> None:
    tokens = [page_token_for(KEY, "2026-001", number, 1) for number in range(1, 200)]
    assert [token for token in tokens if not re.fullmatch("[a-z2-7]{16}", token)] == []
    assert page_token_for(KEY, "2026-001", 1, 1) == tokens[0]


def test_a_token_typed_in_capitals_with_blanks_is_the_same() -> None:
    token = page_token_for(KEY, "2026-001", 1, 1)
    assert token_hash(f" {token.upper()}\n") == token_hash(token)
    assert len(token_hash("\udc80 nonsense 中文")) == 64
