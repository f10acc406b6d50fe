"""One page of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Page(Generic[Thing]):
    """The things on page `at`, from 1, of `pages`; `found` is how many there are in all."""

    things: Sequence[Thing]
    found: int
    at: int
    pages: int


def paged(things: Sequence[Thing], at: int, most: int) -> Page[Thing]:
    """Page `at` of things shown `most` at once; a page that is not there is the nearest that is."""
    pages = max(1, -(-len(things) // most))
    at = min(max(at, 1), pages)
    return Page(things[(at - 1) * most : at * most], len(things), at, pages)
