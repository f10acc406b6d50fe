"""Whom a letter to a unit goes to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from models.queries import who_was_invited
from models.register import Registered, registered
from models.tables import Invitation, Round
from rules.errors import AddressMissing
from rules.register import ContactEntry
from rules.words import LetterKind, Role


@dataclass(frozen=True, slots=True)
class Addressed:
    """A unit of a round with whom to write to there."""

    invitation: Invitation
    unit: Registered

    def recipients(self, kind: LetterKind) -> tuple[ContactEntry, ...]:
        """Whom a letter of this kind goes to; the first must get it, the others get copies."""
        return recipients_of(self.unit, kind)


def recipients_of(unit: Registered, kind: LetterKind) -> tuple[ContactEntry, ...]:
    """Whom a letter of this kind to a unit goes to, each address once: an escalation to its superiors first.

    Raises:
        AddressMissing: the unit has nobody to write to.
    """
    superiors = unit.to(Role.ESCALATION) if kind is LetterKind.ESCALATION else ()
    everyone = (*superiors, *unit.to(Role.TO), *unit.to(Role.CC))
    once = {contact.email.lower(): contact for contact in reversed(everyone)}
    if not once:
        raise AddressMissing(f"“{unit.name}”没有登记邮箱，无法发函；请在单位表中补上邮箱并重新导入。")
    return tuple(sorted(once.values(), key=everyone.index))


def addressed_in(session: Session, asked: Round) -> Mapping[int, Addressed]:
    """The units of a round by the id of their invitation, in round order."""
    units = {unit.id: unit for unit in registered(session)}
    return {row.id or 0: Addressed(row, units[row.unit_id]) for row in who_was_invited(session, asked)}
