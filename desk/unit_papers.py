"""The papers a unit takes from its page: the draft, its own form, and its reply as it was sent off, to be sealed."""

from dataclasses import dataclass
from datetime import datetime

from desk.office import Desk
from desk.page_rights import page_of, receipt_number
from desk.scribe import FORM_NAME
from documents.form import FormPress
from documents.form_code import code_for
from documents.wording import moment_text
from models.answers import entries_of, replies_of
from models.files import content_of
from rules.errors import NotFound
from rules.filing import OpinionEntry
from rules.summary import plain_title
from rules.words import FORMAL, Formality


@dataclass(frozen=True, slots=True)
class ReplyLetter:
    """The last reply as a letter to print; no opinions means 无意见.

    provisional: no sealed original has come yet.
    """

    unit: str
    title: str
    number: str
    receipt: str
    received: datetime
    opinions: tuple[OpinionEntry, ...]
    sender: str
    provisional: bool


def draft_file(desk: Desk, token: str, now: datetime) -> tuple[str, bytes]:
    """The draft's name and bytes as they were sent out, or NotFound."""
    with desk.store.read() as session:
        asked, _ = page_of(desk, session, token, now)
        return asked.draft_name, content_of(session, asked.draft_sha256)


def form_file(desk: Desk, token: str, now: datetime) -> tuple[str, bytes]:
    """The name and bytes of the unit's own form, still to fill in, or NotFound."""
    with desk.store.read() as session:
        asked, invitation = page_of(desk, session, token, now)
    office, due = desk.card, moment_text(invitation.due, desk.settings.zone)
    press = FormPress(plain_title(asked.title), due, office.name, f"{office.contact} {office.phone}".strip())
    return FORM_NAME, press.for_unit(invitation.unit_name, code_for(desk.secret, asked.name, invitation.number))


def reply_letter(desk: Desk, token: str, now: datetime) -> ReplyLetter:
    """The last reply a unit has sent off.

    Raises:
        NotFound: the token opens no page, or nothing has been sent off.
    """
    with desk.store.read() as session:
        asked, invitation = page_of(desk, session, token, now)
        sent = [reply for reply in replies_of(session, invitation) if reply.withdrawn is None]
        if not sent:
            raise NotFound("还没有提交过反馈，没有可以打印的反馈函；请先填写并提交。")
        last = sent[-1]
        return ReplyLetter(
            unit=invitation.unit_name,
            title=plain_title(asked.title),
            number=asked.number,
            receipt=receipt_number(asked, invitation, last.version),
            received=desk.local(last.received),
            opinions=entries_of(session, last),
            sender=last.sender,
            provisional=Formality(last.formality) not in FORMAL,
        )
