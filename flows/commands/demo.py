"""`circulate demo`: the whole round in half a minute, its letters and documents left to look at."""

import asyncio
import os
import shutil
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from desk.office import this_desk
from desk.view import RoundView
from flows import server
from flows.commands import screens, shell
from flows.demo.script import Script, read_script
from rules.errors import Refused

OFFICE = "office"


def demo(
    out: Annotated[Path, typer.Option(help="写到这个目录", metavar="DIR")] = Path("circulate-demo"),
) -> None:
    """演示：一轮征求意见从发函到汇总表，全程在本机，不向外发送任何邮件。"""
    folder, script = out.resolve(), read_script()
    _own_office(folder, script)
    desk = this_desk()
    shell.say(f"演示开始：{script.office.name} 就《{script.round.title}》征求 {len(script.units)} 家单位的意见。")
    with server.started(desk.settings, server.free_port()) as serving:
        from flows.demo.play import Play

        serving.wait()
        end = asyncio.run(Play(desk, script, folder, _tell).run())
    _conclude(folder, end)


def _own_office(folder: Path, script: Script) -> None:
    """An office of the demonstration's own, fresh each time and apart from the user's."""
    home = folder / OFFICE
    if folder.exists() and any(folder.iterdir()) and not home.is_dir():
        raise Refused(f"目录 {folder} 里有别的文件；请用 --out 另选一个目录。")
    shutil.rmtree(home, ignore_errors=True)
    for name in [name for name in os.environ if name.startswith("CIRCULATE_")]:
        del os.environ[name]
    office = script.office
    os.environ |= {
        "CIRCULATE_HOME": str(home),
        "CIRCULATE_DATABASE": "",
        "CIRCULATE_SMTP_HOST": "",
        "CIRCULATE_OFFICE_NAME": office.name,
        "CIRCULATE_OFFICE_CONTACT": office.contact,
        "CIRCULATE_OFFICE_PHONE": office.phone,
        "CIRCULATE_OFFICE_EMAIL": office.email,
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
    }
    this_desk.cache_clear()


def _tell(moment: datetime, words: str) -> None:
    shell.say(f"{this_desk().local(moment):%m-%d %H:%M}  {words}")


def _conclude(folder: Path, end: RoundView) -> None:
    desk = this_desk()
    screens.status(desk, end)
    letters = sum(1 for _ in desk.settings.sent_mail.rglob("*.eml"))
    shell.say(f"汇总表：{folder / 'table.docx'}；修改稿：revised.docx；起草说明：note.docx；其余文件在同一目录。")
    shell.say(f"发出的 {letters} 封函件（.eml，可用邮件软件打开）：{desk.settings.sent_mail}")
    shell.say(f"在浏览器里看这一轮：CIRCULATE_HOME={folder / OFFICE} circulate serve")
