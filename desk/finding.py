"""What a message comes to: a reply filed under its unit, something noted, or a doubt left to a person."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from desk.matching import NOT_REPLIES, Opened, Understood, is_known, token_among, token_in, understand
from desk.office import Desk
from mail.reading import Incoming
from models import letters, outbox
from models.files import keep
from models.inbox import Finding, invitation_with, namesakes
from models.replies import file_reply
from models.tables import Message
from rules.filing import ReplyEntry
from rules.words import USUAL_FORMALITY, Channel, MessageKind, MessageState

OWN = "本单位发出的函件的副本，证明函件已经发出。"
STRANGER = "发件人不在该单位登记的联系人之列，已暂按未盖章件登记，请核实。"


def found(desk: Desk, session: Session, message: Message, mail: Opened, now: datetime) -> Finding:
    """What a message comes to; a copy that came another way is noted, another text under its Message-ID is flagged.

    Raises:
        CirculateError: it is for a person to decide; the sentence says why.
    """
    incoming = mail.incoming
    recognise(message, incoming)
    others = namesakes(session, message)
    twin = next((other for other in others if other.body_sha256 == message.body_sha256), None)
    if twin:
        note = f"与第 {twin.id} 号来信是同一封邮件。"
        noted = Finding(MessageState.NOTED, incoming.kind, incoming.sender, incoming.subject, note)
        return replace(noted, invitation_id=twin.invitation_id)
    finding = _filed(desk, session, message, mail, now)
    if others:
        note = f"与第 {others[0].id} 号来信的 Message-ID 相同而内容不同，请核实。"
        finding = replace(finding, note=finding.note + note)
    return finding


def recognise(message: Message, incoming: Incoming) -> None:
    """Note by what a copy of this message will be known."""
    message.identifier, message.body_sha256 = incoming.message_id, incoming.body_sha256
    message.sender = incoming.sender


def _filed(desk: Desk, session: Session, message: Message, mail: Opened, now: datetime) -> Finding:
    incoming = mail.incoming
    if letters.is_ours(session, incoming.message_id, incoming.sender):
        return _own(session, incoming)
    if incoming.kind in NOT_REPLIES:
        return _noted(desk, session, incoming, now)
    understood = understand(desk, session, mail)
    file_reply(session, understood.invitation, _entry(session, understood, incoming, message), now)
    outbox.proven(session, understood.invitation.id or 0)
    known = is_known(session, understood.invitation, incoming.sender)
    return Finding(
        MessageState.FILED,
        MessageKind.REPLY,
        sender=incoming.sender,
        subject=incoming.subject,
        note="" if known else STRANGER,
        invitation_id=understood.invitation.id,
    )


def _entry(session: Session, understood: Understood, incoming: Incoming, message: Message) -> ReplyEntry:
    return ReplyEntry(
        channel=Channel.MAIL,
        formality=USUAL_FORMALITY[Channel.MAIL],
        received=message.arrived,
        opinions=understood.opinions,
        sender=incoming.sender,
        form=keep(session, understood.form) if understood.form else None,
        message=message.id,
    )


def _own(session: Session, incoming: Incoming) -> Finding:
    """A copy of our own letter, from the journal or a folder of sent mail: it left, and it is nobody's answer."""
    letters.arrived(session, [incoming.message_id])
    return Finding(MessageState.NOTED, MessageKind.OWN, incoming.sender, incoming.subject, OWN)


def _noted(desk: Desk, session: Session, incoming: Incoming, now: datetime) -> Finding:
    """A bounce finds its letter and changes the standing; an auto-reply is no reply, but shown.

    The letter it answers did leave. Older ones of the thread prove nothing: a reminder itself names the invitation.
    """
    invitation_id = letters.arrived(session, (incoming.original_id, *incoming.references[:1]))
    if incoming.kind is MessageKind.BOUNCE:
        for bounce in incoming.bounces:
            letter = (
                outbox.bounce(session, incoming.original_id, bounce.address, bounce.reason, now)
                if bounce.hard
                else None
            )
            invitation_id = letter.invitation_id if letter else invitation_id
    token = token_in((incoming.original_id, *incoming.references)) or token_among(desk, incoming.recipients)
    found = invitation_with(session, token) if token else None
    return Finding(
        MessageState.NOTED,
        incoming.kind,
        sender=incoming.sender,
        subject=incoming.subject,
        invitation_id=invitation_id or (found.id if found else None),
    )
