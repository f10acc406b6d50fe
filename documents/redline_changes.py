"""Making confirmed edits in a draft: new paragraphs and rows first, then words, then what goes as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from documents.docx_text import inside, visible_text
from documents.markers import marker_of
from documents.redline_blocks import delete_paragraph, delete_row, insert_paragraphs, insert_row
from documents.redline_marks import Pen, Rewording
from documents.redline_places import Places, Spot
from rules.anchors import Clause, ClauseKind, Laid
from rules.edits import Change
from rules.errors import Refused

_TABULAR = frozenset({ClauseKind.ROW, ClauseKind.TABLE})
_CELL, _BREAK = "|", "\n"
_LONGEST_AUTHOR = 255


@dataclass(frozen=True, slots=True)
class Made:
    """A change as it stands in the file: its clause, and the marks it left, all in one paragraph or none at all."""

    change: Change
    clause: Clause
    marks: tuple[etree._Element, ...]


class Changing:
    """Makes changes in a draft that has no other tracked ones; `made` are those it has made, in any order."""

    def __init__(self, places: Places, pen: Pen, numbers: Mapping[int, str]) -> None:
        self.places, self._pen, self._numbers = places, pen, numbers
        self.made: list[Made] = []
        self._gone: dict[etree._Element, list[etree._Element]] = {}
        self._words: dict[etree._Element, list[tuple[Rewording, Change]]] = defaultdict(list)

    def make(self, changes: Iterable[Change]) -> None:
        """Make all of them.

        Raises:
            Refused: one does not fit the draft; the sentence names its opinions and its clause.
        """
        by_kind: dict[Laid, list[Change]] = defaultdict(list)
        for change in sorted(changes, key=lambda change: change.opinions[0].rank):
            by_kind[change.edit.kind].append(change)
        for change in by_kind[Laid.REPLACE]:
            self._replace(change)
        new: dict[Clause, list[Change]] = defaultdict(list)
        for change in by_kind[Laid.NEW_PARAGRAPH]:
            new[self.places.clause(change.edit.anchor)].append(change)
        gone = self._without_lines(by_kind[Laid.DELETE_PARAGRAPH])
        # Clauses that end at one place are added to from the outermost: what is put in last stands first.
        for clause in sorted(new, key=lambda clause: clause.level):
            self._add(clause, new[clause])
        self._reword()
        for change in gone:
            self._delete(change)

    def author(self, change: Change) -> str:
        """The units behind a change with the numbers of their opinions, as far as Word lets an author's name go."""
        names = [f"{each.unit}（意见{self._numbers[each.number]}）" for each in change.opinions]
        whole = "、".join(names)
        return whole if len(whole) <= _LONGEST_AUTHOR else f"{names[0][: _LONGEST_AUTHOR - 20]}等{len(names)}条意见"

    def _replace(self, change: Change) -> None:
        edit, clause = change.edit, self.places.clause(change.edit.anchor)
        for spot in self.places.spots(clause):
            start, end = edit.start - spot.first + spot.start, edit.end - spot.first + spot.start
            if spot.start <= start and end <= spot.end:
                if visible_text(spot.paragraph)[start:end] != edit.old:
                    break
                begins = start == spot.start
                words = Rewording(start, end, edit.old, edit.new, self.author(change), begins)
                self._words[spot.paragraph].append((words, change))
                return
        raise self._unfit(change, "与征求意见稿的原文对不上")

    def _without_lines(self, changes: Iterable[Change]) -> list[Change]:
        """The changes by which whole blocks go; one line of a paragraph among others goes as words, with its break."""
        gone: list[Change] = []
        lines: dict[etree._Element, list[tuple[Spot, Change]]] = defaultdict(list)
        for change in changes:
            clause = self.places.clause(change.edit.anchor)
            if clause.kind is ClauseKind.WHOLE:
                raise self._unfit(change, "不能删除全文")
            if clause.kind in _TABULAR or self.places.is_alone(clause):
                gone.append(change)
            else:
                (spot,) = self.places.spots(clause)
                lines[spot.paragraph].append((spot, change))
        for paragraph, listed in lines.items():
            if paragraph not in self._words and len(listed) == len(list(filter(str.strip, _lines(paragraph)))):
                gone += [change for _, change in listed]
            else:
                self._words[paragraph] += self._line_words(visible_text(paragraph), listed)
        return gone

    def _line_words(self, text: str, listed: Iterable[tuple[Spot, Change]]) -> Iterator[tuple[Rewording, Change]]:
        """Lines with the break before each; those the paragraph begins with, with the break behind."""
        done = 0
        for spot, change in sorted(listed, key=lambda each: each[0].start):
            begin, end = text.rfind("\n", 0, spot.start), text.find("\n", spot.end)
            end = len(text) if end < 0 else end
            if begin < done:
                begin, end = done, min(end + 1, len(text))
                done = end
            yield Rewording(begin, end, text[begin:end], "", self.author(change)), change

    def _add(self, clause: Clause, changes: Sequence[Change]) -> None:
        if clause.kind is ClauseKind.ROW:
            for change in reversed(changes):
                self._add_row(clause, change)
            return
        last = self.places.last(clause)
        if last.kind not in _TABULAR and not self._ends_paragraph(last):
            self._add_lines(last, changes)
            return
        after = self.places.table(last) if last.kind in _TABULAR else self.places.paragraph(last)
        texts, owners = [], []
        for change in changes:
            for line in filter(None, change.edit.new.split("\n")):
                like = self._like(clause, last, line)
                texts.append((_unnumbered(line, like), self.places.paragraph(like), self.author(change)))
                owners.append(change)
        for change, marks in zip(owners, insert_paragraphs(self._pen, after, texts), strict=True):
            self._note(change, clause, marks)

    def _ends_paragraph(self, clause: Clause) -> bool:
        (spot,) = self.places.spots(clause)
        return not visible_text(spot.paragraph)[spot.end :].strip()

    def _add_lines(self, last: Clause, changes: Sequence[Change]) -> None:
        (spot,) = self.places.spots(last)
        for change in changes:
            words = Rewording(spot.end, spot.end, "", f"\n{change.edit.new}", self.author(change))
            self._words[spot.paragraph].append((words, change))

    def _add_row(self, clause: Clause, change: Change) -> None:
        row = self.places.row(clause)
        texts = [text.strip() for text in change.edit.new.split(_CELL)]
        cells = len(list(inside(row, "tc")))
        if len(texts) != cells:
            raise self._unfit(change, f"要增加的一行应有 {cells} 格，各格的文字之间用“|”隔开")
        self._note(change, clause, insert_row(self._pen, row, texts, self.author(change)))

    def _like(self, clause: Clause, last: Clause, text: str) -> Clause:
        """The clause a new one looks like: the nearest before it that is numbered in its way, else what it follows."""
        marker, outline = marker_of(text), self.places.outline
        if marker is None:
            is_automatic = clause.marker and not clause.text.startswith(clause.marker)
            return clause if is_automatic or last.kind in _TABULAR else last
        for place in range(outline.at[last.anchor], 0, -1):
            if outline.clauses[place].kind is marker.kind:
                return outline.clauses[place]
        return clause if last.kind in _TABULAR else last

    def _reword(self) -> None:
        for paragraph, given in self._words.items():
            listed = _apart(sorted(given, key=lambda each: (each[0].start, each[0].end)))
            text, expected, done = visible_text(paragraph), list[str](), 0
            for words, _ in listed:
                expected += [text[done : words.start], words.new]
                done = words.end
            marks = self._pen.reword(paragraph, [words for words, _ in listed])
            if visible_text(paragraph) != "".join(expected) + text[done:]:
                raise self._unfit(listed[0][1], "所在的段落含有公式等特殊内容，无法用修订写入")
            for (_, change), left in zip(listed, marks, strict=True):
                self._note(change, self.places.clause(change.edit.anchor), left)

    def _delete(self, change: Change) -> None:
        clause, author = self.places.clause(change.edit.anchor), self.author(change)
        if clause.kind is ClauseKind.ROW:
            self._note(change, clause, delete_row(self._pen, self.places.row(clause), author))
        elif clause.kind is ClauseKind.TABLE:
            rows = list(inside(self.places.table(clause), "tr"))
            self._note(change, clause, [mark for row in rows for mark in delete_row(self._pen, row, author)])
        else:
            paragraph = self.places.paragraph(clause)
            if paragraph not in self._gone:
                self._gone[paragraph] = delete_paragraph(self._pen, paragraph, author)
            self._note(change, clause, self._gone[paragraph])

    def _note(self, change: Change, clause: Clause, marks: Iterable[etree._Element]) -> None:
        self.made.append(Made(change, clause, tuple(marks)))

    def _unfit(self, change: Change, why: str) -> Refused:
        who = "、".join(f"第 {self._numbers[each.number]} 条意见（{each.unit}）" for each in change.opinions)
        label = self.places.clause(change.edit.anchor).label
        return Refused(f"{who}对“{label}”的修改{why}；请用 circulate edits confirm 重新认定。")


def _apart(listed: Sequence[tuple[Rewording, Change]]) -> list[tuple[Rewording, Change]]:
    """The same, a line added behind one that goes with its break set behind the break."""
    found: list[tuple[Rewording, Change]] = []
    done = 0
    for words, change in listed:
        if words.start < done:
            moved = replace(words, start=done, end=done, new=f"{words.new.removeprefix(_BREAK)}{_BREAK}")
            found.append((moved, change))
        else:
            found.append((words, change))
            done = words.end
    return found


def _lines(paragraph: etree._Element) -> list[str]:
    return visible_text(paragraph).split("\n")


def _unnumbered(text: str, like: Clause) -> str:
    """The words without a typed number where Word writes one before them by itself."""
    marker = marker_of(text)
    if marker and like.marker and not like.text.startswith(like.marker) and marker.kind is like.kind:
        return text[len(marker.text) :].strip()
    return text
