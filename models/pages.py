"""The address a unit answers at: issued, taken back and issued anew; of its token only the hash is kept."""

from collections.abc import Iterable

from sqlmodel import Session, select

from models.tables import Invitation, Round
from rules.tokens import page_token_for, token_hash


def issue(asked: Round, invitations: Iterable[Invitation], secret: bytes) -> None:
    """Give invitations of a round their page, or another address for it; the one before opens nothing any more."""
    for row in invitations:
        row.page_turn += 1
        row.page_hash = token_hash(page_token_for(secret, asked.name, row.number, row.page_turn))


def revoke(invitations: Iterable[Invitation]) -> None:
    """Take the page away; what was answered on it stays."""
    for row in invitations:
        row.page_hash = None


def token_of(asked: Round, invitation: Invitation, secret: bytes) -> str:
    """The token that opens a unit's page now; empty where it has none."""
    if invitation.page_hash is None:
        return ""
    return page_token_for(secret, asked.name, invitation.number, invitation.page_turn)


def page_opened_by(session: Session, token: str) -> tuple[Round, Invitation] | None:
    """The round and invitation whose page a token opens."""
    opened = select(Round, Invitation).join(Invitation).where(Invitation.page_hash == token_hash(token))
    return session.exec(opened).first()
