"""The inbox of unsure mail: seen by a person, assigned to a unit or discarded with a reason; never dropped."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk.attachments import forms_among, read_files
from desk.copies import copies_among
from desk.matching import said
from desk.office import Desk
from documents.form_reading import FilledForm
from mail.reading import Incoming, read
from models import outbox
from models.files import content_of, keep
from models.inbox import invitations_of_address, message_numbered, messages_in
from models.queries import all_rounds, invitation_of, round_named, who_was_invited
from models.replies import file_reply, filed_already, opinions_of_reply
from models.tables import Invitation, Message, Round
from rules.errors import FormForeign, ReasonMissing, Refused
from rules.filing import OpinionEntry, ReplyEntry
from rules.words import USUAL_FORMALITY, Channel, MessageKind, MessageState, RoundState, Stance

RECENT = 5
WAITING = (MessageState.UNSURE, MessageState.QUARANTINED)


@dataclass(frozen=True, slots=True)
class Listed:
    """A message in the inbox: its number, where it stands, and what a person should know about it."""

    number: int
    state: MessageState
    arrived: datetime
    sender: str
    subject: str
    note: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a message was filed as."""

    unit: str
    stance: Stance
    numbers: tuple[int, ...]


def listed(desk: Desk, *states: MessageState) -> tuple[Listed, ...]:
    """The messages in these states, oldest first; by default those that wait for a person."""
    with desk.store.read() as session:
        return tuple(_listed(row) for row in messages_in(session, *(states or WAITING)))


def opened(desk: Desk, number: int) -> tuple[Listed, Incoming]:
    """One message, read.

    Raises:
        MessageUnknown.
    """
    with desk.store.read() as session:
        row = message_numbered(session, number)
        return _listed(row), read(content_of(session, row.sha256))


@dataclass(frozen=True, slots=True)
class Choices:
    """What a message may be filed as: rounds by name and title, units asked in them, and what it most likely is."""

    rounds: tuple[tuple[str, str], ...]
    units: tuple[str, ...]
    round: str
    unit: str


def choices(desk: Desk, number: int) -> Choices:
    """What a message may be filed as, or MessageUnknown; nothing is guessed where its sender speaks for several."""
    with desk.store.read() as session:
        row = message_numbered(session, number)
        rounds = [asked for asked in all_rounds(session) if asked.state != RoundState.CANCELLED]
        named = {asked.id: asked.name for asked in rounds}
        invited = [(asked.id, one.unit_name) for asked in rounds[:RECENT] for one in who_was_invited(session, asked)]
        found = invitations_of_address(session, row.sender) if row.sender else ()
        known = session.get(Invitation, row.invitation_id) if row.invitation_id else None
        likely = known or (found[0] if len(found) == 1 else None)
        still_open = [asked.name for asked in rounds if asked.state == RoundState.OPEN]
        only = still_open[0] if len(still_open) == 1 else ""
        return Choices(
            rounds=tuple((asked.name, asked.title) for asked in rounds),
            units=tuple(dict.fromkeys(unit for _, unit in invited)),
            round=named.get(likely.round_id, only) if likely else only,
            unit=likely.unit_name if likely else "",
        )


def assign(  # noqa: PLR0913 - all that says what a message is
    desk: Desk,
    number: int,
    place: tuple[str, str],
    typed: tuple[OpinionEntry, ...] | None,
    now: datetime,
    *,
    form: int | None = None,
) -> Assigned:
    """File a message as the reply of a unit; it may be assigned to a second one where it speaks for both.

    Args:
        desk: the office.
        number: the message.
        place: the round's short name and the unit's name.
        typed: the opinions a clerk typed from it, none for 无意见; None to take what can be read out of it.
        now: the moment of filing; the reply counts from when the message arrived.
        form: which of several forms it is, from 1.

    Raises:
        MessageUnknown, RoundUnknown, UnitUnknown, RoundNotOpen.
        Doubtful: nothing can be read out of it and nothing was typed.
    """
    name, unit = place
    # Read before anything is written: while other processes open the files, nobody waits to write.
    with desk.store.read() as session:
        row, invitation = message_numbered(session, number), invitation_of(session, round_named(session, name), unit)
        told = _told(desk, session, row, invitation, typed, form)
    with desk.store.write() as session:
        row, invitation = message_numbered(session, number), invitation_of(session, round_named(session, name), unit)
        entry = _entry(session, row, told)
        reply = filed_already(session, invitation, entry) or file_reply(session, invitation, entry, now)
        outbox.proven(session, invitation.id or 0)
        row.state, row.kind, row.invitation_id = MessageState.FILED, MessageKind.REPLY, invitation.id
        row.note = f"由经办人登记为“{invitation.unit_name}”的反馈"
        return Assigned(invitation.unit_name, entry.stance, tuple(o.number for o in opinions_of_reply(session, reply)))


