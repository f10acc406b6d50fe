"""The README tells the truth: its commands, columns, policy and settings are tried against the program."""

import re
import shlex

import pytest
import typer
from typer.core import TyperGroup

from documents.unit_sheet import read_units
from flows.__main__ import app
from office.settings import Settings
from rules.policy import Policy, read_policy
from rules.register import ContactEntry, UnitEntry
from rules.words import Role
from tests.house.ground import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PAPERS = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
PROMPT = "$ "
VALUES = {
    "单位": "市财政局",
    "简称": "财政局",
    "别名": "财政、市财政",
    "类别": "市直",
    "联系人": "张三",
    "邮箱": "zhang@example.cn",
    "抄送": "office@example.cn",
    "催办联系人": "lead@example.cn",
    "电话": "0371-1",
}
UNIT = UnitEntry(
    "市财政局",
    (
        ContactEntry(Role.TO, "zhang@example.cn", "张三", "0371-1"),
        ContactEntry(Role.CC, "office@example.cn"),
        ContactEntry(Role.ESCALATION, "lead@example.cn"),
    ),
    "财政局",
    ("财政", "市财政"),
    "市直",
    2,
)


def blocks(kind: str, text: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[list[str]]:
    """The arguments of each line of the papers' consoles that runs this program."""
    lines = [line for block in blocks("console", PAPERS) for line in block.splitlines() if line.startswith(PROMPT)]
    split = [shlex.split(line.removeprefix(PROMPT), comments=True) for line in lines]
    return [words[1:] for words in split if words[0] == program]


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, its head left out."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize("words", commands("circulate"), ids=" ".join)
def test_every_command_in_the_papers_is_one_the_program_takes(words: list[str]) -> None:
    command, rest = typer.main.get_command(app), [*words]
    while isinstance(command, TyperGroup):
        _, found, rest = command.resolve_command(typer.Context(command), rest)
        assert found
        command = found
    assert command.make_context(" ".join(words), rest).args == []


def test_every_make_target_in_the_papers_is_in_the_makefile() -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = {words[0] for words in commands("make")} | set(re.findall(r"`make (\w+)`", PAPERS))
    assert named - {*targets} == set()


@pytest.mark.parametrize("naming", [0, 1])
def test_the_columns_of_the_units_sheet_are_read_under_both_their_names(naming: int) -> None:
    table = rows("The units sheet")
    head = ",".join(row[naming] for row in table)
    line = ",".join(VALUES[row[0]] for row in table)
    assert read_units(f"{head}\n{line}\n".encode(), "units.csv") == (UNIT,)


def test_the_policy_shown_is_the_one_that_holds_when_none_is_given() -> None:
    (shown,) = blocks("toml", README)
    assert read_policy(shown) == Policy()


def test_every_setting_is_in_the_table_once_and_no_other() -> None:
    named = [name for row in rows("Settings") for name in re.findall(r"`([A-Z0-9_]+)`", row[0])]
    assert sorted(named) == sorted(field.upper() for field in Settings.model_fields)


def test_the_house_is_drawn_with_the_floors_it_has() -> None:
    (drawn,) = blocks("", README.split("\n## How the house is laid out\n")[1])
    assert [line.split("/")[0] for line in drawn.splitlines() if not (ROOT / line.split("/")[0]).is_dir()] == []
