"""Whether the office can work: each part tried for real, and how to mend what is amiss."""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from desk import templates
from desk.collecting import sources_of
from desk.office import card_of
from mail.postman import Account, trouble_with
from mail.render import render
from mail.samples import samples_of
from models.store import REVISION, Store, looked_into
from office.calendar import working_calendar
from office.secret import KEY_FILE, kept_key
from office.settings import Settings
from rules.errors import CirculateError, MailDown
from rules.words import LETTER_WORDS, LetterKind

LOST = "从备份恢复密钥文件；没有备份时，已发出的反馈表要由人工对应单位。"
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


def examine(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Try every part of an office once, each by itself; nothing is sent, and nothing changed that is there."""
    yield _database(settings)
    yield _key(settings)
    yield _room(settings)
    yield _mail(settings)
    yield from _mailboxes(settings)
    yield from _calendar(settings, now)
    yield from _templates(settings, now)
    yield from _documents(settings)
    yield _fonts()


def _database(settings: Settings) -> Finding:
    mend = "检查 CIRCULATE_DATABASE、磁盘空间和目录权限。"
    try:
        with looked_into(settings) as (store, revision):
            return _tried(store, revision, mend)
    except CirculateError as error:
        return Finding("数据库", error.sentence, well=False, mend=mend)


def _tried(store: Store, revision: str | None, mend: str) -> Finding:
    address = store.engine.url.render_as_string(hide_password=True)
    if revision is None:
        return Finding("数据库", f"{address} 还没有建立，首次使用时建立")
    try:
        with store.write() as session:
            session.execute(text("SELECT 1"))
    except Exception as error:  # noqa: BLE001 - whatever goes wrong here is the finding
        return Finding("数据库", f"{address} 写不进去（{error}）", well=False, mend=mend)
    return Finding("数据库", f"{address} 可读写" + ("" if revision == REVISION else "，下次启动时升级结构"))


def _is_new(settings: Settings) -> bool:
    """Whether no key can have been used yet, as far as the database can say."""
    try:
        with looked_into(settings) as (store, revision):
            if revision is None:
                return True
            with store.read() as session:
                return not session.execute(text("SELECT 1 FROM round LIMIT 1")).all()
    except CirculateError:
        return True


def _key(settings: Settings) -> Finding:
    if not (settings.home / KEY_FILE).exists() and _is_new(settings):
        return Finding("密钥", "还没有，首次使用时生成")
    try:
        kept_key(settings.home)
    except FileNotFoundError:
        return Finding("密钥", f"密钥文件 {settings.home / KEY_FILE} 不见了", well=False, mend=LOST)
    except (CirculateError, OSError) as error:
        return Finding("密钥", getattr(error, "sentence", str(error)), well=False, mend=LOST)
    return Finding("密钥", "可用")


def _room(settings: Settings) -> Finding:
    mend = "清理磁盘，或把 CIRCULATE_HOME 移到更大的磁盘。"
    try:
        there = next(folder for folder in (settings.home, *settings.home.parents) if folder.exists())
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Finding("磁盘", f"{settings.home} 打不开（{error.strerror}）", well=False, mend=mend)
    return Finding("磁盘", f"{settings.home} 还有 {free >> 20} MB", free > ROOM, mend)


def _mail(settings: Settings) -> Finding:
    if settings.embedded_mail:
        words = f"没有设置邮件服务器，函件只存为文件（{settings.sent_mail}），不会真正发出"
        return Finding("发信", words, well=False, mend="正式使用前设置 CIRCULATE_SMTP_HOST 等。", needed=False)
    trouble = asyncio.run(trouble_with(Account.of(settings)))
    mend = "检查 CIRCULATE_SMTP_HOST、端口、加密方式、账号和授权码。"
    return Finding("发信", trouble or f"{settings.smtp_host}:{settings.smtp_port} 可以登录", not trouble, mend)


def _mailboxes(settings: Settings) -> Iterator[Finding]:
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


def _calendar(settings: Settings, now: datetime) -> Iterator[Finding]:
    try:
        notices = working_calendar(settings).notices
    except CirculateError as error:
        yield Finding(
            "日历", error.sentence, well=False, mend="改正这个文件，或去掉 CIRCULATE_CALENDAR 使用自带的日历。"
        )
        return
    this_year = now.astimezone(settings.zone).year
    for year in (this_year, this_year + 1):
        notice = notices.get(year)
        words = notice or "没有国务院办公厅的放假通知，按周一至周五暂算"
        mend = f"通知公布后写入日历文件，用 CIRCULATE_CALENDAR 指定（{year} 年）。"
        yield Finding(f"日历 {year}", words, bool(notice), mend, needed=year == this_year)


def _templates(settings: Settings, now: datetime) -> Iterator[Finding]:
    card, today = card_of(settings), now.astimezone(settings.zone)
    for kind in LetterKind:
        part = f"模板 {LETTER_WORDS[kind]}"
        try:
            for sample in samples_of(kind, card, today):
                render(kind, sample, settings.templates)
        except CirculateError as error:
            yield Finding(part, error.sentence, well=False, mend="改正这份模板，或删去它以使用自带的模板。")
        else:
            yield Finding(part, "可用")


def _documents(settings: Settings) -> Iterator[Finding]:
    """The office's own templates of documents, each filled in with a made-up round."""
    own = settings.templates
    if own is None:
        return
    if not own.is_dir():
        mend = "改正 CIRCULATE_TEMPLATES，或去掉它以使用自带的模板。"
        yield Finding("模板", f"没有目录 {own}，用的是自带的模板", well=False, mend=mend)
        return
    for tried in templates.tried_documents(settings, own):
        mend = "改正这份模板，或删去它以使用自带的模板。"
        yield Finding(f"模板 {tried.name}", tried.trouble or "可用", not tried.trouble, mend if tried.trouble else "")


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
