"""What the record remembers of a mailbox: how far it has been read, what was seen there, what the server was told."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select, update

from models.races import add_unless_there
from models.tables import Mailbox, Sighting


def cursor_of(session: Session, name: str) -> tuple[int, int]:
    """UIDVALIDITY and highest UID read so far; zeroes for a mailbox never opened."""
    found = session.exec(select(Mailbox.validity, Mailbox.last).where(Mailbox.name == name)).first()
    return found or (0, 0)


def unseen(session: Session, name: str, names: Sequence[str]) -> list[str]:
    """Those of the names under which nothing was seen in this mailbox yet, in their order."""
    seen: set[str] = set()
    for group in _in_groups(names):
        known = select(Sighting.name).join(Mailbox, col(Mailbox.id) == col(Sighting.mailbox_id))
        seen.update(session.exec(known.where(Mailbox.name == name, col(Sighting.name).in_(group))))
    return [one for one in names if one not in seen]


def see(session: Session, name: str, cursor: tuple[int, int], messages: Mapping[str, int]) -> None:
    """Remember under which names messages were seen in a mailbox, by their ids, and how far that brings the cursor."""
    add_unless_there(session, Mailbox, [{"name": name, "validity": 0, "last": 0}], "name")
    mailbox = session.exec(select(Mailbox).where(Mailbox.name == name).with_for_update()).one()
    validity, last = cursor
    # Where two collectors read one mailbox, the slower must not put it back.
    mailbox.last = max(last, mailbox.last) if mailbox.validity == validity else last
    mailbox.validity = validity
    rows = [
        {"mailbox_id": mailbox.id, "name": seen, "message_id": message_id, "told": False}
        for seen, message_id in messages.items()
    ]
    if rows:
        add_unless_there(session, Sighting, rows, "mailbox_id", "name")
    session.add(mailbox)


def untold(session: Session, name: str) -> tuple[str, ...]:
    """The names of kept messages that the server has not been told of."""
    rows = select(Sighting.name).join(Mailbox, col(Mailbox.id) == col(Sighting.mailbox_id))
    return tuple(session.exec(rows.where(Mailbox.name == name, col(Sighting.told).is_(False))))


def told(session: Session, name: str, names: Sequence[str]) -> None:
    """Remember that the server knows."""
    mailbox = select(Mailbox.id).where(Mailbox.name == name).scalar_subquery()
    for group in _in_groups(names):
        these = update(Sighting).where(col(Sighting.mailbox_id) == mailbox, col(Sighting.name).in_(group))
        session.exec(these.values(told=True))


def _in_groups(names: Sequence[str], most: int = 500) -> list[Sequence[str]]:
    return [names[first : first + most] for first in range(0, len(names), most)]