def discard(desk: Desk, number: int, reason: str) -> None:
    """Set a message aside with the reason; it stays kept.

    Raises:
        MessageUnknown, ReasonMissing.
        Refused: it has been filed as a reply.
    """
    if not reason.strip():
        raise ReasonMissing(f"第 {number} 号来信不作反馈处理，请用 --reason 写明原因。")
    with desk.store.write() as session:
        row = message_numbered(session, number)
        if row.state == MessageState.FILED:
            raise Refused(
                f"第 {number} 号来信已登记为反馈，不能再搁置；如登记有误，请用 circulate reply 重新登记该单位的反馈。"
            )
        row.state, row.note = MessageState.DISCARDED, reason.strip()


@dataclass(frozen=True, slots=True)
class _Told:
    """What a message says, and the bytes of its form where it has one."""

    sender: str
    opinions: tuple[OpinionEntry, ...]
    form: bytes | None = None


def _told(  # noqa: PLR0913 - what `assign` was told
    desk: Desk,
    session: Session,
    row: Message,
    invitation: Invitation,
    typed: tuple[OpinionEntry, ...] | None,
    form: int | None,
) -> _Told:
    incoming = read(content_of(session, row.sha256))
    if typed is not None:
        return _Told(incoming.sender, typed)
    forms, others = forms_among(next(read_files(desk.secret, [incoming])))
    chosen = _chosen(forms, form)
    _refuse_foreign(session, chosen, invitation)
    opinions = said(incoming, chosen, copies_among(session, invitation, others))
    return _Told(incoming.sender, opinions, chosen[0][0] if len(chosen) == 1 else None)


def _entry(session: Session, row: Message, told: _Told) -> ReplyEntry:
    return ReplyEntry(
        channel=Channel.MAIL,
        formality=USUAL_FORMALITY[Channel.MAIL],
        received=row.arrived,
        opinions=told.opinions,
        sender=told.sender,
        form=keep(session, told.form) if told.form is not None else None,
        message=row.id,
    )


def _chosen(forms: Sequence[tuple[bytes, FilledForm]], form: int | None) -> Sequence[tuple[bytes, FilledForm]]:
    """The one form that was chosen; all there are, which is one at most, where none was."""
    if form is None and len(forms) > 1:
        raise Refused(f"来信附有 {len(forms)} 份反馈表，请选定其中一份：命令行用 --form 1 至 --form {len(forms)}。")
    if form is not None and not 0 < form <= len(forms):
        raise Refused(f"来信附有 {len(forms)} 份反馈表，没有第 {form} 份；可用 circulate inbox show 查看附件。")
    return forms if form is None else [forms[form - 1]]


def _refuse_foreign(session: Session, forms: Sequence[tuple[bytes, FilledForm]], invitation: Invitation) -> None:
    """A form is filed under the unit and round its code names, whoever assigns it."""
    name = session.get_one(Round, invitation.round_id).name
    for _, form in forms:
        if form.code and (form.code.round_name, form.code.unit_number) != (name, invitation.number):
            raise FormForeign(
                f"来信所附反馈表的编号属于 {form.code.round_name} 的第 {form.code.unit_number} 号单位，"
                f"不是 {name} 的“{invitation.unit_name}”；确需登记的，请用 --opinion 照录。"
            )


def _listed(row: Message) -> Listed:
    return Listed(row.id or 0, MessageState(row.state), row.arrived, row.sender, row.subject, row.note)
