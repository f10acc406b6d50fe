"""`circulate notice`: what may be made public is read by somebody first."""

from typing import Annotated

import typer

from desk import noticing
from desk.case import read_case
from flows.commands import shell
from flows.commands.rounds import Name


def notice(
    name: Name,
    reviewed: Annotated[str, typer.Option(help="已审阅、可以公开；写审阅人的姓名", metavar="NAME")] = "",
) -> None:
    """公开的采纳情况反馈：列出将公开的内容供审阅；--reviewed 确认后，公开稿不再带“审阅稿”标记。"""
    desk, now = shell.desk(), shell.now()
    if reviewed:
        noticing.review(desk, name, reviewed, now)
        shell.say(f"已记录：{reviewed.strip()} 审阅了 {name} 的公开稿，可以公开；内容有变化时需要重新审阅。")
        return
    case = read_case(desk, name, now)
    if why := noticing.why_no_notice(case):
        shell.warn(f"{why}，现在还不能写出公开稿。")
    shown = noticing.notice_of(case)
    shell.say(f"{shown.heading}\n{shown.introduction}")
    for group in shown.groups:
        shell.say(f"【{group.clause}】")
        for row in group.rows:
            shell.say("  " + "｜".join(text.replace("\n", " ") for text in shown.cells(row) if text))
    shell.say(f"已审阅，可以公开；用 circulate documents {name} 写出。" if shown.reviewed else _ask(name))


def _ask(name: str) -> str:
    return f"请核对没有遗漏的姓名、电话等；可以公开的，用 circulate notice {name} --reviewed 姓名 确认。"
