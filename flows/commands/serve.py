"""`circulate serve`: schedules and Prefect's server, until Ctrl-C."""

import asyncio
import os
from contextlib import suppress
from typing import Annotated

import typer

from flows import server
from flows.commands import shell
from rules.errors import Refused


def serve(
    host: Annotated[str, typer.Option(help="在哪个地址上提供服务")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Prefect 服务的端口；不写则按 CIRCULATE_PREFECT_PORT")] = None,
) -> None:
    """常驻运行：按时催办、收信、到期汇总；按 Ctrl-C 停止。"""
    settings = shell.desk().settings
    found = server.running(settings)
    if found:
        raise Refused(f"已有服务在运行（{found.api}）；一个数据目录只需要一个。")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    with suppress(KeyboardInterrupt), server.started(settings, port or settings.prefect_port, host) as ours:
        shell.say("正在启动……")
        from flows.serving import serve as forever

        ours.wait()
        with server.noted(settings, ours.api):
            asyncio.run(forever(settings.timezone, lambda: _announce(ours.api)))
    shell.say("服务已停止。")


def _announce(api: str) -> None:
    settings = shell.desk().settings
    shell.say(f"已启动：工作日 9:30 催办，每 5 分钟收信，每晚 18:30 汇总到期的各轮（{settings.timezone}）。")
    shell.say(f"运行情况见 {api.removesuffix('/api')} ，按 Ctrl-C 停止。")
    if settings.embedded_mail:
        shell.say(f"没有设置邮件服务器：函件存为文件，在 {settings.sent_mail}；收件放入 {settings.inbox}。")
