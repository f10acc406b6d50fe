"""The units of the demonstration: each opens the letter it was really sent and answers it as people do."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from desk.scribe import FORM_NAME
from documents.form_filling import fill_form
from flows.demo.script import Answer, Unit


def answer_by_mail(sent: Path, inbox: Path, unit: Unit, answer: Answer, office: str) -> Path:
    """Answer the unit's invitation by mail, with the filled form or in plain words.

    Args:
        sent: the folder of the embedded mail catcher.
        inbox: the folder the office takes its mail from.
        unit: who answers.
        answer: what it says.
        office: the office's address.

    Returns:
        The .eml file put into the inbox.
    """
    letter = message_from_bytes(invitation_to(sent, unit).read_bytes(), policy=default)
    mail = EmailMessage()
    mail["From"], mail["To"] = unit.email, office
    mail["Subject"], mail["Date"] = f"回复：{letter['Subject']}", answer.on
    mail["Message-ID"], mail["In-Reply-To"] = f"<{unit.email}.{answer.on:%m%d%H%M}>", letter["Message-ID"]
    mail.set_content(answer.words or "反馈表见附件。")
    if answer.by == "form":
        mail.add_attachment(_filled(letter, unit, answer), "application", "octet-stream", filename=FORM_NAME)
    inbox.mkdir(parents=True, exist_ok=True)
    path = inbox / f"{answer.on:%m%d-%H%M}-{unit.name}.eml"
    path.write_bytes(mail.as_bytes())
    return path


def invitation_to(sent: Path, unit: Unit) -> Path:
    """The first letter the unit was sent."""
    return min((sent / unit.email).glob("*.eml"))


def _filled(letter: EmailMessage, unit: Unit, answer: Answer) -> bytes:
    form = next(part for part in letter.iter_attachments() if part.get_filename() == FORM_NAME)
    rows = [said.row(number) for number, said in enumerate(answer.opinions, 1)]
    blank = form.get_payload(decode=True)
    return fill_form(bytes(blank), rows=rows, no_comment=not rows, contact=unit.contact, phone=unit.phone)
