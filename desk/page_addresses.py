"""The addresses units answer at: printed in letters, read out over the telephone, taken away, given anew."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from desk.office import Desk
from models import pages
from models.queries import invitation_of, round_named, who_was_invited
from models.races import hold
from models.rounds import open_only
from models.tables import Invitation, Round


@dataclass(frozen=True, slots=True)
class PageAddress:
    """A unit's page: `token` opens it, empty where it has none; `address` as one types it into a browser."""

    unit: str
    token: str
    address: str


def page_address(desk: Desk, asked: Round, invitation: Invitation) -> str:
    """The whole address of a unit's page; empty where it has none or the office does not say where its pages are."""
    token, site = pages.token_of(asked, invitation, desk.secret), desk.settings.public_url
    return f"{site.rstrip('/')}/r/{token}" if site and token else ""


def page_addresses(desk: Desk, name: str, unit: str | None = None) -> tuple[PageAddress, ...]:
    """The pages of a round, or of one unit in it, in round order; without `public_url` an address begins with `/r/`.

    Raises:
        RoundUnknown, UnitUnknown.
    """
    with desk.store.read() as session:
        asked = round_named(session, name)
        return tuple(_address(desk, asked, row) for row in _chosen(session, asked, unit))


def reissue_pages(desk: Desk, name: str, unit: str | None = None) -> tuple[PageAddress, ...]:
    """Give a unit, or every unit of the round, a new address; the one in letters sent before opens nothing any more.

    Raises:
        RoundUnknown, UnitUnknown.
        RoundNotOpen: the round was closed or cancelled.
    """
    with desk.store.write() as session:
        asked = open_only(hold(session, round_named(session, name).id or 0))
        rows = _chosen(session, asked, unit)
        pages.issue(asked, rows, desk.secret)
        return tuple(_address(desk, asked, row) for row in rows)


def revoke_pages(desk: Desk, name: str, unit: str | None = None) -> tuple[PageAddress, ...]:
    """Take the page of a unit, or of every unit of the round, away; what was answered on it stays.

    Raises:
        RoundUnknown, UnitUnknown.
    """
    with desk.store.write() as session:
        asked = hold(session, round_named(session, name).id or 0)
        rows = _chosen(session, asked, unit)
        pages.revoke(rows)
        return tuple(_address(desk, asked, row) for row in rows)


def _chosen(session: Session, asked: Round, unit: str | None) -> Sequence[Invitation]:
    if unit is not None:
        return (invitation_of(session, asked, unit),)
    return tuple(row for row in who_was_invited(session, asked) if row.withdrawn is None)


def _address(desk: Desk, asked: Round, row: Invitation) -> PageAddress:
    token = pages.token_of(asked, row, desk.secret)
    whole = page_address(desk, asked, row) or (f"/r/{token}" if token else "")
    return PageAddress(row.unit_name, token, whole)
