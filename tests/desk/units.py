"""The units' side of their pages: the token of each, and what it writes."""

from datetime import datetime

from desk.answering import Submitted, save_answer, submit
from desk.office import Desk
from desk.page_addresses import page_addresses
from desk.unit_pages import UnitPage, open_page
from models import outcomes
from rules.answering import Draft
from rules.filing import OpinionEntry
from rules.settling import Outcome
from rules.words import Stage, Verdict
from tests.desk.office import FINANCE, OPENED, ROUND

FULL = OpinionEntry("", "第二条", "经费由市财政局落实。", "建议删除", "事权不在我局")
FULL_TEXT = "第二条“经费由市财政局落实。”（建议删除）理由：事权不在我局"
ADOPTED = Outcome(Verdict.ADOPTED, Stage.APPROVED)
REJECTED = Outcome(Verdict.REJECTED, Stage.APPROVED, "上级文件另有规定。")


def token(desk: Desk, unit: str = FINANCE, name: str = ROUND) -> str:
    return page_addresses(desk, name, unit)[0].token


def proposing(*proposals: str, contact: str = "") -> Draft:
    """An answer of opinions that say everything in one column."""
    return Draft(tuple(OpinionEntry("", proposal=proposal) for proposal in proposals), contact)


def answer(desk: Desk, *proposals: str, unit: str = FINANCE, now: datetime = OPENED) -> Submitted:
    """A unit writes these opinions and sends them off; 无意见 without any."""
    seen = looked_at(desk, unit, now).kept.version
    if not proposals:
        return submit(desk, token(desk, unit), seen, now, no_comment=True)
    kept = save_answer(desk, token(desk, unit), proposing(*proposals), seen, now)
    return submit(desk, token(desk, unit), kept.version, now)


def looked_at(desk: Desk, unit: str = FINANCE, now: datetime = OPENED) -> UnitPage:
    return open_page(desk, token(desk, unit), now)


def settle(desk: Desk, chosen: dict[int, Outcome], now: datetime = OPENED, reopen: str = "") -> None:
    with desk.store.write() as session:
        outcomes.settle(session, ROUND, chosen, now, reopen=reopen)
