"""`circulate templates`: give out what an office may rewrite, try it, and show what comes of it."""

from pathlib import Path
from typing import Annotated

import typer

from desk import papers, templates
from flows.commands import shell
from rules.errors import Refused

app = typer.Typer(help="模板：导出、检查、预览；改好后用 CIRCULATE_TEMPLATES 指定目录。", no_args_is_help=True)
Folder = Annotated[Path, typer.Argument(help="模板所在的目录", metavar="DIR")]


@app.command()
def export(folder: Folder) -> None:
    """导出全部可改的模板（函件和文件）；目录里已有的同名文件不动。"""
    given = templates.export(folder)
    shell.say(f"已导出 {len(given.written)} 份模板到 {folder}。")
    if given.kept:
        shell.say(f"已有的 {len(given.kept)} 份没有改动。")
    shell.say(f"改好后运行 circulate templates check {folder}，无误再设置 CIRCULATE_TEMPLATES={folder}。")


@app.command()
def check(folder: Folder) -> None:
    """用虚构的一轮试填每份模板，逐份说明能否使用、错在哪里。"""
    tried = templates.check(shell.desk(), folder, shell.now())
    for one in tried:
        shell.say(f"{'有误' if one.trouble else '可用'}　{one.name}{f'：{one.trouble}' if one.trouble else ''}")
    wrong = sum(1 for one in tried if one.trouble)
    if wrong:
        raise Refused(f"{wrong} 份模板有误，请照上面所列改正。")


@app.command()
def preview(
    name: Annotated[str, typer.Argument(help="模板的名称，如 note.docx、table.typ、invitation", metavar="NAME")],
    out: Annotated[Path, typer.Option(help="写到这个目录", metavar="DIR")] = Path(),
) -> None:
    """用虚构的一轮生成一份文件或函件，看看版式。"""
    shown = templates.preview(shell.desk(), name, shell.now())
    shell.say(str(papers.put(out / f"preview-{shown.file}", shown.content)))
