"""`circulate rejoinders`, `negotiate`, `dispute` and `disputes`: what units make of their outcomes, what is left."""

from typing import Annotated

import typer
from rich.table import Table

from desk import disputing
from desk.disputing import Reacted
from flows.commands import shell
from flows.commands.rounds import Name
from rules.deadlines import moment_of
from rules.disputes import FORM_WORDS, REACTION_WORDS, Form, Negotiated, Parts, Reaction

Number = Annotated[int, typer.Argument(help="意见在本轮中的编号", metavar="NUMBER")]
Json = Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")]
FORMS = "、".join(f"{form}（{word}）" for form, word in FORM_WORDS.items())


def rejoinders(name: Name, *, json: Json = False) -> None:
    """各单位对采纳情况的回应：同意、坚持、到期未回应；没有回应就是没有回应，不当作同意。"""
    listed = disputing.reactions(shell.desk(), name, shell.now())
    if json:
        shell.say_json([_as_json(one) for one in listed])
        return
    table = Table("号", "单位", "采纳情况", "回应", "说明")
    for one in listed:
        by = f"请于 {one.answer_by} 前回应" if one.reaction is Reaction.WAITING else ""
        table.add_row(one.label, one.unit, one.outcome, REACTION_WORDS[one.reaction], one.why or by)
    shell.out.print(table if listed else "还没有审定的采纳情况。")


def negotiate(  # noqa: PLR0913 - the words of the command
    name: Name,
    number: Number,
    people: Annotated[str, typer.Option(help="参加人员")],
    result: Annotated[str, typer.Option(help="协商结果")],
    form: Annotated[Form, typer.Option(help=FORMS)] = Form.MEETING,
    held: Annotated[str, typer.Option(help="协商日期；不写即现在", metavar="DATE")] = "",
    *,
    agreed: Annotated[bool, typer.Option("--agreed/--not-agreed", help="是否达成一致")],
) -> None:
    """登记一次协商：何时、何种形式、何人参加、结果如何。"""
    desk, now = shell.desk(), shell.now()
    moment = moment_of(held, desk.calendar) if held else now
    unit = disputing.negotiate(desk, name, number, Negotiated(form, moment, people, result, agreed), now, shell.me())
    after = "。" if agreed else f"；仍有分歧的，用 circulate dispute {name} {number} 写明分歧。"
    shell.say(f"已登记与 {unit} 就第 {number} 条意见的协商：{'达成一致' if agreed else '未达成一致'}{after}")


def dispute(  # noqa: PLR0913 - the words of the command
    name: Name,
    number: Number,
    question: Annotated[str, typer.Option(help="分歧的主要问题")],
    grounds: Annotated[str, typer.Option(help="我方的理由和依据")],
    theirs: Annotated[str, typer.Option(help="对方意见；不写则用该单位坚持的理由")] = "",
    ours: Annotated[str, typer.Option(help="我方意见；不写则用采纳情况及其说明")] = "",
) -> None:
    """写明一项协商不成的分歧：主要问题、对方意见、我方意见、理由和依据，随起草说明上报。"""
    parts = Parts(question, theirs, ours, grounds)
    kept = disputing.dispute(shell.desk(), name, number, parts, shell.now(), shell.me())
    shell.say(f"已将第 {number} 条意见列为分歧。\n{_parts(kept)}")


def disputes(name: Name, *, json: Json = False) -> None:
    """列出尚存的分歧（包括此前各轮的），各有四项，与起草说明中的一致。"""
    listed = disputing.standing_disputes(shell.desk(), name, shell.now())
    if json:
        shell.say_json([_as_json(one) for one in listed])
        return
    for one in listed:
        which = f"{one.round} 第 {one.label} 条".strip()
        parts = one.history.dispute
        shell.say(f"{which}　{one.unit}：{one.text}\n{_parts(parts) if parts else ''}")
    if not listed:
        shell.say("没有尚存的分歧。")


def _parts(parts: Parts) -> str:
    lines = {"主要问题": parts.question, "对方意见": parts.theirs, "我方意见": parts.ours, "理由和依据": parts.grounds}
    return "\n".join(f"  {word}：{text}" for word, text in lines.items())


def _as_json(one: Reacted) -> dict[str, object]:
    """What `--json` prints of an opinion; days in ISO 8601."""
    parts = one.history.dispute
    return {
        "round": one.round or None,
        "number": one.number,
        "unit": one.unit,
        "text": one.text,
        "outcome": one.outcome,
        "reaction": one.reaction,
        "why": one.why,
        "answer_by": one.answer_by.isoformat() if one.answer_by else None,
        "negotiations": [
            {
                "form": talk.form,
                "held": talk.held.isoformat(timespec="seconds"),
                "people": talk.people,
                "result": talk.result,
                "agreed": talk.agreed,
            }
            for talk in one.history.negotiations
        ],
        "dispute": {
            "question": parts.question,
            "theirs": parts.theirs,
            "ours": parts.ours,
            "grounds": parts.grounds,
        }
        if parts
        else None,
    }
