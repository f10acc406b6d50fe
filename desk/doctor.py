"""Whether the office can work: each part tried for real, and how to mend what is amiss."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from desk.collecting import sources_of
from desk.office import Desk
from mail.postman import Account, trouble_with
from mail.render import render
from mail.samples import samples_of
from rules.errors import CirculateError, MailDown
from rules.words import LETTER_WORDS, LetterKind

ROOM = 200 * 1024 * 1024
FONTS = ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was tried and how it went; `mend` says what to do where it did not go well.

    needed: without this part letters or records stop; otherwise something is only less good than it could be.
    """

    part: str
    words: str
    well: bool = True
    mend: str = ""
    needed: bool = True


def examine(desk: Desk, now: datetime) -> Iterator[Finding]:
    """Try every part of the office once; nothing is sent and nothing is changed."""
    yield _database(desk)
    yield _room(desk)
    yield _mail(desk)
    yield from _mailboxes(desk)
    yield from _calendar(desk, now)
    yield from _templates(desk, now)
    yield _fonts()


def _database(desk: Desk) -> Finding:
    address = desk.store.engine.url.render_as_string(hide_password=True)
    try:
        with desk.store.write() as session:
            session.execute(text("SELECT 1"))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong here is the finding
        return Finding(
            "数据库", f"{address} 写不进去（{error}）", well=False, mend="检查 CIRCULATE_DATABASE、磁盘空间和目录权限。"
        )
    return Finding("数据库", f"{address} 可读写")


def _room(desk: Desk) -> Finding:
    free = shutil.disk_usage(desk.settings.home).free
    words = f"{desk.settings.home} 还有 {free >> 20} MB"
    return Finding("磁盘", words, free > ROOM, "清理磁盘，或把 CIRCULATE_HOME 移到更大的磁盘。")


def _mail(desk: Desk) -> Finding:
    settings = desk.settings
    if settings.embedded_mail:
        words = f"没有设置邮件服务器，函件只存为文件（{settings.sent_mail}），不会真正发出"
        return Finding("发信", words, well=False, mend="正式使用前设置 CIRCULATE_SMTP_HOST 等。", needed=False)
    trouble = asyncio.run(trouble_with(Account.of(settings)))
    mend = "检查 CIRCULATE_SMTP_HOST、端口、加密方式、账号和授权码。"
    return Finding("发信", trouble or f"{settings.smtp_host}:{settings.smtp_port} 可以登录", not trouble, mend)


def _mailboxes(desk: Desk) -> Iterator[Finding]:
    settings = desk.settings
    if not (settings.imap_host or settings.pop3_host):
        words = f"没有设置收信邮箱，只收 {settings.inbox} 里的 .eml 文件"
        yield Finding("收信", words, well=False, mend="正式使用前设置 CIRCULATE_IMAP_HOST 等。", needed=False)
        return
    for source in sources_of(settings):
        try:
            with source.open():
                yield Finding("收信", f"{source.name} 可以打开")
        except MailDown as error:
            yield Finding("收信", error.sentence, well=False, mend="改正后再运行 circulate doctor。")


def _calendar(desk: Desk, now: datetime) -> Iterator[Finding]:
    this_year = desk.local(now).year
    for year in (this_year, this_year + 1):
        notice = desk.calendar.notices.get(year)
        words = notice or "没有国务院办公厅的放假通知，按周一至周五暂算"
        mend = f"通知公布后写入日历文件，用 CIRCULATE_CALENDAR 指定（{year} 年）。"
        yield Finding(f"日历 {year}", words, bool(notice), mend, needed=year == this_year)


def _templates(desk: Desk, now: datetime) -> Iterator[Finding]:
    for kind in LetterKind:
        part = f"模板 {LETTER_WORDS[kind]}"
        try:
            for sample in samples_of(kind, desk.card, desk.local(now)):
                render(kind, sample, desk.settings.templates)
        except CirculateError as error:
            yield Finding(part, error.sentence, well=False, mend="改正这份模板，或删去它以使用自带的模板。")
        else:
            yield Finding(part, "可用")


def _fonts() -> Finding:
    """The documents name these fonts; only a machine that opens them needs to have them."""
    lister = shutil.which("fc-list")
    if lister is None:
        return Finding("字体", "本机没有 fc-list，未检查", needed=False)
    known = subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    missing = [font for font in FONTS if font not in known]
    words = f"本机没有 {'、'.join(missing)}" if missing else "公文字体齐全"
    mend = "在打开和打印文件的电脑上安装；文件里已写明字体名称，本机没有不影响生成。"
    return Finding("字体", words, not missing, mend, needed=False)
