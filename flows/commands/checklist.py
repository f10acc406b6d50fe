"""`circulate checklist`: the steps a document's procedure asks for, and what was written down about each."""

from typing import Annotated

import typer
from rich.table import Table

from desk import procedures
from desk.procedures import Checklist
from flows.commands import shell
from flows.commands.rounds import Name
from rules.errors import BadInput
from rules.procedures import PROCEDURE_WORDS, STEP_WORDS, Procedure, StepState, Taken

KINDS = "、".join(f"{kind}（{word}）" for kind, word in PROCEDURE_WORDS.items())


def checklist(  # noqa: PLR0913 - the words of the command
    name: Name,
    procedure: Annotated[Procedure | None, typer.Option(help=f"选定程序：{KINDS}", metavar="KIND")] = None,
    done: Annotated[str, typer.Option(help="这一步已办，与 --evidence 同用", metavar="STEP")] = "",
    not_needed: Annotated[str, typer.Option(help="这一步不适用，与 --evidence 同用", metavar="STEP")] = "",
    reopen: Annotated[str, typer.Option(help="这一步改回未办", metavar="STEP")] = "",
    evidence: Annotated[str, typer.Option(help="凭据：文号、日期、会议；或不适用的原因")] = "",
    days: Annotated[int, typer.Option(help="这一步持续了多少日，如公开征求意见的天数", min=0)] = 0,
) -> None:
    """列出一轮所属程序的各步骤和依据，登记已办的凭据。"""
    desk, now, who = shell.desk(), shell.now(), shell.me()
    if sum(map(bool, (done, not_needed, reopen))) > 1:
        raise BadInput("--done、--not-needed、--reopen 一次只能用一个。")
    if procedure:
        procedures.choose(desk, name, procedure, who, now)
    if done or not_needed:
        state = StepState.DONE if done else StepState.NOT_NEEDED
        procedures.take(desk, name, Taken(done or not_needed, state, evidence, days, who, now))
    if reopen:
        procedures.reopen(desk, name, reopen, who, now)
    _show(procedures.checked(desk, name))


def _show(found: Checklist) -> None:
    shell.say(f"程序：{PROCEDURE_WORDS[found.procedure]}")
    table = Table("步骤", "名称", "状态", "凭据", "依据")
    for each in found.steps:
        evidence = each.taken.evidence if each.taken else ""
        table.add_row(each.step.key, each.step.words, STEP_WORDS[each.state], evidence, each.step.basis)
    shell.out.print(table)
    for warning in [*found.warnings, *(f"{each.step.words}：{each.warning}" for each in found.steps if each.warning)]:
        shell.warn(warning)
    shell.say(f"还没有办的：{'、'.join(found.missing)}。" if found.missing else "各步骤都已登记。")
