"""Where the words of a clause stand in the file: in which paragraph, from which character on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from documents.docx_text import descendants, grid, local, paragraph_text, visible_text
from documents.outline import Outline
from documents.redline_accept import Moves
from rules.anchors import Clause, ClauseKind
from rules.errors import Refused


@dataclass(frozen=True, slots=True)
class Spot:
    """Text of a clause in a paragraph: characters `start` to `end` of it, which are `first` and on of the clause's."""

    paragraph: etree._Element
    start: int
    end: int
    first: int = 0


class Places:
    """The paragraphs of a draft by the clauses that stand in them."""

    def __init__(self, outline: Outline, paragraphs: Sequence[etree._Element], moves: Moves) -> None:
        self.outline, self._paragraphs, self._moves = outline, paragraphs, moves

    def clause(self, anchor: str) -> Clause:
        """The clause, or Refused where this draft has none of that anchor."""
        if anchor not in self.outline.at:
            raise Refused(f"征求意见稿里已没有“{anchor.rpartition('#')[0]}”这一处；请用 circulate edits 重新认定。")
        return self.outline.clauses[self.outline.at[anchor]]

    def paragraph(self, clause: Clause) -> etree._Element:
        """The paragraph a clause begins in."""
        return self._moves.place(self._paragraphs[clause.paragraph])[0]

    def row(self, clause: Clause) -> etree._Element:
        """The table row a clause is."""
        return _around(self.paragraph(clause), "tr")

    def table(self, clause: Clause) -> etree._Element:
        """The table a clause is, or stands in."""
        return _around(self.paragraph(clause), "tbl")

    def last(self, clause: Clause) -> Clause:
        """The last clause below this one, itself where there is none."""
        return self.outline.clauses[self.outline.ends[self.outline.at[clause.anchor]] - 1]

    def spots(self, clause: Clause) -> tuple[Spot, ...]:
        """Where a clause's words stand: one passage of a paragraph, or those of a row's cells."""
        if clause.kind is ClauseKind.ROW:
            return tuple(self._cells(clause))
        paragraph, shift = self._moves.place(self._paragraphs[clause.paragraph])
        begin = shift + clause.offset
        return (Spot(paragraph, begin, begin + len(clause.text)),)

    def is_alone(self, clause: Clause) -> bool:
        """Whether a clause is all of its paragraph; soft line breaks put several into one."""
        return paragraph_text(self.paragraph(clause)) == clause.text

    def _cells(self, clause: Clause) -> Iterator[Spot]:
        rows = grid(self.table(clause))
        place = 0
        for cell in rows[(clause.number or 1) - 1]:
            within = place
            for paragraph in descendants(cell.element, "p") if cell.element is not None else ():
                said = paragraph_text(paragraph)
                if said:
                    begin = visible_text(paragraph).index(said)
                    yield Spot(paragraph, begin, begin + len(said), within)
                    within += len(said) + 1
            place += len(cell.text) + len(" | ")


def _around(element: etree._Element, name: str) -> etree._Element:
    return next(each for each in element.iterancestors() if local(each) == name)
