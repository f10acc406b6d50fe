"""`circulate anchors`: which clause each opinion speaks of, proposed by the program, confirmed by a person."""

from typing import Annotated

import typer

from desk import anchoring
from desk.approving import numbered
from flows.commands import anchor_screens, shell
from flows.commands.letters import LIST, ByRound
from flows.commands.rounds import Name
from rules.errors import BadInput

app = typer.Typer(
    cls=ByRound,
    help="对应条款：circulate anchors ROUND 列出每条意见说的是征求意见稿的哪一处，或用 confirm 认定。",
    no_args_is_help=True,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="ROUND | COMMAND [ARGS]...",
)


@app.command(LIST)
def list_(
    name: Name,
    *,
    by_clause: Annotated[bool, typer.Option("--by-clause", help="按条款归并，标出相近和相互矛盾的意见")] = False,
    json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False,
) -> None:
    """列出每条意见的对应条款和拟作的修改，都待人工认定。"""
    desk = shell.desk()
    opinions = anchoring.anchor_opinions(desk, name)
    if by_clause:
        groups = anchoring.groups_of(desk, name, opinions)
        shell.say_json(anchor_screens.groups_json(groups)) if json else anchor_screens.by_clause(groups, opinions)
    elif json:
        shell.say_json(anchor_screens.opinions_json(opinions))
    else:
        anchor_screens.opinions(opinions)
        for gap in anchoring.gaps(desk, name):
            shell.warn(f"征求意见稿编号有误：{gap.sentence}")


@app.command()
def confirm(
    name: Name,
    number: Annotated[int | None, typer.Argument(help="意见在本轮中的编号", metavar="[NUMBER]")] = None,
    clause: Annotated[
        list[str] | None, typer.Argument(help="条款，可多处；不写则采用最可能的", metavar="[CLAUSE]")
    ] = None,
    all_above: Annotated[
        float | None, typer.Option("--all-above", help="把握不低于此数的全部认定，例如 0.9", min=0, max=1)
    ] = None,
) -> None:
    """认定意见的对应条款；认定之后才记入意见。"""
    desk = shell.desk()
    if (number is None) == (all_above is None):
        raise BadInput("请写明意见的编号，或用 --all-above 0.9 认定把握大的全部意见，两者选一。")
    if number is not None:
        label = anchoring.confirm(desk, name, number, clause or [])
        shell.acted(anchoring.WHAT, f"认定第 {number} 条意见对应{label}", name)
        shell.say(f"第 {number} 条意见：{label}。")
        return
    done = anchoring.confirm_all(desk, name, all_above or 0)
    if done:
        shell.acted(anchoring.WHAT, f"一并认定{numbered(done)}意见的对应条款", name)
    numbers = f"（第 {'、'.join(map(str, done))} 条）" if done else ""
    shell.say(f"已认定 {len(done)} 条意见的对应条款{numbers}。")
