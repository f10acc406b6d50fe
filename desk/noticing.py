"""The public notice of a round: written once every outcome is approved, marked until somebody has reviewed it."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from desk.acts import note
from desk.case import Case, read_case
from desk.office import Desk
from documents.notice import Notice
from models.noticing import senders_in, was_reviewed
from models.queries import round_named
from models.register import registered
from rules.errors import BadInput, Overtaken, Refused
from rules.settling import unapproved, unsettled
from rules.summary import plain_title

WHAT = "公开审阅"
TITLE = "采纳情况反馈（公开）"


def notice_of(case: Case) -> Notice:
    """The notice of a round as it was read; whether exactly this content was reviewed stands in it."""
    with case.desk.store.read() as session:
        return _notice(case, session)


def why_no_notice(case: Case) -> str:
    """Why a round has no notice yet, or nothing."""
    waiting = sorted((*unsettled(case.opinions), *unapproved(case.opinions)))
    numbers = "、".join(map(str, waiting))
    return f"还有 {len(waiting)} 条意见没有审定（第 {numbers} 条）" if waiting else ""


def review(desk: Desk, name: str, by: str, now: datetime, seen: str = "") -> Notice:
    """Somebody has read the notice as it is now and found it fit for the public; changes make a new review needed.

    Args:
        desk: the office.
        name: the round.
        by: who has read it.
        now: the moment.
        seen: the digest of what was shown, or empty for what there is.

    Raises:
        RoundUnknown.
        BadInput: nobody is named.
        Overtaken: what was shown is no longer what there is.
        Refused: opinions without an approved outcome stand in the way.
    """
    if not by.strip():
        raise BadInput("请写明审阅人，公开稿的审阅要留下姓名。")
    case = read_case(desk, name, now)
    if why := why_no_notice(case):
        raise Refused(f"{name} 的公开稿还不能审阅：{why}。")
    with desk.store.write() as session:
        digest = _notice(case, session).digest
        if seen not in {"", digest}:
            raise Overtaken(f"{name} 的公开稿在你审阅期间有了变化；请重新查看后再确认。")
        note(session, by.strip(), WHAT, f"审阅公开稿，可以公开（{digest}）", now, round_named(session, name).id)
        return _notice(case, session)


def _notice(case: Case, session: Session) -> Notice:
    asked = round_named(session, case.name)
    people = [contact.name for unit in registered(session) for contact in unit.contacts]
    notice = Notice(
        office=case.desk.card.name,
        title=plain_title(case.title),
        opened=case.opened,
        due=case.due,
        ledger=case.ledger,
        opinions=case.opinions,
        naming=case.policy.notice,
        zone=case.zone,
        people=tuple(dict.fromkeys((*people, *senders_in(session, asked)))),
    )
    return replace(notice, reviewed=was_reviewed(session, asked, WHAT, notice.digest))
