"""`circulate archive` and `circulate verify`: a round whole in one file, and whether all is still as it was."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands import shell
from flows.commands.rounds import Name


def archive(
    name: Name,
    file: Annotated[Path, typer.Argument(help="写到哪个文件", metavar="FILE.zip")],
) -> None:
    """归档一轮：原稿、来往邮件、反馈原件、各种文件和逐条记录，附每个文件的 SHA-256（和 SM3）清单。"""
    from desk import archiving

    done = archiving.write_archive(shell.desk(), name, file, shell.now(), shell.me())
    size = sum(held.size for held in done.files) / 1e6
    shell.say(f"已归档 {len(done.files)} 个文件（共 {size:.1f} MB）到 {file}。")
    shell.say(f"清单 SHA-256：{done.sha256}")


def verify(
    file: Annotated[
        Path | None, typer.Argument(help="归档文件；不写则核对本单位的全部记录", metavar="FILE.zip")
    ] = None,
) -> None:
    """核对归档文件，或本单位的全部记录：有改动的，指出第一处。"""
    if file is not None:
        _archive(file)
    else:
        _record()


def _archive(file: Path) -> None:
    from documents.archive_file import check_archive

    found = check_archive(file)
    shell.say(f"{found.round} {found.title} 的归档完好：{len(found.files)} 个文件与清单一致。")
    shell.say(f"归档于 {found.archived:%Y-%m-%d %H:%M}，清单 SHA-256：{found.sha256}")


def _record() -> None:
    from desk import archiving

    desk = shell.desk()
    new = archiving.seal(desk, shell.now())
    archiving.hold_against_chain(desk)
    tip = archiving.tip(desk)
    shell.say(f"全部记录完好：{tip.number} 条与链条一致（其中 {new} 条是这次新封入的）。")
    gone, last = archiving.removed(desk)
    if last:
        shell.say(f"另有 {gone} 份内容已按保存期限清除（最近一次 {desk.local(last):%Y-%m-%d}），其摘要仍在链条中。")
    shell.say(f"链条末端 SHA-256：{tip.sha256}")
    if tip.sm3:
        shell.say(f"链条末端 SM3：{tip.sm3}")
