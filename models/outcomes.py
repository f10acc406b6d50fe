"""Settling opinions: outcomes are only added; an approved one is changed only with a reason for reopening it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.queries import counted, opinions_that_count, outcome_of, round_named
from models.races import hold
from models.tables import Opinion, Outcome, Remark, Round
from rules import settling
from rules.errors import AlreadySettled, CirculateError, Overtaken, Refused
from rules.settling import check_outcome
from rules.words import VERDICT_WORDS, RoundState, Stage, Verdict

FEW = 500  # a database binds no more than some thousand values in one statement


@dataclass(frozen=True, slots=True)
class Given:
    """An outcome as it was given: which version, when, by whom, why it was reopened, and a leader's remark on it."""

    version: int
    outcome: settling.Outcome
    at: datetime
    by: str = ""
    note: str = ""
    remark: str = ""
    remarked_by: str = ""

    @property
    def open(self) -> bool:
        """Whether it is a proposal a leader may approve."""
        undecided = self.outcome.verdict is Verdict.PENDING
        return self.outcome.stage is Stage.PROPOSED and not undecided and not self.remark


def settle(  # noqa: PLR0913 - who, when, why and what was seen belong to a settlement
    session: Session,
    name: str,
    chosen: Mapping[int, settling.Outcome],
    now: datetime,
    *,
    reopen: str = "",
    by: str = "",
    seen: Mapping[int, int] | None = None,
) -> int:
    """Settle opinions of a round by number, all or none; returns how many were changed.

    Args:
        session: a writing transaction.
        name: the round.
        chosen: by number.
        now: the moment.
        reopen: why approved verdicts are changed.
        by: who settles them.
        seen: by number, the version of the outcome that whoever settles had before them, 0 for none; a newer one
            is not replaced unseen.

    Raises:
        OpinionUnknown, ReasonMissing, ConditionMissing, WordingMissing.
        AlreadySettled: an approved verdict would be changed and `reopen` gives no reason why.
        Overtaken: somebody else has settled one of them meanwhile.
    """
    asked = held_for_settling(session, name)
    counting = {opinion.number for opinion in opinions_that_count(session, asked)}
    before = given_in(session, asked, chosen)
    rows = []
    for number, given in chosen.items():
        outcome = _trimmed(given)
        opinion = counted(session, asked, number, counting)
        earlier = before.get(number)
        if _changes(name, number, outcome, earlier, reopen, seen):
            rows.append(_row(opinion, earlier, outcome, now, (reopen.strip(), by)))
    session.add_all(rows)
    return len(rows)


def refusals(session: Session, name: str, chosen: Mapping[int, settling.Outcome]) -> dict[int, CirculateError]:
    """Which of these outcomes `settle` would refuse and why, by number; the others it would take.

    Raises:
        RoundUnknown.
        Refused: the round was cancelled.
    """
    asked = held_for_settling(session, name)
    counting = {opinion.number for opinion in opinions_that_count(session, asked)}
    before = given_in(session, asked, chosen)
    found = {}
    for number, given in chosen.items():
        try:
            counted(session, asked, number, counting)
            _changes(name, number, _trimmed(given), before.get(number), "", None)
        except CirculateError as error:
            found[number] = error
    return found


def _changes(  # noqa: PLR0913 - what is given, and what it is held against
    name: str,
    number: int,
    outcome: settling.Outcome,
    earlier: Given | None,
    reopen: str,
    seen: Mapping[int, int] | None,
) -> bool:
    """Whether an outcome that may be given is another than there was; what a leader sent back may come as it was."""
    check_outcome(outcome, number)
    if earlier and earlier.outcome == outcome and not earlier.remark:
        return False
    _refuse_overtaken(number, earlier, seen)
    if earlier and is_final(earlier.outcome) and not reopen.strip():
        raise AlreadySettled(_settled(name, number, earlier.outcome))
    return True


def approve(session: Session, name: str, numbers: Sequence[int], now: datetime, by: str = "") -> int:
    """Approve proposed outcomes, the given ones or all; returns how many.

    Raises:
        OpinionUnknown.
        Refused: one of the given has no proposal, or a leader has sent it back.
    """
    asked = held_for_settling(session, name)
    counting = {opinion.number for opinion in opinions_that_count(session, asked)}
    given = given_in(session, asked, numbers or None)
    for number in numbers:
        counted(session, asked, number, counting)
        _refuse_not_proposed(name, number, given.get(number))
    proposed = {number: one for number, one in given.items() if number in counting and one.open}
    chosen = {number: replace(one.outcome, stage=Stage.APPROVED) for number, one in proposed.items()}
    return settle(session, name, chosen, now, by=by)


def send_back(  # noqa: PLR0913 - who sends what back, when and why
    session: Session, name: str, number: int, words: str, now: datetime, by: str = ""
) -> None:
    """Send the proposal for an opinion back with a remark; it is approved only once it is proposed anew.

    Raises:
        OpinionUnknown.
        Refused: it has no proposal, or the remark is blank.
    """
    asked = held_for_settling(session, name)
    counting = {opinion.number for opinion in opinions_that_count(session, asked)}
    opinion = counted(session, asked, number, counting)
    _refuse_not_proposed(name, number, given_in(session, asked, [number]).get(number))
    if not words.strip():
        raise Refused(f"退回第 {number} 条意见的处理建议，须写明退回的理由。")
    latest = history(session, opinion)[-1]
    session.add(Remark(outcome_id=latest.id or 0, words=words.strip(), by=by, at=now))
    session.flush()


