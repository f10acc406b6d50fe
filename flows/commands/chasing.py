"""`circulate status`, `remind` and `collect`: the daily round."""

from collections.abc import Callable, Coroutine
from datetime import datetime, time
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from desk import calling, chasing, papers, rehearsing
from desk.inbox import WAITING
from desk.letters import concerns
from desk.office import Desk
from desk.view import as_json, opinions_json, view
from flows.commands import screens, shell
from flows.commands.rounds import Name
from rules.deadlines import moment_of
from rules.errors import BadInput
from rules.words import MessageState

MORNING = time(9, 30)
READ_AS = {
    MessageState.FILED: "登记为反馈",
    MessageState.NOTED: "退信或自动回复",
    MessageState.UNSURE: "需要人工查看",
    MessageState.QUARANTINED: "未能读懂、已保留原件",
}


def status(name: Name, *, json: Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")] = False) -> None:
    """现在进展如何：谁还没有反馈、各单位状态、意见处理到哪一步。"""
    desk = shell.desk()
    seen = view(desk, name, shell.now())
    if json:
        shell.say_json(as_json(seen, desk))
    else:
        screens.concerns(desk, name, concerns(desk, name))
        screens.status(desk, seen)


def opinions(
    name: Name, *, json: Annotated[bool, typer.Option("--json", help="输出 JSON，供程序使用")] = False
) -> None:
    """列出每一条意见：编号、单位、内容、采纳情况。"""
    listed = view(shell.desk(), name, shell.now()).opinions
    if json:
        shell.say_json(opinions_json(listed))
    else:
        screens.opinions(listed)


def remind(
    name: Annotated[str | None, typer.Argument(help="只催这一轮；不写则各轮都催", metavar="[ROUND]")] = None,
    today: Annotated[str | None, typer.Option(help="按这一天计算，如 2026-10-09", metavar="DATE")] = None,
    *,
    preview: Annotated[bool, typer.Option("--preview", help="只列出将催的单位和日期，什么也不发")] = False,
    call_list: Annotated[
        Path | None, typer.Option(help="只写出电话催办用的催办单 .docx，什么也不发", metavar="FILE.docx")
    ] = None,
) -> None:
    """催办：给今天该催的单位发函；已反馈、退信的不催，休息日和非办公时间不催。"""
    desk = shell.desk()
    now = _morning_of(today) if today else shell.now()
    if call_list:
        _write_call_list(desk, name, call_list, now)
        return
    if preview:
        screens.rehearsal(rehearsing.rehearsal(desk, now, name) if name else rehearsing.owed_today(desk, now))
        return
    opens = chasing.opens(desk, now, name)
    if opens > now:
        shell.say(f"现在不是催办的时间，什么也没有发；{screens.moment(desk, opens)} 起再催，其间该催的届时补上。")
        return

    def flow() -> Callable[[], Coroutine[Any, Any, int]]:
        from flows.remind import remind as chase

        return partial(chase, name, now if today else None)

    shell.forewarn()
    written = shell.run(flow, "正在催办……")
    if written:
        shell.acted("催办", f"催办 {written} 封", name)
    shell.say(f"已催办 {written} 封。" if written else "今天没有该催的单位。")


def collect(
    folder: Annotated[
        Path | None, typer.Option("--from", help="从这个文件夹收取 .eml 邮件；不写则收取默认收件夹", metavar="DIR")
    ] = None,
) -> None:
    """收信：登记反馈、记下退信、发出回执；看不明白的留给人处理。"""
    if folder and not folder.is_dir():
        raise BadInput(f"没有文件夹 {folder}；请检查路径，或去掉 --from 收取默认收件夹。")

    def flow() -> Callable[[], Coroutine[Any, Any, dict[MessageState, int]]]:
        from flows.collect_replies import collect_replies

        return partial(collect_replies, str(folder.resolve()) if folder else None)

    states = shell.run(flow, "正在收信……")
    counts = "，".join(f"{READ_AS[state]} {count} 封" for state, count in states.items())
    shell.say(counts or "没有新邮件。")
    if states.keys() & set(WAITING):
        shell.say("需要人工查看的来信，用 circulate inbox list 列出。")


def _write_call_list(desk: Desk, name: str | None, path: Path, now: datetime) -> None:
    if not name:
        raise BadInput("写催办单要指明是哪一轮，例如 circulate remind 2026-001 --call-list 催办单.docx。")
    if path.suffix.lower() != ".docx":
        raise BadInput(f"催办单是 Word 文件；请把 {path.name} 改成以 .docx 结尾的文件名。")
    content, units = calling.call_list(desk, name, now)
    shell.say(f"已写出 {papers.put(path, content)}，共 {units} 家单位尚未反馈。")


def _morning_of(day: str) -> datetime:
    desk = shell.desk()
    moment = moment_of(day, desk.calendar)
    return moment if moment.time() != time() else datetime.combine(moment.date(), MORNING, tzinfo=moment.tzinfo)
