"""`circulate voices`: what leaders, meetings, reviewers, experts and the public said, and what became of it."""

from typing import Annotated

import typer
from rich.table import Table

from desk import voices
from flows.commands import shell
from flows.commands.answers import VERDICTS, Decided, decided
from flows.commands.letters import LIST, ByRound
from flows.commands.rounds import Name
from models.voices import Said
from rules.deadlines import moment_of
from rules.settling import Outcome
from rules.summary import note
from rules.words import VOICE_WORDS, Stage, VoiceKind, printed

KINDS = "、".join(f"{kind}（{word}）" for kind, word in VOICE_WORDS.items())
app = typer.Typer(
    cls=ByRound,
    help="其他方面的意见：领导、会议、审查、专家、公众；与各单位的反馈分开登记，不计入台账。",
    no_args_is_help=True,
    subcommand_metavar="ROUND | COMMAND [ARGS]...",
)


@app.command(LIST)
def list_(name: Name) -> None:
    """列出一轮中其他方面的意见和处理结果。"""
    desk = shell.desk()
    found = voices.heard(desk, name)
    if not found:
        shell.say("没有登记过其他方面的意见。")
        return
    table = Table("编号", "来源", "提出人", "时间", "意见", "处理", show_lines=True)
    for each in found:
        said, outcome = each.said, each.outcome
        told = f"{printed(outcome.verdict, outcome.stage)}\n{note(outcome)}".strip() if outcome else "待定"
        who = f"{said.name}（{said.occasion}）" if said.occasion else said.name
        when = f"{desk.local(said.heard):%Y-%m-%d}"
        table.add_row(str(each.number), VOICE_WORDS[said.kind], who, when, said.text, told)
    shell.out.print(table)


@app.command()
def add(  # noqa: PLR0913 - the words of the command
    name: Name,
    kind: Annotated[VoiceKind, typer.Option(help=f"来源：{KINDS}", metavar="KIND")],
    who: Annotated[str, typer.Option(help="谁提的：姓名职务、会议名称或审查机构")],
    text: Annotated[list[str], typer.Option(help="意见内容；有几条写几次")],
    heard: Annotated[str, typer.Option(help="提出的日期，如 2026-10-13；不写则为现在")] = "",
    occasion: Annotated[str, typer.Option(help="场合或文号")] = "",
    clause: Annotated[str, typer.Option(help="所指条款")] = "",
) -> None:
    """登记一个方面的意见。"""
    desk, now = shell.desk(), shell.now()
    moment = moment_of(heard, desk.calendar) if heard else now
    for one in text:
        number = voices.hear(desk, name, Said(kind, who, one, moment, occasion, clause), shell.me(), now)
        shell.say(f"已登记为第 {number} 条其他方面的意见。")


@app.command()
def settle(  # noqa: PLR0913 - the words of the command
    name: Name,
    number: Annotated[int, typer.Argument(help="编号，见列表第一列", metavar="NUMBER")],
    verdict: Annotated[Decided, typer.Argument(help=VERDICTS, metavar="VERDICT", parser=decided)],
    reason: Annotated[str, typer.Option(help="理由")] = "",
    condition: Annotated[str, typer.Option(help="条件")] = "",
    text: Annotated[str, typer.Option(help="调整后的表述")] = "",
    *,
    propose: Annotated[bool, typer.Option("--propose", help="只是建议，待领导审定")] = False,
    reopen: Annotated[bool, typer.Option("--reopen", help="更改已审定的处理")] = False,
) -> None:
    """处理一条其他方面的意见。"""
    stage = Stage.PROPOSED if propose or verdict.proposed else Stage.APPROVED
    outcome = Outcome(verdict.verdict, stage, reason.strip(), condition.strip(), text.strip())
    voices.settle(shell.desk(), name, number, outcome, shell.me(), shell.now(), reopen=reopen)
    shell.say(f"第 {number} 条其他方面的意见：{printed(outcome.verdict, stage)}。")
