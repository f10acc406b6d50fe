"""What a round looks like in a terminal eighty columns wide."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from rich import box
from rich.cells import cell_len
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from desk import inbox
from desk.again import Carried
from desk.letters import Concerns
from desk.office import Desk
from desk.posting import Posted
from desk.rehearsing import Planned
from desk.view import RoundView, UnitView
from flows.commands.shell import out, say, warn
from mail.reading import Incoming
from models.letters import Posted as Letter
from models.pauses import Pause
from rules.settling import Opinion, unapproved
from rules.words import (
    LETTER_STATE_WORDS,
    LETTER_WORDS,
    ROUND_WORDS,
    SILENT,
    STANDING_WORDS,
    VERDICT_WORDS,
    Standing,
    printed,
)

_CLAUSE = re.compile(r"[^，、；]+[，、；]?")
WEEKDAYS = "一二三四五六日"
FACTS = 14  # cells the labels beside the facts take
BETWEEN, NARROWEST = 4, 24  # cells around a gap between columns, and the fewest that addresses get
CALL_LIST = "电话催办名单"
COLOURS = {
    Standing.WITH_OPINIONS: "green",
    Standing.NO_COMMENT: "green",
    Standing.OVERDUE: "red",
    Standing.UNDELIVERABLE: "red",
    Standing.UNSENT: "yellow",
    Standing.AWAITING: "",
}


def status(desk: Desk, seen: RoundView) -> None:
    """Who is missing first, then the counts, then every unit."""
    out.print(_head(desk, seen))
    facts = Table.grid(padding=(0, 1))
    silent = seen.standing(SILENT)
    facts.add_row(_label("还没有反馈"), _packed(silent, f"（{len(silent)} 家）") if silent else "无")
    facts.add_row(_label("台账"), _packed(_CLAUSE.findall(seen.ledger.sentence.replace(" ", "")), join=""))
    waiting = len(inbox.listed(desk))
    if waiting:
        facts.add_row(_label("来信待看"), f"{waiting} 封，用 circulate inbox list 查看")
    for label, numbers in (("尚未处理", seen.unsettled), ("尚未审定", unapproved(seen.opinions))):
        if numbers:
            first, *others = runs(numbers)
            facts.add_row(_label(label), _packed([f"意见第 {first}", *others], f" 条（共 {len(numbers)} 条）"))
    out.print(facts)
    table = _table("单位", "状态", "催办", "最近发函", "备注")
    for unit in seen.units:
        table.add_row(
            unit.unit, _standing(unit), str(unit.reminders or ""), _day(desk, unit), _remark(desk, seen, unit)
        )
    out.print(table)


def sent(desk: Desk, seen: RoundView) -> None:
    """How many units a round has gone out to, and how many letters are still on their way."""
    unsent = seen.ledger.units.unsent
    say(f"已向 {seen.ledger.units.invited - unsent} 家单位发函，截止 {desk.local(seen.due):%Y-%m-%d %H:%M}。")
    if unsent:
        warn(f"还有 {unsent} 家没有发出；排除故障后会继续发出，可用 circulate status {seen.name} 查看。")


def opinions(listed: Sequence[Opinion]) -> None:
    """Every opinion with its number, unit, text and verdict."""
    table = _folding("号", "单位", "意见建议", "采纳情况", "说明")
    for opinion in listed:
        outcome = opinion.outcome
        word = printed(opinion.verdict, outcome.stage if outcome else None)
        why = "；".join(filter(None, (outcome.condition, outcome.final_text, outcome.reason))) if outcome else ""
        table.add_row(str(opinion.number), opinion.unit, opinion.text, word, why)
    out.print(table)


def carried(found: Sequence[Carried]) -> None:
    """What is still open of the round before, by its number there, and the clause of this draft it has come to."""
    table = _folding("号", "单位", "意见建议", "上一轮", "坚持的理由", "现条款")
    for each in found:
        clause = each.clause or ("已删去" if each.before else "")
        table.add_row(str(each.number), each.unit, each.text, VERDICT_WORDS[each.verdict], each.why, clause)
    out.print(table)


def runs(numbers: Sequence[int]) -> list[str]:
    """Numbers in ascending order with those that follow one another drawn together: 1–7, 9."""
    found: list[str] = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        first, *others = (number for _, number in run)
        found += [f"{first}–{others[-1]}"] if len(others) > 1 else map(str, (first, *others))
    return found


def rehearsal(planned: Sequence[Planned]) -> None:
    """Every letter by day; nothing has been sent."""
    say("预演：以下函件都没有发出；反馈到达后，该单位后面的催办会自动取消。")
    for (day, name), letters in groupby(planned, key=lambda letter: (letter.day, letter.round)):
        out.print(_planned(f"{day:%Y-%m-%d}（星期{WEEKDAYS[day.weekday()]}） {name}".strip(), list(letters)))
    say(f"合计 {len(planned)} 封。")


def posted(done: Posted) -> None:
    """What became of the letters of a run."""
    counts = "，".join(f"{LETTER_STATE_WORDS[state]} {count} 封" for state, count in done.states.items())
    if counts or not done.trouble:
        say(counts or "没有待发的函件。")


def concerns(desk: Desk, name: str, about: Concerns) -> None:
    """What keeps letters from arriving and what to do about it; nothing where all is well."""
    facts = Table.grid(padding=(0, 1))
    if about.paused and about.paused.next_at:
        again = f"{moment(desk, about.paused.next_at)} 再试，排除故障后可用 circulate send 立即发出"
        facts.add_row(_label("发送已暂停"), _packed([_since(desk, about.paused), again], "。", "；"))
    if about.held:
        again = f"处理后用 circulate letters release {name} 放行"
        facts.add_row(_label("本轮已暂停"), _packed([_since(desk, about.held), again], "。", "；"))
    for one in about.unreachable:
        facts.add_row(_label("请换联系人"), _packed([f"{one.unit}（{one.address}）", one.words], "。", "："))
    if about.uncertain:
        seen = f"用 circulate letters {name} --state uncertain 查看"
        facts.add_row(_label("结果待核实"), _packed([f"{about.uncertain} 封不知是否送达", seen], "。", "；"))
    if facts.row_count:
        out.print(facts)


def letters(desk: Desk, listed: Sequence[Letter]) -> None:
    """Every letter with its number, unit, kind, turn, state, moment and the server's words."""
    table = _table("号", "单位", "函件", "次", "状态", "时间", "服务器答复")
    table.collapse_padding, table.columns[-1].overflow = True, "fold"
    for one in listed:
        state = LETTER_STATE_WORDS[one.state] + ("（被退回）" if one.bounced else "")
        kind, turn = LETTER_WORDS[one.kind], str(one.turn)
        table.add_row(str(one.id), one.unit, kind, turn, state, f"{desk.local(one.at):%m-%d %H:%M}", one.answer)
    out.print(table)


