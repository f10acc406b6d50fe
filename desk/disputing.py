"""What the units make of their outcomes: who agrees, who keeps silent, what is negotiated, what stays in dispute."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session

from desk.acts import note
from desk.approving import whoever
from desk.office import Desk
from models import disputes, telling
from models.disputes import History
from models.queries import counted, opinions_that_count, round_named, who_was_invited
from models.races import hold
from models.rejoinders import Rejoined, called_in, rejoinders_in, without_comment
from models.rounds import round_before
from models.tables import Opinion, Round
from models.telling import Told
from rules import settling
from rules.disputes import FORM_WORDS, OPPOSED, Negotiated, Parts, Reaction, reaction_of
from rules.errors import Refused, RoundNotOpen
from rules.policy import policy_of
from rules.summary import note as note_of
from rules.summary import numbers_of
from rules.words import Accord, RoundState, Stage, printed

NEGOTIABLE = frozenset({Reaction.MAINTAINED, Reaction.AGREED, Reaction.DISPUTED})


@dataclass(frozen=True, slots=True)
class Reacted:
    """An opinion with an approved outcome, and where its unit stands towards it.

    label: its number as printed, 3.1 for a part.  why: why the unit maintains it.  answer_by: the last day it may
    speak on, None where it was not told.  round: the short name of its round where that is an earlier one.
    """

    number: int
    label: str
    unit: str
    clause: str
    text: str
    outcome: str
    note: str
    reaction: Reaction
    why: str
    answer_by: date | None
    history: History
    round: str = ""


def reactions(desk: Desk, name: str, now: datetime) -> tuple[Reacted, ...]:
    """Every opinion of a round whose outcome is approved, as it is printed; or RoundUnknown."""
    with desk.store.read() as session:
        return reactions_in(desk, session, round_named(session, name), now)


def reactions_in(desk: Desk, session: Session, asked: Round, now: datetime) -> tuple[Reacted, ...]:
    """The same within a transaction."""
    opinions = opinions_that_count(session, asked)
    labels, changed = numbers_of(opinions), telling.changed_in(session, asked)
    words = {one.number: one for one in rejoinders_in(session, asked)}
    followed = disputes.histories_in(session, asked)
    told = _told(session, asked)
    return tuple(
        _reacted(
            one,
            labels[one.number],
            words.get(one.number),
            followed.get(one.number, History()),
            changed[one.number],
            _answer_by(desk, asked, told.get(one.unit), changed[one.number]),
            desk.calendar.day_of(now),
        )
        for one in opinions
        if one.outcome and one.outcome.stage is Stage.APPROVED
    )


def opposed_in(desk: Desk, session: Session, asked: Round) -> dict[int, str]:
    """By number, why units oppose what became of their opinions; this is the same on every day."""
    towards = reactions_in(desk, session, asked, asked.opened)
    return {one.number: one.why for one in towards if one.reaction in OPPOSED}


def standing_disputes(desk: Desk, name: str, now: datetime) -> tuple[Reacted, ...]:
    """The opinions that stay in dispute, of earlier rounds first, each with its four parts; or RoundUnknown."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        all_ = (*opposed_before(desk, session, asked, now), *reactions_in(desk, session, asked, now))
    return tuple(one for one in all_ if one.reaction is Reaction.DISPUTED)


def opposed_before(
    desk: Desk, session: Session, asked: Round, now: datetime, content: frozenset[int] = frozenset()
) -> tuple[Reacted, ...]:
    """What units oppose to this day of what became of their opinions in the rounds before, oldest first.

    A unit that has no comment on a later draft opposes nothing any more; `content` has the ids of such units.
    """
    before = round_before(session, asked)
    if before is None:
        return ()
    content |= without_comment(session, asked)
    named, towards = called_in(session, before, content), reactions_in(desk, session, before, now)
    own = (one for one in towards if one.reaction in OPPOSED and one.unit not in named)
    return (
        *opposed_before(desk, session, before, now, content),
        *(replace(one, round=before.name) for one in own),
    )


