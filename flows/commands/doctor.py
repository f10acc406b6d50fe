"""`circulate doctor`: what works, what does not, and how to mend it."""

import sys

from rich.text import Text

from desk.doctor import Finding, examine
from flows import server
from flows.commands import shell
from office.settings import Settings, load


def doctor() -> None:
    """体检：数据库、密钥、磁盘、发信、收信、日历、模板、字体、服务，逐项检查并说明如何处理。"""
    settings = load()
    findings = [*examine(settings, shell.now()), _server(settings)]
    for finding in findings:
        word, colour = ("正常", "green") if finding.well else ("故障", "red") if finding.needed else ("提醒", "yellow")
        shell.out.print(Text.assemble((word, colour), f"  {finding.part}：{finding.words}"), soft_wrap=True)
        if not finding.well:
            shell.out.print(f"      {finding.mend}", soft_wrap=True)
    if any(not finding.well and finding.needed for finding in findings):
        sys.exit(1)


def _server(settings: Settings) -> Finding:
    found = server.running(settings)
    words = f"正在运行：{found.api}" if found else "没有运行，不会自动催办、收信和汇总"
    return Finding("服务", words, well=found is not None, mend="用 circulate serve 启动并保持运行。", needed=False)
