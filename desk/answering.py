"""A unit answers on its page: saved while it types, sent off once, filed like every other reply."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from desk.office import Desk
from desk.page_rights import page_of, receipt_number, refuse_unless_taking
from desk.taking_in import acknowledge
from desk.unit_pages import prefilled
from documents.form_reading import FormRow
from documents.opinion_text import text_of
from mail.opinions import opinions_in
from models import acts, outbox
from models.answers import ELSEWHERE, Kept, entries_of, keep_answer, kept_answer, replies_of, seal
from models.races import hold
from models.replies import begin_reply, file_reply
from models.tables import Invitation, Reply, Round
from rules.answering import Draft, check_draft, said_in, seen_only
from rules.errors import CirculateError, Overtaken, ReplyEmpty
from rules.filing import OpinionEntry, ReplyEntry
from rules.words import Channel, Formality

WHAT = "反馈"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A reply that was sent off: its number for the unit, and whether this act filed or sealed it."""

    receipt: str
    version: int
    new: bool


def save_answer(desk: Desk, token: str, draft: Draft, seen: int, now: datetime) -> Kept:
    """Keep what a unit has written so far over the version it has seen.

    Raises:
        NotFound, RoundNotOpen.
        BadInput: it is too long, or holds characters nobody can see.
        Overtaken: somebody else of the unit has written something else meanwhile.
    """
    check_draft(draft)
    with desk.store.write() as session:
        asked, invitation = page_of(desk, session, token, now)
        refuse_unless_taking(asked, invitation, now)
        return _saved(session, invitation, seen_only(draft), seen, now)


def final(opinion: OpinionEntry) -> OpinionEntry:
    """An opinion as it is filed: its text, where none was typed, is put together from the columns as a form's is."""
    row = FormRow(1, opinion.place, opinion.original, opinion.proposal, opinion.grounds)
    return opinion if opinion.text else replace(opinion, text=text_of(row))


def filed_as(draft: Draft) -> tuple[OpinionEntry, ...]:
    """What an answer will be filed as; opinions that ask for nothing are left out."""
    return tuple(final(opinion) for opinion in said_in(draft))


def parted(opinion: OpinionEntry) -> tuple[OpinionEntry, ...]:
    """An opinion as several: by its own numbers, or at its empty lines, or with an empty one for the rest behind it."""
    words = opinion.text or opinion.proposal
    paragraphs = tuple(part.strip() for part in words.split("\n\n") if part.strip())
    numbered = opinions_in(words)
    parts = numbered if len(numbered) > 1 else paragraphs if len(paragraphs) > 1 else (words, "")
    whole = replace(opinion, text="", proposal="")
    name = "text" if opinion.text else "proposal"
    return tuple(replace(whole, **{name: part}) for part in parts)


def submit(desk: Desk, token: str, seen: int, now: datetime, *, no_comment: bool = False) -> Submitted:
    """Send off what was saved, or 无意见, and queue the receipt; the same once more files nothing.

    The same with a scan seals the reply that is there.

    Raises:
        NotFound, RoundNotOpen.
        ReplyEmpty: nothing was written.
        Overtaken: what was saved is not what its sender has seen.
    """
    with desk.store.write() as session:
        asked, invitation = page_of(desk, session, token, now)
        hold(session, asked.id or 0)
        refuse_unless_taking(asked, invitation, now)
        kept = kept_answer(session, invitation)
        replies = replies_of(session, invitation)
        draft = prefilled(session, kept, replies).draft
        entry = _entry(draft, now, no_comment=no_comment)
        last = next((reply for reply in reversed(replies) if reply.withdrawn is None), None)
        if last is not None and _says_the_same(session, last, entry):
            new = _sealed(session, asked, invitation, last, entry.scan, now)
            return Submitted(receipt_number(asked, invitation, last.version), last.version, new=new)
        if kept.version != seen:
            raise Overtaken(ELSEWHERE)
        reply = _filed(session, asked, invitation, entry, now)
        # A scan shows one version of the words; what is corrected later needs another.
        done = Draft(() if no_comment else said_in(draft), draft.contact, filed=reply.version)
        keep_answer(session, invitation, done, seen, now)
        filed = Submitted(receipt_number(asked, invitation, reply.version), reply.version, new=True)
    # Filed is filed: a receipt that cannot be written now is owed, and the next collecting writes it.
    with suppress(CirculateError):
        acknowledge(desk, now)
    return filed


def _saved(session: Session, invitation: Invitation, draft: Draft, seen: int, now: datetime) -> Kept:
    before = prefilled(session, kept_answer(session, invitation), replies_of(session, invitation))
    # Files come by another door and stay with the answer.
    known = before.draft
    draft = replace(draft, form=known.form, scan=known.scan, scan_name=known.scan_name, filed=0)
    if known.says_as_much(draft):
        return before
    kept = keep_answer(session, invitation, draft, seen, now)
    begin_reply(session, invitation, now)
    return kept


def _entry(draft: Draft, now: datetime, *, no_comment: bool) -> ReplyEntry:
    opinions = () if no_comment else filed_as(draft)
    if not opinions and not no_comment:
        raise ReplyEmpty("还没有填写意见；请写明意见后再提交，没有意见的请选“无意见”。")
    return ReplyEntry(
        channel=Channel.WEB,
        formality=Formality.SEALED if draft.scan else Formality.UNSEALED,
        received=now,
        opinions=opinions,
        sender=draft.contact,
        form=draft.form or None,
        scan=draft.scan or None,
    )


def _says_the_same(session: Session, last: Reply, entry: ReplyEntry) -> bool:
    """Whether the last reply came the same way and says the same: pressed twice, sent again, or sealed now."""
    same_way = (last.channel, last.stance) == (entry.channel, entry.stance)
    return same_way and entries_of(session, last) == entry.opinions


def _sealed(  # noqa: PLR0913 - whose reply is sealed with what, when
    session: Session, asked: Round, invitation: Invitation, last: Reply, scan: str | None, now: datetime
) -> bool:
    """Add the sealed copy to a reply that says the same: filed anew, its opinions would lose what became of them."""
    if scan in {None, last.scan_sha256}:
        return False
    seal(session, last, scan or "")
    kept = kept_answer(session, invitation)
    done = replace(kept.draft, form="", scan="", scan_name="", filed=last.version)
    keep_answer(session, invitation, done, kept.version, now)
    acts.note(session, invitation.unit_name, WHAT, f"补交第 {last.version} 次反馈的盖章件", now, asked.id)
    return True


def _filed(session: Session, asked: Round, invitation: Invitation, entry: ReplyEntry, now: datetime) -> Reply:
    reply = file_reply(session, invitation, entry, now)
    outbox.proven(session, invitation.id or 0)
    words = f"在网页上提交意见 {len(entry.opinions)} 条" if entry.opinions else "在网页上提交：无意见"
    acts.note(session, invitation.unit_name, WHAT, f"{words}（第 {reply.version} 次）", now, asked.id)
    return reply
