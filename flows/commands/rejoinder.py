"""`circulate rejoinder`: a unit's word on an outcome that came by telephone, on paper or by mail."""

from typing import Annotated

import typer

from desk.rejoining import SAYING, rejoin
from flows.commands import shell
from flows.commands.rounds import Name
from models.rejoinders import Word
from rules.errors import BadInput
from rules.words import Accord, Channel

WORDS = {"accept": Accord.ACCEPTED, "maintain": Accord.MAINTAINED}


def rejoinder(  # noqa: PLR0913 - the words of the command
    name: Name,
    number: Annotated[int, typer.Argument(help="意见在本轮中的编号", metavar="NUMBER")],
    word: Annotated[str, typer.Argument(help="accept（同意）或 maintain（坚持原意见）", metavar="accept|maintain")],
    why: Annotated[str, typer.Option(help="坚持原意见的理由")] = "",
    channel: Annotated[Channel, typer.Option(help="得知的方式")] = Channel.PHONE,
    sender: Annotated[str, typer.Option("--from", help="何人告知")] = "",
) -> None:
    """登记单位对采纳情况的回应：同意，或坚持原意见及其理由。"""
    if word not in WORDS:
        raise BadInput(f"不认识“{word}”；同意写 accept，坚持原意见写 maintain。")
    accord = WORDS[word]
    unit = rejoin(shell.desk(), name, number, Word(accord, why, channel, sender), shell.now())
    shell.acted("登记回应", f"登记{unit}对第 {number} 条意见采纳情况的回应：{SAYING[accord]}", name)
    shell.say(f"已登记 {unit} 对第 {number} 条意见采纳情况的回应：{SAYING[accord]}。")
