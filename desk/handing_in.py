"""Files a unit hands in on its page: the filled form, shown back as opinions, and the scan of the sealed paper."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from desk.copies import copies_among
from desk.matching import entries
from desk.office import Desk
from desk.page_rights import page_of, refuse_unless_taking
from desk.unit_pages import prefilled, typed
from documents.any_form import Unread, read_attachment
from documents.form_reading import FilledForm
from documents.gate import admit_scan
from documents.worker import in_worker
from models.answers import Kept, keep_answer, kept_answer, replies_of
from models.files import keep
from models.replies import begin_reply
from models.tables import Invitation, Round
from rules.answering import LONGEST_NAME, Draft, check_draft, joined, said_in, seen_only
from rules.errors import FormForeign, FormUnreadable
from rules.filing import OpinionEntry


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What was read out of a form: how many opinions, or that it says 无意见."""

    kept: Kept
    opinions: int

    @property
    def no_comment(self) -> bool:
        """Whether the form says 无意见."""
        return self.opinions == 0


def hand_in_form(desk: Desk, token: str, name: str, content: bytes, now: datetime) -> HandedIn:
    """Read a filled form, or a marked-up copy of the draft, and add its opinions to those written already.

    Raises:
        NotFound, RoundNotOpen.
        FormUnreadable, FormCodeDamaged, FormForeign: nothing can be read, or it is another unit's.
        BadInput: it is a danger, or says neither an opinion nor 无意见.
        Overtaken: somebody saved something at this very moment.
    """
    with desk.store.read() as session:
        refuse_unless_taking(*page_of(desk, session, token, now), now)  # nobody without a page keeps the worker busy
    read = in_worker(read_attachment, content, desk.secret, name, name=name, refusal=FormUnreadable)
    with desk.store.read() as session:
        found = _said(session, *page_of(desk, session, token, now), read)
    with desk.store.write() as session:
        asked, invitation = page_of(desk, session, token, now)
        refuse_unless_taking(asked, invitation, now)
        if not found:
            return HandedIn(kept_answer(session, invitation), 0)

        def with_form(before: Draft) -> Draft:
            return replace(before, opinions=joined(said_in(before), found), form=keep(session, content))

        return HandedIn(_changed(session, invitation, with_form, now), len(found))


def hand_in_scan(desk: Desk, token: str, name: str, content: bytes, now: datetime) -> Kept:
    """Keep the scan of the sealed reply beside what was written; it is sent off with it.

    Raises:
        NotFound, RoundNotOpen, Overtaken.
        BadInput: no PDF, JPEG, PNG or TIFF, whatever its name says.
    """
    admit_scan(content, name)
    with desk.store.write() as session:
        asked, invitation = page_of(desk, session, token, now)
        refuse_unless_taking(asked, invitation, now)
        sha256 = keep(session, content)
        return _changed(
            session, invitation, lambda before: replace(before, scan=sha256, scan_name=name[:LONGEST_NAME]), now
        )


def take_scan_back(desk: Desk, token: str, now: datetime) -> Kept:
    """Leave the scan out of what is being written.

    Raises:
        NotFound, Overtaken.
    """
    with desk.store.write() as session:
        _, invitation = page_of(desk, session, token, now)
        return _changed(session, invitation, lambda before: replace(before, scan="", scan_name=""), now)


def _said(
    session: Session, asked: Round, invitation: Invitation, read: FilledForm | Unread
) -> tuple[OpinionEntry, ...]:
    if isinstance(read, FilledForm):
        code = read.code
        if code and (code.round_name, code.unit_number) != (asked.name, invitation.number):
            raise FormForeign(
                "这份反馈表是发给另一家单位或另一轮征求意见的；请使用发给本单位的反馈表，或在网页上直接填写。"
            )
        return tuple(map(typed, entries(read)))
    copies = copies_among(session, invitation, [read])
    if not copies.opinions:
        raise FormUnreadable(f"{read.why.rstrip('。')}；也可以在网页上直接填写意见。")
    return tuple(map(typed, copies.opinions))


def _changed(session: Session, invitation: Invitation, change: Callable[[Draft], Draft], now: datetime) -> Kept:
    before = prefilled(session, kept_answer(session, invitation), replies_of(session, invitation))
    draft = replace(seen_only(change(before.draft)), filed=0)
    check_draft(draft)
    begin_reply(session, invitation, now)
    return keep_answer(session, invitation, draft, before.version, now)
