"""`circulate watch`: whether the machinery runs, told to the office by mail once a day; for cron or a systemd timer."""

from typing import Annotated

import typer

from desk import watching
from flows.commands import shell


def watch(
    *, mail: Annotated[bool, typer.Option("--mail/--no-mail", help="有情况时给本单位邮箱发一封信，每天至多一封")] = True
) -> None:
    """检查定时任务、收信和发信是否正常；有情况时列出，退出码为 1。"""
    desk, now = shell.desk(), shell.now()
    found = watching.symptoms(desk, now)
    for symptom in found:
        shell.say(f"· {symptom.words}")
    if not found:
        shell.say("一切正常。")
        return
    if mail and watching.alarm(desk, now):
        shell.say(f"已发信告知 {desk.settings.office_email}。")
    raise typer.Exit(1)
