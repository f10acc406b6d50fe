"""`circulate database`: backing up, putting back, and moving the whole office to another database."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from flows.commands import shell
from models.copying import Copied
from office.settings import load

app = typer.Typer(help="数据库：备份、恢复、搬到另一个数据库。", no_args_is_help=True)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="写到哪个文件", metavar="FILE.zip")]) -> None:
    """备份全部记录和密钥到一个文件；服务不必停。"""
    from desk import safekeeping

    _counted(safekeeping.back_up(shell.desk(), file, shell.now()))
    shell.say(f"已备份到 {file}；其中有本单位的密钥，请妥善保管。")


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="备份文件", metavar="FILE.zip")]) -> None:
    """把备份恢复到空的数据目录和数据库（CIRCULATE_HOME、CIRCULATE_DATABASE 所指）。"""
    from desk import safekeeping

    settings = load()
    _counted(safekeeping.restore(settings, file))
    shell.say(f"已恢复到 {settings.home}。")


@app.command()
def copy(
    address: Annotated[str, typer.Argument(help="空的目标数据库，如 postgresql+psycopg://…", metavar="URL")],
) -> None:
    """把全部记录复制到另一个空数据库，逐表核对行数；原库不变。"""
    from desk import safekeeping

    _counted(safekeeping.move(shell.desk(), address))
    shell.say("已全部复制；请停止服务，把 CIRCULATE_DATABASE 改为新地址后再启动。")


def _counted(copied: Sequence[Copied]) -> None:
    table = Table("表", "行数")
    for each in copied:
        table.add_row(each.table, str(each.rows))
    shell.out.print(table)
    shell.say(f"共 {sum(each.rows for each in copied)} 行，两边一致。")
