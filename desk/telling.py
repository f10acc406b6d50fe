"""Telling the units what became of their opinions: approved outcomes alone, once, and again where they changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlmodel import Session

from desk.acts import note
from desk.addressed import Addressed, addressed_in
from desk.approving import whoever
from desk.case import Case
from desk.office import Desk
from desk.preparing import Look, look_of
from desk.scribe import DOCX, Scribe
from documents.file_names import safe_name
from documents.ooxml import pack
from documents.result import Result, write_result
from mail.compose import Attachment
from mail.letters import OpinionLine
from models import outbox, telling
from models.queries import invitation_of, opinions_that_count, round_named
from models.races import hold
from models.tables import Round
from rules.errors import Overtaken, Refused, RoundNotOpen
from rules.policy import policy_of
from rules.settling import Opinion
from rules.summary import note as note_of
from rules.summary import numbers_of, plain_title
from rules.words import LetterKind, RoundState, Stage, Verdict, printed

WHAT = "告知"
PAPER = "意见采纳情况.docx"


@dataclass(frozen=True, slots=True)
class Telling:
    """What one unit is to be told, the `turn`-th time, and by when it may speak of it."""

    unit: str
    recipients: tuple[str, ...]
    opinions: tuple[Opinion, ...]
    turn: int
    answer_by: date


@dataclass(frozen=True, slots=True)
class Ready:
    """Where a unit stands in being told, by its number in the round; `opinions` is how many it gave.

    waiting: the numbers of those without an approved outcome.  times, last: how often it was told, and when last.
    owed: whether there is something it was not told yet.
    """

    number: int
    unit: str
    opinions: int
    waiting: tuple[int, ...]
    times: int
    last: datetime | None
    owed: bool


@dataclass(frozen=True, slots=True)
class _Owed:
    addressed: Addressed
    telling: Telling


def to_tell(desk: Desk, name: str, now: datetime, units: Sequence[str] = ()) -> tuple[Telling, ...]:
    """What `tell` would send now.

    Raises:
        Everything `tell` refuses.
    """
    with desk.store.read() as session:
        return tuple(owed.telling for owed in _owed(desk, session, round_named(session, name), now, units))


def tell(desk: Desk, name: str, now: datetime, units: Sequence[str] = (), by: str = "") -> tuple[Telling, ...]:
    """Queue the result letters of every unit whose outcomes it was not told yet, or of these units in any case.

    Raises:
        RoundUnknown, UnitUnknown, RoundNotOpen.
        Refused: some of a unit's opinions have no approved outcome, which the sentence names; or there is nothing to
            tell.
        Overtaken: what was to be told changed while its letters were written.
    """
    # Written before the record is: while the papers of a hundred units are made, nobody waits to write.
    with desk.store.read() as session:
        asked = round_named(session, name)
        before, scribe = tuple(_owed(desk, session, asked, now, units)), Scribe(desk, session, asked, now, reads=True)
        letters = [_letter(scribe, one) for one in before]
        told = tuple(one.telling for one in before)
    with desk.store.write() as session:
        asked = hold(session, round_named(session, name).id or 0)
        if told != tuple(one.telling for one in _owed(desk, session, asked, now, units)):
            raise Overtaken(f"{asked.name} 的意见或采纳情况刚刚有变动，函件没有写；请核对后再告知。")
        scribe.queue(session, letters)
        if told:
            who = "、".join(one.unit for one in told)
            note(session, whoever(by), WHAT, f"将意见采纳情况告知{who}", now, asked.id)
        return told


def readiness(desk: Desk, name: str) -> tuple[Ready, ...]:
    """Every unit with opinions and how far telling it has come, in round order; or RoundUnknown."""
    with desk.store.read() as session:
        asked = round_named(session, name)
        told, changed = telling.told_in(session, asked), telling.changed_in(session, asked)
        return tuple(
            _ready(addressed, opinions, told.get(addressed.invitation.id or 0, telling.Told()), changed)
            for _, addressed, opinions in _speaking(session, asked)
        )


def look(desk: Desk, name: str, unit: str, now: datetime) -> Look:
    """The letter `tell` would send a unit now: written like a real one.

    Raises:
        Everything `tell` refuses.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        (owed,) = _owed(desk, session, asked, now, [unit])
        scribe = Scribe(desk, session, asked, now, reads=True)
        letter = _letter(scribe, owed)
    return look_of(owed.telling.unit, letter, scribe)


def papers_of(case: Case) -> dict[str, bytes]:
    """`result-<unit>.docx` of every unit whose outcomes are all approved, by file name."""
    desk = case.desk
    with desk.store.read() as session:
        asked = round_named(session, case.name)
        scribe = Scribe(desk, session, asked, case.now)
        return {
            safe_name(f"result-{unit}.docx"): _paper(scribe, addressed, opinions, _answer_by(desk, asked, case.now))
            for unit, addressed, opinions in _speaking(session, asked)
            if not _open(opinions)
        }


