"""What a message comes to: a reply filed under its unit, something noted, or a doubt left to a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from desk.matching import NOT_REPLIES, Asked, Opened, Understood, asked_by, is_known, token_among, token_in, understand
from desk.office import Desk
from desk.rejoining_mail import answers_result, word_by_mail
from mail.reading import Incoming
from models import letters, outbox
from models.files import keep_all
from models.inbox import Finding, Namesake, contacts_of, invitation_with, namesakes
from models.races import hold
from models.replies import file_replies, refuse, who_answered
from models.tables import Message, Round
from rules.errors import CirculateError
from rules.filing import STRANGER, ReplyEntry
from rules.words import USUAL_FORMALITY, Channel, MessageKind, MessageState

FILED, REPLY = MessageState.FILED, MessageKind.REPLY
OWN = "本单位发出的函件的副本，证明函件已经发出。"
AGAIN = "该单位已有反馈；这封邮件是致谢、补充还是更正，请人工判断，需要的话登记完整的意见。"


def settle(desk: Desk, session: Session, mails: Sequence[tuple[Message, Opened]], now: datetime) -> list[Finding]:
    """What each of a batch of messages comes to, in their order; replies among them are filed together.

    A copy that came another way is noted; another text under the same Message-ID is filed and flagged.
    """
    heard = namesakes(session, [message.id or 0 for message, _ in mails], _identifiers(mails))
    ours = letters.ours(session, _identifiers(mails))
    asked = asked_by(session, (mail for _, mail in mails))
    findings: list[Finding] = []
    replies: list[_Reply] = []
    for message, mail in mails:
        incoming, others = mail.incoming, heard.setdefault(mail.incoming.message_id, [])
        alike = [other for other in others if incoming.message_id and other.sender == incoming.sender]
        own = (incoming.message_id, incoming.sender) in ours
        told = _copy(incoming, alike) or (_own(session, incoming) if own else _told(desk, session, mail, asked, now))
        if isinstance(told, Finding):
            finding = told
        else:
            # A reply's is made when it is filed; until then a copy of it must already know whose it is.
            finding = Finding(FILED, REPLY, invitation_id=told[0].invitation.id)
            replies += [_Reply(len(findings), message, incoming, one, one.note + _flag(alike)) for one in told]
        findings.append(finding)
        others.append(Namesake(message.id or 0, incoming.sender, incoming.body_sha256, finding.invitation_id))
    filed = zip(replies, _filed(session, replies, now), strict=True)
    for place, group in groupby(filed, key=lambda pair: pair[0].place):
        findings[place] = _as_one([finding for _, finding in group])
    return findings


def _as_one(found: Sequence[Finding]) -> Finding:
    """What a message with several replies comes to."""
    if len(found) == 1 or found[0].state != FILED:
        return found[0]
    notes = dict.fromkeys([f"一封邮件答复了 {len(found)} 项发函，已分别登记。", *(one.note for one in found)])
    return replace(found[0], note="".join(notes))


@dataclass(frozen=True, slots=True)
class _Reply:
    """A reply among the messages of a batch: its place there, and what a person should know about it."""

    place: int
    message: Message
    incoming: Incoming
    understood: Understood
    note: str

    @property
    def entry(self) -> ReplyEntry:
        """As it is filed, its form still to be kept."""
        return ReplyEntry(
            channel=Channel.MAIL,
            formality=USUAL_FORMALITY[Channel.MAIL],
            received=self.message.arrived,
            opinions=self.understood.opinions,
            sender=self.incoming.sender,
            message=self.message.id,
        )


def _identifiers(mails: Sequence[tuple[Message, Opened]]) -> set[str]:
    return {mail.incoming.message_id for _, mail in mails} - {""}


def _copy(incoming: Incoming, alike: Sequence[Namesake]) -> Finding | None:
    """A message that came before on another way."""
    twin = next((other for other in alike if other.body_sha256 == incoming.body_sha256), None)
    if twin is None:
        return None
    note = f"与第 {twin.number} 号来信是同一封邮件。"
    return Finding(MessageState.NOTED, incoming.kind, incoming.sender, incoming.subject, note, twin.invitation_id)


def _told(desk: Desk, session: Session, mail: Opened, asked: Asked, now: datetime) -> Finding | tuple[Understood, ...]:
    if mail.incoming.kind in NOT_REPLIES:
        return _noted(desk, session, mail.incoming, now)
    try:
        return word_by_mail(session, mail, asked, now) if answers_result(mail) else understand(session, mail, asked)
    except CirculateError as doubt:
        return _waiting(mail.incoming, doubt.sentence)


def _flag(alike: Sequence[Namesake]) -> str:
    return f"与第 {alike[0].number} 号来信的 Message-ID 相同而内容不同，请核实。" if alike else ""


def _filed(session: Session, replies: Sequence[_Reply], now: datetime) -> list[Finding]:
    """File what may be filed; what may not, as of a round that is over, waits for a person."""
    asked = {number: hold(session, number) for number in sorted({r.understood.invitation.round_id for r in replies})}
    answered = who_answered(session, {reply.understood.invitation.id or 0 for reply in replies})
    refusals = []
    for reply in replies:
        refusals.append(_again(reply, answered) or _refusal(asked[reply.understood.invitation.round_id], reply))
        answered |= set() if refusals[-1] else {reply.understood.invitation.id or 0}
    # Of a message with several replies all are filed, or none.
    waiting = {reply.place: refusal for reply, refusal in zip(replies, refusals, strict=True) if refusal}
    refusals = [waiting.get(reply.place) for reply in replies]
    good = [reply for reply, refusal in zip(replies, refusals, strict=True) if not refusal]
    if good:
        _keep(session, good, now)
    contacts = contacts_of(session, {reply.understood.invitation.unit_id for reply in replies})
    return [
        refusal or _as_reply(reply, contacts[reply.understood.invitation.unit_id])
        for reply, refusal in zip(replies, refusals, strict=True)
    ]


def _again(reply: _Reply, answered: Collection[int]) -> Finding | None:
    """Words alone never replace an answer: thanks, a supplement and a correction look alike to a program."""
    if reply.understood.form or reply.understood.invitation.id not in answered:
        return None
    return _waiting(reply.incoming, AGAIN + reply.note)


def _refusal(asked: Round, reply: _Reply) -> Finding | None:
    try:
        refuse(asked, reply.understood.invitation, reply.entry)
    except CirculateError as doubt:
        return _waiting(reply.incoming, doubt.sentence)
    return None


def _waiting(incoming: Incoming, why: str) -> Finding:
    """What a person has to look at, and why."""
    return Finding(MessageState.UNSURE, incoming.kind, incoming.sender, incoming.subject, why)


def _keep(session: Session, good: Sequence[_Reply], now: datetime) -> None:
    forms = [reply.understood.form for reply in good if reply.understood.form]
    kept = iter(keep_all(session, forms) if forms else [])
    entries = [replace(reply.entry, form=next(kept)) if reply.understood.form else reply.entry for reply in good]
    invitations = [reply.understood.invitation for reply in good]
    file_replies(session, list(zip(invitations, entries, strict=True)), now)
    outbox.proven(session, *(invitation.id or 0 for invitation in invitations))


def _as_reply(reply: _Reply, contacts: Sequence[str]) -> Finding:
    incoming = reply.incoming
    return Finding(
        FILED,
        REPLY,
        sender=incoming.sender,
        subject=incoming.subject,
        note=("" if is_known(contacts, incoming.sender) else STRANGER) + reply.note,
        invitation_id=reply.understood.invitation.id,
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