def history(session: Session, opinion: Opinion) -> tuple[Outcome, ...]:
    """Every outcome an opinion was ever given, oldest first."""
    return tuple(session.exec(select(Outcome).where(Outcome.opinion_id == opinion.id).order_by("version")))


def all_given(session: Session, opinion: Opinion) -> tuple[Given, ...]:
    """The same with the remarks on them."""
    remarks = {row.outcome_id: row for row in session.exec(_remarks().where(Outcome.opinion_id == opinion.id))}
    return tuple(_given(row, remarks.get(row.id or 0)) for row in history(session, opinion))


def given_in(session: Session, asked: Round, numbers: Collection[int] | None = None) -> dict[int, Given]:
    """By number, the outcome each opinion of a round has now, counting or not; of these numbers, or all."""
    latest = select(Outcome, Opinion.number).join(Opinion, col(Opinion.id) == col(Outcome.opinion_id))
    latest = latest.where(Opinion.round_id == asked.id)
    remarks = _remarks().join(Opinion, col(Opinion.id) == col(Outcome.opinion_id)).where(Opinion.round_id == asked.id)
    if numbers is not None and len(numbers) <= FEW:
        latest = latest.where(col(Opinion.number).in_(numbers))
    by_outcome = {row.outcome_id: row for row in session.exec(remarks)}
    rows = session.exec(latest.order_by(col(Outcome.version)))
    last = {number: row for row, number in rows if numbers is None or number in numbers}
    return {number: _given(row, by_outcome.get(row.id or 0)) for number, row in last.items()}


def sent_back_in(session: Session, asked: Round) -> frozenset[int]:
    """The opinions of a round whose latest proposal a leader has sent back, by number."""
    remarked = select(Opinion.number).join(Outcome, col(Outcome.opinion_id) == col(Opinion.id))
    remarked = remarked.join(Remark, col(Remark.outcome_id) == col(Outcome.id)).where(Opinion.round_id == asked.id)
    given = given_in(session, asked, set(session.exec(remarked)))
    return frozenset(number for number, one in given.items() if one.remark)


def held_for_settling(session: Session, name: str) -> Round:
    """The round, held to the end of the transaction.

    Raises:
        RoundUnknown.
        Refused: it was cancelled.
    """
    asked = hold(session, round_named(session, name).id or 0)
    if asked.state == RoundState.CANCELLED:
        raise Refused(f"{name} 已取消，不再处理意见。")
    return asked


def is_final(outcome: settling.Outcome) -> bool:
    """Whether a leader has decided it."""
    return outcome.stage is Stage.APPROVED and outcome.verdict is not Verdict.PENDING


def _remarks() -> SelectOfScalar[Remark]:
    return select(Remark).join(Outcome, col(Outcome.id) == col(Remark.outcome_id))


def _given(row: Outcome, remark: Remark | None) -> Given:
    outcome = outcome_of(row.verdict, row.stage, row.reason, row.condition, row.final_text)
    sent_back = (remark.words, remark.by) if remark else ("", "")
    return Given(row.version, outcome, row.at, row.by, row.note, *sent_back)


def _trimmed(given: settling.Outcome) -> settling.Outcome:
    texts = {name: getattr(given, name).strip() for name in ("reason", "condition", "final_text")}
    return replace(given, **texts)


def _row(
    opinion: Opinion, earlier: Given | None, outcome: settling.Outcome, now: datetime, why: tuple[str, str]
) -> Outcome:
    note, by = why
    return Outcome(
        opinion_id=opinion.id or 0,
        version=(earlier.version if earlier else 0) + 1,
        verdict=outcome.verdict,
        stage=outcome.stage,
        reason=outcome.reason,
        condition=outcome.condition,
        final_text=outcome.final_text,
        at=now,
        note=note,
        by=by,
    )


def _refuse_overtaken(number: int, earlier: Given | None, seen: Mapping[int, int] | None) -> None:
    if seen is None or seen.get(number, 0) == (earlier.version if earlier else 0):
        return
    who = f"被{earlier.by}" if earlier and earlier.by else "有人"
    raise Overtaken(f"第 {number} 条意见在你填写期间已{who}另作处理；请对照后再决定，你填写的内容没有丢失。")


def _refuse_not_proposed(name: str, number: int, given: Given | None) -> None:
    if given and given.remark:
        raise Refused(f"{name} 第 {number} 条意见的处理建议已被退回（{given.remark}）；重新提出建议后才能审定。")
    if given is None or not given.open:
        raise Refused(f"{name} 第 {number} 条意见没有待审定的处理建议；可用 circulate opinions {name} 查看。")


def _settled(name: str, number: int, earlier: settling.Outcome) -> str:
    word = VERDICT_WORDS[earlier.verdict]
    return f"{name} 第 {number} 条意见已审定为“{word}”；如需更改，请用 --reopen 写明重新处理的原因。"
