"""The draft to read in a unit's page, clause by clause, each with its anchor; made once for each draft and language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup, escape

from documents.outline import Outline
from rules.anchors import Clause, ClauseKind
from web.language import _, language

PART_BYTES = 36_000
KEPT = 64
_IN_TABLE = frozenset({ClauseKind.TABLE, ClauseKind.ROW})
_PLAIN = frozenset({ClauseKind.WHOLE, ClauseKind.TITLE, ClauseKind.PARAGRAPH, *_IN_TABLE})
_HEADING, _DEEPEST, _MOST = 60, 2, 60
Placed = tuple[int, Clause]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the draft that fits on one page: its html, and the places of the clauses it holds."""

    html: Markup
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the table of contents: its words, the part it stands in from 1, and its clause's place."""

    words: str
    part: int
    place: int


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft in parts, with its table of contents, and that as html for a reader of each part."""

    parts: tuple[Part, ...]
    contents: tuple[Heading, ...] = ()
    listed: tuple[Markup, ...] = ()

    def part_of(self, place: int) -> int:
        """The part, from 1, that holds the clause at `place`."""
        return next((number for number, part in enumerate(self.parts, 1) if part.first <= place <= part.last), 1)


class _Named:
    """An outline that is known by its draft's hash: two of one draft are the same."""

    def __init__(self, sha256: str, outline: Outline) -> None:
        self.sha256, self.outline = sha256, outline

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Named) and self.sha256 == other.sha256

    def __hash__(self) -> int:
        return hash(self.sha256)


def draft_view(sha256: str, outline: Outline, *, asking: bool) -> DraftView:
    """The draft with this hash; `asking` puts a button to comment on it beside every clause."""
    return _view(_Named(sha256, outline), asking, language())


@lru_cache(KEPT)
def _view(named: _Named, asking: bool, spoken: str) -> DraftView:  # noqa: ARG001, FBT001 - what the cache tells apart
    clauses = named.outline.clauses
    parts = tuple(_parts(tuple(enumerate(clauses)), asking=asking))
    view = DraftView(parts)
    named_ones = [(place, clause) for place, clause in enumerate(clauses) if _is_listed(clause)][:_MOST]
    contents = tuple(Heading(_heading(clause), view.part_of(place), place) for place, clause in named_ones)
    return DraftView(parts, contents, tuple(_listed(contents, number) for number in range(1, len(parts) + 1)))


def _listed(contents: Sequence[Heading], part: int) -> Markup:
    """The lines of the table of contents, as links from a part to itself or to another."""
    link = Markup('<li><a href="{}#c{}">{}</a></li>')
    to = (f"?part={line.part}" if line.part != part else "" for line in contents)
    return Markup().join(link.format(where, line.place, line.words) for where, line in zip(to, contents, strict=True))


def original_of(clause: Clause) -> str:
    """A clause as an opinion quotes it: its own words, without what a reader sees as its number."""
    return clause.text.removeprefix(clause.marker).strip(" \u3000") if clause.marker else clause.text


def _parts(clauses: Sequence[Placed], *, asking: bool) -> Iterator[Part]:
    held: list[Placed] = []
    size = 0
    for place, clause in clauses[1:]:
        weight = len(_block(place, clause, asking=asking).encode())
        if held and size + weight > PART_BYTES:
            yield _part(held, asking=asking)
            held, size = [], 0
        held.append((place, clause))
        size += weight
    if held:
        yield _part(held, asking=asking)


def _part(held: Sequence[Placed], *, asking: bool) -> Part:
    html = Markup()
    for in_table, group in groupby(held, key=lambda placed: placed[1].kind in _IN_TABLE):
        blocks = Markup().join(_block(place, clause, asking=asking) for place, clause in group)
        html += (
            Markup('<div class="scroll"><table class="grid"><tbody>{}</tbody></table></div>').format(blocks)
            if in_table
            else blocks
        )
    return Part(html, held[0][0], held[-1][0])


def _block(place: int, clause: Clause, *, asking: bool) -> Markup:
    button = _button(place) if asking and clause.kind is not ClauseKind.TITLE else Markup()
    if clause.kind is ClauseKind.TABLE:
        return Markup('<tr id="c{}"><th colspan="9">{}{}</th></tr>\n').format(
            place, clause.title or clause.label, button
        )
    if clause.kind is ClauseKind.ROW:
        cells = Markup().join(Markup("<td>{}</td>").format(cell) for cell in clause.text.split(" | "))
        return Markup('<tr id="c{}">{}<td class="ask">{}</td></tr>\n').format(place, cells, button)
    tag = "h3" if _is_heading(clause) else "p"
    kind = Markup(' class="title"') if clause.kind is ClauseKind.TITLE else Markup()
    return Markup('<{0} id="c{1}"{2}>{3}{4}</{0}>\n').format(tag, place, kind, _words(clause), button)


def _button(place: int) -> Markup:
    return Markup('<button form="answer" name="do" value="on-{}">{}</button>').format(place, _("对此条提意见"))


def _words(clause: Clause) -> str:
    """The clause as a reader sees it: a number that Word writes by itself stands before its words."""
    numbered = not clause.marker or clause.text.startswith(clause.marker)
    return escape(clause.text if numbered else f"{clause.marker}{clause.text}")


def _is_heading(clause: Clause) -> bool:
    return clause.kind not in _PLAIN and len(clause.text) <= _HEADING and not clause.text.endswith(("。", "；"))


def _is_listed(clause: Clause) -> bool:
    return (
        clause.kind not in _PLAIN
        and clause.level <= _DEEPEST
        and bool(clause.title or clause.kind is ClauseKind.ARTICLE)
    )


def _heading(clause: Clause) -> str:
    return f"{clause.marker}{clause.title}"
