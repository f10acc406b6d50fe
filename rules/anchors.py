"""Clauses of a draft, the places an opinion speaks of, and the edits it proposes: what travels between floors."""

from dataclasses import dataclass
from enum import StrEnum


class ClauseKind(StrEnum):
    """What a clause is by its number; the four levels of GB/T 9704-2012, 7.3.3, are FIRST to FOURTH."""

    WHOLE = "whole"
    TITLE = "title"
    ANNEX = "annex"
    BOOK = "book"
    CHAPTER = "chapter"
    SECTION = "section"
    ARTICLE = "article"
    PART = "part"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    POINT = "point"
    FOURTH = "fourth"
    FIFTH = "fifth"
    PARAGRAPH = "paragraph"
    TABLE = "table"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a draft: a paragraph, a numbered heading, a table or one of its rows.

    anchor: path and fingerprint (`附件/四、/市税务局#1f0c…`); follows the clause when it is moved or renumbered.
    label: how a person cites it (附件 四、市税务局), unique in the draft.
    marker: its number as shown, typed or automatic.  title: its heading, or the unit that begins it.
    text: its own words as typed; an automatic number is not among them.
    level: 0 for the whole draft.  parent: the anchor of the clause around it.
    paragraph, offset: the `w:p` of the body, counted from 0 in reading order, and where in its text this begins.
    """

    anchor: str
    label: str
    kind: ClauseKind
    number: int | None
    marker: str
    title: str
    text: str
    level: int
    parent: str | None
    paragraph: int
    offset: int = 0

    @property
    def path(self) -> str:
        """The anchor without its fingerprint."""
        return self.anchor.rpartition("#")[0]

    @property
    def fingerprint(self) -> str:
        """What the anchor knows of the words, numbers left out."""
        return self.anchor.rpartition("#")[2]


class Method(StrEnum):
    """What a citation was recognised by."""

    NUMBER = "number"
    HEADING = "heading"
    QUOTE = "quote"
    LABEL = "label"
    RELATIVE = "relative"
    PERSON = "person"


METHOD_WORDS = {
    Method.NUMBER: "编号",
    Method.HEADING: "标题",
    Method.QUOTE: "引文",
    Method.LABEL: "单位",
    Method.RELATIVE: "上下文",
    Method.PERSON: "人工",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause an opinion may speak of; `confidence` from 0 to 1, `note` says what contradicts it."""

    anchor: str
    label: str
    confidence: float
    method: Method
    note: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One place an opinion names, with up to three candidates, the likeliest first."""

    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        """The likeliest clause."""
        return self.candidates[0]


class EditKind(StrEnum):
    """What an opinion asks to be done."""

    REPLACE = "replace"
    DELETE = "delete"
    DELETE_INLINE = "delete_inline"
    INSERT_AFTER = "insert_after"
    INSERT_BEFORE = "insert_before"
    INSERT_END = "insert_end"
    INSERT_PARAGRAPH = "insert_paragraph"
    LIST_REMOVE = "list_remove"
    LIST_ADD = "list_add"
    LIST_REPLACE = "list_replace"
    REPLACE_TAIL = "replace_tail"
    DELETE_CLAUSE = "delete_clause"
    MOVE = "move"


class Laid(StrEnum):
    """What a confirmed edit does to the words of the draft; NONE says that an opinion changes nothing."""

    REPLACE = "replace"
    NEW_PARAGRAPH = "new_paragraph"
    DELETE_PARAGRAPH = "delete_paragraph"
    NONE = "none"


EDIT_WORDS = {
    EditKind.REPLACE: "修改",
    EditKind.DELETE: "删除",
    EditKind.DELETE_INLINE: "删除",
    EditKind.INSERT_AFTER: "增加",
    EditKind.INSERT_BEFORE: "增加",
    EditKind.INSERT_END: "增加",
    EditKind.INSERT_PARAGRAPH: "增加一条",
    EditKind.LIST_REMOVE: "删去单位",
    EditKind.LIST_ADD: "增加单位",
    EditKind.LIST_REPLACE: "更换单位",
    EditKind.REPLACE_TAIL: "改写",
    EditKind.DELETE_CLAUSE: "整条删除",
    EditKind.MOVE: "移动或合并",
}


@dataclass(frozen=True, slots=True)
class ProposedEdit:
    """An edit of one clause for a person to confirm: `text[start:end]`, which is `old`, becomes `new`.

    A new paragraph (INSERT_PARAGRAPH) follows the clause: there `start` and `end` are the length of its text.
    """

    kind: EditKind
    anchor: str
    start: int
    end: int
    old: str
    new: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Unlaid:
    """Something asked for that could not be laid on the draft's words: what, of which clauses, in whose words."""

    kind: EditKind
    anchors: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Anchored:
    """An opinion with the places it names and the edits it proposes.

    left: what it asks for in words that could not be laid on the draft, for a person to read.
    clause: what a person has confirmed so far, empty where nobody has.
    """

    number: int
    unit: str
    text: str
    places: tuple[Place, ...]
    edits: tuple[ProposedEdit, ...]
    left: tuple[Unlaid, ...] = ()
    clause: str = ""

    @property
    def confidence(self) -> float:
        """How sure the least sure of the places is; 0 where there is none."""
        return min((place.best.confidence for place in self.places), default=0.0)

    @property
    def label(self) -> str:
        """The likeliest places as one line."""
        return CLAUSE_JOIN.join(place.best.label for place in self.places)


CLAUSE_JOIN = "；"


def within(anchor: str, around: str) -> bool:
    """Whether one clause is the other or lies below it, by their anchors."""
    inner, outer = anchor.rpartition("#")[0], around.rpartition("#")[0]
    return not outer or inner == outer or inner.startswith(f"{outer}/")
