"""What can be refused, in sentences a clerk understands: what is wrong, where, and what to do."""


class CirculateError(Exception):
    """The family: `try_again` is true where the same call may succeed later without anyone changing anything."""

    try_again = False

    @property
    def sentence(self) -> str:
        """The one sentence to show."""
        return str(self)


class Passing(CirculateError):
    """Something outside is not answering now; the same call may succeed later."""

    try_again = True


class NotFound(CirculateError):
    """A name that nothing in the register or the rounds carries."""


class UnitUnknown(NotFound):
    """No unit goes by this name or alias."""


class RoundUnknown(NotFound):
    """No round has this short name."""


class OpinionUnknown(NotFound):
    """The round has no opinion with this number."""


class ClauseUnknown(NotFound):
    """The draft has no such clause, or an opinion names none."""


class MessageUnknown(NotFound):
    """No message that arrived has this number."""


class Refused(CirculateError):
    """The request contradicts the record or misses something; nothing was changed."""


class BadInput(Refused):
    """A file or a value that cannot be read as what it should be."""


class DateUnreadable(BadInput):
    """A date, or a number of working days, that cannot be read."""


class DueInPast(BadInput):
    """A due moment that has already passed."""


class DraftUnreadable(BadInput):
    """The draft is no .docx, or a damaged one."""


class FormUnreadable(BadInput):
    """A feedback form that cannot be read."""


class FormCodeDamaged(BadInput):
    """The code printed on a form fails its check digits."""


class FormForeign(BadInput):
    """A form that belongs to another round or another unit."""


class SheetUnreadable(BadInput):
    """A spreadsheet that is damaged, or none at all."""


class ColumnsMissing(BadInput):
    """A spreadsheet without the columns it must have."""


class SheetEmpty(BadInput):
    """A spreadsheet with a header and nothing below it."""


class RowRefused(BadInput):
    """One row of a spreadsheet contradicts the rest or misses something."""


class PolicyUnreadable(BadInput):
    """A policy file with an unknown word or an impossible value."""


class AliasTaken(Refused):
    """Two units would go by one name."""


class AddressMissing(Refused):
    """A unit cannot be written to."""


class AlreadyOpen(Refused):
    """The same draft has already been sent out under this title."""


class RoundNotOpen(Refused):
    """The round takes no more replies, letters or extensions."""


class NoLongerAsked(RoundNotOpen):
    """The office has left this unit out of the round."""


class ReplyEmpty(Refused):
    """Neither an opinion nor a statement that there is none."""


class ReasonMissing(Refused):
    """A verdict that needs its reason."""


class ConditionMissing(Refused):
    """A conditional verdict that states no condition."""


class WordingMissing(Refused):
    """An adoption with changes that does not give the final wording."""


class AlreadySettled(Refused):
    """An approved verdict is not changed in passing."""


class Overtaken(Refused):
    """Somebody else has changed meanwhile what was to be changed: both are shown, neither is lost."""


class NotAllowed(Refused):
    """Someone signed in asks for what is not theirs to do."""


class LedgerUnbalanced(CirculateError):
    """The counts contradict one another: a defect of the program, never of the clerk."""


class TemplateBroken(Refused):
    """An office's own template names something that is not there."""


class ServerDown(Passing):
    """Prefect's server does not answer."""


class MailDown(Passing):
    """The mail server does not answer, or refuses the account."""


def exit_code(error: CirculateError) -> int:
    """The one table from errors to exit codes: every refusal is 1; 2 is wrong usage and never raised here."""
    return 70 if isinstance(error, LedgerUnbalanced) else 1


def http_status(error: CirculateError) -> int:
    """The one table from errors to HTTP status; the first family that fits counts."""
    table: tuple[tuple[type[CirculateError], int], ...] = (
        (NotFound, 404),
        (NotAllowed, 403),
        (NoLongerAsked, 410),
        (BadInput, 422),
        (Refused, 409),
        (Passing, 503),
    )
    return next((status for family, status in table if isinstance(error, family)), 500)
