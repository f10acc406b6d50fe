"""The tables, a file for each chapter of a round; importing this package knows them all."""

from models.tables.letters import Letter
from models.tables.register import Contact, Unit, UnitName
from models.tables.replies import Message, Opinion, Outcome, Reply
from models.tables.rounds import Blob, Extension, Invitation, Round

__all__ = [
    "Blob",
    "Contact",
    "Extension",
    "Invitation",
    "Letter",
    "Message",
    "Opinion",
    "Outcome",
    "Reply",
    "Round",
    "Unit",
    "UnitName",
]
