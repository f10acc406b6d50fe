"""The table of old and new wording (修改对照表) as .docx: what changed in which clause, and at whose word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from documents import official
from documents.comparison_rows import Pair, pairs
from documents.likeness import normal
from documents.markers import marker_of
from documents.official import LANDSCAPE
from documents.ooxml import cell, pack, package, page_numbers, paragraph, run, table_open
from documents.outline import Outline
from documents.redline_diff import passages
from rules.anchors import Clause, Laid
from rules.edits import Change
from rules.summary import plain_title, said_of

_HEADS = ("条款", "原文（征求意见稿）", "修改后", "理由及来源")
_WIDTHS = (1800, 4100, 4100, 2756)
_KEEP_WHOLE = 240
_GONE, _COME = "<w:strike/>", '<w:b/><w:bCs/><w:u w:val="single"/>'
_LEGEND = "注：“原文”中加删除线的为删去的文字，“修改后”中加粗并加下划线的为新增的文字；仅编号变化的条款未列入。"
_NOTHING = "征求意见稿没有修改。"


def write_comparison(
    title: str, old: Outline, new: Outline, changes: Sequence[Change], numbers: Mapping[int, str]
) -> bytes:
    """The .docx of the comparison, clauses that stayed as they were left out.

    Args:
        title: the draft's, as the clerk typed it.
        old: the draft as it was sent out.
        new: the clean copy.
        changes: what was made of it.
        numbers: how each opinion's number is printed.
    """
    heading = f"《{plain_title(title)}》修改对照表"
    found, sources = pairs(old, new), _Sources(changes, numbers)
    rows = "".join(_row(pair, sources.of(pair)) for pair in found)
    head = _table_row((paragraph("Head", text) for text in _HEADS), "<w:cantSplit/><w:tblHeader/>")
    table = f"{table_open(_WIDTHS)}{head}{rows}</w:tbl>" if found else ""
    body = paragraph("Heading", heading) + table + paragraph("Small", _LEGEND if found else _NOTHING) + LANDSCAPE
    return pack(package(body, official.styles(), page_numbers(), heading))


class _Sources:
    """Which opinions each change of a clause came from."""

    def __init__(self, changes: Iterable[Change], numbers: Mapping[int, str]) -> None:
        self._numbers = numbers
        self._at: dict[str, list[Change]] = defaultdict(list)
        self._new: dict[str, list[Change]] = defaultdict(list)
        for change in changes:
            if change.edit.kind is Laid.NEW_PARAGRAPH:
                for line in change.edit.new.split("\n"):
                    self._new[_words(line)].append(change)
            else:
                self._at[change.edit.anchor].append(change)

    def of(self, pair: Pair) -> str:
        """The opinions behind a row, each with its unit, number and outcome; a reason stands there only."""
        found = list(self._at[pair.old.anchor]) if pair.old else []
        found += self._new[_words(pair.new.text)] if pair.new else []
        opinions = {opinion.number: opinion for change in found for opinion in change.opinions}
        return "\n".join(
            f"{one.unit}（意见{self._numbers[one.number]}）：{said_of(one.outcome)}"
            for one in sorted(opinions.values(), key=lambda one: one.rank)
        )


def _words(text: str) -> str:
    """A paragraph's words without a typed number, which a draft with automatic ones does not take over."""
    marker = marker_of(text)
    return normal(text[len(marker.text) :] if marker else text)


def _row(pair: Pair, source: str) -> str:
    was, becomes = (clause.text if clause else "" for clause in (pair.old, pair.new))
    steps = passages(was, becomes)
    before = "".join(_run(step.old, "" if step.stays else _GONE) for step in steps)
    after = "".join(_run(step.new, "" if step.stays else _COME) for step in steps)
    contents = (
        paragraph("Centred", _label(pair)),
        _worded(pair.old, before, "（新增）"),
        _worded(pair.new, after, "（删去）"),
        "".join(paragraph("Cell", line) for line in source.split("\n")),
    )
    short = max(len(was), len(becomes), len(source)) <= _KEEP_WHOLE
    return _table_row(contents, "<w:cantSplit/>" if short else "")


def _table_row(contents: Iterable[str], kept: str) -> str:
    cells = "".join(cell(width, content) for width, content in zip(_WIDTHS, contents, strict=True))
    return f"<w:tr>{f'<w:trPr>{kept}</w:trPr>' if kept else ''}{cells}</w:tr>"


def _label(pair: Pair) -> str:
    """The clause as people cite it, with the new number where it has another now."""
    labels = [clause.label for clause in (pair.old, pair.new) if clause]
    return labels[0] if labels[0] == labels[-1] else f"{labels[0]}\n（现{labels[-1]}）"


def _worded(clause: Clause | None, marked: str, otherwise: str) -> str:
    """A clause's cell; the number Word writes before it by itself stands there too."""
    if clause is None:
        return paragraph("Centred", otherwise)
    automatic = "" if clause.text.startswith(clause.marker) else run(clause.marker)
    return f'<w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr>{automatic}{marked}</w:p>'


def _run(text: str, look: str) -> str:
    """A run that looks like this beside what its letters ask for."""
    plain = run(text)
    if not look:
        return plain
    if "</w:rPr>" in plain:
        return plain.replace("</w:rPr>", f"{look}</w:rPr>", 1)
    return plain.replace("<w:r>", f"<w:r><w:rPr>{look}</w:rPr>", 1)
