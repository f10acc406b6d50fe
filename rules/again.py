"""A further round on a revised draft: which opinions travel along, and which units have to be asked again."""

from collections.abc import Collection, Iterable

from rules.settling import Opinion
from rules.words import Verdict

# Whoever got what it asked for, or asked for nothing any more, need not be asked again.
CONTENT = frozenset({Verdict.ADOPTED, Verdict.WITHDRAWN})


def travels(opinion: Opinion, maintained: Collection[int], content: Collection[str] = ()) -> bool:
    """Whether an opinion is still open: without a verdict, or maintained by its unit against the one it was given.

    content: the units that have no comment on the later draft, and so maintain nothing any more.
    """
    return opinion.verdict is Verdict.PENDING or (opinion.number in maintained and opinion.unit not in content)


def concerned(opinions: Iterable[Opinion], maintained: Collection[int]) -> tuple[str, ...]:
    """The units with an opinion that was not simply adopted, or that they maintain; in the order of their opinions."""
    asked = (o.unit for o in opinions if o.verdict not in CONTENT or o.number in maintained)
    return tuple(dict.fromkeys(asked))
