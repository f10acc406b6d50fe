"""`circulate units`: the register."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from desk import registering, sheets
from desk.registering import Change, Rehearsed
from flows.commands import shell
from rules.words import Role

app = typer.Typer(help="单位表：导入、查看、停用。", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="单位表 .xlsx、.xls、.ods 或 .csv；必有“单位”“邮箱”两列", metavar="FILE")
    ],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出会有哪些变动，什么也不改")] = False,
) -> None:
    """导入单位表；已有的单位按名称更新，行的次序就是各文件中的次序。"""
    if dry_run:
        _show(registering.rehearse_import(shell.desk(), sheets.content(file), file.name))
        return
    done = registering.bring_in(shell.desk(), sheets.content(file), file.name, shell.me(), shell.now())
    shell.say(f"新增 {done.added} 家，更新 {done.changed} 家，未变 {done.unchanged} 家。")


@app.command("list")
def list_() -> None:
    """列出全部单位。"""
    table = Table("序号", "单位", "类别", "联系人", "邮箱")
    for unit in registering.everyone(shell.desk()):
        contact = next(iter(unit.to(Role.TO)), None)
        table.add_row(
            str(unit.position),
            f"{unit.name}（已停用）" if unit.retired else unit.name,
            unit.category,
            contact.name if contact else "",
            contact.email if contact else "",
        )
    shell.out.print(table)


@app.command()
def retire(
    unit: Annotated[str, typer.Argument(help="单位的名称、简称或别名", metavar="UNIT")],
    *,
    back: Annotated[bool, typer.Option("--back", help="恢复")] = False,
) -> None:
    """停用一家单位：今后的征求意见不再发给它；以往各轮不受影响。"""
    name = registering.retire(shell.desk(), unit, shell.me(), shell.now(), back=back)
    shell.say(f"{name} 已恢复。" if back else f"{name} 已停用；用 --back 可恢复。")


def _show(rehearsed: Rehearsed) -> None:
    for change in rehearsed.changes:
        if change.new or change.words:
            shell.say(f"{change.unit}：{_words(change)}")
    for sentence in rehearsed.refused:
        shell.say(f"不能导入：{sentence}")
    new, changed = len(rehearsed.new), len(rehearsed.changed)
    refused = f"，不能导入 {len(rehearsed.refused)} 处" if rehearsed.refused else ""
    shell.say(f"预演：将新增 {new} 家，更新 {changed} 家，未变 {rehearsed.unchanged} 家{refused}；什么也没有改。")


def _words(change: Change) -> str:
    return "新增" if change.new else "；".join(change.words)
