"""A unit's own page: everything it shows, read in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from desk.anchoring import draft_of
from desk.office import Desk
from desk.page_rights import Taking, page_of, receipt_number, taking_of
from desk.unit_outcomes import Before, Decided, counting, decided, decided_before
from documents.form_reading import FormRow
from documents.opinion_text import text_of
from documents.outline import Outline
from models.answers import Kept, entries_of, kept_answer, replies_of
from models.tables import Invitation, Reply, Round
from rules.answering import Draft
from rules.filing import OpinionEntry
from rules.summary import plain_title
from rules.words import Channel, Formality, Silence, Stance


@dataclass(frozen=True, slots=True)
class Sent:
    """A reply the unit has sent off, whichever way; `counts` marks the one that holds now."""

    version: int
    receipt: str
    received: datetime
    stance: Stance
    channel: Channel
    formality: Formality
    late: bool
    counts: bool


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit's page; moments in the office's zone.

    days_left: working days to the due moment, the day itself counted; 0 on that day and after it.
    kept: what is being written; before anything is, what was sent off last.
    pending: whether something has been written that was not sent off.
    before: what became of its opinions in the round whose draft this one revises.
    """

    token: str
    round: str
    title: str
    number: str
    silence: Silence
    draft_name: str
    draft_sha256: str
    outline: Outline
    unit: str
    place: int
    opened: datetime
    due: datetime
    days_left: int
    taking: Taking
    kept: Kept
    pending: bool
    sent: tuple[Sent, ...]
    said: tuple[Decided, ...]
    before: Before | None

    @property
    def counting(self) -> Sent | None:
        """The reply that holds now."""
        return next((reply for reply in self.sent if reply.counts), None)

    @property
    def decided(self) -> bool:
        """Whether the outcome of some opinion is approved."""
        return any(one.outcome for one in self.said)


def open_page(desk: Desk, token: str, now: datetime) -> UnitPage:
    """The page a token opens.

    Raises:
        NotFound: it opens none; the same sentence whether it was made up, replaced, taken back or has run out.
    """
    with desk.store.read() as session:
        asked, invitation = page_of(desk, session, token, now)
        replies = replies_of(session, invitation)
        chosen = counting(replies)
        kept = prefilled(session, kept_answer(session, invitation), replies)
        due = desk.local(invitation.due)
        return UnitPage(
            token=token.strip().lower(),
            round=asked.name,
            title=plain_title(asked.title),
            number=asked.number,
            silence=Silence(asked.silence),
            draft_name=asked.draft_name,
            draft_sha256=asked.draft_sha256,
            outline=draft_of(session, asked).outline,
            unit=invitation.unit_name,
            place=invitation.number,
            opened=desk.local(asked.opened),
            due=due,
            days_left=desk.calendar.working_days(desk.calendar.day_of(now), due.date()),
            taking=taking_of(asked, invitation, now),
            kept=kept,
            pending=bool(kept.version and not kept.draft.filed and (kept.draft.opinions or kept.draft.scan)),
            sent=tuple(_sent(desk, asked, invitation, reply, counts=reply is chosen) for reply in replies),
            said=decided(session, chosen) if chosen else (),
            before=decided_before(session, asked, invitation),
        )


def prefilled(session: Session, kept: Kept, replies: tuple[Reply, ...]) -> Kept:
    """What a unit goes on from: what it has written, or else the last reply it sent off, whichever way."""
    last = next((reply for reply in reversed(replies) if reply.withdrawn is None), None)
    if last is None or (kept.version and kept.draft.filed in {0, last.version}):
        return kept
    draft = Draft(tuple(map(typed, entries_of(session, last))), last.sender, filed=last.version)
    return Kept(draft, kept.version, last.received)


def typed(opinion: OpinionEntry) -> OpinionEntry:
    """A filed opinion as it is typed on the page: its text is left to the columns where they say it all."""
    columns = (opinion.place, opinion.original, opinion.proposal, opinion.grounds)
    if not any(columns):
        return OpinionEntry("", proposal=opinion.text)
    says_it = (opinion.proposal or opinion.grounds) and text_of(FormRow(1, *columns)) == opinion.text
    return replace(opinion, text="") if says_it else opinion


def _sent(desk: Desk, asked: Round, invitation: Invitation, reply: Reply, *, counts: bool) -> Sent:
    return Sent(
        version=reply.version,
        receipt=receipt_number(asked, invitation, reply.version),
        received=desk.local(reply.received),
        stance=Stance(reply.stance),
        channel=Channel(reply.channel),
        formality=Formality(reply.formality),
        late=reply.received > invitation.due,
        counts=counts,
    )
