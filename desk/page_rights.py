"""What a page's token opens, and until when the unit may answer there.

A page takes answers while its round is open, late ones only where the round allows; closed, it can still be read, and
outcomes can be answered, for half a year. A cancelled round has no page; that of a unit
no longer asked says so.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from desk.office import Desk
from models.pages import page_opened_by
from models.tables import Invitation, Round
from rules.errors import NoLongerAsked, NotFound, RoundNotOpen
from rules.policy import policy_of
from rules.words import RoundState

READABLE = timedelta(days=180)


class Taking(StrEnum):
    """Whether a page takes answers: in time, late ones, or none any more."""

    IN_TIME = "in_time"
    LATE = "late"
    NO_MORE = "no_more"


def page_of(desk: Desk, session: Session, token: str, now: datetime) -> tuple[Round, Invitation]:
    """The round and invitation whose page a token opens; raises as `open_page` does."""
    found = page_opened_by(session, token)
    if found is None or _has_run_out(found[0], now):
        raise NotFound(f"网址不对或已失效；请核对函件中的网址是否完整，或与联系人（{_who(desk)}）联系。")
    asked, invitation = found
    if invitation.withdrawn is not None:
        unit, title = invitation.unit_name, asked.title
        raise NoLongerAsked(
            f"关于《{title}》，不再征求{unit}的意见，不必反馈；如有疑问请与联系人（{_who(desk)}）联系。"
        )
    return found


def taking_of(asked: Round, invitation: Invitation, now: datetime) -> Taking:
    """Whether a unit may still answer on its page."""
    if asked.state != RoundState.OPEN:
        return Taking.NO_MORE
    if now <= invitation.due:
        return Taking.IN_TIME
    return Taking.LATE if policy_of(asked.policy).accept_late else Taking.NO_MORE


def refuse_unless_taking(asked: Round, invitation: Invitation, now: datetime) -> None:
    """Refuse an answer that comes too late.

    Raises:
        RoundNotOpen.
    """
    if taking_of(asked, invitation, now) is Taking.NO_MORE:
        why = "已过反馈截止时间，且不再收逾期反馈" if asked.state == RoundState.OPEN else "已经办结"
        raise RoundNotOpen(f"本轮征求意见{why}；确需补充意见的，请与联系人联系。")


def receipt_number(asked: Round, invitation: Invitation, version: int) -> str:
    """What a unit quotes when it asks about a reply: 2026-001-007-1, round, unit and version."""
    return f"{asked.name}-{invitation.number:03}-{version}"


def _who(desk: Desk) -> str:
    return f"{desk.card.name}{desk.card.contact} {desk.card.phone}".strip()


def _has_run_out(asked: Round, now: datetime) -> bool:
    if asked.state == RoundState.CANCELLED:
        return True
    return asked.closed is not None and now > asked.closed + READABLE
