"""Whom a letter to a unit goes to."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlmodel import Session

from models.queries import addresses_lost, what_happened, who_was_invited
from models.register import Registered, registered
from models.tables import Invitation, Round
from rules.errors import AddressMissing
from rules.register import ContactEntry
from rules.standing import InvitationFact
from rules.words import LetterKind, Role


@dataclass(frozen=True, slots=True)
class Addressed:
    """A unit of a round with whom to write to there; `lost` are the addresses letters of the round came back from."""

    invitation: Invitation
    unit: Registered
    lost: frozenset[str] = frozenset()

    def recipients(self, kind: LetterKind) -> tuple[ContactEntry, ...]:
        """Whom a letter of this kind goes to; the first must get it, the others get copies."""
        return recipients_of(self.unit, kind, self.lost)

    @property
    def reachable(self) -> bool:
        """Whether the unit has a contact whose address has not failed in this round."""
        return any(contact.email.lower() not in self.lost for contact in self.unit.to(Role.TO))


def recipients_of(unit: Registered, kind: LetterKind, lost: AbstractSet[str] = frozenset()) -> tuple[ContactEntry, ...]:
    """Whom a letter of this kind to a unit goes to, each address once: an escalation to its superiors first.

    Addresses that failed are left out, unless there are no others.

    Raises:
        AddressMissing: the unit has nobody to write to.
    """
    superiors = unit.to(Role.ESCALATION) if kind is LetterKind.ESCALATION else ()
    everyone = (*superiors, *unit.to(Role.TO), *unit.to(Role.CC))
    once = {contact.email.lower(): contact for contact in reversed(everyone)}
    if not once:
        raise AddressMissing(f"“{unit.name}”没有登记邮箱，无法发函；请在单位表中补上邮箱并重新导入。")
    good = [contact for contact in once.values() if contact.email.lower() not in lost]
    return tuple(sorted(good or once.values(), key=everyone.index))


def addressed_in(session: Session, asked: Round) -> Mapping[int, Addressed]:
    """The units of a round by the id of their invitation, in round order."""
    units = {unit.id: unit for unit in registered(session)}
    lost = addresses_lost(session, asked)
    return {
        row.id or 0: Addressed(row, units[row.unit_id], lost.get(row.id or 0, frozenset()))
        for row in who_was_invited(session, asked)
    }


def asked_in(session: Session, asked: Round) -> tuple[tuple[Addressed, InvitationFact], ...]:
    """The units of a round with what happened to each, in round order."""
    return tuple(zip(addressed_in(session, asked).values(), what_happened(session, asked), strict=True))
