"""A unit's word on what became of its opinions: given on its page, or by telephone and entered by a clerk."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, select

from desk.office import Desk
from desk.page_rights import page_of
from models import acts, rejoinders
from models.answers import parts_of
from models.queries import counted, opinions_that_count, replies_that_count, round_named
from models.races import hold
from models.rejoinders import Rejoined, Word
from models.tables import Invitation, Opinion, Outcome, Reply, Round
from rules.answering import LONGEST_NAME, visible
from rules.errors import BadInput, OpinionUnknown, Refused, RoundNotOpen
from rules.words import Accord, RoundState

WHAT, LONGEST_WHY = "回应", 2000
SAYING = {Accord.ACCEPTED: "同意", Accord.MAINTAINED: "坚持原意见"}


def rejoin(desk: Desk, name: str, number: int, word: Word, now: datetime) -> str:
    """Keep a unit's word on the outcome of opinion `number` of a round; returns the unit's name.

    Raises:
        RoundUnknown, OpinionUnknown, ReasonMissing, RoundNotOpen.
        Refused: no outcome of it has been approved.
    """
    with desk.store.write() as session:
        asked = _held(session, round_named(session, name).id or 0)
        counting = {opinion.number for opinion in opinions_that_count(session, asked)}
        opinion = counted(session, asked, number, counting)
        outcome = rejoinders.approved_in(session, [opinion.id or 0]).get(opinion.id or 0)
        if outcome is None:
            raise Refused(f"{name} 第 {number} 条意见的采纳情况还没有审定，不能登记单位的回应。")
        reply = session.get_one(Reply, opinion.reply_id)
        invitation = session.get_one(Invitation, reply.invitation_id)
        _add(session, asked, invitation, [outcome], _checked(word), now)
        return invitation.unit_name


def rejoin_on_page(desk: Desk, token: str, numbers: Sequence[int], word: Word, now: datetime) -> int:
    """Keep a unit's word, given on its page, on some of its own opinions, or on all of them with none named.

    Returns how many words were new.

    Raises:
        NotFound, ReasonMissing, RoundNotOpen.
        OpinionUnknown: one of them is not this unit's, or nothing is approved yet.
    """
    with desk.store.write() as session:
        asked, invitation = page_of(desk, session, token, now)
        asked = _held(session, asked.id or 0)
        own = _own(session, asked, invitation)
        strange = [number for number in numbers if number not in own]
        if strange or not own:
            raise OpinionUnknown("你所回应的意见没有已审定的采纳情况，或已被后来的反馈取代；请刷新页面后再试。")
        chosen = [outcome for number, outcome in own.items() if not numbers or number in numbers]
        return _add(session, asked, invitation, chosen, _checked(word), now)


def rejoin_all(session: Session, invitation: Invitation, word: Word, now: datetime) -> int:
    """Keep a unit's word on all its outcomes within a transaction; returns how many were new.

    Raises:
        ReasonMissing, RoundNotOpen.
        Refused: nothing of it has been approved.
    """
    asked = _held(session, invitation.round_id)
    own = _own(session, asked, invitation)
    if not own:
        raise Refused(f"{asked.name} 中{invitation.unit_name}的意见还没有审定的采纳情况，不能登记回应。")
    return _add(session, asked, invitation, list(own.values()), word, now)


def rejoined_in(desk: Desk, name: str) -> tuple[Rejoined, ...]:
    """The last word of the units on every opinion of a round that has one, by number; or RoundUnknown."""
    with desk.store.read() as session:
        return rejoinders.rejoinders_in(session, round_named(session, name))


def _checked(word: Word) -> Word:
    if len(word.why) > LONGEST_WHY:
        raise BadInput(f"理由有 {len(word.why)} 字，超过 {LONGEST_WHY} 字的上限；请写得简短些，或另附书面材料。")
    return replace(word, why=visible(word.why), sender=visible(word.sender)[:LONGEST_NAME])


def _held(session: Session, round_id: int) -> Round:
    asked = hold(session, round_id)
    if asked.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{asked.name} 已取消，不再登记单位的回应。")
    return asked


def _own(session: Session, asked: Round, invitation: Invitation) -> dict[int, Outcome]:
    """The approved outcomes of a unit's opinions that count, by their number."""
    reply = replies_that_count(session, asked).get(invitation.id or 0)
    rows: dict[int, Opinion] = {row.id or 0: row for row in (parts_of(session, reply) if reply else ())}
    return {rows[key].number: outcome for key, outcome in rejoinders.approved_in(session, list(rows)).items()}


def _add(  # noqa: PLR0913 - whose word on what, when
    session: Session, asked: Round, invitation: Invitation, outcomes: Sequence[Outcome], word: Word, now: datetime
) -> int:
    new = rejoinders.add_words(session, outcomes, word, now)
    if new:
        ids = [outcome.opinion_id for outcome in outcomes]
        numbers = session.exec(select(Opinion.number).where(Opinion.id.in_(ids)).order_by("number"))  # type: ignore[union-attr]
        listed = "、".join(map(str, numbers))
        acts.note(
            session, invitation.unit_name, WHAT, f"对第 {listed} 条意见的采纳情况：{SAYING[word.accord]}", now, asked.id
        )
    return new
