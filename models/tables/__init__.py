"""The tables, a file for each chapter of a round; importing this package knows them all."""

from models.tables.letters import Hold, Letter, Trouble
from models.tables.mailboxes import Mailbox, Sighting
from models.tables.register import Contact, Unit, UnitName
from models.tables.replies import Message, Opinion, Outcome, Reply
from models.tables.rounds import Blob, Extension, Invitation, Round

__all__ = [
    "Blob",
    "Contact",
    "Extension",
    "Hold",
    "Invitation",
    "Letter",
    "Mailbox",
    "Message",
    "Opinion",
    "Outcome",
    "Reply",
    "Round",
    "Sighting",
    "Trouble",
    "Unit",
    "UnitName",
]
