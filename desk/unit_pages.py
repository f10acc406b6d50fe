"""A unit's own page: everything it shows, read in one transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from desk.anchoring import draft_of
from desk.office import Desk
from desk.page_rights import Taking, page_of, receipt_number, taking_of
from documents.form_reading import FormRow
from documents.opinion_text import text_of
from documents.outline import Outline
from models.answers import Kept, entries_of, kept_answer, parts_of, replies_of
from models.rejoinders import Word, approved_in, last_words, word_of
from models.tables import Invitation, Opinion, Outcome, Rejoinder, Reply, Round
from rules.answering import Draft
from rules.filing import OpinionEntry
from rules.settling import Outcome as Decision
from rules.standing import ReplyFact, effective_reply
from rules.summary import note, plain_title
from rules.words import Channel, Formality, Silence, Stage, Stance, Verdict, printed


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
class Decided:
    """What became of an opinion, as approved, with the unit's last word on it.

    outcome: the word an office prints, empty while nothing is approved; `note` its reason, condition and wording.
    stale: the word was given on an earlier outcome.
    """

    number: int
    text: str
    outcome: str
    note: str
    word: Word | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class UnitPage:
    """A unit's page; moments in the office's zone.

    days_left: working days to the due moment, the day itself counted; 0 on that day and after it.
    kept: what is being written; before anything is, what was sent off last.
    pending: whether something has been written that was not sent off.
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
        counting = effective_reply([_fact(reply) for reply in replies])
        chosen = next((reply for reply in replies if counting and reply.id == counting.id), None)
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
            said=_decided(session, chosen) if chosen else (),
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


def _fact(reply: Reply) -> ReplyFact:
    formality = Formality(reply.formality)
    return ReplyFact(reply.id or 0, Stance(reply.stance), formality, reply.received, reply.withdrawn is not None)


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


def _decided(session: Session, reply: Reply) -> tuple[Decided, ...]:
    rows = parts_of(session, reply)
    ids = [row.id or 0 for row in rows]
    outcomes = approved_in(session, ids)
    words = last_words(session, ids) if outcomes else {}
    return tuple(_one(row, outcomes.get(row.id or 0), words.get(row.id or 0)) for row in rows)


def _one(row: Opinion, outcome: Outcome | None, said: Rejoinder | None) -> Decided:
    if outcome is None:
        return Decided(row.number, row.text, "", "")
    verdict = Verdict(outcome.verdict)
    decision = Decision(verdict, Stage.APPROVED, outcome.reason, outcome.condition, outcome.final_text)
    stale = said is not None and said.outcome_id != outcome.id
    return Decided(
        row.number, row.text, printed(verdict, Stage.APPROVED), note(decision), word_of(said) if said else None, stale
    )
