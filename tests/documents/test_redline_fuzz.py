"""Two thousand random sets of edits: rejecting gives the draft, accepting the clean copy, which reads as was asked."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from random import Random

import pytest

from documents.outline import Outline, outline_of
from documents.redline import write_revision
from rules.anchors import Clause, ClauseKind, Laid
from rules.edits import Decided, LaidEdit
from tests.documents.odd_drafts import odd_draft, random_edits
from tests.documents.schema import faults
from tests.documents.tracked import W, body_of, looks, plain_texts, texts

AT = datetime(2026, 10, 20, 9)  # noqa: DTZ001 - as the office's clock shows it
DRAFTS, EDITS_OF_EACH = 100, 20
CHECKED_AGAINST_THE_SCHEMA = 5
NUMBERED = tuple(f"{W}{name}" for name in ("ins", "del", "bookmarkStart", "commentReference"))


@pytest.mark.parametrize("seed", range(DRAFTS))
def test_rejecting_gives_the_draft_and_accepting_what_was_asked(seed: int) -> None:
    draft = odd_draft(seed)
    outline, original, drawn = outline_of(draft), plain_texts(draft), looks(draft, "accepted")
    for turn in range(EDITS_OF_EACH):
        decided = random_edits(outline, Random(seed * EDITS_OF_EACH + turn))  # noqa: S311 - no secret
        made = write_revision(draft, outline, decided, "市水利局", AT)
        assert texts(made.revised, "rejected") == original
        assert texts(made.revised, "accepted") == plain_texts(made.clean) == expected(draft, outline, decided)
        assert looks(made.revised, "rejected") == drawn
        numbers = [mark.get(f"{W}id") for mark in body_of(made.revised).iter(*NUMBERED)]
        assert len(numbers) == len(set(numbers))
        if turn == 0 and seed < CHECKED_AGAINST_THE_SCHEMA:
            assert faults(made.revised) + faults(made.clean) == []


def expected(draft: bytes, outline: Outline, decided: Sequence[Decided]) -> list[str]:
    """The paragraphs as they should read, worked out on plain text."""
    now: dict[int, str | None] = dict(enumerate(plain_texts(draft)))
    spans: dict[int, list[tuple[int, int, str]]] = defaultdict(list)
    gone: dict[int, list[tuple[int, int]]] = defaultdict(list)
    behind: dict[int, list[tuple[int, int, list[str]]]] = defaultdict(list)
    goes_on = _goes_on(draft)
    edits = [(one.opinion.number, edit) for one in decided for edit in one.edits]
    for number, edit in sorted(edits, key=lambda each: each[1].kind is not Laid.REPLACE):
        clause = outline.clauses[outline.at[edit.anchor]]
        if edit.kind is Laid.REPLACE:
            place, start = _place(clause, edit)
            spans[place].append((start, start + len(edit.old), edit.new))
        elif edit.kind is Laid.NEW_PARAGRAPH:
            _add(outline, clause, edit, behind, spans, now, number)
        elif clause.kind is ClauseKind.ROW:
            now |= dict.fromkeys(range(clause.paragraph, clause.paragraph + 3), None)
        else:
            gone[clause.paragraph].append((clause.offset, clause.offset + len(clause.text)))
    for place, lines in gone.items():
        now[place] = _without(now[place] or "", sorted(lines), spans[place], empty=None if goes_on[place] else "")
    for place, listed in ((place, listed) for place, listed in spans.items() if listed):
        now[place] = _reworded(now[place], sorted(listed, key=lambda span: span[:2]))
    return list(_in_order(now, behind))


def _goes_on(draft: bytes) -> list[bool]:
    """Whether each paragraph is followed by another, not by a table or the end of a cell."""
    followers = (paragraph.getnext() for paragraph in body_of(draft).iter(f"{W}p"))
    return [following is not None and following.tag == f"{W}p" for following in followers]


def _place(clause: Clause, edit: LaidEdit) -> tuple[int, int]:
    if clause.kind is not ClauseKind.ROW:
        return clause.paragraph, clause.offset + edit.start
    before = clause.text[: edit.start]
    return clause.paragraph + before.count(" | "), edit.start - (before.rfind(" | ") + 3 if " | " in before else 0)


def _add(  # noqa: PLR0913 - what the whole calculation is about
    outline: Outline,
    clause: Clause,
    edit: LaidEdit,
    behind: dict[int, list[tuple[int, int, list[str]]]],
    spans: dict[int, list[tuple[int, int, str]]],
    now: dict[int, str | None],
    number: int,
) -> None:
    last = outline.clauses[outline.ends[outline.at[clause.anchor]] - 1]
    if clause.kind is ClauseKind.ROW:
        cells = [cell.strip() for cell in edit.new.split(" | ")]
        behind[clause.paragraph + 2].append((-99, number, cells))
        return
    end = last.offset + len(last.text)
    if last.kind is not ClauseKind.ROW and (now[last.paragraph] or "")[end:].strip():
        spans[last.paragraph].append((end, end, f"\n{edit.new}"))
    else:
        place = last.paragraph + 2 * (last.kind is ClauseKind.ROW)
        behind[place].append((-clause.level, number, [edit.new]))


def _without(
    text: str, lines: list[tuple[int, int]], spans: list[tuple[int, int, str]], empty: str | None
) -> str | None:
    """A paragraph without some of its lines; the edits of the others are moved to where they stand then."""
    pieces = text.split("\n")
    starts = [sum(len(piece) + 1 for piece in pieces[:place]) for place in range(len(pieces))]
    doomed = {
        place
        for place, (start, piece) in enumerate(zip(starts, pieces, strict=True))
        if any(start <= begin < start + len(piece) + 1 for begin, _ in lines)
    }
    kept = [place for place in range(len(pieces)) if place not in doomed]
    if not any(pieces[place].strip() for place in kept) and not spans:
        return empty
    moved = {place: sum(len(pieces[before]) + 1 for before in kept if before < place) for place in kept}
    for at, (begin, end, new) in enumerate(spans):
        place = max(place for place, start in enumerate(starts) if start <= begin)
        if place in moved:
            shift = moved[place] - starts[place]
            spans[at] = (begin + shift, end + shift, new)
            continue
        # A line put behind one that goes stands in its place.
        before = sum(len(pieces[each]) + 1 for each in kept if each < place)
        spans[at] = (before - 1, before - 1, new) if before else (0, 0, f"{new[1:]}\n")
    return "\n".join(pieces[place] for place in kept)


def _reworded(text: str | None, spans: Sequence[tuple[int, int, str]]) -> str:
    text, done, found = text or "", 0, list[str]()
    for begin, end, new in spans:
        found += [text[done:begin], new]
        done = end
    return "".join(found) + text[done:]


def _in_order(now: dict[int, str | None], behind: dict[int, list[tuple[int, int, list[str]]]]) -> Iterator[str]:
    for place, text in now.items():
        if text is not None:
            yield text
        for _, _, new in sorted(behind[place], key=lambda each: each[:2]):
            yield from new


def test_the_drafts_hold_what_makes_writing_hard() -> None:
    kinds = ("hyperlink", "fldSimple", "fldChar", "bookmarkStart", "sdt", "tbl", "br", "tab")
    found = {
        kind for seed in range(DRAFTS) for kind in kinds if body_of(odd_draft(seed)).find(f".//{W}{kind}") is not None
    }
    assert found == set(kinds)
    counts = [len(random_edits(outline_of(odd_draft(seed)), Random(seed))) for seed in range(DRAFTS)]  # noqa: S311
    assert [count > 0 for count in counts].count(True) > DRAFTS * 0.8
    assert any(one != other for one, other in pairwise(counts))
