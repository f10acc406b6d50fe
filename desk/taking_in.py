"""Reading what was collected: each message understood and filed in one transaction; nothing is ever dropped."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from desk.addressed import addressed_in
from desk.matching import Understood, is_known, token_among, token_in, understand
from desk.office import Desk
from desk.scribe import Scribe
from mail.letters import OpinionLine
from mail.reading import Incoming, read
from models import letters, outbox
from models.files import content_of, keep
from models.inbox import Finding, invitation_with, namesakes, note_finding, rounds_of_messages, unread
from models.replies import file_reply, opinions_of_reply, replies_without_receipt
from models.tables import Message, Reply, Round
from rules.errors import CirculateError
from rules.filing import ReplyEntry
from rules.words import USUAL_FORMALITY, Channel, MessageKind, MessageState

NOT_REPLIES = frozenset({MessageKind.BOUNCE, MessageKind.AUTO_REPLY, MessageKind.RECEIPT})
OWN = "本单位发出的函件的副本，证明函件已经发出。"
STRANGER = "发件人不在该单位登记的联系人之列，已暂按未盖章件登记，请核实。"
log = logging.getLogger("circulate.mail")


def to_read(desk: Desk) -> tuple[int, ...]:
    """The messages kept but not read yet."""
    with desk.store.read() as session:
        return unread(session)


def read_message(desk: Desk, message_id: int, now: datetime) -> MessageState:
    """Read one kept message and file what it says; what cannot be understood waits for a person with the reason."""
    with desk.store.read() as session:
        content = content_of(session, session.get_one(Message, message_id).sha256)
    incoming = None
    try:
        incoming = read(content)
        with desk.store.write() as session:
            # Held, so that of two workers with the same message the second finds it read.
            message = session.get_one(Message, message_id, with_for_update=True)
            if message.state != MessageState.NEW:
                return MessageState(message.state)
            finding = _found(desk, session, message, incoming, now)
            note_finding(session, message, finding)
    except CirculateError as doubt:
        finding = _waiting(desk, message_id, incoming, MessageState.UNSURE, doubt.sentence)
    except OperationalError:
        # The database is busy or away, which says nothing about the letter: it stays new and is read again.
        raise
    except Exception:
        # A defect of ours must not lose a unit's letter: it is shown to a person, and the log has the rest.
        log.exception("message %s could not be read", message_id)
        finding = _waiting(
            desk, message_id, None, MessageState.QUARANTINED, "程序未能读懂这封邮件，原件已保留，请人工处理。"
        )
    return finding.state


def acknowledge(desk: Desk, now: datetime) -> int:
    """Queue a receipt for every reply that has none yet; returns how many letters."""
    with desk.store.write() as session:
        receipts = []
        by_round = groupby(replies_without_receipt(session), key=lambda answered: answered[1].round_id)
        for round_id, answered in by_round:
            asked = session.get_one(Round, round_id)
            scribe, addressed = Scribe(desk, session, asked, now), addressed_in(session, asked)
            receipts += [
                scribe.receipt(addressed[row.id or 0], reply, _lines(session, reply)) for reply, row in answered
            ]
        return outbox.queue(session, receipts, now)


def _found(desk: Desk, session: Session, message: Message, incoming: Incoming, now: datetime) -> Finding:
    """What a message comes to; a copy that came another way is noted, another text under its Message-ID is flagged."""
    _recognise(message, incoming)
    others = namesakes(session, message)
    twin = next((other for other in others if other.body_sha256 == message.body_sha256), None)
    if twin:
        note = f"与第 {twin.id} 号来信是同一封邮件。"
        noted = Finding(MessageState.NOTED, incoming.kind, incoming.sender, incoming.subject, note)
        return replace(noted, invitation_id=twin.invitation_id)
    finding = _filed(desk, session, message, incoming, now)
    if others:
        note = f"与第 {others[0].id} 号来信的 Message-ID 相同而内容不同，请核实。"
        finding = replace(finding, note=finding.note + note)
    return finding


def _recognise(message: Message, incoming: Incoming) -> None:
    message.identifier, message.body_sha256 = incoming.message_id, incoming.body_sha256
    message.sender = incoming.sender


def _filed(desk: Desk, session: Session, message: Message, incoming: Incoming, now: datetime) -> Finding:
    if letters.is_ours(session, incoming.message_id, incoming.sender):
        return _own(session, incoming)
    if incoming.kind in NOT_REPLIES:
        return _noted(desk, session, incoming, now)
    understood = understand(desk, session, incoming)
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


def _waiting(desk: Desk, message_id: int, incoming: Incoming | None, state: MessageState, why: str) -> Finding:
    kind = incoming.kind if incoming else MessageKind.UNKNOWN
    finding = Finding(
        state,
        kind,
        sender=incoming.sender if incoming else "",
        subject=incoming.subject if incoming else "",
        note=why,
    )
    with desk.store.write() as session:
        message = session.get_one(Message, message_id)
        if incoming:
            _recognise(message, incoming)
        note_finding(session, message, finding)
    return finding


def _lines(session: Session, reply: Reply) -> list[OpinionLine]:
    return [OpinionLine(row.number, row.text) for row in opinions_of_reply(session, reply)]


def rounds_of(desk: Desk, messages: Sequence[int]) -> list[str]:
    """The short names of the rounds these messages were filed under."""
    with desk.store.read() as session:
        return rounds_of_messages(session, messages)
