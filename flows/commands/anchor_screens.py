"""What anchors look like: in a terminal eighty columns wide, and as JSON."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from desk.anchoring import SURE
from flows.commands.shell import out, say, warn
from rules.anchors import EDIT_WORDS, METHOD_WORDS, Anchored, Candidate, EditKind, ProposedEdit, within
from rules.grouping import ClauseGroup, unplaced

LONGEST = 60


def opinions(listed: Sequence[Anchored]) -> None:
    """Every opinion: where it belongs, how sure that is, what else it may mean, what it would change."""
    table = _table("号", "单位", "对应条款", "把握", "依据", "拟作的修改")
    table.columns[3].no_wrap = True
    for opinion in listed:
        table.add_row(
            str(opinion.number), opinion.unit, _places(opinion), _sure(opinion), _methods(opinion), _edits(opinion)
        )
    out.print(table)
    waiting = sum(not opinion.clause for opinion in listed)
    say(f"共 {len(listed)} 条意见，{waiting} 条的对应条款待人工认定；以上都是建议，未经认定不记入意见。")


def by_clause(groups: Sequence[ClauseGroup], opinions: Sequence[Anchored]) -> None:
    """The clauses something is said about, in the order of the draft; contradictions last, where they are read."""
    for group in groups:
        table = _table("号", "单位", "意见建议", "拟作的修改", title=group.label)
        for opinion in group.opinions:
            table.add_row(str(opinion.number), opinion.unit, opinion.text, _edits(opinion, group.anchor))
        out.print(table)
        for numbers in group.alike:
            say(f"相近：第 {'、'.join(map(str, numbers))} 条意见，建议一并处理。")
        for found in group.contradictions:
            one, other = found.edits
            warn(f"第 {found.first} 条与第 {found.second} 条意见相互矛盾：{edit_words(one)}；{edit_words(other)}。")
    waiting = unplaced(opinions)
    if waiting:
        say(f"看不准对应条款的：第 {'、'.join(map(str, waiting))} 条意见，请用 circulate anchors confirm 认定。")


def edit_words(edit: ProposedEdit) -> str:
    """An edit as one line: 删除“及税费”, “甲”改为“乙”, 在……增加“丙”."""
    old, new = (f"“{_short(words)}”" for words in (edit.old, edit.new))
    if edit.kind is EditKind.DELETE_CLAUSE:
        return EDIT_WORDS[edit.kind]
    if edit.old and edit.new:
        return f"{old}改为{new}"
    return f"删除{old}" if edit.old else f"增加{new}"


def opinions_json(listed: Sequence[Anchored]) -> list[dict[str, object]]:
    """What `circulate anchors ROUND --json` prints, by number."""
    return [
        {
            "number": opinion.number,
            "unit": opinion.unit,
            "clause": opinion.clause,
            "places": [[_candidate(each) for each in place.candidates] for place in opinion.places],
            "edits": [_edit(each) for each in opinion.edits],
            "left": [{"kind": each.kind, "words": each.words} for each in opinion.left],
        }
        for opinion in listed
    ]


def groups_json(groups: Sequence[ClauseGroup]) -> list[dict[str, object]]:
    """What `circulate anchors ROUND --by-clause --json` prints, in the order of the draft."""
    return [
        {
            "clause": group.label,
            "opinions": [opinion.number for opinion in group.opinions],
            "alike": [list(numbers) for numbers in group.alike],
            "contradictions": [
                {"opinions": [found.first, found.second], "edits": [_edit(each) for each in found.edits]}
                for found in group.contradictions
            ],
        }
        for group in groups
    ]


def _table(*columns: str, title: str | None = None) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, no_wrap=place == 0, overflow="fold")
    return table


def _places(opinion: Anchored) -> Text:
    if opinion.clause:
        return Text(f"{_whole(opinion.clause)}（已认定）", "green")
    if not opinion.places:
        return Text("没有读出，请人工认定", "yellow")
    return Text("\n".join(line for place in opinion.places for line in _candidates(place.candidates)))


def _candidates(found: Sequence[Candidate]) -> list[str]:
    lines = [_whole(found[0].label)]
    if len(found) > 1 and found[0].confidence < SURE:
        lines.append(f"或{'、'.join(_whole(each.label) for each in found[1:])}")
    return [*lines, *(f"（{each.note}）" for each in found[:1] if each.note)]


def _whole(label: str) -> str:
    """A label that no line breaks at its space."""
    return label.replace(" ", "\N{NO-BREAK SPACE}")


def _sure(opinion: Anchored) -> str:
    return f"{opinion.confidence:.2f}" if opinion.places else ""


def _methods(opinion: Anchored) -> str:
    return "、".join(dict.fromkeys(METHOD_WORDS[place.best.method] for place in opinion.places))


def _edits(opinion: Anchored, anchor: str = "") -> str:
    """Each different edit once: five lists that lose one unit are one line."""
    lines = [edit_words(edit) for edit in opinion.edits if not anchor or within(edit.anchor, anchor)]
    lines += [f"{EDIT_WORDS[each.kind]}（请对照原文处理）：{_short(each.words)}" for each in opinion.left]
    return "\n".join(dict.fromkeys(lines))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _candidate(found: Candidate) -> dict[str, object]:
    return {
        "anchor": found.anchor,
        "clause": found.label,
        "confidence": found.confidence,
        "method": found.method,
        "note": found.note,
    }


def _edit(edit: ProposedEdit) -> dict[str, object]:
    return {
        "kind": edit.kind,
        "anchor": edit.anchor,
        "start": edit.start,
        "end": edit.end,
        "old": edit.old,
        "new": edit.new,
        "confidence": edit.confidence,
    }
