"""`circulate inbox`: mail a person has to look at."""

from pathlib import Path
from typing import Annotated

import typer

from desk import inbox, papers
from documents.file_names import safe_name
from flows.commands import shell
from flows.commands.rounds import Name
from rules.errors import ReplyEmpty
from rules.filing import opinions_of
from rules.words import MessageState

app = typer.Typer(help="来信：看不明白的邮件由人查看、登记或搁置。", no_args_is_help=True)
Number = Annotated[int, typer.Argument(help="来信的编号", metavar="ID")]
STATES = {
    MessageState.NEW: "未读",
    MessageState.FILED: "已登记",
    MessageState.UNSURE: "待查看",
    MessageState.NOTED: "已记下",
    MessageState.QUARANTINED: "未能读懂",
    MessageState.DISCARDED: "已搁置",
}


@app.command("list")
def list_(*, everything: Annotated[bool, typer.Option("--all", help="列出全部来信，包括已处理的")] = False) -> None:
    """列出等待人工查看的来信和原因。"""
    desk = shell.desk()
    listed = inbox.listed(desk, *(MessageState if everything else ()))
    if not listed:
        shell.say("没有等待查看的来信。")
        return
    for row in listed:
        when = f"{desk.local(row.arrived):%m-%d %H:%M}"
        shell.say("  ".join((str(row.number), when, STATES[row.state], row.sender or "（没有发件人）")))
        for words in filter(None, (row.subject, row.note)):
            shell.say(f"    {words}")


@app.command()
def show(
    number: Number,
    save: Annotated[Path | None, typer.Option(help="把附件存到这个目录", metavar="DIR")] = None,
) -> None:
    """查看一封来信的全文和附件。"""
    row, incoming = inbox.opened(shell.desk(), number)
    for label, value in (("发件人", incoming.sender), ("主题", incoming.subject), ("说明", row.note)):
        shell.say(f"{label}：{value}")
    shell.say(f"\n{incoming.full_text.strip()}\n")
    for place, file in enumerate(incoming.files, 1):
        shell.say(f"附件 {place}：{file.name}（{len(file.content)} 字节）")
        if save:
            shell.say(f"  已存为 {papers.put(save / safe_name(f'{place}-{file.name}'), file.content)}")


@app.command()
def assign(  # noqa: PLR0913 - the words of the command
    number: Number,
    name: Name,
    unit: Annotated[str, typer.Argument(help="单位的名称、简称或别名", metavar="UNIT")],
    opinion: Annotated[list[str] | None, typer.Option(help="照来信或扫描件录入的一条意见；多条就写多次")] = None,
    *,
    no_comment: Annotated[bool, typer.Option("--no-comment", help="该单位无意见")] = False,
    form: Annotated[int | None, typer.Option(help="信中附有几份反馈表时，取第几份", metavar="N")] = None,
) -> None:
    """把一封来信登记为某单位的反馈；不另写意见时，以信中能读出的为准。"""
    if opinion and no_comment:
        raise ReplyEmpty("--opinion 与 --no-comment 只能用一个。")
    typed = opinions_of(opinion or []) if opinion or no_comment else None
    done = inbox.assign(shell.desk(), number, (name, unit), typed, shell.now(), form=form)
    what = f"意见 {len(done.numbers)} 条（第 {'、'.join(map(str, done.numbers))} 条）" if done.numbers else "无意见"
    shell.acted("来信", f"第 {number} 号来信登记为“{done.unit}”的反馈：{what}", name)
    shell.say(f"第 {number} 号来信已登记为 {done.unit} 的反馈：{what}。")


@app.command()
def discard(number: Number, reason: Annotated[str, typer.Option(help="不作反馈处理的原因")] = "") -> None:
    """搁置一封与征求意见无关的来信；原件仍然保留。"""
    inbox.discard(shell.desk(), number, reason)
    shell.acted("来信", f"第 {number} 号来信搁置：{reason}")
    shell.say(f"第 {number} 号来信已搁置。")
