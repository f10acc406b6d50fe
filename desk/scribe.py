"""Writing letters: from the facts of a round to rows of the outbox, each rendered once and never again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from sqlmodel import Session

from desk.addressed import Addressed
from desk.office import Desk
from desk.page_addresses import page_address
from desk.view import RoundView
from documents.call_list import TITLE as CALL_LIST
from documents.call_list import write_call_list
from documents.form import FormPress
from documents.form_code import code_for
from mail import letters
from mail.compose import Attachment, Heading, Mailbox, Tail, head_of, message_id, tail_of
from mail.invite import due_entry
from mail.render import render
from models.files import content_of, keep, named
from models.outbox import NewLetter, letter_key, queue
from models.queries import how_often_chased
from models.tables import Reply, Round
from office.settings import ReplyAddress
from rules.calls import Call
from rules.register import ContactEntry
from rules.reminders import Owed
from rules.settling import unapproved
from rules.standing import InvitationFact, arrived
from rules.summary import plain_title
from rules.tokens import token_for
from rules.words import FORMAL, SILENT, Formality, LetterKind, Role, Silence, Standing

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
FORM_NAME = "征求意见反馈表.docx"
OFFICE = 0
Context = TypeVar("Context", bound=letters.UnitLetter)


@dataclass(frozen=True, slots=True)
class _Address:
    """Whom a letter goes to; the office itself is number 0 and has no invitation."""

    number: int
    invitation_id: int | None
    to: tuple[ContactEntry, ...]


class Scribe:
    """Writes the letters of one round; what they share is made once.

    Args:
        desk: the office that writes.
        session: where the draft and the shared ends of letters are kept.
        asked: the round.
        now: the moment the letters are dated.
        reads: the session only reads; what letters share is kept when they are queued by `queue`.
    """

    def __init__(self, desk: Desk, session: Session, asked: Round, now: datetime, *, reads: bool = False) -> None:
        self.desk, self.session, self.round, self.now = desk, session, asked, now
        self.today, self._reads = desk.calendar.day_of(now), reads

    def invitation(self, addressed: Addressed, turn: int = 1) -> NewLetter:
        """征求意见函 with the draft, the unit's own form, and the due moment for its calendar."""
        kind = LetterKind.INVITATION
        context = self._context(letters.Invitation, addressed, attachments=(self.round.draft_name, FORM_NAME))
        due = due_entry(
            self._message_id(addressed.invitation.number, kind, turn).strip("<>"),
            f"反馈意见截止：{plain_title(self.round.title)}",
            addressed.invitation.due,
            self.now,
        )
        return self._to_unit(addressed, kind, turn, context, self._form(addressed), due)

    def chaser(self, addressed: Addressed, owed: Owed, fact: InvitationFact) -> NewLetter:
        """催办函, or 督促函 to whoever answers for the unit, with the form again in the invitation's thread."""
        days = self.desk.calendar
        due, sent = days.day_of(fact.due), days.day_of(min(arrived(fact)))
        over = days.working_days(due, self.today)
        context: letters.Context
        if owed.kind is LetterKind.ESCALATION:
            chased = how_often_chased(fact).reminders
            context = self._context(letters.Escalation, addressed, reminders=chased, days_over=over, sent=sent)
        else:
            left = days.working_days(self.today, due) or -over
            context = self._context(
                letters.Reminder, addressed, turn=owed.turn, days_left=left, sent=sent, begun=fact.begun
            )
        return self._to_unit(addressed, owed.kind, owed.turn, context, self._form(addressed))

    def call_list(self, turn: int, calls: Sequence[Call]) -> NewLetter:
        """The escalation to the office itself: whom to telephone, with the 催办单 to print."""
        context = letters.CallList(
            office=self.desk.card, round=self._card(self.round.due), written=self.today, calls=tuple(calls)
        )
        title = plain_title(self.round.title)
        sheet = write_call_list(self.round.name, title, calls, self.now, zone=self.desk.settings.zone)
        own = Attachment(f"{CALL_LIST}.docx", sheet, DOCX)
        return self._letter(self._office(), LetterKind.ESCALATION, turn, context, own)

    def receipt(self, addressed: Addressed, reply: Reply, opinions: Sequence[letters.OpinionLine]) -> NewLetter:
        """回执: what was understood of a reply, so that a misreading is found while it can be mended."""
        context = self._context(
            letters.Receipt,
            addressed,
            received=self.desk.local(reply.received),
            opinions=tuple(opinions),
            provisional=Formality(reply.formality) not in FORMAL,
            late=reply.received > addressed.invitation.due,
        )
        return self._to_unit(addressed, LetterKind.RECEIPT, reply.version, context)

    def result(
        self, addressed: Addressed, turn: int, opinions: Sequence[letters.OpinionLine], by: date, own: Attachment
    ) -> NewLetter:
        """采纳情况告知, to be spoken of until the end of `by`, with the same as a .docx to sign and send back."""
        told = {"opinions": tuple(opinions), "answer_by": by, "turn": turn, "attachments": (own.name,)}
        context = self._context(letters.Result, addressed, **told)
        return self._to_unit(addressed, LetterKind.RESULT, turn, context, own)

    def summary(self, turn: int, seen: RoundView, *own: Attachment) -> NewLetter:
        """情况汇总 to the office itself, with the status report."""
        context = letters.Summary(
            office=self.desk.card,
            round=self._card(self.round.due),
            written=self.today,
            ledger=seen.ledger,
            missing=seen.standing(SILENT),
            undeliverable=seen.standing({Standing.UNDELIVERABLE}),
            unsettled=seen.unsettled,
            unapproved=unapproved(seen.opinions),
            attachments=tuple(attachment.name for attachment in own),
        )
        return self._letter(self._office(), LetterKind.SUMMARY, turn, context, *own)

    def whole(self, letter: NewLetter) -> bytes:
        """A letter as it would be sent."""
        return letter.head + self._tail(letter.kind).content

    def queue(self, session: Session, letters: Sequence[NewLetter]) -> int:
        """Queue letters that were written while only reading, with what they share; returns how many were new."""
        for kind in {letter.kind for letter in letters}:
            keep(session, self._tail(kind).content)
        return queue(session, letters, self.now)

    def code(self, number: int) -> str:
        """The reply code printed for a unit of the round."""
        return code_for(self.desk.secret, self.round.name, number)

    def _office(self) -> _Address:
        office = self.desk.settings
        return _Address(OFFICE, None, (ContactEntry(Role.TO, office.office_email, office.office_name),))

    def _to_unit(
        self, addressed: Addressed, kind: LetterKind, turn: int, context: letters.Context, *own: Attachment
    ) -> NewLetter:
        row = addressed.invitation
        return self._letter(_Address(row.number, row.id, addressed.recipients(kind)), kind, turn, context, *own)

    def _letter(
        self, address: _Address, kind: LetterKind, turn: int, context: letters.Context, *own: Attachment
    ) -> NewLetter:
        words = render(kind, context, self.desk.settings.templates)
        tail = self._tail(kind)
        first, *copies = (Mailbox(contact.email, contact.name) for contact in address.to)
        own_id = self._message_id(address.number, kind, turn)
        thread = self._message_id(address.number, LetterKind.INVITATION, 1)
        heading = Heading(
            sender=Mailbox(self.desk.settings.office_email, self.desk.settings.office_name),
            to=first,
            cc=tuple(copies),
            message_id=own_id,
            date=self.desk.local(self.now),
            reply_to=self._reply_to(address),
            references=(thread,) if thread != own_id and address.number != OFFICE else (),
            answers=kind is LetterKind.RECEIPT,
        )
        return NewLetter(
            key=letter_key(self.round.name, address.number, kind, turn),
            round_id=self.round.id or 0,
            invitation_id=address.invitation_id,
            kind=kind,
            turn=turn,
            sender=heading.sender.address,
            recipients=tuple(contact.email for contact in address.to),
            subject=words.subject,
            message_id=own_id,
            head=head_of(words, heading, tail, own),
            tail_sha256=named(tail.content) if self._reads else keep(self.session, tail.content),
        )

    def _tail(self, kind: LetterKind) -> Tail:
        return self._with_draft if kind is LetterKind.INVITATION else self._bare

    @cached_property
    def _with_draft(self) -> Tail:
        draft = content_of(self.session, self.round.draft_sha256)
        return tail_of([Attachment(self.round.draft_name, draft, DOCX)])

    @cached_property
    def _bare(self) -> Tail:
        return tail_of()

    @cached_property
    def _press(self) -> FormPress:
        due = letters.moment_words(self.desk.local(self.round.due))
        office = self.desk.card
        return FormPress(plain_title(self.round.title), due, office.name, f"{office.contact} {office.phone}".strip())

    def _form(self, addressed: Addressed) -> Attachment:
        form = self._press.for_unit(addressed.unit.name, self.code(addressed.invitation.number))
        return Attachment(FORM_NAME, form, DOCX)

    def _card(self, due: datetime) -> letters.RoundCard:
        asked = self.round
        return letters.RoundCard(
            name=asked.name,
            title=plain_title(asked.title),
            draft_name=asked.draft_name,
            due=self.desk.local(due),
            silence=Silence(asked.silence),
            number=asked.number,
            again=asked.previous_id is not None,
        )

    def _context(self, kind: type[Context], addressed: Addressed, **own: Any) -> Context:  # noqa: ANN401
        person = next((contact.name for contact in addressed.unit.to(Role.TO)), "")
        return kind(
            office=self.desk.card,
            round=self._card(addressed.invitation.due),
            written=self.today,
            unit=letters.UnitCard(addressed.invitation.unit_name, person),
            code=self.code(addressed.invitation.number),
            page=page_address(self.desk, self.round, addressed.invitation),
            **own,
        )

    def _reply_to(self, address: _Address) -> Mailbox | None:
        """The office's address with the unit's token, where its mailbox takes such."""
        office = self.desk.settings
        if office.reply_address is ReplyAddress.PLAIN or address.number == OFFICE:
            return None
        local, _, domain = office.office_email.rpartition("@")
        token = token_for(self.desk.secret, self.round.name, address.number)
        return Mailbox(f"{local}+{token}@{domain}", office.office_name)

    def _message_id(self, number: int, kind: LetterKind, turn: int) -> str:
        token = token_for(self.desk.secret, self.round.name, number)
        domain = self.desk.settings.office_email.rsplit("@", 1)[-1]
        return message_id(self.round.name, number, kind, turn, token=token, domain=domain)
