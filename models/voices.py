"""Keeping what leaders, meetings, reviewers, experts and the public said to a draft, apart from the units' replies."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.queries import outcome_of
from models.races import hold
from models.tables import Round, Voice, VoiceOutcome
from rules import settling
from rules.errors import AlreadySettled, OpinionUnknown, Overtaken, ReplyEmpty
from rules.settling import check_outcome
from rules.words import VERDICT_WORDS, Stage, Verdict, VoiceKind


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said who was not asked: `occasion` the meeting or document it was said in, `heard` when."""

    kind: VoiceKind
    name: str
    text: str
    heard: datetime
    occasion: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice by its number in the round, with what became of it; `version` counts its outcomes."""

    number: int
    said: Said
    outcome: settling.Outcome | None
    version: int = 0


def hear(session: Session, asked: Round, said: Said, by: str, now: datetime) -> int:
    """Keep an opinion heard beside the round; returns its number.

    Raises:
        ReplyEmpty: nobody or nothing is named.
    """
    if not said.name.strip() or not said.text.strip():
        raise ReplyEmpty("请写明是谁提的意见（--who）和意见内容（--text）。")
    held = hold(session, asked.id or 0)
    number = (session.exec(select(func.max(Voice.number)).where(Voice.round_id == held.id)).one() or 0) + 1
    session.add(
        Voice(
            round_id=held.id or 0,
            number=number,
            kind=said.kind,
            name=said.name.strip(),
            occasion=said.occasion.strip(),
            text=said.text.strip(),
            clause=said.clause,
            heard=said.heard,
            by=by,
            at=now,
        )
    )
    session.flush()
    return number


def settle(  # noqa: PLR0913 - who decides what on which
    session: Session,
    asked: Round,
    number: int,
    given: settling.Outcome,
    by: str,
    now: datetime,
    *,
    reopen: bool = False,
    seen: int | None = None,
) -> None:
    """Give a voice's opinion its outcome; `seen` is the version that was shown to whoever does, None for any.

    Raises:
        OpinionUnknown, ReasonMissing, ConditionMissing, WordingMissing.
        AlreadySettled: an approved verdict would be changed and nobody says so.
        Overtaken: somebody else has settled it meanwhile.
    """
    held = hold(session, asked.id or 0)
    voice = session.exec(select(Voice).where(Voice.round_id == held.id, Voice.number == number)).first()
    if voice is None:
        raise OpinionUnknown(f"{held.name} 没有第 {number} 条其他方面的意见；编号见 circulate voices {held.name}。")
    check_outcome(given, number)
    version, earlier = _last(session, [voice.id or 0]).get(voice.id or 0, (0, None))
    if earlier == given:
        return
    if seen not in {None, version}:
        raise Overtaken(f"第 {number} 条其他方面的意见已有人另作处理；请对照后再决定。")
    if earlier and earlier.stage is Stage.APPROVED and earlier.verdict is not Verdict.PENDING and not reopen:
        word = VERDICT_WORDS[earlier.verdict]
        raise AlreadySettled(f"第 {number} 条其他方面的意见已审定为“{word}”；确需更改请加 --reopen。")
    session.add(
        VoiceOutcome(
            voice_id=voice.id or 0,
            version=version + 1,
            verdict=given.verdict,
            stage=given.stage,
            reason=given.reason,
            condition=given.condition,
            final_text=given.final_text,
            by=by,
            at=now,
        )
    )
    session.flush()


def heard(session: Session, asked: Round) -> tuple[Heard, ...]:
    """Every voice of a round, by number."""
    rows = session.exec(select(Voice).where(Voice.round_id == asked.id).order_by(col(Voice.number))).all()
    outcomes = _last(session, [row.id or 0 for row in rows])
    return tuple(_heard(row, *outcomes.get(row.id or 0, (0, None))) for row in rows)


def _heard(row: Voice, version: int, outcome: settling.Outcome | None) -> Heard:
    said = Said(VoiceKind(row.kind), row.name, row.text, row.heard, row.occasion, row.clause)
    return Heard(row.number, said, outcome, version)


def _last(session: Session, voices: list[int]) -> dict[int, tuple[int, settling.Outcome]]:
    """By the id of the voice, the version and the words of its last outcome."""
    wanted = select(VoiceOutcome).where(col(VoiceOutcome.voice_id).in_(voices)).order_by(col(VoiceOutcome.version))
    return {
        row.voice_id: (row.version, outcome_of(row.verdict, row.stage, row.reason, row.condition, row.final_text))
        for row in session.exec(wanted)
    }
