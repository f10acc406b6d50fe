"""How lines grow into clauses: what each line is, under which clause it belongs, and what that clause is called."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import starmap

from documents.clause_names import label_of, segment_of
from documents.likeness import fingerprint
from documents.lines import Line
from documents.markers import RANKS, Marker, marker_of
from rules.anchors import Clause, ClauseKind

_ENDS_TITLE = re.compile(r"[。：:；;\n]")
_NAMED = re.compile(r"[（〖【\[(]([^（）〖〗【】()\[\]]{2,20})[）〗】\])]")
_UNIT = re.compile(r"([\u4e00-\u9fff（）()、]{2,20})[：:]")
_CAPTION = re.compile(r"[附]?表\s*[0-9一二三四五六七八九十]+")
_ANNEX_NOTE = re.compile(r"附件\s*\d*[:：]")
_SENTENCE = re.compile(r"[。；;！？]$")
_LONGEST_TITLE, _LONGEST_HEADLINE = 60, 40
_BELOW_ARTICLE = RANKS[ClauseKind.SECOND]


@dataclass(slots=True)
class Growing:
    """A clause that may still get clauses below it."""

    kind: ClauseKind
    rank: float
    number: int | None
    marker: str
    title: str
    text: str
    line: Line
    sub: int = 0
    level: int = 0
    anchor: str = ""
    path: str = ""
    label: str = "全文"
    counts: dict[ClauseKind, int] = field(default_factory=lambda: defaultdict(int))
    taken: set[str] = field(default_factory=set)


def grown(lines: Iterable[Line]) -> Iterator[Clause]:
    """Every clause in reading order, the whole draft first."""
    return _Builder().build(lines)


class _Builder:
    def __init__(self) -> None:
        whole = Growing(ClauseKind.WHOLE, RANKS[ClauseKind.WHOLE], None, "", "", "", Line(""))
        whole.anchor = "#"
        self.open = [whole]
        self.labels: set[str] = {"全文"}
        self.caption = ""

    def build(self, lines: Iterable[Line]) -> Iterator[Clause]:
        named: list[tuple[Growing, Growing | None]] = [(self.open[0], None)]
        for line in lines:
            for clause in self._clauses(line):
                host = self._host(clause)
                self._name(clause, host)
                named.append((clause, host))
        # Frozen last: an annex learns its title from the lines below it.
        return starmap(_frozen, named)

    def _clauses(self, line: Line) -> Iterator[Growing]:
        if line.table:
            if line.row == 1:
                yield Growing(ClauseKind.TABLE, RANKS[ClauseKind.TABLE], line.table, "", self.caption, "", line)
            yield Growing(ClauseKind.ROW, RANKS[ClauseKind.ROW], line.row, "", "", line.text, line)
            return
        self.caption = line.text if _CAPTION.match(line.text) else ""
        found = marker_of(line.automatic or line.text, begins_page=line.begins_page)
        yield self._numbered(line, found) if found else self._plain(line)

    @staticmethod
    def _numbered(line: Line, marker: Marker) -> Growing:
        words = line.text if line.automatic else line.text[len(marker.text) :]
        words = words.strip(" \u3000:：．")
        named = _NAMED.match(words) if marker.kind is ClauseKind.ARTICLE else None
        title = named[1] if named else "" if marker.kind is ClauseKind.ARTICLE else _title(words)
        shown = line.automatic or marker.text
        return Growing(marker.kind, marker.rank, marker.number, shown, title, line.text, line, marker.sub)

    def _plain(self, line: Line) -> Growing:
        if self._is_title(line):
            return Growing(ClauseKind.TITLE, RANKS[ClauseKind.TITLE], None, "", line.text, line.text, line)
        unit = _UNIT.match(line.text)
        named = unit[1] if unit and self.open[-1].kind is not ClauseKind.WHOLE and unit[1] != "附件" else ""
        return Growing(ClauseKind.PARAGRAPH, RANKS[ClauseKind.PARAGRAPH], None, "", named, line.text, line)

    def _is_title(self, line: Line) -> bool:
        """The headlines above the first words of the draft, and those right below an annex's number."""
        host = self.open[-1]
        if host.kind not in {ClauseKind.WHOLE, ClauseKind.ANNEX} or set(host.counts) - {ClauseKind.TITLE}:
            return False
        looks = line.centred or len(line.text) <= _LONGEST_HEADLINE
        return looks and not _SENTENCE.search(line.text) and not _UNIT.fullmatch(line.text)

    def _host(self, clause: Growing) -> Growing:
        """Close what `clause` ends; a plain paragraph ends the items of an article, as in 前款规定的…."""
        while self.open[-1].rank >= clause.rank:
            self.open.pop()
        if (
            clause.kind is ClauseKind.PARAGRAPH
            and _ANNEX_NOTE.match(clause.text)
            and self.open[1:]
            and self.open[1].kind is not ClauseKind.ANNEX
        ):
            del self.open[1:]
        article = next((each for each in self.open if each.kind is ClauseKind.ARTICLE), None)
        if clause.kind is ClauseKind.PARAGRAPH and article is not None and _SENTENCE.search(self.open[-1].text):
            while self.open[-1].rank >= _BELOW_ARTICLE:
                self.open.pop()
        host = self.open[-1]
        if clause.rank < RANKS[ClauseKind.PARAGRAPH]:
            self.open.append(clause)
        return host

    def _name(self, clause: Growing, host: Growing) -> None:
        host.counts[clause.kind] += 1
        if clause.number is None:
            clause.number = host.counts[clause.kind]
        if clause.kind is ClauseKind.TITLE and host.kind is ClauseKind.ANNEX:
            host.title += clause.text
        clause.level = host.level + 1
        segment = _unique(segment_of(clause.kind, clause.number, clause.marker, clause.title, clause.sub), host.taken)
        clause.path = f"{host.path}/{segment}" if host.path else segment
        words = clause.text if clause.line.automatic else clause.text[len(clause.marker) :]
        clause.anchor = f"{clause.path}#{fingerprint(words)}"
        clause.label = _unique(label_of(clause, host), self.labels)


def _frozen(clause: Growing, host: Growing | None) -> Clause:
    return Clause(
        anchor=clause.anchor,
        label=clause.label,
        kind=clause.kind,
        number=clause.number,
        marker=clause.marker,
        title=clause.title,
        text=clause.text,
        level=clause.level,
        parent=host.anchor if host else None,
        paragraph=clause.line.paragraph,
        offset=clause.line.offset,
    )


def _title(words: str) -> str:
    """What stands before the first full stop, colon or semicolon."""
    return _ENDS_TITLE.split(words, maxsplit=1)[0][:_LONGEST_TITLE]


def _unique(name: str, taken: set[str]) -> str:
    """The name, with a count behind it where a neighbour has it already."""
    chosen, again = name, 1
    while chosen in taken:
        again += 1
        chosen = f"{name}〔{again}〕"
    taken.add(chosen)
    return chosen
