"""`circulate edits`: what each opinion changes in the draft, proposed by the program, confirmed by a person."""

from typing import Annotated

import typer

from desk import editing, revising
from desk.approving import numbered
from desk.editing import WHAT, Typed
from flows.commands import edit_screens, shell
from flows.commands.letters import LIST, ByRound
from flows.commands.rounds import Name
from rules.errors import BadInput

Texts = list[str] | None
app = typer.Typer(
    cls=ByRound,
    help="对稿件的修改：circulate edits ROUND 列出采纳的意见各改哪里、是否已认定，或用 confirm 认定。",
    no_args_is_help=True,
    context_settings={"ignore_unknown_options": True},
    subcommand_metavar="ROUND | COMMAND [ARGS]...",
)


@app.command(LIST)
def list_(name: Name, *, json: Annotated[bool, typer.Option("--json", help="以 JSON 输出")] = False) -> None:
    """列出采纳的意见对征求意见稿作何修改：已认定的、建议的、还缺的。"""
    desk = shell.desk()
    found = editing.edits_of(desk, name)
    if json:
        shell.say_json(edit_screens.as_json(found))
        return
    edit_screens.edits(found)
    for clash in found.clashes:
        shell.warn(clash.sentence(found.label(clash.one.edit.anchor)))
    for gap in () if found.clashes else revising.new_gaps(desk, name, shell.now()):
        shell.warn(f"按已认定的修改，{gap.sentence}")


@app.command()
def confirm(  # noqa: PLR0913 - the words of the command
    name: Name,
    number: Annotated[int | None, typer.Argument(help="意见在本轮中的编号", metavar="[NUMBER]")] = None,
    clause: Annotated[Texts, typer.Option(help="要改的条款，与 --old、--new 成组，可多组", metavar="CLAUSE")] = None,
    old: Annotated[Texts, typer.Option(help="原文；写空（--old ''）则整条改写", metavar="TEXT")] = None,
    new: Annotated[Texts, typer.Option(help="改为；写空（--new ''）则删去原文", metavar="TEXT")] = None,
    after: Annotated[Texts, typer.Option(help="在这一条之后增加一段，与 --text 成组", metavar="CLAUSE")] = None,
    text: Annotated[Texts, typer.Option(help="增加的一段；表格增加一行时各格以 | 隔开", metavar="TEXT")] = None,
    delete: Annotated[Texts, typer.Option(help="整条删除，连同其下各条", metavar="CLAUSE")] = None,
    *,
    none: Annotated[bool, typer.Option("--none", help="经研究，这条意见不改动文字")] = False,
    sure: Annotated[
        float | None, typer.Option("--sure", help="把握不低于此数的建议全部认定，例如 0.9", min=0, max=1)
    ] = None,
) -> None:
    """认定一条意见对征求意见稿的修改；不写选项则采用建议的修改。只有认定了的才写入修改稿。"""
    desk = shell.desk()
    typed = Typed(_together(clause, old, new), _pairs(after, text), tuple(delete or ()))
    is_typed = typed != Typed()
    if (number is None) == (sure is None) or (sure is not None and (is_typed or none)) or (is_typed and none):
        raise BadInput(
            "请写明意见的编号（以及 --clause、--after、--delete 写明的修改，或 --none），"
            "或用 --sure 0.9 一并认定，两者选一。"
        )
    if number is None:
        done = editing.confirm_sure(desk, name, sure or 0, shell.me(), shell.now())
        if done:
            shell.acted(WHAT, f"一并认定{numbered(done)}意见有把握的改动", name)
        numbers = f"（第 {'、'.join(map(str, done))} 条）" if done else ""
        shell.say(f"已认定 {len(done)} 条意见的修改{numbers}。")
    elif none:
        editing.no_edit(desk, name, number, shell.me(), shell.now())
        shell.acted(WHAT, f"第 {number} 条意见不改动文字", name)
        shell.say(f"第 {number} 条意见：不改动文字。")
    else:
        if is_typed:
            edits = editing.typed_edits(desk, name, typed)
            kept = editing.confirm_edits(desk, name, number, edits, shell.me(), shell.now())
        else:
            kept = editing.confirm_proposed(desk, name, number, shell.me(), shell.now())
        shell.acted(WHAT, f"认定第 {number} 条意见的改动，{len(kept)} 处", name)
        label = editing.edits_of(desk, name).label
        shell.say(f"第 {number} 条意见：{'；'.join(edit_screens.words(edit, label) for edit in kept)}。")


def _together(clause: Texts, old: Texts, new: Texts) -> tuple[tuple[str, str, str], ...]:
    """`--clause`, `--old` and `--new` in step; one of the last two may be left out where there is a single clause."""
    clauses = clause or []
    olds, news = (given or ([""] if len(clauses) == 1 else []) for given in (old, new))
    if not len(clauses) == len(olds) == len(news) or (clauses and not (old or new)):
        raise BadInput("--clause、--old、--new 要成组写出：每处修改写明条款、原文和改后的文字。")
    return tuple(zip(clauses, olds, news, strict=True))


def _pairs(after: Texts, text: Texts) -> tuple[tuple[str, str], ...]:
    if len(after or []) != len(text or []):
        raise BadInput("--after 与 --text 要成组写出：在哪一条之后，增加什么文字。")
    return tuple(zip(after or [], text or [], strict=True))
