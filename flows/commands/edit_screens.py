"""What edits look like: in a terminal eighty columns wide, and as JSON."""

from collections.abc import Callable, Iterable

from rich import box
from rich.table import Table
from rich.text import Text

from desk.editing import OpinionEdits, RoundEdits
from flows.commands.anchor_screens import LONGEST
from flows.commands.shell import out, say
from rules.anchors import EDIT_WORDS, Laid
from rules.edits import CHANGING, NO_EDIT, LaidEdit
from rules.words import VERDICT_WORDS

Label = Callable[[str], str]
_STATES = {"confirmed": "已认定", "none": "不改动文字", "missing": "待认定", "open": "可认定"}


def edits(found: RoundEdits) -> None:
    """Every opinion that changes the draft, by number: where, what, and whether a person has said so."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(("号", "单位", "采纳情况", "状态", "对稿件的修改")):
        table.add_column(column, no_wrap=place == 0, overflow="fold")
    listed = [each for each in found.opinions if each.opinion.verdict in CHANGING]
    for each in listed:
        opinion, state = each.opinion, _state(each)
        table.add_row(
            str(opinion.number),
            opinion.unit,
            VERDICT_WORDS[opinion.verdict],
            Text(_STATES[state], "yellow" if state == "missing" else ""),
            _shown(each, found.label),
        )
    if listed:
        out.print(table)
    say(f"采纳的意见共 {len(listed)} 条，{len(found.missing)} 条还没有认定对稿件的修改；未经认定的不写入修改稿。")


def words(edit: LaidEdit, label: Label) -> str:
    """An edit as one line: 二、（三）2. 删除“及税费”."""
    place, old, new = label(edit.anchor), _quoted(edit.old), _quoted(edit.new)
    match edit.kind:
        case Laid.NONE:
            return "不改动文字"
        case Laid.NEW_PARAGRAPH:
            return f"{place} 之后增加一段{new}"
        case Laid.DELETE_PARAGRAPH:
            return f"{place} 整条删除"
    if not edit.old:
        return f"{place} 增加{new}"
    return f"{place} {old}改为{new}" if edit.new else f"{place} 删除{old}"


def as_json(found: RoundEdits) -> list[dict[str, object]]:
    """What `circulate edits ROUND --json` prints: every opinion that counts, by number."""
    return [
        {
            "number": each.opinion.number,
            "unit": each.opinion.unit,
            "verdict": each.opinion.verdict,
            "state": _state(each),
            "edits": _listed(each.decided.edits, found.label),
            "proposed": _listed(each.proposal.edits, found.label),
            "confidence": each.proposal.confidence,
            "left": [one.words for one in each.left],
        }
        for each in found.opinions
    ]


def _state(each: OpinionEdits) -> str:
    if each.decided.edits == NO_EDIT:
        return "none"
    return "confirmed" if each.decided.edits else "missing" if each.decided.missing else "open"


def _shown(each: OpinionEdits, label: Label) -> str:
    if each.decided.edits:
        return "\n".join(words(edit, label) for edit in each.decided.edits)
    lines = [f"建议：{words(edit, label)}（把握 {each.proposal.confidence:.2f}）" for edit in each.proposal.edits]
    lines += [f"{EDIT_WORDS[one.kind]}（请对照原文处理）：{_short(one.words)}" for one in each.left]
    return "\n".join(lines) or "没有读出，请人工写明"


def _listed(given: Iterable[LaidEdit], label: Label) -> list[dict[str, object]]:
    return [
        {
            "kind": edit.kind,
            "clause": label(edit.anchor) if edit.anchor else "",
            "anchor": edit.anchor,
            "start": edit.start,
            "end": edit.end,
            "old": edit.old,
            "new": edit.new,
        }
        for edit in given
    ]


def _quoted(text: str) -> str:
    return f"“{_short(text)}”"


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