def all_papers(case: Case) -> bytes:
    """A .zip of `papers_of`."""
    return pack(papers_of(case))


def why_no_papers(case: Case) -> str:
    """Why there is no unit to write a result for, or nothing."""
    ready = any(not _open(tuple(of_unit)) for _, of_unit in groupby(_by_unit(case.opinions), lambda one: one.unit))
    return "" if ready else "还没有一家单位的意见全部审定"


def _owed(desk: Desk, session: Session, asked: Round, now: datetime, units: Sequence[str]) -> Iterator[_Owed]:
    if asked.state == RoundState.CANCELLED:
        raise RoundNotOpen(f"{asked.name} 已取消，不再告知采纳情况。")
    chosen = {invitation_of(session, asked, unit).unit_name for unit in units}
    speaking = [one for one in _speaking(session, asked) if not chosen or one[0] in chosen]
    _refuse(asked, chosen - {unit for unit, _, _ in speaking}, speaking)
    told, changed = telling.told_in(session, asked), telling.changed_in(session, asked)
    by = _answer_by(desk, asked, now)
    for unit, addressed, opinions in speaking:
        before = told.get(addressed.invitation.id or 0, telling.Told())
        if not chosen and not _owes(before, opinions, changed):
            continue
        people = tuple(contact.email for contact in addressed.recipients(LetterKind.RESULT))
        yield _Owed(addressed, Telling(unit, people, opinions, before.times + 1, by))


def _ready(
    addressed: Addressed, opinions: tuple[Opinion, ...], told: telling.Told, changed: Mapping[int, datetime]
) -> Ready:
    row, waiting = addressed.invitation, tuple(_open(opinions))
    owed = not waiting and _owes(told, opinions, changed)
    return Ready(row.number, row.unit_name, len(opinions), waiting, told.times, told.last, owed)


def _owes(told: telling.Told, opinions: Sequence[Opinion], changed: Mapping[int, datetime]) -> bool:
    """Whether an outcome was given since the unit was told last."""
    return told.last is None or any(changed[one.number] > told.last for one in opinions)


def _speaking(session: Session, asked: Round) -> list[tuple[str, Addressed, tuple[Opinion, ...]]]:
    """The units with opinions that count, in round order."""
    opinions = {
        unit: tuple(of_unit)
        for unit, of_unit in groupby(_by_unit(opinions_that_count(session, asked)), lambda one: one.unit)
    }
    everyone = addressed_in(session, asked).values()
    return [
        (one.invitation.unit_name, one, opinions[one.invitation.unit_name])
        for one in everyone
        if one.invitation.unit_name in opinions
    ]


def _by_unit(opinions: Sequence[Opinion]) -> list[Opinion]:
    return sorted(opinions, key=lambda one: one.unit)


def _refuse(asked: Round, silent: set[str], speaking: Sequence[tuple[str, Addressed, tuple[Opinion, ...]]]) -> None:
    if silent or not speaking:
        who = "、".join(sorted(silent)) or "各单位"
        raise Refused(f"{asked.name} 中{who}没有提出意见，没有采纳情况可告知。")
    waiting = [(unit, _open(opinions)) for unit, _, opinions in speaking if _open(opinions)]
    if waiting:
        named = "；".join(f"{unit}第 {'、'.join(map(str, numbers))} 条" for unit, numbers in waiting)
        raise Refused(
            f"{asked.name} 还有意见没有审定（{named}），不能告知；请先审定，或用 --unit 只告知意见已全部审定的单位。"
        )


def _open(opinions: Sequence[Opinion]) -> list[int]:
    """The numbers of those without an approved outcome."""
    return [
        one.number
        for one in opinions
        if one.outcome is None or one.outcome.stage is not Stage.APPROVED or one.verdict is Verdict.PENDING
    ]


def _letter(scribe: Scribe, owed: _Owed) -> outbox.NewLetter:
    told = owed.telling
    numbers = numbers_of(told.opinions)
    lines = [
        OpinionLine(numbers[one.number], one.text, printed(one.verdict, Stage.APPROVED), note_of(one.outcome))
        for one in told.opinions
    ]
    paper = Attachment(PAPER, _paper(scribe, owed.addressed, told.opinions, told.answer_by), DOCX)
    return scribe.result(owed.addressed, told.turn, lines, told.answer_by, paper)


def _paper(scribe: Scribe, addressed: Addressed, opinions: tuple[Opinion, ...], answer_by: date) -> bytes:
    row = addressed.invitation
    return write_result(
        Result(
            office=scribe.desk.card.name,
            title=plain_title(scribe.round.title),
            unit=row.unit_name,
            opinions=opinions,
            answer_by=answer_by,
            written=scribe.today,
            code=scribe.code(row.number),
        )
    )


def _answer_by(desk: Desk, asked: Round, now: datetime) -> date:
    """The last day on which a unit told now may speak of it."""
    return desk.calendar.add(desk.calendar.day_of(now), policy_of(asked.policy).rejoin_within)
