"""`circulate retention`: what is kept for a term only, shown, and removed where an archive holds it."""

from pathlib import Path
from typing import Annotated

import typer

from desk.retention import Expired, Plan, parts
from flows.commands import shell


def retention(
    archives: Annotated[
        list[Path] | None, typer.Argument(help="各轮的归档文件；只清除其中逐字节留存的内容", metavar="[FILE.zip]...")
    ] = None,
    *,
    apply: Annotated[bool, typer.Option("--apply", help="确实清除；不写则只列出，什么也不动")] = False,
) -> None:
    """保存期满的个人信息：列出，或在归档文件中逐字节留存时清除；期限由 CIRCULATE_KEEP_DAYS 设定。"""
    from desk import retention as acts

    desk, now, shown = shell.desk(), shell.now(), archives or ()
    found = acts.remove(desk, shown, shell.me(), now) if apply else acts.plan(desk, shown, now)
    _show(found, done=apply)
    if not apply:
        shell.say("以上只是预览，什么也没有动；附上归档文件并加 --apply 才清除。")


def _show(found: Plan, *, done: bool) -> None:
    word = "已清除" if done else "到期"
    before = shell.desk().local(found.before)
    shell.say(f"{before:%Y年%m月%d日} 以前结束的轮次：{len(found.rounds)} 轮{'已清除' if done else '有到期的内容'}。")
    for one in found.rounds:
        shell.say(f"{one.name} {one.title}（{shell.desk().local(one.closed):%Y-%m-%d} 结束）{word}：{parts(one)}。")
        shell.say(f"    {_kept(one)}")
    others = (
        (found.strangers, "不属于任何一轮、已处理的来信 {} 封"),
        (found.unused, "上传后没有使用的文件 {} 份"),
        (found.sign_ins, "已过期的登录 {} 次"),
        (found.contacts, "已停用单位的联系人 {} 人"),
    )
    shell.say(f"另{word}：{'、'.join(words.format(number) for number, words in others if number) or '无'}。")


def _kept(one: Expired) -> str:
    if not one.archive:
        return f"没有附上归档文件，不会清除；请先 circulate archive {one.name} {one.name}.zip，再附在命令后面。"
    kept = f"归档中没有的 {one.staying} 份保留" if one.staying else "归档中全部留存"
    return f"{kept}（清单 SHA-256：{one.archive}）。"
