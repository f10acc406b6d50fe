"""What a clerk enters by hand: replies on paper, by telephone, fax or exchange, with the form or a scan."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from desk.acts import note
from desk.matching import entries
from desk.office import Desk
from documents.any_form import read_any_form
from documents.form_reading import FilledForm
from documents.gate import admit_scan
from documents.worker import in_worker
from mail.opinions import is_no_comment
from models import outbox, replies
from models.files import keep
from models.queries import invitation_of, round_named
from models.tables import Invitation, Round
from rules.errors import BadInput, FormForeign, FormUnreadable, ReplyEmpty
from rules.filing import OpinionEntry, ReplyEntry
from rules.words import USUAL_FORMALITY, Channel, Formality, Stance


@dataclass(frozen=True, slots=True)
class Entered:
    """A reply as the clerk has it in hand; `form` and `scan` are the bytes of files, their names for the sentences."""

    received: datetime
    channel: Channel
    opinions: tuple[OpinionEntry, ...] = ()
    no_comment: bool = False
    form: bytes | None = None
    scan: bytes | None = None
    formality: Formality | None = None
    sender: str = ""
    form_name: str = "反馈表"
    scan_name: str = "扫描件"


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed: the unit's name, which version of its answer, and the numbers its opinions got."""

    unit: str
    version: int
    stance: Stance
    numbers: tuple[int, ...]


def enter_reply(desk: Desk, name: str, unit: str, entered: Entered, now: datetime, by: str = "") -> Filed:  # noqa: PLR0913 - what is entered, where, when, and by whom
    """File a reply of a unit in a round, once however often the form is sent; `by` a person is noted as their act.

    Raises:
        RoundUnknown, UnitUnknown, RoundNotOpen.
        FormForeign, FormCodeDamaged, FormUnreadable: the form is another unit's or round's, or cannot be read.
        ReplyEmpty: neither an opinion nor 无意见, or both.
        BadInput: received before the round was opened, or the scan is none.
    """
    _refuse_contradiction(entered)
    if entered.scan is not None:
        admit_scan(entered.scan, entered.scan_name)
    form = _read(desk, entered.form, entered.form_name) if entered.form is not None else None
    with desk.store.write() as session:
        asked = round_named(session, name)
        invitation = invitation_of(session, asked, unit)
        _refuse_too_early(desk, asked, entered.received)
        if form:
            _refuse_foreign(form, name, invitation)
        entry = ReplyEntry(
            channel=entered.channel,
            formality=entered.formality or USUAL_FORMALITY[entered.channel],
            received=entered.received,
            opinions=entries(form) if form else entered.opinions,
            sender=entered.sender,
            form=keep(session, entered.form) if entered.form is not None else None,
            scan=keep(session, entered.scan) if entered.scan is not None else None,
        )
        before = replies.filed_already(session, invitation, entry)
        reply = before or replies.file_reply(session, invitation, entry, now)
        outbox.proven(session, invitation.id or 0)
        numbers = tuple(row.number for row in replies.opinions_of_reply(session, reply))
        filed = Filed(invitation.unit_name, reply.version, entry.stance, numbers)
        if by and not before:
            words = f"登记“{filed.unit}”的反馈（第 {filed.version} 次）：{_what(numbers)}"
            note(session, by, "登记反馈", words, now, asked.id)
        return filed


def _what(numbers: Sequence[int]) -> str:
    return f"意见 {len(numbers)} 条" if numbers else "无意见"


def _read(desk: Desk, form: bytes, name: str) -> FilledForm:
    return in_worker(read_any_form, form, desk.secret, name, name=name, refusal=FormUnreadable)


def _refuse_contradiction(entered: Entered) -> None:
    if entered.form is not None and (entered.no_comment or entered.opinions):
        raise ReplyEmpty("--form 不能与 --no-comment 或 --opinion 同时使用；表上写的就是该单位的答复。")
    if entered.form is None and entered.no_comment == bool(entered.opinions):
        raise ReplyEmpty("请用 --opinion 写明意见（可多次使用），或用 --no-comment 表示无意见，两者选一。")
    for opinion in entered.opinions:
        if is_no_comment(opinion.text):
            raise ReplyEmpty(
                f"“{opinion.text.strip()}”不是一条意见；该单位没有意见的，请用 --no-comment 登记为无意见。"
            )


def _refuse_too_early(desk: Desk, asked: Round, received: datetime) -> None:
    """A mistyped year would let every earlier answer of the unit outrank this one."""
    opened, came = desk.calendar.day_of(asked.opened), desk.calendar.day_of(received)
    if came < opened:
        raise BadInput(f"收到日期 {came} 早于 {asked.name} 的发函日期 {opened}；请核对 --received。")


def _refuse_foreign(form: FilledForm, name: str, invitation: Invitation) -> None:
    code = form.code
    if code and (code.round_name, code.unit_number) != (name.strip(), invitation.number):
        raise FormForeign(
            f"这份反馈表的编号属于 {code.round_name} 的第 {code.unit_number} 号单位，"
            f"不是 {name} 的“{invitation.unit_name}”；请核对后重新登记。"
        )
