"""A unit's word on its outcomes when it comes by mail: agreement is kept, anything else is for a person."""

import re
from datetime import datetime

from sqlmodel import Session

from desk.matching import Asked, Opened, is_known, whose
from desk.rejoining import rejoin_all
from mail.opinions import is_no_comment
from mail.reading import Incoming
from models.inbox import Finding, contacts_of
from models.rejoinders import Word
from models.tables import Round
from rules.errors import CirculateError
from rules.words import Accord, Channel, LetterKind, MessageKind, MessageState

_RESULT = re.compile(rf"\.{LetterKind.RESULT}\.\d+\.[a-z2-7]+@", re.IGNORECASE)
AGREED = "该单位同意所告知的采纳情况，已登记。"


def answers_result(mail: Opened) -> bool:
    """Whether a message without a form answers a letter that told outcomes."""
    return not mail.forms and any(map(_RESULT.search, mail.incoming.references[:1]))


def word_by_mail(session: Session, mail: Opened, asked: Asked, now: datetime) -> Finding:
    """What such a message comes to: the agreement of a unit's own contact is its word on all its outcomes.

    Raises:
        CirculateError: nothing ties it to one invitation, or the round takes no word any more.
    """
    incoming = mail.incoming
    invitation = whose(session, mail, asked)
    name = session.get_one(Round, invitation.round_id).name
    known = is_known(contacts_of(session, {invitation.unit_id})[invitation.unit_id], incoming.sender)
    agrees = is_no_comment(incoming.text)
    if not (known and agrees and not mail.others):
        why = "发件人不在该单位登记的联系人之列" if agrees and not known else "请阅看其意见"
        return _waiting(
            incoming,
            f"{invitation.unit_name}答复了 {name} 的采纳情况告知函；{why}，再用 circulate rejoinder {name} 逐条登记。",
            invitation.id,
        )
    word = Word(Accord.ACCEPTED, channel=Channel.MAIL, sender=incoming.sender)
    try:
        rejoin_all(session, invitation, word, now)
    except CirculateError as refused:
        return _waiting(incoming, refused.sentence, invitation.id)
    return Finding(
        MessageState.FILED, MessageKind.REPLY, incoming.sender, incoming.subject, AGREED, invitation_id=invitation.id
    )


def _waiting(incoming: Incoming, why: str, invitation_id: int | None) -> Finding:
    return Finding(MessageState.UNSURE, incoming.kind, incoming.sender, incoming.subject, why, invitation_id)
