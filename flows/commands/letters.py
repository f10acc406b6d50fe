"""`circulate letters` and `circulate send`: what became of every letter, and what a person does about it."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from desk import letters, papers, posting
from desk.posting import Posted
from flows.commands import screens, shell
from flows.commands.rounds import Name
from rules.errors import MailDown
from rules.words import LETTER_STATE_WORDS, LetterState

Number = Annotated[int, typer.Argument(help="函件的编号，见列表第一列", metavar="ID")]
STATES = "、".join(f"{state}（{word}）" for state, word in LETTER_STATE_WORDS.items())
LIST = "list"


class ByRound(TyperGroup):
    """A first word that is no command is the round whose letters are to be listed."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - Typer's copy of click has no public name
        """Click's own, with the list to fall back to."""
        return super().resolve_command(ctx, args if args[0] in self.commands else [LIST, *args])


app = typer.Typer(
    cls=ByRound,
    help="函件：circulate letters ROUND 列出一轮的每封函件，或用下列命令查看、重发、核实、放行。",
    no_args_is_help=True,
    # Else `letters --state failed 2026-001` stops at the group, which has no such option.
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="ROUND | COMMAND [ARGS]...",
)


@app.command(LIST)
def list_(
    name: Name,
    state: Annotated[LetterState | None, typer.Option(help=f"只列出这种状态的：{STATES}", metavar="STATE")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")] = False,
) -> None:
    """列出一轮的每封函件：编号、单位、状态、时间、邮件服务器的答复。"""
    desk = shell.desk()
    listed = letters.listed(desk, name, state)
    if json:
        shell.say_json(letters.as_json(desk, name, listed))
        return
    screens.concerns(desk, name, letters.concerns(desk, name))
    if listed:
        screens.letters(desk, listed)
    else:
        shell.say(f"没有“{LETTER_STATE_WORDS[state]}”的函件。" if state else "还没有函件。")


@app.command()
def show(
    number: Number, eml: Annotated[Path | None, typer.Option(help="把原件存为 .eml 文件", metavar="FILE")] = None
) -> None:
    """查看一封函件的信头和正文；--eml 保存与发出的逐字节相同的原件。"""
    desk = shell.desk()
    posted, letter = letters.opened(desk, number)
    if eml:
        shell.say(f"已存为 {papers.put(eml, letters.content(desk, number))}")
        return
    screens.letter(desk, posted, letter)


@app.command()
def resend(number: Number) -> None:
    """重发一封发送失败、结果待核实或已取消的函件，内容和邮件编号不变。"""
    before = letters.send_again(shell.desk(), number)
    _acted("重发", number, "重新待发")
    if before is LetterState.UNCERTAIN:
        shell.warn("这封函件可能已经送达；再发一次，对方可能收到邮件编号相同的两封。")
    shell.say(f"第 {number} 号函件已重新待发，{shell.NEXT}。")


@app.command("mark-sent")
def mark_sent(number: Number) -> None:
    """把一封结果待核实的函件标为已发：已向对方核实收到。"""
    letters.sent_after_all(shell.desk(), number)
    _acted("核实", number, "核实已送达")
    shell.say(f"第 {number} 号函件已标为已发。")


@app.command()
def release(name: Name) -> None:
    """放行因内容或大小被拒收而暂停的一轮；被拒收的函件重新待发。"""
    again = letters.release(shell.desk(), name)
    shell.acted("放行", f"放行被暂停的函件，{again} 封重新待发", name)
    shell.say(f"{name} 已放行" + (f"，{again} 封被拒收的函件重新待发" if again else "") + f"，{shell.NEXT}。")


def _acted(what: str, number: int, words: str) -> None:
    posted, _ = letters.opened(shell.desk(), number)
    shell.acted(what, f"{posted.unit}：第 {number} 号函件{words}", posted.round)


def send() -> None:
    """立即发出全部待发的函件；账号故障排除后用它，不必等下一次自动发送。"""
    desk = shell.desk()
    posting.try_now(desk, shell.now())

    def flow() -> Callable[[], Coroutine[Any, Any, Posted]]:
        from flows.send_letters import send_letters

        return send_letters

    shell.forewarn()
    done = shell.run(flow, "正在发函……")
    screens.posted(done)
    if done.trouble:
        raise MailDown(f"发送已暂停：{done.trouble}；未发的函件都还在，排除故障后请再用 circulate send。")
