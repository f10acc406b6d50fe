"""The feedback forms inside a message, told apart so that a person can choose which of them to file."""

from dataclasses import dataclass

from desk.attachments import forms_among, read_files
from desk.office import Desk
from documents.form_reading import FilledForm
from mail.reading import Incoming
from models.queries import round_named, who_was_invited
from rules.errors import CirculateError

MAY_BE_FORMS = (".docx", ".doc", ".xlsx", ".xls", ".odt", ".ods", ".wps", ".et")


@dataclass(frozen=True, slots=True)
class Inside:
    """A form inside a message: its place among the forms, from 1, its file's name, whose it is, what it says."""

    place: int
    file: str
    unit: str
    opinions: int


def forms_inside(desk: Desk, incoming: Incoming) -> tuple[Inside, ...]:
    """The forms of a message that holds several; nothing where one at most can be there or one cannot be read."""
    if sum(file.name.lower().endswith(MAY_BE_FORMS) for file in incoming.files) < 2:  # noqa: PLR2004 - several
        return ()
    try:
        forms, _others = forms_among(next(read_files(desk.secret, [incoming])))
    except CirculateError:
        return ()
    names = {file.content: file.name for file in incoming.files}
    found = [
        Inside(place, names.get(content, ""), _whose(desk, form), len(form.rows))
        for place, (content, form) in enumerate(forms, 1)
    ]
    return tuple(found) if len(found) > 1 else ()


def _whose(desk: Desk, form: FilledForm) -> str:
    """The unit whose code the form carries, or the one written on it."""
    if form.code is None:
        return form.unit
    try:
        with desk.store.read() as session:
            asked = who_was_invited(session, round_named(session, form.code.round_name))
    except CirculateError:
        return form.unit
    return next((one.unit_name for one in asked if one.number == form.code.unit_number), form.unit)
