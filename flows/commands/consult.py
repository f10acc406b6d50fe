"""`circulate consult`: which units should be asked because an adopted opinion of another changes their duties."""

from desk import duties
from flows.commands import shell
from flows.commands.rounds import Name


def consult(name: Name) -> None:
    """列出还应征求其意见的单位：别的单位的意见被采纳后，改变了它们的职责。"""
    found = duties.to_consult(shell.desk(), name)
    for each in found:
        shell.say(f"· {each.sentence}")
    if not found:
        shell.say("没有单位的职责因采纳别的单位的意见而改变。")
