"""`circulate round`: opening, listing, extending, closing and cancelling."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from desk import closing, leaving_out, opening, sheets
from desk.opening import Request
from desk.rehearsing import rehearse
from desk.view import view
from flows.commands import screens, shell
from models.queries import all_rounds
from models.rounds import NewDue
from rules.deadlines import due_moment
from rules.policy import Policy, read_policy
from rules.words import ROUND_WORDS, RoundState

SHEETS = {".xlsx", ".xls", ".ods", ".csv"}
app = typer.Typer(help="一轮征求意见：发出、查看、延期、办结、取消。", no_args_is_help=True)
Name = Annotated[str, typer.Argument(help="征求意见的编号，如 2026-001", metavar="ROUND")]
Due = Annotated[str, typer.Option(help="截止时间：2026-10-13、“2026-10-13 17:00”，或 +7wd（7 个工作日后）")]


@app.command("open")
def open_(  # noqa: PLR0913 - the words of the command
    draft: Annotated[Path, typer.Argument(help="征求意见稿 .docx", metavar="DRAFT")],
    title: Annotated[str, typer.Option(help="文件标题")],
    units: Annotated[str, typer.Option(help="发给谁：all、类别名，或列有单位的表格文件")],
    due: Due,
    policy: Annotated[Path | None, typer.Option(help="催办策略文件（TOML）")] = None,
    *,
    preview: Annotated[bool, typer.Option("--preview", help="只列出将发的每一封函件和日期，什么也不发")] = False,
) -> None:
    """发出一轮征求意见；最后一行只印编号。"""
    desk, now, content = shell.desk(), shell.now(), sheets.content(draft)
    chosen = opening.choose_units(desk, wanted_units(units))
    rules = read_policy(sheets.text(policy)) if policy else Policy()
    request = Request(title.strip(), draft.name, "", due_of(due), chosen, rules.to_json())
    opening.check(desk, request, content)
    if preview:
        screens.rehearsal(rehearse(desk, request, now))
        return
    name = send_round(opening.with_draft(desk, request, content))
    shell.acted("发函", f"发出“{request.title}”征求意见，{len(request.units)} 家单位", name)
    screens.sent(desk, view(desk, name, shell.now()))
    shell.say(name)


@app.command("list")
def list_() -> None:
    """列出各轮征求意见，最近的在前。"""
    desk = shell.desk()
    with desk.store.read() as session:
        listed = all_rounds(session)
    names = {row.id: row.name for row in listed}
    table = Table("编号", "标题", "状态", "截止")
    for row in listed:
        title = row.title + (f"（在 {names[row.previous_id]} 之后再次征求）" if row.previous_id else "")
        table.add_row(row.name, title, ROUND_WORDS[RoundState(row.state)], f"{desk.local(row.due):%Y-%m-%d %H:%M}")
    shell.out.print(table)


@app.command()
def extend(
    name: Name,
    due: Due,
    unit: Annotated[str | None, typer.Option(help="只给这一家单位延期")] = None,
    reason: Annotated[str, typer.Option(help="延期原因")] = "",
) -> None:
    """延长截止时间：整轮，或其中一家单位。"""
    desk, moment = shell.desk(), due_of(due)
    moved = closing.extend(desk, name, NewDue(moment, unit, reason), shell.me(), shell.now())
    shell.say(f"已将 {moved} 家单位的截止时间改为 {desk.local(moment):%Y-%m-%d %H:%M}。")


@app.command()
def close(name: Name) -> None:
    """办结：不再催办，情况汇总随下一次发送发给本单位；尚有意见未处理时不能办结。"""
    seen = closing.close(shell.desk(), name, shell.now(), shell.me())
    silent = seen.ledger.units.no_reply
    shell.say(f"{name} 已办结。{seen.ledger.sentence}" + (f"其中 {silent} 家始终没有反馈。" if silent else ""))
    shell.say(f"发给本单位的情况汇总已写好，{shell.NEXT}。")


@app.command("leave-out")
def leave_out(
    name: Name,
    unit: Annotated[str, typer.Argument(help="单位的名称、简称或别名", metavar="UNIT")],
    reason: Annotated[str, typer.Option(help="撤回的原因")] = "",
    *,
    back: Annotated[bool, typer.Option("--back", help="恢复征求")] = False,
) -> None:
    """撤回对一家单位的征求：不再计入、不再催办，网址停用，记录保留；--back 恢复。"""
    desk, now = shell.desk(), shell.now()
    if back:
        letters = leaving_out.ask_after_all(desk, (name, unit), shell.me(), now)
        shell.say(f"已恢复征求 {unit} 的意见" + (f"，{letters} 封函件{shell.NEXT}。" if letters else "。"))
        return
    done = leaving_out.leave_out(desk, (name, unit), reason, shell.me(), now)
    stopped = f"，{done.stopped} 封未发的函件不再发出" if done.stopped else ""
    call = "该单位已收到过函件，请电话告知不必反馈。" if done.told else ""
    shell.say(f"已撤回对 {done.unit} 的征求，不再计入和催办{stopped}。{call}")


@app.command()
def cancel(name: Name) -> None:
    """取消：尚未发出的函件不再发出，已有的记录都保留。"""
    closing.cancel(shell.desk(), name, "", shell.me(), shell.now())
    shell.say(f"{name} 已取消，记录保留。")


def due_of(text: str) -> datetime:
    """A due moment as typed; what is odd about it is said."""
    desk = shell.desk()
    due = due_moment(text, desk.calendar, shell.now(), desk.settings.closing_time)
    for warning in due.warnings:
        shell.warn(warning)
    return due.moment


def wanted_units(units: str) -> str | tuple[str, ...]:
    """A word for units, or the names a file holds."""
    file = Path(units)
    return sheets.unit_names(file) if file.suffix.lower() in SHEETS or file.is_file() else units


def send_round(request: Request) -> str:
    """Open a round and send its letters; returns its short name."""

    def flow() -> Callable[[], Coroutine[Any, Any, str]]:
        from flows.open_round import open_round

        return partial(open_round, request)

    shell.forewarn()
    return shell.run(flow, "正在发函……")
