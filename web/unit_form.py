"""The one form of a unit's page: what was typed into it, and what its buttons do to the opinions."""

from dataclasses import dataclass, replace

from desk.answering import parted
from desk.unit_pages import UnitPage
from documents.outline import Outline
from rules.answering import COLUMNS, Draft, moved, put_in_place, without
from rules.filing import OpinionEntry
from web.draft_view import original_of
from web.forms import Filled

BLANK = OpinionEntry("")
ARRANGING = ("up", "down", "drop", "split")


@dataclass(frozen=True, slots=True)
class Pressed:
    """What the opinions become, and which of them, from 0, the page opens at; None for where it was."""

    opinions: tuple[OpinionEntry, ...]
    at: int | None = None


def typed(form: Filled) -> Draft:
    """The answer as it was typed; a column the browser did not send is refused by being empty."""
    columns = {name: form.texts(name) for name in COLUMNS}
    count = min(map(len, columns.values()))
    opinions = (OpinionEntry(**{name: columns[name][place] for name in COLUMNS}) for place in range(count))
    return Draft(tuple(opinions), form.text("contact"))


def pressed(button: str, opinions: tuple[OpinionEntry, ...], outline: Outline) -> Pressed:
    """What a button does: `on-12` opens an opinion on a clause, `up-0` moves one, `add` opens an empty one."""
    what, _, number = button.partition("-")
    place = int(number) if number.isdecimal() and len(number) < 6 else -1  # noqa: PLR2004 - a number, not a novel
    if what == "on" and 0 < place < len(outline.clauses):
        clause = outline.clauses[place]
        return _added(opinions, replace(BLANK, place=clause.label, original=original_of(clause)))
    if what == "add":
        return _added(opinions, BLANK)
    if what in ARRANGING and 0 <= place < len(opinions):
        return _arranged(what, place, opinions)
    return Pressed(written(opinions))


def written(opinions: tuple[OpinionEntry, ...]) -> tuple[OpinionEntry, ...]:
    """The opinions without those into which nothing was typed."""
    return tuple(opinion for opinion in opinions if opinion != BLANK)


def place_of(seen: UnitPage, opinion: OpinionEntry) -> int:
    """Where in the draft the clause an opinion names stands; 0 where it names none of the draft's own labels."""
    clause = seen.outline.labelled(opinion.place) if opinion.place else None
    return seen.outline.at[clause.anchor] if clause else 0


def _added(opinions: tuple[OpinionEntry, ...], new: OpinionEntry) -> Pressed:
    kept = written(opinions)
    return Pressed((*kept, new), len(kept))


def _arranged(what: str, place: int, opinions: tuple[OpinionEntry, ...]) -> Pressed:
    if what == "drop":
        return Pressed(written(without(opinions, place)))
    if what == "split":
        return Pressed(put_in_place(opinions, place, parted(opinions[place])), place + 1)
    by = -1 if what == "up" else 1
    return Pressed(moved(opinions, place, by), min(max(place + by, 0), len(opinions) - 1))
