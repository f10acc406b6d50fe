"""Settling opinions: outcomes are only added; an approved one is changed only with a reason for reopening it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, func, select

from models.queries import latest_outcomes, opinion_numbered, opinions_that_count, round_named
from models.races import hold
from models.tables import Opinion, Outcome
from rules import settling
from rules.errors import AlreadySettled, OpinionUnknown, Refused
from rules.settling import check_outcome
from rules.words import VERDICT_WORDS, RoundState, Stage, Verdict


def settle(session: Session, name: str, chosen: dict[int, settling.Outcome], now: datetime, *, reopen: str = "") -> int:
    """Settle opinions of a round by number, all or none; returns how many were changed.

    Raises:
        OpinionUnknown, ReasonMissing, ConditionMissing, WordingMissing.
        AlreadySettled: an approved verdict would be changed and `reopen` gives no reason why.
    """
    asked = hold(session, round_named(session, name).id or 0)
    if asked.state == RoundState.CANCELLED:
        raise Refused(f"{name} 已取消，不再处理意见。")
    counting = {opinion.number for opinion in opinions_that_count(session, asked)}
    before = latest_outcomes(session, asked)
    rows = []
    for number, given in chosen.items():
        outcome = _trimmed(given)
        opinion = opinion_numbered(session, asked, number)
        if number not in counting:
            raise OpinionUnknown(f"{name} 第 {number} 条意见已被该单位后来的反馈取代，不再处理。")
        check_outcome(outcome, number)
        earlier = before.get(opinion.id or 0)
        if earlier == outcome:
            continue
        if earlier is not None and _is_final(earlier) and not reopen.strip():
            raise AlreadySettled(_settled(name, number, earlier))
        rows.append(_row(session, opinion, outcome, now, reopen))
    session.add_all(rows)
    return len(rows)


def approve(session: Session, name: str, numbers: Sequence[int], now: datetime) -> int:
    """Approve proposed outcomes, the given ones or all; returns how many."""
    asked = round_named(session, name)
    proposed = {
        opinion.number: replace(opinion.outcome, stage=Stage.APPROVED)
        for opinion in opinions_that_count(session, asked)
        if opinion.outcome and opinion.outcome.stage is Stage.PROPOSED and opinion.verdict is not Verdict.PENDING
    }
    for number in numbers:
        if opinion_numbered(session, asked, number).number not in proposed:
            raise Refused(f"{name} 第 {number} 条意见没有待审定的处理建议；可用 circulate opinions {name} 查看。")
    chosen = {number: outcome for number, outcome in proposed.items() if not numbers or number in numbers}
    return settle(session, name, chosen, now)


def history(session: Session, opinion: Opinion) -> tuple[Outcome, ...]:
    """Every outcome an opinion was ever given, oldest first."""
    return tuple(session.exec(select(Outcome).where(Outcome.opinion_id == opinion.id).order_by("version")))


def _trimmed(given: settling.Outcome) -> settling.Outcome:
    texts = {name: getattr(given, name).strip() for name in ("reason", "condition", "final_text")}
    return replace(given, **texts)


def _is_final(outcome: settling.Outcome) -> bool:
    return outcome.stage is Stage.APPROVED and outcome.verdict is not Verdict.PENDING


def _row(session: Session, opinion: Opinion, outcome: settling.Outcome, now: datetime, note: str) -> Outcome:
    version = session.exec(select(func.max(Outcome.version)).where(Outcome.opinion_id == opinion.id)).one() or 0
    return Outcome(
        opinion_id=opinion.id or 0,
        version=version + 1,
        verdict=outcome.verdict,
        stage=outcome.stage,
        reason=outcome.reason,
        condition=outcome.condition,
        final_text=outcome.final_text,
        at=now,
        note=note.strip(),
    )


def _settled(name: str, number: int, earlier: settling.Outcome) -> str:
    word = VERDICT_WORDS[earlier.verdict]
    return f"{name} 第 {number} 条意见已审定为“{word}”；如需更改，请用 --reopen 写明重新处理的原因。"
