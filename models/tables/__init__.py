"""The tables, a file for each chapter of a round; importing this package knows them all."""

from models.tables.beats import Beat
from models.tables.chain import Link, Removal
from models.tables.disputes import Dispute, Negotiation
from models.tables.letters import Head, Hold, Letter, Trouble
from models.tables.mailboxes import Mailbox, Sighting
from models.tables.people import Act, Person, SignIn
from models.tables.procedures import ChosenProcedure, StepTaken
from models.tables.register import Contact, Unit, UnitName
from models.tables.replies import Answer, Edit, Message, Opinion, Outcome, Rejoinder, Remark, Reply
from models.tables.rounds import Blob, Extension, Invitation, Round
from models.tables.voices import Voice, VoiceOutcome

__all__ = [
    "Act",
    "Answer",
    "Beat",
    "Blob",
    "ChosenProcedure",
    "Contact",
    "Dispute",
    "Edit",
    "Extension",
    "Head",
    "Hold",
    "Invitation",
    "Letter",
    "Link",
    "Mailbox",
    "Message",
    "Negotiation",
    "Opinion",
    "Outcome",
    "Person",
    "Rejoinder",
    "Remark",
    "Removal",
    "Reply",
    "Round",
    "Sighting",
    "SignIn",
    "StepTaken",
    "Trouble",
    "Unit",
    "UnitName",
    "Voice",
    "VoiceOutcome",
]
