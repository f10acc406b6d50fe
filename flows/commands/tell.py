"""`circulate tell`: the units are told what became of their opinions."""

from pathlib import Path
from typing import Annotated

import typer

from desk import papers, telling
from desk.case import read_case
from desk.telling import Telling
from flows.commands import shell
from flows.commands.rounds import Name
from flows.commands.shell import NEXT
from rules.summary import numbers_of
from rules.words import Stage, printed


def tell(
    name: Name,
    unit: Annotated[list[str] | None, typer.Option(help="只告知这家单位，已告知过的也再发；多家就写多次")] = None,
    out: Annotated[
        Path | None, typer.Option(help="只把各单位的采纳情况写成文件放到这个目录，什么也不发", metavar="DIR")
    ] = None,
    *,
    preview: Annotated[bool, typer.Option("--preview", help="只列出将告知的单位和内容，什么也不发")] = False,
) -> None:
    """告知采纳情况：给提出意见的单位逐家发函；已告知且没有变化的不再发。"""
    desk, now = shell.desk(), shell.now()
    if out:
        for file, content in telling.papers_of(read_case(desk, name, now)).items():
            shell.say(str(papers.put(out / file, content)))
        return
    units = unit or ()
    told = telling.to_tell(desk, name, now, units) if preview else telling.tell(desk, name, now, units, shell.me())
    if not told:
        shell.say("各单位都已告知，采纳情况没有变化；要再发一次，请用 --unit 指明单位。")
    for one in told if preview else ():
        _show(one)
    if told and not preview:
        shell.say(f"已写好 {len(told)} 封采纳情况告知函（{'、'.join(one.unit for one in told)}），{NEXT}。")


def _show(told: Telling) -> None:
    again = f"（第 {told.turn} 次告知）" if told.turn > 1 else ""
    shell.say(f"{told.unit}{again} → {'、'.join(told.recipients)}，请于 {told.answer_by} 前回应")
    numbers = numbers_of(told.opinions)
    for one in told.opinions:
        shell.say(f"  {numbers[one.number]}. {one.text}\n     {printed(one.verdict, Stage.APPROVED)}")
