"""Keeping which procedure a round's document follows and how far it has come."""

from datetime import datetime

from sqlmodel import Session, col, func, select

from models.races import hold
from models.tables import ChosenProcedure, Round, StepTaken
from rules.procedures import Procedure, StepState, Taken


def procedure_of(session: Session, asked: Round) -> Procedure | None:
    """The procedure somebody chose for a round, or None."""
    chosen = select(ChosenProcedure.procedure).where(ChosenProcedure.round_id == asked.id)
    found = session.exec(chosen.order_by(col(ChosenProcedure.version).desc()).limit(1)).first()
    return Procedure(found) if found else None


def choose(session: Session, asked: Round, procedure: Procedure, by: str, now: datetime) -> None:
    """Say which procedure a round's document follows; what was ticked before stays."""
    held = hold(session, asked.id or 0)
    counted = select(func.count()).where(ChosenProcedure.round_id == held.id)
    version = session.exec(counted).one() + 1
    session.add(ChosenProcedure(round_id=held.id or 0, version=version, procedure=procedure, by=by, at=now))


def taken_of(session: Session, asked: Round) -> tuple[Taken, ...]:
    """Everything ever written down about the steps of a round, oldest first."""
    rows = session.exec(select(StepTaken).where(StepTaken.round_id == asked.id).order_by(col(StepTaken.id)))
    return tuple(Taken(row.key, StepState(row.state), row.evidence, row.days, row.by, row.at) for row in rows)


def take(session: Session, asked: Round, taken: Taken) -> None:
    """Write down what became of a step."""
    held = hold(session, asked.id or 0)
    counted = select(func.count()).where(StepTaken.round_id == held.id, StepTaken.key == taken.key)
    version = session.exec(counted).one() + 1
    own = {"state": taken.state, "evidence": taken.evidence.strip(), "days": taken.days, "by": taken.by, "at": taken.at}
    session.add(StepTaken.model_validate({"round_id": held.id, "key": taken.key, "version": version, **own}))
