"""What came attached to mail: feedback forms, and files that are none, all read at one go in the worker."""

from collections.abc import Iterator, Sequence

from documents.any_form import Unread, read_attachment
from documents.form_reading import FilledForm
from documents.worker import each_in_worker
from mail.reading import File, Incoming
from mail.tree import NESTED
from rules.errors import FormUnreadable

Attached = tuple[bytes, FilledForm | Unread | Exception]


def read_files(secret: bytes, mails: Sequence[Incoming]) -> Iterator[list[Attached]]:
    """What each attachment of each mail is, or why it could not be read; all of them read at one go."""
    files = [[file for file in mail.files if not _is_calendar(file)] for mail in mails]
    calls = [(file.content, secret, file.name) for group in files for file in group if not _is_mail(file)]
    answers = iter(each_in_worker(read_attachment, calls, [name for _, _, name in calls], FormUnreadable))
    return ([(file.content, _letter(file) or next(answers)) for file in group] for group in files)


def _letter(file: File) -> Unread | None:
    """What a forwarded mail carries is not the sender's own."""
    return Unread(f"“{file.name}”是转来的邮件") if _is_mail(file) else None


def _is_mail(file: File) -> bool:
    return file.media_type == NESTED


def forms_among(files: Sequence[Attached]) -> tuple[list[tuple[bytes, FilledForm]], list[Unread]]:
    """The attachments that are feedback forms, and those that are none.

    Raises:
        FormCodeDamaged: a form's printed code fails its check.
    """
    forms, others = list[tuple[bytes, FilledForm]](), list[Unread]()
    for content, found in files:
        if isinstance(found, FilledForm):
            forms.append((content, found))
        elif isinstance(found, FormUnreadable):
            others.append(Unread(found.sentence))
        elif isinstance(found, Exception):
            raise found
        else:
            others.append(found)
    return forms, others


def _is_calendar(file: File) -> bool:
    """An answer to the calendar entry we sent along says nothing."""
    return file.media_type == "text/calendar"
