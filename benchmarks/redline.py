"""A revised draft with 1,000 edits and 250 comments on 91 pages, against docx-revisions with python-docx's comments."""

import io
import statistics
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from random import Random
from typing import Any

from docx import Document

from benchmarks.measuring import Comparison, Measured, in_turn, report
from documents.draft_writing import write_draft
from documents.outline import Outline, outline_of
from documents.redline import write_revision
from rules.anchors import Clause, Laid
from rules.edits import Decided, LaidEdit
from rules.settling import Opinion, Outcome
from rules.words import Stage, Verdict

PEER, MODULE = "docx-revisions 0.1.5", "docx_revisions"
PARTS, ITEMS = 45, 29  # 1,350 paragraphs, 91 pages
EDITS, COMMENTS, TIMES = 1000, 250, 4
PROMISED, GOAL, SLACK = 0.5, 5.0, 0.8  # four times as much may take five times as long
ROUNDS = 3
AT = datetime(2026, 10, 20, 9)  # noqa: DTZ001 - as the office's clock shows it
WORDS = "推进产业集聚区土地节约集约利用完善规划指标体系明确责任单位健全考核机制加强数据共享落实扶持政策做好统计监测"


@dataclass(frozen=True, slots=True)
class Work:
    """A draft with what is to be done to it."""

    draft: bytes
    outline: Outline
    decided: tuple[Decided, ...]


def main() -> None:
    """The line that counts is the peer's time to ours; ours writes the clean copy as well."""
    peer = _peer()
    one, four = _work(1), _work(TIMES)
    taken = in_turn({"ours": lambda: _seconds(ours, one), "theirs": lambda: _seconds(peer, one)}, ROUNDS)
    mine, other = (statistics.median(taken[side]) for side in ("ours", "theirs"))
    large = statistics.median(_seconds(ours, four) for _ in range(ROUNDS))
    promised = Comparison("redline, 1,000 edits and 250 comments", "what is promised", 1, "s")
    grown = Comparison(f"redline, {TIMES} times as much", f"{TIMES} times as long", SLACK, "times")
    parts = [Measured.leaner(promised, mine, PROMISED), Measured.leaner(grown, large / mine, TIMES)]
    report(Measured.leaner(Comparison("redline", PEER, GOAL, "s"), mine, other), parts)


def ours(work: Work) -> None:
    """The revised draft and its clean copy."""
    write_revision(work.draft, work.outline, work.decided, "市水利局", AT)


def theirs(work: Work, revised: Any) -> None:  # noqa: ANN401 - the peer's own class, which may not be installed
    """What anyone would write with it: paragraphs known by their place, words replaced at known characters."""
    document = Document(io.BytesIO(work.draft))
    paragraphs = document.paragraphs
    for one in work.decided:
        clause = work.outline.clauses[work.outline.at[one.anchors[0]]]
        paragraph = paragraphs[clause.paragraph]
        for edit in one.edits:
            start, end = clause.offset + edit.start, clause.offset + edit.end
            revised.from_paragraph(paragraph).replace_tracked_at(start, end, edit.new, author=one.opinion.unit)
        if not one.edits:
            document.add_comment(paragraph.runs, text=one.opinion.text, author="市水利局", initials="")
    document.save(io.BytesIO())


def _peer() -> Any:  # noqa: ANN401 - see `theirs`
    if find_spec(MODULE) is None:
        sys.exit(f"{PEER} is missing: pip install {PEER.replace(' ', '==')}")
    revised = import_module(MODULE).RevisionParagraph
    return lambda work: theirs(work, revised)


def _work(times: int) -> Work:
    """A draft, edits of words in one clause each, and opinions not adopted; 1,250 clauses have one or the other."""
    draft = write_draft(_text(times))
    outline = outline_of(draft)
    chance = Random(91)  # noqa: S311 - no secret
    clauses = [clause for clause in outline.clauses if clause.text.endswith("。")]
    chosen = chance.sample(clauses, (EDITS + COMMENTS) * times)
    edited = [_edited(number, clause, chance) for number, clause in enumerate(chosen[: EDITS * times], 1)]
    rest = chosen[EDITS * times :]
    return Work(draft, outline, (*edited, *(_rejected(n, clause) for n, clause in enumerate(rest, len(edited) + 1))))


def _text(times: int) -> str:
    chance = Random(93)  # noqa: S311 - no secret
    lines = ["# 关于产业集聚区的实施方案"]
    for part in range(1, PARTS * times + 1):
        lines.append(f"第{part}章　{''.join(chance.sample(WORDS, 8))}")
        lines += [f"{item}.{''.join(chance.sample(WORDS, chance.randint(12, 36)))}。" for item in range(1, ITEMS + 1)]
    return "\n".join(lines)


def _edited(number: int, clause: Clause, chance: Random) -> Decided:
    start = chance.randint(3, 8)
    end = start + chance.randint(2, 5)
    new = "".join(chance.sample(WORDS, chance.randint(2, 8)))
    edit = LaidEdit(Laid.REPLACE, clause.anchor, start, end, clause.text[start:end], new)
    return Decided(_opinion(number, Outcome(Verdict.ADOPTED, Stage.APPROVED)), (clause.anchor,), (edit,))


def _rejected(number: int, clause: Clause) -> Decided:
    outcome = Outcome(Verdict.REJECTED, Stage.APPROVED, "与上位文件的规定不一致")
    return Decided(_opinion(number, outcome), (clause.anchor,))


def _opinion(number: int, outcome: Outcome) -> Opinion:
    return Opinion(number, f"第{number % 40}局", "建议修改本条的表述。", "", outcome)


def _seconds(side: Any, work: Work) -> float:  # noqa: ANN401 - either side
    began = time.perf_counter()
    side(work)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
