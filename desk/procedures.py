"""The checklist of a round's procedure: chosen by a person, ticked with evidence, never by silence."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from desk import acts
from desk.office import Desk
from models import procedures
from models.queries import round_named
from models.tables import Round
from rules.errors import Refused
from rules.procedures import (
    PROCEDURE_WORDS,
    STEP_WORDS,
    USUAL_WORKING_DAYS,
    Checked,
    Procedure,
    StepState,
    Taken,
    check_taken,
    checklist,
    missing,
    step_of,
)

WHAT = "程序"


@dataclass(frozen=True, slots=True)
class Checklist:
    """A round's procedure: its steps in order, and what is to be minded about the round itself."""

    procedure: Procedure
    steps: tuple[Checked, ...]
    warnings: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The steps nobody has seen to, in words."""
        return missing(self.steps)


def choose(desk: Desk, name: str, procedure: Procedure, by: str, now: datetime) -> Checklist:
    """Say which procedure a round's document follows, or RoundUnknown."""
    with desk.store.write() as session:
        asked = round_named(session, name)
        procedures.choose(session, asked, procedure, by, now)
        acts.note(session, by, WHAT, f"按“{PROCEDURE_WORDS[procedure]}”的程序办理", now, asked.id)
    return checked(desk, name)


def take(desk: Desk, name: str, taken: Taken) -> Checked:
    """Write down that a step was done, or does not apply, and by which evidence.

    Raises:
        RoundUnknown, BadInput, ReasonMissing.
        Refused: no procedure was chosen, or the step cannot be seen to in this way.
    """
    with desk.store.write() as session:
        asked = round_named(session, name)
        step = step_of(_procedure(session, asked), taken.key)
        check_taken(step, taken.state, taken.evidence)
        procedures.take(session, asked, taken)
        words = f"“{step.words}”{STEP_WORDS[taken.state]}：{taken.evidence.strip()}"
        acts.note(session, taken.by, WHAT, words, taken.at, asked.id)
    return next(each for each in checked(desk, name).steps if each.step == step)


def reopen(desk: Desk, name: str, key: str, by: str, now: datetime) -> None:
    """Take back what was written down about a step; the record keeps both.

    Raises:
        RoundUnknown, BadInput.
        Refused: no procedure was chosen.
    """
    with desk.store.write() as session:
        asked = round_named(session, name)
        step = step_of(_procedure(session, asked), key)
        procedures.take(session, asked, Taken(step.key, StepState.OPEN, "", 0, by, now))
        acts.note(session, by, WHAT, f"“{step.words}”改回未办", now, asked.id)


def checked(desk: Desk, name: str) -> Checklist:
    """A round's checklist.

    Raises:
        RoundUnknown.
        Refused: no procedure was chosen.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        procedure = _procedure(session, asked)
        steps = checklist(procedure, procedures.taken_of(session, asked))
        return Checklist(procedure, steps, _warnings(desk, asked))


def chosen(desk: Desk, name: str) -> Procedure | None:
    """The procedure somebody chose for a round, or None."""
    with desk.store.read() as session:
        return procedures.procedure_of(session, round_named(session, name))


def _procedure(session: Session, asked: Round) -> Procedure:
    found = procedures.procedure_of(session, asked)
    if found is None:
        kinds = "、".join(f"{kind}（{word}）" for kind, word in PROCEDURE_WORDS.items())
        raise Refused(
            f"{asked.name} 还没有选定程序；请用 circulate checklist {asked.name} --procedure 选定，可选 {kinds}。"
        )
    return found


def _warnings(desk: Desk, asked: Round) -> tuple[str, ...]:
    days = desk.calendar.working_days(desk.calendar.day_of(asked.opened), desk.calendar.day_of(asked.due))
    if days < USUAL_WORKING_DAYS:
        return (f"给各单位的时间是 {days} 个工作日，少于通常的 {USUAL_WORKING_DAYS} 个工作日。",)
    return ()