def negotiate(  # noqa: PLR0913 - what was negotiated over which opinion, when, and who says so
    desk: Desk, name: str, number: int, told: Negotiated, now: datetime, by: str = ""
) -> str:
    """Keep a negotiation over an opinion its unit maintains; returns the unit's name.

    Raises:
        RoundUnknown, OpinionUnknown, ReasonMissing, RoundNotOpen.
        Refused: the unit does not maintain it, or the negotiation lies ahead.
    """
    with desk.store.write() as session:
        asked, opinion, one = _maintained(desk, session, name, number, now)
        if told.held > now:
            raise Refused(f"协商时间 {desk.local(told.held):%Y-%m-%d} 还没有到；请在协商之后再登记。")
        disputes.negotiated(session, opinion, told, by, now)
        result = "达成一致" if told.agreed else "未达成一致"
        words = f"就第 {number} 条意见与{one.unit}协商（{FORM_WORDS[told.form]}），{result}"
        note(session, whoever(by), "协商", words, now, asked.id)
        return one.unit


def dispute(  # noqa: PLR0913 - the same
    desk: Desk, name: str, number: int, parts: Parts, now: datetime, by: str = ""
) -> Parts:
    """Keep the dispute over an opinion that negotiation has not settled; returns its parts as kept.

    The unit's view is, where none is given, why it maintains its opinion; ours is the outcome with its reason.

    Raises:
        RoundUnknown, OpinionUnknown, ReasonMissing, RoundNotOpen.
        Refused: the unit does not maintain its opinion, or nobody has talked to it yet.
    """
    with desk.store.write() as session:
        asked, opinion, one = _maintained(desk, session, name, number, now)
        if not one.history.negotiations or one.reaction is Reaction.AGREED:
            state = "已经协商一致" if one.history.negotiations else "还没有与该单位协商"
            raise Refused(
                f"{name} 第 {number} 条意见{state}；协商不成的才列为分歧，先用 circulate negotiate 登记协商情况。"
            )
        ours = parts.ours.strip() or "。".join(filter(None, (one.outcome, one.note.replace("\n", "；"))))
        full = Parts(parts.question, parts.theirs.strip() or one.why, ours, parts.grounds)
        disputes.dispute(session, opinion, full, by, now)
        note(session, whoever(by), "分歧", f"将第 {number} 条意见（{one.unit}）列为分歧", now, asked.id)
        return full


def _maintained(desk: Desk, session: Session, name: str, number: int, now: datetime) -> tuple[Round, Opinion, Reacted]:
    asked = hold(session, round_named(session, name).id or 0)
    if asked.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{name} 已取消，不再登记协商和分歧。")
    opinion = counted(session, asked, number, {one.number for one in opinions_that_count(session, asked)})
    one = next((one for one in reactions_in(desk, session, asked, now) if one.number == number), None)
    if one is None or one.reaction not in NEGOTIABLE:
        raise Refused(
            f"{name} 第 {number} 条意见的单位没有坚持原意见，无需协商；"
            f"单位表示坚持的，先用 circulate rejoinder {name} {number} maintain 登记。"
        )
    return asked, opinion, one


def _reacted(  # noqa: PLR0913 - an opinion and all that followed
    one: settling.Opinion,
    label: str,
    word: Rejoined | None,
    history: History,
    changed: datetime,
    answer_by: date | None,
    today: date,
) -> Reacted:
    accord = word.word.accord if word and not word.stale else None
    # A word given after it was talked about is the unit's last, either way; what is in dispute is this very outcome.
    anew = bool(accord and history.at and word and word.at > history.at)
    about_this = history.disputed is not None and history.disputed >= changed
    reaction = reaction_of(
        accord,
        answer_by,
        today,
        agreed=None if anew else history.agreed,
        disputed=about_this and not (anew and accord is Accord.ACCEPTED),
    )
    return Reacted(
        number=one.number,
        label=label,
        unit=one.unit,
        clause=one.clause,
        text=one.text,
        outcome=printed(one.verdict, Stage.APPROVED),
        note=note_of(one.outcome),
        reaction=reaction,
        why=word.word.why if word else "",
        answer_by=answer_by,
        history=history,
    )


def _told(session: Session, asked: Round) -> Mapping[str, Told]:
    told = telling.told_in(session, asked)
    return {row.unit_name: told[row.id or 0] for row in who_was_invited(session, asked) if row.id in told}


def _answer_by(desk: Desk, asked: Round, told: Told | None, changed: datetime) -> date | None:
    if told is None or told.last is None or told.last < changed:
        return None
    return desk.calendar.add(desk.calendar.day_of(told.last), policy_of(asked.policy).rejoin_within)