def letter(desk: Desk, one: Letter, read: Incoming) -> None:
    """A letter's heads, what became of it, its text, and what is attached."""
    became = f"{LETTER_STATE_WORDS[one.state]}（{desk.local(one.at):%Y-%m-%d %H:%M}）{one.answer}"
    heads = {
        "函件": f"{one.round} {one.unit} {LETTER_WORDS[one.kind]}，第 {one.turn} 次",
        "状态": became,
        "发件人": f"{read.sender_name} <{read.sender}>",
        "收件人": "、".join(read.recipients),
        "日期": f"{desk.local(read.date):%Y-%m-%d %H:%M}" if read.date else "",
        "主题": read.subject,
        "邮件编号": read.message_id,
    }
    for label, value in heads.items():
        say(f"{label}：{value}")
    say(f"\n{read.full_text.strip()}\n")
    for file in read.files:
        say(f"附件：{file.name}（{len(file.content)} 字节）")


def _planned(title: str, letters: Sequence[Planned]) -> Table:
    """The letters of one day; whom the office is to telephone stands below its own."""
    table = _table("单位", "函件", "收件人", title=title)
    units = max(cell_len(letter.unit) for letter in letters)
    room = max(out.width - units - cell_len(CALL_LIST) - 2 * BETWEEN, NARROWEST)
    for letter in letters:
        word = CALL_LIST if letter.calls else LETTER_WORDS[letter.kind]
        table.add_row(letter.unit, word, _packed(letter.addresses, room=room))
        if letter.calls:
            table.add_row("", "", _packed(letter.calls, f"（{len(letter.calls)} 家）", room=room))
    return table


def _head(desk: Desk, seen: RoundView) -> Panel:
    due = f"截止 {desk.local(seen.due):%Y-%m-%d %H:%M}"
    as_of = f"截至 {desk.local(seen.ledger.as_of):%Y-%m-%d %H:%M}"
    return Panel(
        f"{due}    {as_of}    {ROUND_WORDS[seen.state]}", title=Text(f"{seen.name}  {seen.title}"), box=box.HORIZONTALS
    )


def _table(*columns: str, title: str | None = None) -> Table:
    table = Table(*columns, title=title, title_justify="left", box=box.SIMPLE_HEAD, show_lines=False, pad_edge=False)
    table.columns[0].no_wrap = len(columns) > 3  # noqa: PLR2004 - a name column stays whole where there is room
    return table


def _folding(*columns: str) -> Table:
    """A table that loses no word of what was written: long cells run over as many lines as they need."""
    table = _table(*columns)
    table.columns[0].no_wrap, table.collapse_padding = True, True
    for column in table.columns[1:]:
        column.overflow, column.no_wrap = "fold", False
    return table


def _label(text: str) -> Text:
    return Text(text, "bold")


def _standing(unit: UnitView) -> Text:
    word = STANDING_WORDS[unit.standing] + ("（逾期）" if unit.late else "")
    return Text(word, COLOURS[unit.standing])


def moment(desk: Desk, when: datetime) -> str:
    """A moment as screens show it."""
    local = desk.local(when)
    return f"{local:%m-%d}（星期{WEEKDAYS[local.weekday()]}）{local:%H:%M}"


def _day(desk: Desk, unit: UnitView) -> str:
    return f"{desk.local(unit.last_letter):%m-%d %H:%M}" if unit.last_letter else ""


def _remark(desk: Desk, seen: RoundView, unit: UnitView) -> str:
    moved = f"延至 {desk.local(unit.due):%m-%d %H:%M}" if unit.due != seen.due else ""
    letter = LETTER_STATE_WORDS[unit.trouble] if unit.trouble else ""
    back, doubt = "有函件被退回" if unit.bounced else "", "发件人未登记，请核实" if unit.stranger else ""
    return "；".join(filter(None, (moved, letter, back, doubt, "待补盖章" if unit.provisional else "")))


def _since(desk: Desk, pause: Pause) -> str:
    return f"自 {moment(desk, pause.since)}：{pause.words}"


def _packed(words: Sequence[str], end: str = "", join: str = "、", room: int | None = None) -> str:
    """Words in lines as full as `room` cells or the terminal allow, broken between them and never before a mark."""
    room, lines = room or out.width - FACTS, [""]
    for place, word in enumerate(words):
        piece = word + (join if place < len(words) - 1 else end)
        if lines[-1] and cell_len(lines[-1] + piece) > room:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)
