"""`circulate withdraw` and `joint`: a reply taken back, and one reply that several units wrote together."""

from typing import Annotated

import typer

from desk import withdrawing
from flows.commands import shell
from flows.commands.rounds import Name

Unit = Annotated[str, typer.Argument(help="单位的名称、简称或别名", metavar="UNIT")]


def withdraw(name: Name, unit: Unit, reason: Annotated[str, typer.Option(help="收回的原因")] = "") -> None:
    """收回一家单位的反馈：以前的反馈重新有效，没有的视为尚未反馈。"""
    done = withdrawing.withdraw(shell.desk(), (name, unit), reason, shell.me(), shell.now())
    now = f"现以第 {done.counts} 次反馈为准" if done.counts else "该单位现为尚未反馈，仍会催办"
    shell.say(f"已收回 {done.unit} 的第 {done.version} 次反馈；{now}。")


def joint(
    name: Name, unit: Unit, others: Annotated[list[str], typer.Argument(help="联合反馈的其他单位", metavar="UNIT2…")]
) -> None:
    """登记联合反馈：一家单位的反馈同时是另外几家的。"""
    for one in withdrawing.join(shell.desk(), (name, unit), tuple(others), shell.me(), shell.now()):
        what = f"意见 {len(one.numbers)} 条（第 {'、'.join(map(str, one.numbers))} 条）" if one.numbers else "无意见"
        shell.say(f"已登记 {one.unit} 的联合反馈：{what}。")
