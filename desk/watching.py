"""Watching the machinery: what has not run, cannot read its mail or may not send; the office is told once."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from sqlmodel import Session

from desk.office import Desk
from desk.posting import account_name, postman
from mail.compose import Heading, Mailbox, head_of, message_id, tail_of
from mail.render import Rendered
from mail.results import Sent
from mail.wire import Envelope
from models import beats, pauses
from rules.errors import CirculateError, MailDown
from rules.words import LetterKind, LetterState, MessageState

HOUR = timedelta(hours=1)
SENDING, RUN = "sending", "run"
# Twice the usual distance and more: a run that was merely slow alarms nobody.
USUAL = {
    "send-letters": HOUR,
    "collect-replies": HOUR,
    "remind": 26 * HOUR,
    "close-round": 26 * HOUR,
}
WORDS = {
    "send-letters": "发送函件",
    "collect-replies": "收取来信",
    "remind": "每日催办",
    "close-round": "到期汇总",
    RUN: "后台任务",
}
AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something that somebody has to see to: which part, and one sentence."""

    what: str
    words: str


@contextmanager
def watched(desk: Desk, what: str, now: datetime) -> Iterator[None]:
    """Note that a flow ran whole, or what it stumbled over."""
    try:
        yield
    except Exception as error:
        words = error.sentence if isinstance(error, CirculateError) else f"程序出错（{type(error).__name__}）"
        with desk.store.write() as session:
            beats.stumble(session, what, words, now)
        raise
    with desk.store.write() as session:
        beats.beat(session, what, now)


def note_run(desk: Desk, run: str, now: datetime) -> None:
    """Note that Prefect saw a run fail, crash or be late; kept until somebody has been told."""
    with desk.store.write() as session:
        beats.stumble(session, RUN, run, now)


def symptoms(desk: Desk, now: datetime) -> tuple[Symptom, ...]:
    """Everything amiss with the machinery as of now; nothing where all is well."""
    with desk.store.read() as session:
        return tuple(_symptoms(session, account_name(desk), desk, now))


def alarm(desk: Desk, now: datetime) -> tuple[Symptom, ...]:
    """Mail the office what is amiss, once a day for each part whoever asks; returns what it was told by this call.

    Raises:
        MailDown: not even this letter goes out; it is tried again with the next call.
    """
    found = symptoms(desk, now)
    with desk.store.write() as session:
        claimed = beats.claim(session, {each.what for each in found}, now, now - AGAIN)
    new = tuple(each for each in found if each.what in claimed)
    if new:
        with _given_back_unless_told(desk, claimed, now):
            asyncio.run(_mail(desk, new, now))
    # A run that failed is past once it was told; a flow that fails is not until it has run whole.
    if RUN in claimed:
        with desk.store.write() as session:
            beats.beat(session, RUN, now)
    return new


def metrics(desk: Desk, now: datetime) -> str:
    """The machinery's figures in Prometheus' text format; no name, address or word of anybody is among them."""
    with desk.store.read() as session:
        letters, messages = beats.letters_by_state(session), beats.messages_by_state(session)
        pulses = beats.pulses(session)
    lines = [f'circulate_letters{{state="{state}"}} {letters.get(state, 0)}' for state in LetterState]
    lines += [f'circulate_messages{{state="{state}"}} {messages.get(state, 0)}' for state in MessageState]
    lines += [
        f'circulate_seconds_since_run{{flow="{pulse.what}"}} {max(0, int((now - pulse.at).total_seconds()))}'
        for pulse in pulses
        if pulse.what in USUAL
    ]
    return "".join(f"{line}\n" for line in lines)


def _symptoms(session: Session, account: str, desk: Desk, now: datetime) -> Iterator[Symptom]:
    for pulse in beats.pulses(session):
        if pulse.trouble:
            yield Symptom(pulse.what, f"{WORDS.get(pulse.what, pulse.what)}没有完成：{pulse.trouble}")
        elif now - pulse.at > USUAL.get(pulse.what, timedelta.max):
            last = f"{desk.local(pulse.at):%m月%d日 %H:%M}"
            yield Symptom(pulse.what, f"{WORDS[pulse.what]}自 {last} 起没有运行；请检查 circulate serve 是否在运行。")
    paused = pauses.trouble_with(session, account)
    if paused:
        yield Symptom(SENDING, f"发信已暂停：{paused.words}")


@contextmanager
def _given_back_unless_told(desk: Desk, claimed: frozenset[str], now: datetime) -> Iterator[None]:
    try:
        yield
    except BaseException:
        with desk.store.write() as session:
            beats.give_back(session, claimed, now)
        raise


async def _mail(desk: Desk, found: tuple[Symptom, ...], now: datetime) -> None:
    office = Mailbox(desk.settings.office_email, desk.settings.office_name)
    listed = [f"· {each.words}" for each in found]
    text = "\n".join(["以下情况需要处理：", "", *listed, "", "可用 circulate doctor 查看详情。"])
    words = Rendered("【征求意见系统】有情况需要处理", text, f"<pre>{escape(text)}</pre>")
    own = message_id("alarm", 0, LetterKind.SUMMARY, int(now.timestamp()), token="alarm", domain=_domain(desk))  # noqa: S106
    tail = tail_of()
    head = head_of(words, Heading(office, office, own, desk.local(now)), tail)
    async with postman(desk, connections=1) as out:
        result = await out.postman.post(Envelope(office.address, (office.address,), head, tail.content))
    if not isinstance(result, Sent):
        raise MailDown(f"报警邮件没有发出：{result.detail}")


def _domain(desk: Desk) -> str:
    return desk.settings.office_email.rpartition("@")[2]
