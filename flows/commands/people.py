"""`circulate people`: who may sign in to the pages, and a forgotten password mended."""

from typing import Annotated

import typer
from rich.table import Table

from desk import people
from desk.people import NewColleague
from flows.commands import shell
from rules.words import DUTY_WORDS, Duty

app = typer.Typer(help="人员：谁能登录网页，以及重置密码。", no_args_is_help=True)
Login = Annotated[str, typer.Argument(help="登录名", metavar="LOGIN")]


@app.command("list")
def list_() -> None:
    """列出人员：登录名、姓名、职责。"""
    table = Table("登录名", "姓名", "职责", "状态")
    for one in people.everyone(shell.desk()):
        table.add_row(one.login, one.name, DUTY_WORDS[one.duty], "已停用" if one.left else "")
    shell.out.print(table)


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="姓名，记入办理记录")],
    duty: Annotated[
        Duty, typer.Option(help="职责：" + "、".join(f"{duty}（{word}）" for duty, word in DUTY_WORDS.items()))
    ] = Duty.CLERK,
) -> None:
    """添加一位人员；最后一行只印他的密码。"""
    password = people.add(shell.desk(), NewColleague(login, name, duty), shell.me(), shell.now())
    shell.say(password)


@app.command()
def password(login: Login) -> None:
    """重置密码，忘记时使用；最后一行只印新密码。"""
    shell.say(people.reset_password(shell.desk(), login, shell.me(), shell.now()))
