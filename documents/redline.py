"""The revised draft: what was adopted as tracked changes that name their opinions, the rest as comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from documents.docx_text import descendants
from documents.outline import Outline
from documents.redline_accept import Moves, accept, is_marked
from documents.redline_changes import Changing
from documents.redline_comments import Comments, highest_number, strip_comments
from documents.redline_marks import Pen
from documents.redline_notes import Notes
from documents.redline_package import COMMENTS, Package, open_package
from documents.redline_places import Places
from rules.edits import Decided, changes_of, refuse_clashes
from rules.summary import numbers_of

_HAD_CHANGES = "征求意见稿原有的修订痕迹已全部按接受处理，本稿的修订以此为准。"


@dataclass(frozen=True, slots=True)
class Revision:
    """The revised draft with its changes and comments shown, and the clean copy: all accepted, no comments."""

    revised: bytes
    clean: bytes


def write_revision(draft: bytes, outline: Outline, decided: Sequence[Decided], office: str, at: datetime) -> Revision:
    """The draft with what opinions changed in it.

    Changes that were tracked in the draft itself are accepted first, which a comment says; rejecting all gives the
    draft so, accepting all the clean copy.  A protected draft loses its protection, or neither could be done.

    Args:
        draft: the .docx as it was sent out.
        outline: its clauses.
        decided: every opinion that counts, with its confirmed edits.
        office: who comments.
        at: when, in the office's zone: Word takes the moment of a change for local time.

    Raises:
        DraftUnreadable: no .docx, or a damaged one.
        Refused: two edits overlap, or one does not fit the draft; the sentence names the opinions and the clause.
    """
    changes, numbers = changes_of(decided), numbers_of([one.opinion for one in decided])
    refuse_clashes(
        changes, lambda anchor: outline.clauses[outline.at[anchor]].label if anchor in outline.at else anchor
    )
    package = open_package(draft)
    package.unlock()
    paragraphs = list(descendants(package.root, "p"))
    had_changes, moves = _settled(package)
    part = package.comments()
    pen = Pen(max(highest_number(package.root), highest_number(part)) + 1, f"{at:%Y-%m-%dT%H:%M:%S}Z")
    places = Places(outline, paragraphs, moves)
    changing = Changing(places, pen, numbers)
    changing.make(changes)
    notes = Notes(places, Comments(part, pen, office), numbers)
    if had_changes:
        notes.on_whole(_HAD_CHANGES)
    notes.write(decided, changing.made)
    if len(part):
        package.put(COMMENTS, part)
    else:
        package.drop_comments()
    revised = package.packed()
    return Revision(revised, _clean(package))


def _settled(package: Package) -> tuple[bool, Moves]:
    """Accept what was tracked in the draft before; returns whether anything was."""
    marked = is_marked(package.root)
    moves = accept(package.root) if marked else Moves()
    for name in package.text_parts():
        root = package.parsed(name)
        if is_marked(root):
            marked = True
            accept(root)
            package.put(name, root)
    return marked, moves


def _clean(package: Package) -> bytes:
    accept(package.root)
    strip_comments(package.root)
    package.drop_comments()
    return package.packed()
