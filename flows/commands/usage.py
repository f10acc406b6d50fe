"""A command written wrong: what is wrong with it, in one Chinese sentence that says where the help is."""

import re

from typer.exceptions import TyperException

PROGRAM = "circulate"
CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NAMED = re.compile(r"'([^']*)'")
# What typer says, and what a clerk reads; `{}` are the groups, in order.
WORDS = (
    (r"No such command '(.*?)'\. Did you mean (.*)\?", "没有“{}”这个命令；是不是 {}？"),
    (r"No such command '(.*?)'\.", "没有“{}”这个命令"),
    (r"No such option: (\S+?)\.? (?:\(Possible options: (.*)\)|Did you mean (.*)\?)", "没有 {} 这个选项；是不是 {}？"),
    (r"No such option: (\S+)", "没有 {} 这个选项"),
    (r"Missing (?:argument|parameter|option) '(.*?)'.*", "缺少 {}"),
    (r"Missing command\.", "缺少命令"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "多写了“{}”；含有空格的内容请加引号"),
    (r"Option '(.*?)' requires (?:an|\d+) arguments?\.", "{} 后面要写内容"),
    (r"Option '(.*?)' does not take a value\.", "{} 后面不写内容"),
    (r"Invalid value for '(.*?)': .*integer.*", "{} 应当是整数"),
    (r"Invalid value for '(.*?)': .*?'?([^' ]*)'? is not one of (.*?)\.?", "{} 不能写“{}”；可写 {}"),
)


def sentence(error: TyperException) -> str:
    """What is wrong with how a command was written; the whole help where nothing but its group was named."""
    said = error.format_message().strip()
    if said.startswith("Usage:"):
        return said
    said = _translated(said)
    if said.startswith("缺少") and (meaning := getattr(getattr(error, "param", None), "help", "")):
        said = f"{said}（{meaning}）"
    where = getattr(getattr(error, "ctx", None), "command_path", PROGRAM)
    return f"{said}{'' if said.endswith('？') else '；'}用法见 {where} --help。"


def _translated(english: str) -> str:
    for pattern, chinese in WORDS:
        found = re.fullmatch(pattern, english, re.DOTALL)
        if found:
            return chinese.format(*(_listed(group) for group in found.groups() if group is not None))
    # A sentence of our own, which typer puts its words before.
    own = CHINESE.search(english)
    return (
        re.sub(r"^Invalid value for '(.*?)': ", r"\1：", english).rstrip("。.") if own else f"命令写得不对（{english}）"
    )


def _listed(group: str) -> str:
    named = _NAMED.findall(group)
    return "、".join(named) if named else group
