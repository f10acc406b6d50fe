"""Mail that arrives at an open round, and what the record then says."""

from email.message import EmailMessage

from desk.office import Desk
from desk.view import view
from rules.words import MessageState, Standing
from tests.desk.office import HOUR, ROUND, address, caught, day

FILED, NOTED, UNSURE = MessageState.FILED, MessageState.NOTED, MessageState.UNSURE
MONDAY = day(10, 12)


def invitation(desk: Desk, unit: str) -> EmailMessage:
    return caught(desk, address(unit))[0]


def standings(desk: Desk) -> dict[str, Standing]:
    return {unit.unit: unit.standing for unit in view(desk, ROUND, MONDAY + HOUR).units}


def stranger(text: str, sender: str = "someone@elsewhere.test") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = (
        sender,
        "water@office.test",
        "反馈",
        "<1@elsewhere.test>",
    )
    mail.set_content(text)
    return mail
