"""`circulate round again` and `circulate carried`: a further round on the revised draft, and what is still open."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from desk import again as rounds_again
from desk import opening, sheets
from desk.opening import Request
from desk.rehearsing import rehearse
from desk.view import view
from flows.commands import rounds, screens, shell
from flows.commands.disputes import Json
from flows.commands.rounds import Due, Name
from models.queries import round_named
from rules.policy import read_policy

WHOM = "发给谁：concerned（意见未全部采纳或仍坚持的单位）、all（上一轮全部单位）、类别名或表格文件"


@rounds.app.command("again")
def again(  # noqa: PLR0913 - the words of the command
    name: Name,
    draft: Annotated[Path, typer.Argument(help="修改后的征求意见稿 .docx", metavar="DRAFT")],
    due: Due,
    units: Annotated[str, typer.Option(help=WHOM)] = rounds_again.CONCERNED,
    title: Annotated[str, typer.Option(help="文件标题；不写则与上一轮相同")] = "",
    policy: Annotated[Path | None, typer.Option(help="催办策略文件（TOML）；不写则与上一轮相同")] = None,
    *,
    preview: Annotated[bool, typer.Option("--preview", help="只列出将发的每一封函件和日期，什么也不发")] = False,
) -> None:
    """在修改稿上再次征求意见；最后一行只印编号。"""
    desk, now, content = shell.desk(), shell.now(), sheets.content(draft)
    with desk.store.read() as session:
        same = round_named(session, name).title
    rules = read_policy(sheets.text(policy)).to_json() if policy else ""
    wanted = Request(title.strip() or same, draft.name, "", rounds.due_of(due), (), rules)
    request = rounds_again.ask_again(desk, name, wanted, rounds.wanted_units(units))
    opening.check(desk, request, content)
    if preview:
        screens.rehearsal(rehearse(desk, request, now))
        return
    opened = rounds.send_round(opening.with_draft(desk, request, content))
    shell.acted("发函", f"发出“{request.title}”征求意见，{len(request.units)} 家单位", opened)
    screens.sent(desk, view(desk, opened, shell.now()))
    shell.say(opened)


def carried(name: Name, *, json: Json = False) -> None:
    """列出上一轮尚未了结、带到这一轮的意见：没有处理的，和单位坚持的。"""
    found = rounds_again.carried(shell.desk(), name)
    if json:
        shell.say_json([asdict(each) for each in found])
    elif found:
        screens.carried(found)
    else:
        shell.say("没有带到这一轮的意见。")
