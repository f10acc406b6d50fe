"""`circulate units`: the register."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from desk import sheets
from flows.commands import shell
from models.register import registered
from rules.words import Role

app = typer.Typer(help="单位表：导入、查看。", no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="单位表 .xlsx、.xls、.ods 或 .csv；必有“单位”“邮箱”两列", metavar="FILE")
    ],
) -> None:
    """导入单位表；已有的单位按名称更新，行的次序就是各文件中的次序。"""
    done = sheets.import_units(shell.desk(), file)
    shell.say(f"新增 {done.added} 家，更新 {done.changed} 家，未变 {done.unchanged} 家。")


@app.command("list")
def list_() -> None:
    """列出全部单位。"""
    with shell.desk().store.read() as session:
        units = registered(session)
    table = Table("序号", "单位", "类别", "联系人", "邮箱")
    for unit in units:
        contact = next(iter(unit.to(Role.TO)), None)
        table.add_row(
            str(unit.position),
            unit.name,
            unit.category,
            contact.name if contact else "",
            contact.email if contact else "",
        )
    shell.out.print(table)
