"""`circulate serve`: pages, schedules and Prefect's server, until Ctrl-C."""

import asyncio
import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from desk import people
from flows import pages, server
from flows.commands import shell
from office import logs
from rules.errors import Refused


def serve(
    host: Annotated[str, typer.Option(help="网页在哪个地址上提供；0.0.0.0 表示本机的各个地址")] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="网页的端口；不写则按 CIRCULATE_WEB_PORT")] = None,
) -> None:
    """常驻运行：提供网页，按时催办、收信、到期汇总；按 Ctrl-C 停止。"""
    desk = shell.desk()
    settings, port = desk.settings, port or desk.settings.web_port
    found = server.running(settings)
    if found:
        raise Refused(f"已有服务在运行（{found.api}）；一个数据目录只需要一个。")
    pages.refuse_taken(host, port)
    logs.begin(settings.log)
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    with suppress(KeyboardInterrupt), server.started(settings, settings.prefect_port) as ours:
        shell.say("正在启动……")
        with pages.served(settings, host, port) as site:
            _first_sign_in()
            from flows.serving import serve as forever

            ours.wait()
            with server.noted(settings, ours.api):
                asyncio.run(forever(settings.timezone, lambda: _announce(site, ours.api)))
    shell.say("服务已停止。")


def _first_sign_in() -> None:
    password = people.first_administrator(shell.desk(), shell.now())
    if password:
        shell.say(f"首次启动，已建立管理员：登录名 {people.FIRST}，密码 {password} （只显示这一次，登录后请修改）。")


def _announce(site: str, api: str) -> None:
    settings = shell.desk().settings
    shell.say(f"已启动：网页在 {site} ，请用浏览器打开并登录；按 Ctrl-C 停止。")
    shell.say(
        f"工作日 9:30 催办，每 5 分钟收信（邮箱支持时随到随收），每晚 18:30 汇总到期的各轮（{settings.timezone}）。"
    )
    shell.say(f"后台运行情况见 {api.removesuffix('/api')} 。")
    if not settings.public_url:
        shell.say("没有设置 CIRCULATE_PUBLIC_URL：函件中不写反馈网页的网址，各单位只能用邮件等方式反馈。")
    if settings.embedded_mail:
        shell.say(f"没有设置邮件服务器：函件存为文件，在 {settings.sent_mail}；收件放入 {settings.inbox}。")
    sys.stdout.flush()
