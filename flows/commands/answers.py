"""`circulate reply`, `settle`, `split`, `outcomes` and `documents`: what came in, what becomes of it, the papers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from desk import approving, filing, papers, sheets, splitting
from desk.filing import Entered
from documents.outcome_sheet import verdict_named
from flows.commands import shell
from flows.commands.rounds import Name
from rules.deadlines import moment_of
from rules.errors import BadInput
from rules.filing import opinions_of
from rules.layouts import LAYOUTS, Columns
from rules.settling import Outcome
from rules.words import VERDICT_WORDS, Channel, Formality, Stage, Verdict, printed

app = typer.Typer(help="采纳情况：导出表格、填好后导入、审定。", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class Decided:
    """A verdict as typed, and whether the word itself said that it is proposed."""

    verdict: Verdict
    proposed: bool


def decided(word: str) -> Decided:
    """A verdict in the record's word or the office's."""
    found = verdict_named(word)
    if found is None:
        raise typer.BadParameter(f"“{word}”不是采纳情况；可写 {VERDICTS}。")
    return Decided(found[0], found[1] is Stage.PROPOSED)


COLUMN_SETS = "汇总表的栏目，不写则按本轮的策略：" + "、".join(
    f"{columns}（{'|'.join(layout.headings)}）" for columns, layout in LAYOUTS.items()
)
VERDICTS = "、".join(f"{verdict}（{word}）" for verdict, word in VERDICT_WORDS.items())


def reply(  # noqa: PLR0913 - the words of the command
    name: Name,
    unit: Annotated[str, typer.Argument(help="单位的名称、简称或别名", metavar="UNIT")],
    form: Annotated[Path | None, typer.Option(help="填好的反馈表（.docx、.doc、.xlsx 等）")] = None,
    opinion: Annotated[list[str] | None, typer.Option(help="一条意见；多条就写多次")] = None,
    channel: Annotated[Channel, typer.Option(help="反馈的方式")] = Channel.PAPER,
    received: Annotated[str | None, typer.Option(help="收到的日期，不写即现在", metavar="DATE")] = None,
    scan: Annotated[Path | None, typer.Option(help="盖章件的扫描件")] = None,
    formality: Annotated[Formality | None, typer.Option(help="正式程度；不写则按方式推定")] = None,
    *,
    no_comment: Annotated[bool, typer.Option("--no-comment", help="该单位无意见")] = False,
) -> None:
    """登记一家单位的反馈（纸质、电话、传真、公文交换等）。"""
    desk, now = shell.desk(), shell.now()
    entered = Entered(
        received=moment_of(received, desk.calendar) if received else now,
        channel=channel,
        opinions=opinions_of(opinion or []),
        no_comment=no_comment,
        form=sheets.content(form) if form else None,
        scan=sheets.content(scan) if scan else None,
        formality=formality,
        form_name=form.name if form else "",
        scan_name=scan.name if scan else "",
    )
    if entered.received > now:
        raise BadInput(f"收到日期 {received} 还没有到；请核对 --received。")
    filed = filing.enter_reply(desk, name, unit, entered, now, shell.me())
    what = f"意见 {len(filed.numbers)} 条（第 {'、'.join(map(str, filed.numbers))} 条）" if filed.numbers else "无意见"
    again = f"，这是第 {filed.version} 次反馈" if filed.version > 1 else ""
    shell.say(f"已登记 {filed.unit} 的反馈：{what}{again}。")


def settle(  # noqa: PLR0913 - the words of the command
    name: Name,
    number: Annotated[int, typer.Argument(help="意见在本轮中的编号", metavar="NUMBER")],
    verdict: Annotated[Decided, typer.Argument(help=VERDICTS, metavar="VERDICT", parser=decided)],
    reason: Annotated[str, typer.Option(help="理由")] = "",
    condition: Annotated[str, typer.Option(help="条件")] = "",
    text: Annotated[str, typer.Option(help="调整后的表述")] = "",
    reopen: Annotated[str, typer.Option(help="重新处理已审定意见的原因")] = "",
    *,
    propose: Annotated[bool, typer.Option("--propose", help="只是建议，待领导审定；写“建议采纳”也一样")] = False,
) -> None:
    """处理一条意见；不采纳、部分采纳、解释说明须写理由，有条件采纳须写条件。"""
    stage = Stage.PROPOSED if propose or verdict.proposed else Stage.APPROVED
    outcome = Outcome(verdict.verdict, stage, reason.strip(), condition.strip(), text.strip())
    approving.settle(shell.desk(), name, {number: outcome}, shell.me(), shell.now(), reopen=reopen)
    shell.say(f"第 {number} 条意见：{printed(outcome.verdict, stage)}。")


def split(
    name: Name,
    number: Annotated[int, typer.Argument(help="意见在本轮中的编号", metavar="NUMBER")],
    text: Annotated[list[str] | None, typer.Option(help="其中一条的原文；有几条写几次")] = None,
    at: Annotated[list[str] | None, typer.Option(help="从原文的这几个字起另成一条；可写多次")] = None,
    *,
    join: Annotated[bool, typer.Option("--join", help="把拆出的各条合并回原意见")] = False,
) -> None:
    """把一条意见拆成几条分别处理；原文一字不改，各条接着往下编号。"""
    desk = shell.desk()
    if bool(text) + bool(at) + join != 1:
        raise BadInput("请用 --text 写出各条的原文，或用 --at 写明从哪几个字起另成一条，或用 --join 合并，三者选一。")
    if join:
        numbers = splitting.unsplit(desk, name, number, shell.me(), shell.now())
        shell.say(f"已把{approving.numbered(numbers)}合并回第 {number} 条意见。")
        return
    parts = text or splitting.parts_at(desk, name, number, at or [])
    numbers = splitting.split(desk, name, number, parts, shell.me(), shell.now())
    shell.say(f"第 {number} 条意见已拆为{approving.numbered(numbers)}。")


@app.command()
def export(name: Name, file: Annotated[Path, typer.Argument(help="写到这个 .xlsx 文件", metavar="FILE.xlsx")]) -> None:
    """导出意见处理表，在 Excel 中填写采纳情况。"""
    if file.suffix.lower() != ".xlsx":
        raise BadInput(f"导出的是 Excel 表，文件名须以 .xlsx 结尾；请改成 {file.with_suffix('.xlsx')}。")
    papers.put(file, sheets.export_outcomes(shell.desk(), name, shell.now()))
    shell.say(f"已写入 {file}；填好后用 circulate outcomes import {name} {file} 导入。")


@app.command("import")
def import_(
    name: Name,
    file: Annotated[Path, typer.Argument(help="填好的意见处理表", metavar="FILE.xlsx")],
    *,
    approve: Annotated[bool, typer.Option("--approve", help="作为已审定的结果导入")] = False,
) -> None:
    """导入填好的意见处理表，作为处理建议；有一行不合要求则全部不导入。"""
    changed = sheets.import_outcomes(shell.desk(), name, file, shell.now(), approve=approve, by=shell.me())
    shell.say(f"已更新 {changed} 条意见的{'采纳情况' if approve else '处理建议'}。")


@app.command()
def approve(
    name: Name,
    number: Annotated[list[int] | None, typer.Argument(help="只审定这几条；不写则全部", metavar="[NUMBER]")] = None,
) -> None:
    """审定处理建议：全部，或其中几条。"""
    done = approving.approve(shell.desk(), name, number or [], shell.me(), shell.now())
    shell.say(f"已审定 {done} 条意见。")


@app.command("return")
def return_(
    name: Name,
    number: Annotated[int, typer.Argument(help="意见在本轮中的编号", metavar="NUMBER")],
    remark: Annotated[str, typer.Option(help="退回的理由")] = "",
) -> None:
    """退回一条处理建议；重新提出建议后才能审定。"""
    approving.send_back(shell.desk(), name, number, remark, shell.me(), shell.now())
    shell.say(f"第 {number} 条处理建议已退回。")


@app.command()
def history(name: Name, number: Annotated[int, typer.Argument(help="意见在本轮中的编号", metavar="NUMBER")]) -> None:
    """一条意见历次的处理：何时、何人、为什么。"""
    desk = shell.desk()
    for given in approving.history(desk, name, number):
        outcome = given.outcome
        words = (outcome.condition, outcome.final_text, outcome.reason, given.note and f"重新处理：{given.note}")
        sent_back = given.remark and f"{given.remarked_by}退回：{given.remark}"
        said = "；".join(filter(None, (printed(outcome.verdict, outcome.stage), *words, sent_back)))
        shell.say(f"{desk.local(given.at):%Y-%m-%d %H:%M} {given.by or approving.COMMAND_LINE}：{said}")


def documents(
    name: Name,
    out: Annotated[Path, typer.Option(help="写到这个目录", metavar="DIR")],
    only: Annotated[list[str] | None, typer.Option(help="只写这一份；多份就写多次", metavar="FILE")] = None,
    columns: Annotated[Columns | None, typer.Option(help=COLUMN_SETS)] = None,
) -> None:
    """写出本轮的全部文件：汇总表、起草说明、征求意见函、进展情况、修改稿等；尚不具备条件的不写。"""
    for path in papers.write_documents(shell.desk(), name, out, shell.now(), only or (), columns):
        shell.say(str(path))
