"""What the comments of a revised draft say: each opinion with its verdict, beside its change or its clause."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from lxml import etree

from documents.docx_text import descendants, local
from documents.redline_changes import Made
from documents.redline_comments import Comments, Note
from documents.redline_places import Places
from rules.anchors import Clause, ClauseKind, Laid
from rules.edits import NO_EDIT, WANTING, Decided
from rules.summary import said_of
from rules.words import Verdict

_TABULAR = frozenset({ClauseKind.ROW, ClauseKind.TABLE})
_TO_DO = "（尚未认定对稿件作何修改，稿中未改）"
_NO_WORDS = "（经认定无需改动文字）"


class Notes:
    """Writes the comments of a draft whose changes are made."""

    def __init__(self, places: Places, comments: Comments, numbers: Mapping[int, str]) -> None:
        self._places, self._comments, self._numbers = places, comments, numbers

    def write(self, decided: Iterable[Decided], made: Sequence[Made]) -> None:
        """A comment for every opinion but those taken back: in full once, at its other clauses a word of where."""
        changes: dict[int, list[Made]] = defaultdict(list)
        for each in made:
            for opinion in each.change.opinions:
                changes[opinion.number].append(each)
        touched = {_paragraph_of(mark) for each in made for mark in each.marks}
        for one in sorted(decided, key=lambda one: one.opinion.rank):
            if one.opinion.verdict is Verdict.WITHDRAWN:
                continue
            if one.opinion.number in changes:
                self._beside(one, changes[one.opinion.number])
            else:
                self._at_clauses(one, touched)

    def on_whole(self, text: str) -> None:
        """A comment on the title of the draft."""
        self._comments.on(self._places.paragraph(self._title()), Note(text, ""))

    def _beside(self, one: Decided, made: Sequence[Made]) -> None:
        first: dict[str, Made] = {}
        for each in sorted(made, key=lambda each: self._places.outline.at[each.clause.anchor]):
            first.setdefault(each.clause.anchor, each)
        text = self._in_full(one)
        for each in first.values():
            self._beside_one(each, self._note(one, text))
            text = self._in_short(one, next(iter(first.values())).clause)

    def _beside_one(self, made: Made, note: Note) -> None:
        whole = made.change.edit.kind is not Laid.REPLACE
        if whole and made.clause.kind in _TABULAR:
            # A comment within a row keeps LibreOffice from taking the row out.
            place = _outside(self._places.paragraph(made.clause))
            self._comments.on(place, Note(f"{note.text}\n（针对“{made.clause.label}”）", note.initials))
            return
        paragraph = _paragraph_of(made.marks[0]) if made.marks else self._places.paragraph(made.clause)
        beside = [mark for mark in made.marks if _paragraph_of(mark) is paragraph]
        self._comments.beside(paragraph, beside, note, whole=whole)

    def _at_clauses(self, one: Decided, touched: set[etree._Element]) -> None:
        clauses = [self._places.clause(anchor) for anchor in one.anchors if anchor in self._places.outline.at]
        clauses = [clause for clause in clauses if clause.kind is not ClauseKind.WHOLE] or [self._title()]
        text = self._in_full(one)
        for clause in clauses:
            paragraph, note = self._places.paragraph(clause), self._note(one, text)
            if clause.kind in _TABULAR or paragraph in touched or self._places.is_alone(clause):
                self._comments.on(paragraph, note)
            else:
                (spot,) = self._places.spots(clause)
                self._comments.on(paragraph, note, spot.start, spot.end)
            text = self._in_short(one, clauses[0])

    def _title(self) -> Clause:
        clauses = self._places.outline.clauses
        titles = (clause for clause in clauses if clause.kind is ClauseKind.TITLE)
        return next(titles, clauses[min(1, len(clauses) - 1)])

    def _note(self, one: Decided, text: str) -> Note:
        return Note(text, f"意见{self._numbers[one.opinion.number]}")

    def _who(self, one: Decided) -> str:
        return f"{one.opinion.unit}（意见{self._numbers[one.opinion.number]}）"

    def _in_full(self, one: Decided) -> str:
        left = _TO_DO if one.missing else _NO_WORDS if _adopted_as_it_is(one) else ""
        return f"{self._who(one)}：{one.opinion.text}\n采纳情况：{said_of(one.opinion.outcome)}{left}"

    def _in_short(self, one: Decided, clause: Clause) -> str:
        return f"{self._who(one)}：见“{clause.label}”处的批注。"


def _adopted_as_it_is(one: Decided) -> bool:
    return one.opinion.verdict in WANTING and one.edits == NO_EDIT


def _paragraph_of(mark: etree._Element) -> etree._Element:
    return next(each for each in mark.iterancestors() if local(each) == "p")


def _outside(paragraph: etree._Element) -> etree._Element:
    """The paragraph itself or the nearest one that stands in no row that comes or goes, those before it first."""
    every = list(descendants(paragraph.getroottree().getroot(), "p"))
    place = every.index(paragraph)
    near = chain(reversed(every[: place + 1]), every[place + 1 :])
    return next((each for each in near if not _in_tracked_row(each)), paragraph)


def _in_tracked_row(paragraph: etree._Element) -> bool:
    rows = paragraph.iterancestors("{*}tr")
    return any(row.find(f"{{*}}trPr/{{*}}{name}") is not None for row in rows for name in ("ins", "del"))
