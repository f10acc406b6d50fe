"""What a leader decides on: proposals as they stand, what was not adopted and why, disputes, who kept silent."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk.acts import note
from desk.approving import numbered
from desk.disputing import Reacted, opposed_before, reactions_in
from desk.office import Desk
from desk.overview import Overview, UnitLine, overview_of
from models import outcomes
from models.outcomes import Given
from models.queries import opinions_that_count, round_named
from models.rejoinders import rejoinders_in
from models.tables import Round
from rules.disputes import Reaction
from rules.errors import Overtaken, Refused
from rules.settling import Opinion
from rules.summary import note as told
from rules.summary import numbers_of
from rules.words import SILENT, Accord, Stage, Standing, Verdict, printed

DECLINED = frozenset({Verdict.REJECTED, Verdict.PARTLY, Verdict.EXPLAINED})
CHANGED = "页面打开以后，{}的处理建议有变化，没有审定；请核对刷新后的内容再审定。"


@dataclass(frozen=True, slots=True)
class Item:
    """An opinion with what is proposed or decided on it.

    label: its number as printed, 3.1 for a part.  words: the verdict; why: what goes with it.
    version: of the outcome, to tell whether it is still the one that was seen.  remark: why it was sent back.
    """

    number: int
    label: str
    unit: str
    clause: str
    text: str
    words: str
    why: str
    verdict: Verdict
    stage: Stage
    version: int
    by: str
    remark: str


@dataclass(frozen=True, slots=True)
class Leading:
    """A round before its leader; `stamp` changes with anything that waits for approval.

    maintained: what units keep to and is still talked about.  disputes: what talking has not settled; both with
    what is left of the rounds before.
    """

    round: Overview
    waiting: tuple[Item, ...]
    returned: tuple[Item, ...]
    declined: tuple[Item, ...]
    maintained: tuple[Reacted, ...]
    disputes: tuple[Reacted, ...]
    silent: tuple[UnitLine, ...]
    stamp: str


def leading(desk: Desk, name: str, now: datetime) -> Leading:
    """The round with this short name as of `now`, or RoundUnknown."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        items = _items(session, asked, now)
        waiting = tuple(one for one in items if _waits(one))
        followed = (*opposed_before(desk, session, asked, now), *_followed(desk, session, asked, now))
        return Leading(
            round=(seen := overview_of(session, asked, now)),
            waiting=waiting,
            returned=tuple(one for one in items if one.remark and one.stage is Stage.PROPOSED),
            declined=tuple(one for one in items if one.verdict in DECLINED),
            maintained=tuple(one for one in followed if one.reaction is Reaction.MAINTAINED),
            disputes=tuple(one for one in followed if one.reaction is Reaction.DISPUTED),
            silent=seen.standing(*SILENT, Standing.UNDELIVERABLE, Standing.UNSENT),
            stamp=_stamp(waiting),
        )


def approve_seen(desk: Desk, name: str, seen: Mapping[int, int], by: str, now: datetime) -> int:
    """Approve these proposals, by number the version that was seen; returns how many.

    Raises:
        RoundUnknown, OpinionUnknown.
        Refused: one has no proposal, or it was sent back.
        Overtaken: one has been proposed anew since.
    """
    with desk.store.write() as session:
        asked = outcomes.held_for_settling(session, name)
        given = outcomes.given_in(session, asked, seen)
        other = [number for number, version in seen.items() if _version(given.get(number)) != version]
        if other:
            raise Overtaken(CHANGED.format(numbered(other)))
        return _approve(session, asked, seen, by, now)


def approve_all(desk: Desk, name: str, stamp: str, by: str, now: datetime) -> int:
    """Approve everything that waits, where it is still what was seen under this stamp; returns how many.

    Raises:
        RoundUnknown.
        Overtaken: something has been proposed since.
    """
    with desk.store.write() as session:
        asked = outcomes.held_for_settling(session, name)
        waiting = [one for one in _items(session, asked, now) if _waits(one)]
        if _stamp(waiting) != stamp:
            raise Overtaken(CHANGED.format("意见"))
        return _approve(session, asked, [one.number for one in waiting], by, now)


def _approve(session: Session, asked: Round, numbers: Collection[int], by: str, now: datetime) -> int:
    if not numbers:
        raise Refused("没有选中任何一条意见；请先勾选要审定的意见。")
    done = outcomes.approve(session, asked.name, list(numbers), now, by)
    if done:
        note(session, by, "审定", f"审定{numbered(numbers)}处理建议", now, asked.id)
    return done


def _items(session: Session, asked: Round, now: datetime) -> list[Item]:
    opinions = opinions_that_count(session, asked, now)
    given, labels = outcomes.given_in(session, asked), numbers_of(opinions)
    return [_item(one, given[one.number], labels[one.number]) for one in opinions if one.number in given]


def _item(opinion: Opinion, given: Given, label: str) -> Item:
    outcome = given.outcome
    return Item(
        number=opinion.number,
        label=label,
        unit=opinion.unit,
        clause=opinion.clause,
        text=opinion.text,
        words=printed(outcome.verdict, outcome.stage),
        why=told(outcome),
        verdict=outcome.verdict,
        stage=outcome.stage,
        version=given.version,
        by=given.by,
        remark=given.remark,
    )


def _followed(desk: Desk, session: Session, asked: Round, now: datetime) -> tuple[Reacted, ...]:
    """What the units make of their outcomes, where any unit has kept to its opinion."""
    maintained = any(word.word.accord is Accord.MAINTAINED for word in rejoinders_in(session, asked))
    return reactions_in(desk, session, asked, now) if maintained else ()


def _waits(one: Item) -> bool:
    return one.stage is Stage.PROPOSED and one.verdict is not Verdict.PENDING and not one.remark


def _stamp(waiting: Sequence[Item]) -> str:
    said = ",".join(f"{one.number}:{one.version}" for one in waiting)
    return hashlib.sha256(said.encode()).hexdigest()


def _version(given: Given | None) -> int:
    return given.version if given else 0
