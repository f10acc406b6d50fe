"""A reply taken back, and one reply that speaks for several units: what was filed stays, what counts changes."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk.acts import note
from desk.approving import whoever
from desk.office import Desk
from models import outbox
from models.queries import invitation_of, replies_that_count, round_named
from models.races import hold
from models.replies import file_reply, opinions_of_reply
from models.tables import Invitation, Reply, Round
from rules.errors import ReasonMissing, Refused, RoundNotOpen
from rules.filing import OpinionEntry, ReplyEntry
from rules.words import Channel, Formality, RoundState


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Which version of a unit's answer was taken back, and which counts now; None where the unit is silent again."""

    unit: str
    version: int
    counts: int | None


@dataclass(frozen=True, slots=True)
class Joined:
    """A unit for which another's reply was filed as well, and the numbers the opinions got there."""

    unit: str
    numbers: tuple[int, ...]


def withdraw(desk: Desk, place: tuple[str, str], reason: str, who: str, now: datetime) -> Withdrawn:
    """Take the reply that counts of a unit back; an earlier one counts again, or the unit has not answered.

    Args:
        desk: the office.
        place: the round's short name and the unit's name.
        reason: why, for the record.
        who: whose act it is; empty for the clerk's.
        now: when.

    Raises:
        RoundUnknown, UnitUnknown, ReasonMissing.
        RoundNotOpen: the round was cancelled.
        Refused: the unit has no reply.
    """
    name, unit = place
    if not reason.strip():
        raise ReasonMissing(f"收回“{unit}”的反馈须写明原因；请用 --reason 写明，例如该单位来函更正，或登记有误。")
    with desk.store.write() as session:
        asked, invitation, reply = _counting(session, name, unit)
        reply.withdrawn = now
        session.add(reply)
        session.flush()
        words = f"收回{invitation.unit_name}的第 {reply.version} 次反馈：{reason.strip()}"
        note(session, whoever(who), "收回反馈", words, now, asked.id)
        left = replies_that_count(session, asked).get(invitation.id or 0)
        return Withdrawn(invitation.unit_name, reply.version, left.version if left else None)


def join(desk: Desk, place: tuple[str, str], others: tuple[str, ...], who: str, now: datetime) -> tuple[Joined, ...]:
    """File the reply that counts of a unit as that of others too, which it was written with; see `withdraw`.

    Raises:
        RoundUnknown, UnitUnknown, RoundNotOpen.
        Refused: the unit has no reply, or is among the others itself.
    """
    with desk.store.write() as session:
        asked, lead, reply = _counting(session, *place)
        entry = _entry(session, reply)
        invitations = [invitation_of(session, asked, other) for other in others]
        if not invitations or lead.id in {invitation.id for invitation in invitations}:
            raise Refused(f"请写出与“{lead.unit_name}”联合反馈的其他单位，不能是它自己。")
        joined = []
        for invitation in invitations:
            filed = file_reply(session, invitation, entry, now)
            outbox.proven(session, invitation.id or 0)
            joined.append(Joined(invitation.unit_name, tuple(o.number for o in opinions_of_reply(session, filed))))
        words = f"{lead.unit_name}的反馈是与{'、'.join(one.unit for one in joined)}联合作出的，已分别登记"
        note(session, whoever(who), "联合反馈", words, now, asked.id)
        return tuple(joined)


def _counting(session: Session, name: str, unit: str) -> tuple[Round, Invitation, Reply]:
    asked = hold(session, round_named(session, name).id or 0)
    invitation = invitation_of(session, asked, unit)
    if asked.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{asked.name} 已取消，其中的反馈不再改动。")
    reply = replies_that_count(session, asked).get(invitation.id or 0)
    if reply is None:
        raise Refused(f"“{invitation.unit_name}”在 {asked.name} 中没有反馈；可用 circulate status {asked.name} 查看。")
    return asked, invitation, reply


def _entry(session: Session, reply: Reply) -> ReplyEntry:
    opinions = (
        OpinionEntry(row.text, row.place, row.original, row.proposal, row.grounds)
        for row in opinions_of_reply(session, reply)
    )
    return ReplyEntry(
        channel=Channel(reply.channel),
        formality=Formality(reply.formality),
        received=reply.received,
        opinions=tuple(opinions),
        sender=reply.sender,
        form=reply.form_sha256,
        scan=reply.scan_sha256,
        message=reply.message_id,
    )
