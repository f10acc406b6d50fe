"""`circulate pages`: the addresses units answer at, to read out over the telephone; taken away or given anew."""

from typing import Annotated

import typer
from rich.table import Table

from desk.page_addresses import page_addresses, reissue_pages, revoke_pages
from flows.commands import shell
from flows.commands.rounds import Name
from rules.errors import BadInput


def pages(
    name: Name,
    unit: Annotated[str | None, typer.Option(help="只看或只办这一家单位", metavar="UNIT")] = None,
    *,
    revoke: Annotated[bool, typer.Option("--revoke", help="停用网址；已收到的反馈都保留")] = False,
    reissue: Annotated[bool, typer.Option("--reissue", help="换发新网址，原网址随即失效")] = False,
) -> None:
    """列出各单位的反馈网页；网址泄露时停用或换发。"""
    if revoke and reissue:
        raise BadInput("--revoke 与 --reissue 只能选一个：停用，或换发。")
    desk = shell.desk()
    listed = (revoke_pages if revoke else reissue_pages if reissue else page_addresses)(desk, name, unit)
    if revoke or reissue:
        whom = listed[0].unit if unit else f"全部 {len(listed)} 家"
        shell.acted("反馈网址", f"{whom}：{'停用' if revoke else '换发'}", name)
    if not desk.settings.public_url and any(page.token for page in listed):
        shell.warn("没有设置 CIRCULATE_PUBLIC_URL（如 https://example.gov.cn），下列网址缺少开头，函件中也不写网址。")
    if len(listed) == 1:
        shell.say(listed[0].address or "没有网址，可用 --reissue 换发。")
        return
    table = Table("单位", "网址")
    for page in listed:
        table.add_row(page.unit, page.address or "没有网址")
    shell.out.print(table)
